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
mod condition;
mod cursor;
mod display;
mod error;
mod evaluate;
mod event_pattern;
mod lesson;
mod message;
mod name;
mod parse;
mod play;
mod quantity;
mod recording;
mod resolve;
mod setup;
mod show;
mod token;

#[cfg(test)]
mod tests;

pub use action::{Instruction, Range, ScriptAction, Setting};
pub use condition::{Compare, Condition, Is, Measure, OperationIs};
pub use error::{ScriptError, ScriptErrors};
pub use event_pattern::EventPattern;
pub use name::{Messages, Name, One, Pick, Selector};
pub use play::{Failure, Narration, Observed, Player, Report, Run, Stop, play};
pub use setup::Preset;
pub use show::Show;
pub use sim::timeline::Done;
pub use sim::world::Position;

use raft::Duration;
use sim::Settings;
use std::fmt;

/// The most bytes of a script.
pub const MOST_BYTES: usize = 1 << 20;

/// The most lines of a script.
pub const MOST_LINES: usize = 10_000;

/// The most characters of a line.
pub const MOST_COLUMNS: usize = 2_000;

/// The seed of a run, where neither the script nor its caller names one.
pub const DEFAULT_SEED: u64 = 1;

/// How often one line may submit an operation.
pub const MOST_TIMES: u64 = 1_000;

/// How many events one line may step over.
pub const MOST_STEPS: u64 = 1_000_000;

/// The longest time that one line may let pass or wait.
pub const LONGEST: Duration = Duration(3_600_000_000);

#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Script {
    /// Its lines; the first one is line 1.
    pub lines: Vec<Line>,
}

#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Line {
    pub command: Option<Command>,
    /// What stands behind `#`.
    pub comment: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    // — set-up —
    /// `servers 3`
    Servers(u8),
    /// `clients 2`
    Clients(u8),
    /// `seed 7`
    Seed(u64),
    /// `opening on`: the first client sends `set x 1` once there is a leader.
    Opening(bool),
    /// `preset paper`
    Preset(Preset),

    // — time —
    /// `run 250ms`
    Run(Duration),
    /// `step 3`: so many events.
    Step(u64),
    /// `until leader within 2s`: time passes until the condition holds, or until just before the event that makes it.
    Until {
        /// Whether to stop before that event.
        before: bool,
        condition: Condition,
        /// How long at most.
        within: Option<Duration>,
    },
    /// `mark "fold"`: names this moment.
    Mark(String),

    // — actions —
    /// `crash S1`, `try crash S1`, `sync S1 times 3`
    Do(Instruction),
    /// `when S3 truncates do crash S3`: once, at the very event.
    When(Condition, Instruction),

    // — narrating —
    /// `say "…"`
    Say(String),
    /// `ask "…"`: stops for an answer, where a reader can give one.
    Ask(String),
    /// `goal "…" CONDITION`: what the reader is to bring about.
    Goal(String, Condition),
    /// `focus S1 S3`
    Focus(Vec<Name>),

    // — checks —
    /// `expect leader within 1s`
    Expect(Condition, Option<Duration>),
    /// `show logs`
    Show(Show),
}

impl Command {
    /// Lets so much time pass, in as few lines as may say it.
    pub fn run(time: Duration) -> impl Iterator<Item = Command> {
        parts(time.0, LONGEST.0).map(|micros| Command::Run(Duration(micros)))
    }

    /// Lets so many events happen, in as few lines as may say it. None at all are a line too.
    pub fn step(events: u64) -> impl Iterator<Item = Command> {
        parts(events, MOST_STEPS).map(Command::Step)
    }
}

/// `whole` in parts of `most`, and the rest.
fn parts(whole: u64, most: u64) -> impl Iterator<Item = u64> {
    let parts = whole.div_ceil(most).max(1);
    (0..parts).map(move |part| (whole - part * most).min(most))
}

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

    /// Its first comment, which says what it is about.
    pub fn headline(&self) -> Option<&str> {
        let mut comments = self.lines.iter().filter_map(|line| line.comment.as_deref());
        comments.find(|comment| !comment.is_empty())
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
}

/// Every word that a line or a condition begins with.
pub fn words() -> impl Iterator<Item = &'static str> {
    parse::words()
}

impl fmt::Display for Script {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(out, "{line}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Line {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.command, &self.comment) {
            (None, None) => Ok(()),
            (Some(command), None) => write!(out, "{command}"),
            (None, Some(comment)) => write!(out, "{}", format!("# {comment}").trim_end()),
            (Some(command), Some(comment)) => {
                write!(out, "{command}  {}", format!("# {comment}").trim_end())
            }
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Servers(number) => write!(out, "servers {number}"),
            Command::Clients(number) => write!(out, "clients {number}"),
            Command::Seed(seed) => write!(out, "seed {seed}"),
            Command::Opening(on) => out.write_str(if *on { "opening on" } else { "opening off" }),
            Command::Preset(preset) => write!(out, "preset {}", preset.name()),
            Command::Run(time) => write!(out, "run {}", quantity::Short(*time)),
            Command::Step(1) => out.write_str("step"),
            Command::Step(events) => write!(out, "step {events}"),
            Command::Until {
                before,
                condition,
                within,
            } => {
                let before = if *before { "before " } else { "" };
                write!(out, "until {before}{condition}")?;
                write_within(*within, out)
            }
            Command::Mark(name) => write!(out, "mark {}", quantity::Quoted(name)),
            Command::Do(instruction) => write!(out, "{instruction}"),
            Command::When(condition, then) => write!(out, "when {condition} do {then}"),
            Command::Say(text) => write!(out, "say {}", quantity::Quoted(text)),
            Command::Ask(text) => write!(out, "ask {}", quantity::Quoted(text)),
            Command::Goal(text, condition) => {
                write!(out, "goal {} {condition}", quantity::Quoted(text))
            }
            Command::Focus(names) => write!(out, "focus {}", name::Names(names)),
            Command::Expect(condition, within) => {
                write!(out, "expect {condition}")?;
                write_within(*within, out)
            }
            Command::Show(show) => write!(out, "show {show}"),
        }
    }
}

fn write_within(within: Option<Duration>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match within {
        Some(time) => write!(out, " within {}", quantity::Short(time)),
        None => Ok(()),
    }
}
