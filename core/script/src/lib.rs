//! The script: a run in words, for tests, lessons, scenarios and links. A line is a command; `#` begins a comment.
//!
//! ```
//! use script::{Script, play};
//!
//! let script = Script::parse("servers 3\nseed 7\nuntil leader\nexpect checks hold\n").expect("no mistakes");
//! let report = play(&script, None, &mut |_| {}).expect("such a world can be");
//! assert!(report.failures.is_empty());
//! assert_eq!(script.to_string(), "servers 3\nseed 7\nuntil leader\nexpect checks hold\n");
//! ```
//!
//! [`Script::parse`] reads one and [`Script`]'s `Display` prints it, so that parsing again gives the same.
//! [`play`] runs it in a world of its own. [`Script::of_run`] writes down what was done to a world.

mod action;
mod actual;
mod command;
mod condition;
mod cursor;
mod display;
mod error;
mod evaluate;
mod event_pattern;
mod lesson;
mod limits;
mod message;
mod name;
mod parse;
mod pause_point;
mod play;
mod preset;
mod quantity;
mod recording;
mod resolve;
mod setup;
mod show;
mod token;
mod value;
mod watch;

#[cfg(test)]
mod tests;

pub use action::{Instruction, Range, ScriptAction, Setting};
pub use command::{Command, Line, Script};
pub use condition::{Compare, Condition, Is, Measure, MessageEnd, OperationIs};
pub use error::{ScriptError, ScriptErrors};
pub use event_pattern::EventPattern;
pub use limits::{
    DEFAULT_SEED, LONGEST, MOST_BYTES, MOST_COLUMNS, MOST_LINES, MOST_STEPS, MOST_TIMES,
};
pub use name::{Messages, Name, One, Pick, Selector, Which};
pub use pause_point::PausePoint;
pub use play::{Failure, Narration, Observed, Player, Report, Run, Stop, play};
pub use preset::Preset;
pub use show::Show;
pub use sim::timeline::Done;
pub use sim::world::Position;
pub use value::Value;
pub use watch::Watch;

use sim::{Action, Settings, World};

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    /// All mistakes, at most one a line: where, what is wrong, and what would be right.
    pub fn parse(text: &str) -> Result<Script, ScriptErrors> {
        parse::script(text)
    }

    /// Reads the script in a lesson: the lines of its fenced `raft` blocks, each in its place. Its title is the headline.
    ///
    /// # Errors
    /// As [`Script::parse`], by the lines of the lesson.
    pub fn of_lesson(text: &str) -> Result<Script, ScriptErrors> {
        lesson::script(text)
    }

    /// The settings that its set-up lines ask for, and the seed if it names one.
    ///
    /// # Errors
    /// Why there can be no such world, and the line that asks for it.
    pub fn settings(&self) -> Result<(Settings, Option<u64>), Box<ScriptError>> {
        setup::settings(self)
    }

    /// What was done to a world of these settings and this seed, through `end`, as a script that does it again and
    /// comes to the same fingerprint.
    pub fn of_run(settings: Settings, seed: u64, done: &[Done], end: Position) -> Script {
        recording::of_run(settings, seed, done, end)
    }

    /// The same run with pause points from its first event on, and at its end triggers that have not fired yet.
    #[must_use]
    pub fn watched(self, points: &[PausePoint], triggers: &[(Condition, Instruction)]) -> Script {
        recording::watched(self, points, triggers)
    }
}

impl Instruction {
    /// What doing it once comes to at this moment of a world.
    ///
    /// # Errors
    /// Why it cannot be said now, such as that there is no leader.
    pub fn actions(&self, world: &World) -> Result<Vec<Action>, String> {
        resolve::actions(&self.action, world)
    }
}

/// Every word that a line or a condition begins with.
pub fn words() -> impl Iterator<Item = &'static str> {
    parse::words()
}
