//! Reading a run for the lab: from its beginning, in pieces, and on from there as it goes on.

use super::chronicle::Chronicle;
use crate::session::recorded::Onlookers;
use crate::session::slice::{EVENTS, Slice};
use raft::Time;
use record::Observer;
use sim::Timeline;
use sim::timeline::{Ahead, BranchId};
use sim::world::Position;

/// How far a branch of the run has been read.
pub(super) struct Reading {
    branch: BranchId,
    ahead: Ahead,
    chronicle: Chronicle,
    /// How many events it has read, and how many it is to read.
    far: (u64, u64),
}

impl Reading {
    /// Of the branch that is shown, from its beginning.
    pub(super) fn of(timeline: &Timeline<Onlookers>) -> Reading {
        let branch = timeline.here();
        Reading {
            branch,
            ahead: timeline.before(branch, Position::default()),
            chronicle: Chronicle::default(),
            far: (0, 0),
        }
    }

    pub(super) fn chronicle(&self) -> &Chronicle {
        &self.chronicle
    }

    /// How much of what is to be read has been, in percent; none if all has.
    pub(super) fn percent(&self) -> Option<u64> {
        let (read, of) = self.far;
        (read < of).then(|| read * 100 / of.max(1))
    }

    /// Reads on to the moment that the timeline shows, as far as a frame allows. Another branch is read from its beginning: true then. What
    /// was read of this one beyond that moment stays.
    pub(super) fn follow(
        &mut self,
        timeline: &Timeline<Onlookers>,
        stopwatch: fn() -> u64,
    ) -> bool {
        let is_other = self.branch != timeline.here() || !self.ahead.goes_on(timeline.branch());
        if is_other {
            *self = Reading::of(timeline);
        }
        let to = timeline.position().events;
        let mut slice = Slice::of_events(stopwatch);
        while self.ahead.world().events() < to && slice.goes_on() {
            for _ in 0..EVENTS {
                if self.ahead.world().events() == to {
                    break;
                }
                match self.ahead.next(Time(u64::MAX)) {
                    Some(event) => self.chronicle.observe(event),
                    None => break,
                }
            }
        }
        self.far = (self.ahead.world().events(), to);
        is_other
    }
}
