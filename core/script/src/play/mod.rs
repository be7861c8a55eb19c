//! Runs a script in a world of its own.

mod acting;
mod advancing;
mod history;
mod narrating;

use super::action::Instruction;
use super::condition::Condition;
use super::error::ScriptError;
use super::evaluate::{EndedOperations, Evaluator};
use super::parse::at_line;
use super::setup;
use super::{Command, DEFAULT_SEED, Done, Position, Script};
use raft::{Duration, ServerId, Time};
use record::Event;
use sim::Settings;
use sim::World;

/// How long `until` waits if the script does not say.
const PATIENCE: Duration = Duration::from_millis(60_000);

/// The most that a run may spend on evaluating conditions, in units of [`Evaluator::effort`].
const MAX_EFFORT: u64 = 400_000_000;

/// The most expectations that fail before a run is given up.
const MAX_FAILURES: usize = 100;

pub struct Report {
    pub settings: Settings,
    pub seed: u64,
    pub done: Vec<Done>,
    /// What the script said, with its line and when.
    pub narration: Vec<(usize, Position, Narration)>,
    /// What was not as the script expects.
    pub failures: Vec<Failure>,
    /// The world at the end.
    pub world: World,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Narration {
    Say(String),
    Ask(String),
    Mark(String),
    /// What the reader is to bring about.
    Goal(String),
    Reached(String),
    /// Whom to look at.
    Focus(Vec<ServerId>),
    /// What `show` shows, a line each.
    Show(Vec<String>),
}

/// Something that was not as the script expects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    pub line: usize,
    pub position: Position,
    /// Whether a condition did not hold; otherwise something could not be done.
    pub is_expectation: bool,
    /// The line as it stands.
    pub expected: String,
    /// What there is instead.
    pub found: String,
    /// The last events that touched it.
    pub recent: Vec<(Time, String)>,
}

/// What can be observed while a script runs.
pub enum Observed<'a> {
    /// An event, also those of what the script did.
    Event(&'a Event),
    Narration(usize, &'a Narration),
    Failed(&'a Failure),
}

/// Runs a script to its end, or to the first line that makes no sense any more: an expectation that fails does not
/// end a run; what cannot be done does, and what is waited for in vain.
///
/// The seed is the script's, if it names one and `seed` is none; otherwise [`DEFAULT_SEED`]. A run always ends: it has
/// at most two million events.
///
/// # Errors
/// Why there can be no such world, and the line that asks for it. A script that was read has none.
pub fn play(
    script: &Script,
    seed: Option<u64>,
    observe: &mut dyn FnMut(Observed<'_>),
) -> Result<Report, Box<ScriptError>> {
    let (settings, own_seed) = script.settings()?;
    let seed = seed.or(own_seed).unwrap_or(DEFAULT_SEED);
    let world = World::new(settings, seed).map_err(|error| at_line("", 1, error.to_string()))?;
    let mut player = Player {
        script,
        line: 0,
        ended: EndedOperations::default(),
        triggers: Vec::new(),
        goals: Vec::new(),
        recent: Vec::new(),
        effort: 0,
        observe,
        report: Report {
            settings,
            seed,
            done: Vec::new(),
            narration: Vec::new(),
            failures: Vec::new(),
            world,
        },
    };
    // A failure that ends the run is in the report.
    let _ = player.lines();
    Ok(player.report)
}

/// The run is over: why is in the report.
struct Stopped;

type Flow = Result<(), Stopped>;

struct Player<'a> {
    script: &'a Script,
    /// The line that is played, from 1.
    line: usize,
    ended: EndedOperations,
    /// Line, condition and action of each.
    triggers: Vec<(usize, &'a Condition, &'a Instruction)>,
    goals: Vec<(usize, &'a Condition, &'a str)>,
    recent: Vec<Event>,
    /// What was spent on evaluating conditions.
    effort: u64,
    observe: &'a mut dyn FnMut(Observed<'_>),
    report: Report,
}

impl<'a> Player<'a> {
    fn lines(&mut self) -> Flow {
        let script = self.script;
        let begin = setup::length(script);
        for (place, line) in script.lines.iter().enumerate() {
            self.line = place + 1;
            match &line.command {
                Some(command @ (Command::Say(_) | Command::Ask(_))) => self.command(command)?,
                Some(command) if place >= begin => self.command(command)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn command(&mut self, command: &'a Command) -> Flow {
        match command {
            Command::Servers(_)
            | Command::Clients(_)
            | Command::Seed(_)
            | Command::Opening(_)
            | Command::Preset(_) => {}
            Command::Run(time) => {
                let until = self.world().now() + *time;
                self.run(until, None)?;
            }
            Command::Step(events) => {
                for _ in 0..*events {
                    if !self.step()? {
                        break;
                    }
                }
            }
            Command::Until {
                before,
                condition,
                within,
            } => self.until(*before, condition, *within)?,
            Command::Do(instruction) => self.perform(instruction)?,
            Command::When(condition, then) => {
                self.make_room(self.triggers.len())?;
                self.triggers.push((self.line, condition, then));
                self.fire_triggers()?;
            }
            Command::Expect(condition, within) => self.expect(condition, *within)?,
            Command::Goal(text, condition) => {
                self.make_room(self.goals.len())?;
                self.narrate(Narration::Goal(text.clone()));
                self.goals.push((self.line, condition, text));
                self.reach()?;
            }
            Command::Say(text) => self.narrate(Narration::Say(text.clone())),
            Command::Ask(text) => self.narrate(Narration::Ask(text.clone())),
            Command::Mark(name) => self.narrate(Narration::Mark(name.clone())),
            Command::Focus(names) => {
                let mut ids = Vec::new();
                for name in names {
                    ids.extend(name.servers(self.world()).iter());
                }
                self.narrate(Narration::Focus(ids));
            }
            Command::Show(show) => {
                let lines = show.lines(self.world());
                self.narrate(Narration::Show(lines));
            }
        }
        Ok(())
    }

    fn until(&mut self, before: bool, condition: &Condition, within: Option<Duration>) -> Flow {
        let began = self.world().events();
        let wait = self.world().now() + within.unwrap_or(PATIENCE);
        let came = match before {
            true => self.run_before(wait, condition)?,
            false => self.run(wait, Some(condition))?,
        };
        if came {
            return Ok(());
        }
        let more = self.last_times(condition, began);
        self.fail_condition(condition, more);
        Err(Stopped)
    }

    /// An expectation that fails is noted, and the run goes on.
    fn expect(&mut self, condition: &Condition, within: Option<Duration>) -> Flow {
        let holds = match within {
            Some(within) => self.run(self.world().now() + within, Some(condition))?,
            None => self.holds(condition)?,
        };
        if !holds {
            self.fail_condition(condition, Vec::new());
        }
        match self.report.failures.len() < MAX_FAILURES {
            true => Ok(()),
            false => Err(Stopped),
        }
    }

    fn world(&self) -> &World {
        &self.report.world
    }

    fn evaluator(&self) -> Evaluator<'_, World> {
        Evaluator {
            cluster: &self.report.world,
            event: self.report.world.last_event(),
            ended: &self.ended,
        }
    }

    /// Whether a condition holds now. The run is over if it has evaluated too many.
    fn holds(&mut self, condition: &Condition) -> Result<bool, Stopped> {
        self.effort += self.evaluator().effort(condition);
        match self.effort > MAX_EFFORT {
            true => {
                Err(self.give_up("The script has evaluated more conditions than it may.".into()))
            }
            false => Ok(self.evaluator().holds(condition)),
        }
    }
}
