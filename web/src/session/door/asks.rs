//! What is asked, and what comes of it.

use super::super::Session;
use super::super::caption::Caption;
use super::super::points::PausePoint;
use super::place::{Target, commands, sentence};
use super::seeking::{Seeking, Sought};
use super::{Ask, Asks, Shows, state};
use crate::on_demand;
use ::script::{Command, Condition, Instruction};
use raft::Duration;

/// The most that one line does at once.
const MOST_TIMES: u64 = 100;

/// What there is to be said of something that is asked, if anything; or why it cannot be done. None if that comes later.
type Outcome = Result<Option<Option<String>>, String>;

impl Session {
    pub(crate) fn ask(&mut self, ask: Ask) {
        let answer = match ask.about {
            Asks::Seek => self.asks_to_seek(&ask),
            Asks::Act => self.asks_to_act(&ask),
            Asks::Link => match on_demand::sharing() {
                Some(sharing) => (sharing.link)(self).map(Some).map(Some),
                None => Err("What shares a run has not come yet.".to_owned()),
            },
            Asks::Script => Ok(Some(Some(self.run_in_words()))),
            Asks::State => state::text(&self.run).map(Some).map(Some),
            Asks::Value => {
                let value = self.value(&ask.words);
                value.map(|value| Some(Some(value.shown(self))))
            }
            Asks::Watch => self.watch(&ask).map(Some).map(Some),
            Asks::Unwatch => {
                self.unwatch(&ask.words);
                Ok(Some(None))
            }
        };
        match answer {
            Ok(Some(value)) => self.answers(ask.ticket, Ok(value)),
            Ok(None) => {}
            Err(sentence) => self.answers(ask.ticket, Err(sentence)),
        }
    }

    fn asks_to_seek(&mut self, ask: &Ask) -> Outcome {
        let target = Target::parse(&ask.words, self.run.world().settings())?;
        self.give_up_work();
        let seeking = Seeking::new(target, self);
        self.goes_to(ask.ticket, seeking);
        Ok(None)
    }

    /// What is under way makes way.
    fn give_up_work(&mut self) {
        if let Some(work) = self.door.work.take() {
            work.give_up(self);
        }
    }

    fn goes_to(&mut self, ticket: u32, seeking: Seeking) {
        self.door.work = Some(Box::new(Sought { ticket, seeking }));
        // What is near is there at once.
        self.work_on();
    }

    /// Does what lines of a script say. Of what lets time pass, only the last line may be.
    fn asks_to_act(&mut self, ask: &Ask) -> Outcome {
        let settings = *self.run.world().settings();
        let commands = commands(&ask.words, &settings);
        let mut commands = commands.map_err(|mistake| sentence(&ask.words, &mistake))?;
        let Some(last) = commands.pop() else {
            return Err(NOTHING.to_owned());
        };
        for command in &commands {
            if ahead(command, self).is_some() {
                return Err("What lets time pass is the last line.".to_owned());
            }
            self.does_at_once(command)?;
        }
        let Some(Ahead {
            target,
            within,
            is_before,
        }) = ahead(&last, self)
        else {
            self.does_at_once(&last)?;
            return Ok(Some(None));
        };
        self.give_up_work();
        let mut seeking = Seeking::ahead(target, self).before(is_before);
        if let Some(within) = within {
            seeking = seeking.until(self.now() + within);
        }
        self.goes_to(ask.ticket, seeking);
        Ok(None)
    }

    /// Does what takes no time.
    fn does_at_once(&mut self, command: &Command) -> Result<(), String> {
        match command {
            Command::Do(instruction) => self.does_instruction(instruction),
            Command::When(condition, then) => self.sets(condition, false, &then.to_string()),
            Command::Pause(point) => self.sets(&point.condition, point.is_before, ""),
            Command::Mark(name) => {
                self.run.recorded.timeline.mark(name.clone());
                Ok(())
            }
            Command::Say(words) => {
                let events = self.run.world().events();
                self.screen.caption = Some(Caption::remark(words.clone(), events));
                Ok(())
            }
            Command::Focus(names) => {
                let world = self.run.world();
                let servers = names.iter().flat_map(|name| name.servers(world).iter());
                self.screen.focus = servers.collect();
                Ok(())
            }
            Command::Expect(condition, None) => {
                let world = self.run.world();
                match condition.holds(world, world.last_event()) {
                    true => Ok(()),
                    false => Err(format!("“{condition}” does not hold.")),
                }
            }
            other => Err(format!(
                "“{other}” belongs into a script: nothing is done here."
            )),
        }
    }

    fn does_instruction(&mut self, instruction: &Instruction) -> Result<(), String> {
        if instruction.times > MOST_TIMES {
            return Err(format!(
                "Here an action is done at most {MOST_TIMES} times."
            ));
        }
        for _ in 0..instruction.times.max(1) {
            let refused = match instruction.actions(self.run.world()) {
                Err(sentence) => Some(sentence),
                Ok(actions) => {
                    let refusals = actions.iter().filter_map(|action| self.attempt(action));
                    let refusals: Vec<String> = refusals.collect();
                    refusals.into_iter().next()
                }
            };
            match refused {
                None => {}
                Some(_) if instruction.is_try => return Ok(()),
                Some(sentence) => return Err(sentence),
            }
        }
        Ok(())
    }

    /// Sets a pause point, or a trigger.
    fn sets(&mut self, condition: &Condition, is_before: bool, action: &str) -> Result<(), String> {
        self.add_point(&PausePoint {
            condition: condition.to_string(),
            is_before,
            action: action.to_owned(),
            is_on: true,
        })
    }
}

const NOTHING: &str = "There is nothing to do: give a line of a script such as crash leader.";

/// What lets time pass.
struct Ahead {
    target: Target,
    /// For how long at most.
    within: Option<Duration>,
    /// Whether only until right before the event that leads there.
    is_before: bool,
}

/// To which moment this lets time pass, if it does.
fn ahead(command: &Command, session: &Session) -> Option<Ahead> {
    let world = session.run.world();
    let to = |target, within, is_before| Ahead {
        target,
        within,
        is_before,
    };
    Some(match command {
        Command::Run(time) => to(Target::Time(world.now() + *time), None, false),
        Command::Step(events) => to(Target::Events(world.events() + events), None, false),
        Command::Until {
            before,
            condition,
            within,
        } => to(Target::Holds(condition.clone()), *within, *before),
        Command::Expect(condition, within @ Some(_)) => {
            to(Target::Holds(condition.clone()), *within, false)
        }
        _ => return None,
    })
}
