//! A moment of a run, exactly, and going there.

use super::World;
use raft::Time;
use record::Event;

/// A moment of a run: the time, and how many events have happened, since several can share a microsecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Position {
    pub time: Time,
    /// How many events have happened.
    pub events: u64,
}

impl World {
    pub fn position(&self) -> Position {
        Position {
            time: self.now(),
            events: self.events(),
        }
    }

    /// Lets happen what lies before a moment of this run, and goes there.
    pub fn run_to(&mut self, to: Position, observe: &mut dyn FnMut(&Event)) {
        while self.events() < to.events {
            match self.step() {
                Some(event) => observe(event),
                None => break,
            }
        }
        self.now = self.now.max(to.time);
    }
}
