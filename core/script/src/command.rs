//! A script as data: its lines, and what can stand on one. `Display` prints it as it is written.

use super::action::Instruction;
use super::condition::Condition;
use super::limits::{LONGEST, MOST_STEPS};
use super::name::{Name, Names};
use super::pause_point::PausePoint;
use super::preset::Preset;
use super::quantity::{Quoted, Short};
use super::show::Show;
use raft::Duration;
use std::fmt;

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
    /// `pause when leader`, `pause before S1 wins`: time stops there, each time, for a reader who watches.
    Pause(PausePoint),

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

impl Script {
    /// Its first comment, which says what it is about.
    pub fn headline(&self) -> Option<&str> {
        let mut comments = self.lines.iter().filter_map(|line| line.comment.as_deref());
        comments.find(|comment| !comment.is_empty())
    }
}

impl Line {
    pub(super) fn of(command: Command) -> Line {
        Line {
            command: Some(command),
            comment: None,
        }
    }
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
            Command::Run(time) => write!(out, "run {}", Short(*time)),
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
            Command::Mark(name) => write!(out, "mark {}", Quoted(name)),
            Command::Do(instruction) => write!(out, "{instruction}"),
            Command::When(condition, then) => write!(out, "when {condition} do {then}"),
            Command::Pause(point) => write!(out, "pause {point}"),
            Command::Say(text) => write!(out, "say {}", Quoted(text)),
            Command::Ask(text) => write!(out, "ask {}", Quoted(text)),
            Command::Goal(text, condition) => {
                write!(out, "goal {} {condition}", Quoted(text))
            }
            Command::Focus(names) => write!(out, "focus {}", Names(names)),
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
        Some(time) => write!(out, " within {}", Short(time)),
        None => Ok(()),
    }
}
