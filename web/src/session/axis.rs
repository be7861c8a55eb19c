//! The time axis: the whole run up to where its longest branch ends, or a window on it, on so many pixels.

use super::room::{Layout, Room};
use raft::Time;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Axis {
    /// Where its first moment is, in pixels.
    pub(crate) left: u64,
    pub(crate) width: u64,
    /// The first moment that has a place, in microseconds.
    pub(crate) from: u64,
    /// How much of time has a place, in microseconds.
    pub(crate) span: u64,
}

/// What a reader who has zoomed in sees of the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Window {
    /// Its first moment, in microseconds.
    pub(crate) from: u64,
    /// Its width, in microseconds.
    pub(crate) span: u64,
}

/// How the window is changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Zoom {
    /// Half as wide, around now if that is seen.
    In,
    /// Twice as wide.
    Out,
    /// To the whole run.
    Whole,
    /// Around the moment so many pixels from the left, wider by so many hundredths, or narrower if negative.
    Around(u16, i32),
    /// So many pixels on, or back if negative.
    Pan(i32),
}

/// The shortest axis of a whole run, in microseconds.
const SHORTEST: u64 = 100_000;

/// In microseconds.
const HALF_A_MINUTE: u64 = 30_000_000;

/// The narrowest window, in microseconds.
const NARROWEST: u64 = 1_000;

impl Window {
    pub(crate) fn shows(self, time: Time) -> bool {
        (self.from..=self.from + self.span).contains(&time.0)
    }

    /// The same window where this moment is seen: most of it lies behind a reader who goes on, and ahead of one who goes back.
    pub(crate) fn follow(self, now: Time) -> Window {
        let from = match now.0 {
            now if now < self.from => now.saturating_sub(self.span / 4),
            now if now > self.from + self.span => now - self.span / 4 * 3,
            _ => self.from,
        };
        Window { from, ..self }
    }
}

impl Axis {
    /// That of a run that has come so far, across a mount: of all of it if there is no window.
    pub(crate) fn of(room: Room, longest: Time, window: Option<Window>) -> Axis {
        let letters = u64::from(room.letters());
        let (left, edge) = match room.layout() {
            Layout::Wide => (letters * 22 / 7, letters),
            Layout::Narrow => (8, 8),
        };
        let whole = Window {
            from: 0,
            span: end(longest),
        };
        let Window { from, span } = window.unwrap_or(whole);
        Axis {
            left,
            width: u64::from(room.width()).saturating_sub(left + edge).max(1),
            from,
            span,
        }
    }

    /// The last moment that has a place, in microseconds.
    pub(crate) fn end(&self) -> u64 {
        self.from + self.span
    }

    pub(crate) fn x(&self, time: Time) -> u64 {
        let along = time.0.clamp(self.from, self.end()) - self.from;
        self.left + along * self.width / self.span
    }

    /// The first moment that is so many pixels from the left, or further.
    pub(crate) fn first_at(&self, x: u64) -> Time {
        let along = x.saturating_sub(self.left) * self.span;
        Time(self.from + along.div_ceil(self.width))
    }

    /// The moment at a place.
    pub(crate) fn time(&self, x: u16) -> Time {
        let along = u64::from(x).saturating_sub(self.left).min(self.width);
        Time(self.from + along * self.span / self.width)
    }

    /// For how much of time so many pixels stand, in microseconds.
    pub(crate) fn micros(&self, pixels: u64) -> u64 {
        pixels * self.span / self.width
    }

    /// The time between two numbers on the axis that stand at least so many pixels apart, in microseconds.
    pub(crate) fn step(&self, pixels: u64) -> u64 {
        match self.micros(pixels).max(1) {
            least @ ..=10_000_000 => round(least),
            ..=HALF_A_MINUTE => HALF_A_MINUTE,
            least => 2 * HALF_A_MINUTE * round(least.div_ceil(2 * HALF_A_MINUTE)),
        }
    }

    /// What is seen of a run that has come so far after a change of the window; none if that is all of it.
    pub(crate) fn zoom(self, zoom: Zoom, now: Time, longest: Time) -> Option<Window> {
        let is_seen = (self.from..=self.end()).contains(&now.0);
        let middle = if is_seen {
            now
        } else {
            Time(self.from + self.span / 2)
        };
        let whole = end(longest);
        match zoom {
            Zoom::In => self.around(middle, self.span / 2, whole),
            Zoom::Out => self.around(middle, self.span * 2, whole),
            Zoom::Around(x, percent) => {
                let percent = 100_u64.saturating_add_signed(percent.clamp(-50, 100).into());
                self.around(self.time(x), self.span * percent / 100, whole)
            }
            Zoom::Whole => None,
            Zoom::Pan(pixels) => {
                let by = self.micros(pixels.unsigned_abs().into());
                let from = match pixels < 0 {
                    true => self.from.saturating_sub(by),
                    false => (self.from + by).min(whole.saturating_sub(self.span)),
                };
                let span = self.span;
                (span < whole).then_some(Window { from, span })
            }
        }
    }

    /// A window of this width in which a moment stays where it is.
    fn around(&self, fixed: Time, span: u64, whole: u64) -> Option<Window> {
        let span = span.max(NARROWEST);
        let before = ((fixed.0 - self.from) * span + self.span / 2) / self.span;
        let from = fixed
            .0
            .saturating_sub(before)
            .min(whole.saturating_sub(span));
        (span < whole).then_some(Window { from, span })
    }
}

/// One, two or five, or ten times as much and so on: the least that is not less.
fn round(least: u64) -> u64 {
    let ten = 10_u64.pow(least.ilog10());
    let mut steps = [1, 2, 5, 10].into_iter().map(|times| times * ten);
    steps.find(|step| *step >= least).unwrap_or(least)
}

/// The axis of a whole run ends a little behind its end, and grows by a sixteenth at a time, so that it neither moves all the time
/// nor leaves much of it empty.
fn end(longest: Time) -> u64 {
    let mut end = SHORTEST;
    while end < longest.0 + longest.0 / 100 {
        end += end / 16;
    }
    end
}
