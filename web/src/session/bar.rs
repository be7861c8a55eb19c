//! What the reader does on the time bar: goes along it, and looks at it more closely.

use super::Session;
use super::axis::{Axis, Zoom};
use super::history::Mark;
use super::selection::Selection;
use raft::{Duration, Time};

/// How the reader goes along the strips.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Along {
    /// To what lies so many pixels from the left: to what happened there, if something did.
    To(u16),
    /// On by so many tenths of what is seen of the run; back if negative.
    Tenths(i8),
}

/// How far from a mark a press still means that, in pixels.
const REACH: u64 = 8;

impl Session {
    /// What the time bar shows of the run.
    pub(crate) fn axis(&self) -> Axis {
        Axis::of(self.screen.strips(), self.run.longest(), self.screen.window)
    }

    pub(super) fn along(&mut self, along: Along) {
        let axis = self.axis();
        let time = match along {
            Along::To(x) => self.mark_at(x).map_or(axis.time(x), |mark| mark.time),
            Along::Tenths(tenths) => {
                let by = axis.span / 10 * u64::from(tenths.unsigned_abs());
                match tenths < 0 {
                    true => Time(self.now().0.saturating_sub(by)),
                    false => self.now() + Duration(by),
                }
            }
        };
        self.go_to_time(time);
    }

    /// Selects what happened at a place of the time bar, if something did.
    pub(super) fn point_at(&mut self, x: u16) {
        if let Some(event) = self.mark_at(x).map(|mark| mark.event) {
            self.screen.select(Selection::Event(event));
        }
    }

    pub(super) fn zoom(&mut self, zoom: Zoom) {
        let (now, end) = (self.now(), self.run.longest());
        self.screen.window = self.axis().zoom(zoom, now, end);
    }

    /// Time has gone on, or somewhere else: what is seen of the run follows, unless the reader looks at something else meanwhile.
    pub(super) fn follow_now(&mut self, before: Time, is_frame: bool) {
        let now = self.now();
        let window = self.screen.window.as_mut();
        if let Some(window) = window.filter(|it| now != before && (!is_frame || it.shows(before))) {
            *window = window.follow(now);
        }
    }

    fn mark_at(&self, x: u16) -> Option<&Mark> {
        let axis = self.axis();
        let reach = Duration(axis.micros(REACH));
        self.run.history().nearest(axis.time(x), reach)
    }
}
