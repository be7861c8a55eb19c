//! When something last happened in the run of a script: what was done is done once more, in a world of the same seed.

use super::player::{EVENT, Player, Stop};
use super::run::Run;
use super::task::{Happened, Recall, Task};
use crate::condition::Condition;
use crate::evaluate::Evaluator;
use record::EventNumber;
use sim::{Settings, World};

impl Player {
    /// A line has waited in vain for a condition: before that is said, looks when the events that it asks for last happened.
    pub(super) fn recall(
        &mut self,
        condition: &Condition,
        began: EventNumber,
        run: &mut dyn Run,
    ) -> Option<Stop> {
        let mut asked = Vec::new();
        gather(condition, &mut asked);
        let world = run.world();
        let settings = Settings {
            checks: false,
            ..*world.settings()
        };
        match (run.journal(), World::new(settings, world.seed())) {
            (Some(journal), Ok(world)) if !asked.is_empty() => {
                let recall = Recall {
                    condition: condition.clone(),
                    began,
                    world,
                    journal,
                    done: 0,
                    asked,
                };
                self.tasks.push(Task::Recall(Box::new(recall)));
                None
            }
            _ => Some(self.gave_up_waiting(condition, Vec::new(), world)),
        }
    }

    pub(super) fn recalls(&mut self, mut recall: Box<Recall>, run: &mut dyn Run) -> Option<Stop> {
        if recall.world.events() < run.world().events() && recall.goes_on() {
            self.cost += EVENT;
            let evaluator = Evaluator::new(&recall.world, recall.world.last_event(), &self.ended);
            let now = recall
                .world
                .last_event()
                .map(|event| (event.number, event.time));
            for (asked, last) in &mut recall.asked {
                self.cost += evaluator.effort(asked);
                if evaluator.holds(asked) {
                    *last = now;
                }
            }
            self.tasks.push(Task::Recall(recall));
            return None;
        }
        let more = recall.asked.iter().map(|asked| said(asked, recall.began));
        Some(self.gave_up_waiting(&recall.condition, more.collect(), run.world()))
    }
}

fn said((asked, last): &(Condition, Option<Happened>), began: EventNumber) -> String {
    match last {
        Some((number, time)) if *number < began => {
            format!("`{asked}` last happened at {time}, before this line")
        }
        Some((_, time)) => format!("`{asked}` last happened at {time}"),
        None => format!("`{asked}` has not happened"),
    }
}

/// The events that a condition asks for.
fn gather(condition: &Condition, asked: &mut Vec<(Condition, Option<Happened>)>) {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().for_each(|part| gather(part, asked));
        }
        Condition::Happens(..) | Condition::Message(..) => asked.push((condition.clone(), None)),
        _ => {}
    }
}
