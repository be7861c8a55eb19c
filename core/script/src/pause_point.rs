//! A moment at which time is to stop for a reader who watches.

use super::condition::Condition;
use std::fmt;

/// `when leader`, `before S1 wins`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PausePoint {
    /// Whether time stops before the event that makes the condition hold, and not right after it.
    pub is_before: bool,
    pub condition: Condition,
}

impl fmt::Display for PausePoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.is_before { "before" } else { "when" };
        write!(out, "{word} {}", self.condition)
    }
}
