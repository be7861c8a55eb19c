//! The time axis of a run: from its beginning to a little behind now, on so many pixels.

use super::room::{Layout, Room};
use raft::Time;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Axis {
    /// Where time zero is, in pixels.
    pub(crate) left: u64,
    pub(crate) width: u64,
    /// The last moment that has a place, in microseconds.
    pub(crate) end: u64,
}

/// The shortest axis, in microseconds.
const SHORTEST: u64 = 100_000;

impl Axis {
    /// That of a run that has come so far, across a mount.
    pub(crate) fn of(room: Room, now: Time) -> Axis {
        let letters = u64::from(room.letters());
        let (left, edge) = match room.layout() {
            Layout::Wide => (letters * 22 / 7, letters),
            Layout::Narrow => (8, 8),
        };
        Axis {
            left,
            width: u64::from(room.width()).saturating_sub(left + edge).max(1),
            end: end(now),
        }
    }

    pub(crate) fn x(&self, time: Time) -> u64 {
        self.left + time.0.min(self.end) * self.width / self.end
    }

    /// The moment at a place, and how much of time a pixel stands for, in microseconds.
    pub(crate) fn time(&self, x: u16) -> (Time, u64) {
        let along = u64::from(x).saturating_sub(self.left).min(self.width);
        (Time(along * self.end / self.width), self.end / self.width)
    }

    /// The time between two numbers on the axis that stand at least so many pixels apart, in microseconds.
    pub(crate) fn step(&self, pixels: u64) -> u64 {
        let least = (pixels * self.end / self.width).max(1_000);
        let ten = 10_u64.pow(least.ilog10());
        let steps = [1, 2, 5, 10].map(|times| times * ten);
        steps
            .into_iter()
            .find(|step| *step >= least)
            .unwrap_or(least)
    }
}

/// The axis ends a little behind now, and grows by a sixteenth at a time, so that it neither moves all the time nor leaves
/// much of it empty.
fn end(now: Time) -> u64 {
    let mut end = SHORTEST;
    while end < now.0 + now.0 / 100 {
        end += end / 16;
    }
    end
}
