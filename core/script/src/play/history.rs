//! When something last happened in the run of a script: what was done is done once more, in a world of the same seed.

use super::Player;
use crate::condition::Condition;
use crate::evaluate::Evaluator;
use raft::Time;
use record::EventNumber;
use sim::Settings;
use sim::World;

type Happened = (EventNumber, Time);

impl Player<'_> {
    /// For each event that a condition asks for, when it last happened. `began` is how many events had happened when
    /// this line began.
    pub(super) fn last_times(&self, condition: &Condition, began: EventNumber) -> Vec<String> {
        let mut asked = Vec::new();
        gather(condition, &mut asked);
        if asked.is_empty() {
            return Vec::new();
        }
        let last = self.last_happened(&asked);
        let sentence = |(asked, last): (&&Condition, &Option<Happened>)| match last {
            Some((number, time)) if *number < began => {
                format!("`{asked}` last happened at {time}, before this line")
            }
            Some((_, time)) => format!("`{asked}` last happened at {time}"),
            None => format!("`{asked}` has not happened"),
        };
        asked.iter().zip(&last).map(sentence).collect()
    }

    fn last_happened(&self, asked: &[&Condition]) -> Vec<Option<Happened>> {
        let mut last = vec![None; asked.len()];
        let settings = Settings {
            checks: false,
            ..self.report.settings
        };
        let Ok(mut world) = World::new(settings, self.report.seed) else {
            debug_assert!(false, "the run is of such a world");
            return last;
        };
        let mut done = self.report.done.iter().peekable();
        while world.events() < self.world().events() {
            match done.next_if(|(at, _)| at.events <= world.events()) {
                Some((at, action)) => {
                    world.run_to(*at, &mut |_| {});
                    world.apply(action);
                }
                None if world.step().is_none() => break,
                None => {}
            }
            let evaluator = Evaluator {
                cluster: &world,
                event: world.last_event(),
                ended: &self.ended,
            };
            for (asked, last) in asked.iter().zip(&mut last) {
                if evaluator.holds(asked) {
                    *last = world.last_event().map(|event| (event.number, event.time));
                }
            }
        }
        last
    }
}

/// The events that a condition asks for.
fn gather<'a>(condition: &'a Condition, asked: &mut Vec<&'a Condition>) {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().for_each(|part| gather(part, asked));
        }
        Condition::Happens(..) => asked.push(condition),
        _ => {}
    }
}
