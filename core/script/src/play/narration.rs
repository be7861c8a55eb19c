//! What a script says while it is played.

use crate::pause_point::PausePoint;
use raft::{ServerId, Time};
use sim::world::Position;

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
    /// Where time is to stop from now on.
    Watches(PausePoint),
    /// Time stops, if a reader watches.
    Pauses(PausePoint),
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
