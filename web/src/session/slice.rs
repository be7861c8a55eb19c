//! How long a frame may work on something that takes longer: in pieces, until its share of the frame is used up. What comes of it
//! does not depend on where it was cut.

/// How long, in microseconds: less than half of a frame, so that there is time to draw.
const LONGEST: u64 = 6_000;

/// How much is done between two looks at the time, in units of a player's budget: half a millisecond, or two where conditions are
/// dear.
pub(super) const PIECE: u64 = 50_000;

/// The most pieces of a frame, where time stands still or is not known.
const MOST: u32 = 16;

/// How many events happen between two looks at the time: where a hundred thousand messages are on their way, an event takes
/// milliseconds.
pub(super) const EVENTS: u32 = 8;

/// The most events of a frame, where time stands still or is not known.
const MOST_EVENTS: u32 = 4_000;

/// What is left of a frame's share.
pub(super) struct Slice {
    stopwatch: fn() -> u64,
    began: u64,
    pieces: u32,
    most: u32,
}

impl Slice {
    /// Begins now. `stopwatch` gives the microseconds since some moment.
    pub(super) fn new(stopwatch: fn() -> u64) -> Slice {
        Slice {
            stopwatch,
            began: stopwatch(),
            pieces: 0,
            most: MOST,
        }
    }

    /// The same, in pieces of [`EVENTS`].
    pub(super) fn of_events(stopwatch: fn() -> u64) -> Slice {
        Slice {
            most: MOST_EVENTS / EVENTS,
            ..Slice::new(stopwatch)
        }
    }

    /// Whether there is time for another piece; there always is for the first one.
    pub(super) fn goes_on(&mut self) -> bool {
        self.pieces += 1;
        let worked = (self.stopwatch)().saturating_sub(self.began);
        self.pieces == 1 || self.pieces <= self.most && worked < LONGEST
    }
}
