//! What moves along a lane by itself.

use crate::scene::layout::Point;
use crate::scene::link::Lane;
use raft::Time;

/// Something that moves along a lane by itself.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Travel {
    pub(crate) lane: Lane,
    pub(crate) left: Time,
    pub(crate) ends: Time,
    /// How far along the lane it is then, of 1.
    pub(crate) reach: f64,
}

impl Travel {
    /// Something that stands still on its lane, so far along it.
    pub(crate) fn parked(lane: Lane, reach: f64) -> Travel {
        let (left, ends) = (Time::ZERO, Time::ZERO);
        Travel {
            lane,
            left,
            ends,
            reach,
        }
    }

    /// How far along its lane it is, of 1.
    pub(crate) fn along(&self, now: Time) -> f64 {
        self.reach * progress(self.left, self.ends, now)
    }

    pub(crate) fn at(&self, now: Time) -> Point {
        self.lane.at(self.along(now))
    }
}

/// How much of the time between two moments has passed, of 1.
pub(crate) fn progress(from: Time, to: Time, now: Time) -> f64 {
    let whole = to.since(from).0.max(1) as f64;
    (now.since(from).0 as f64 / whole).min(1.0)
}
