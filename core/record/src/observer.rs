//! What observes a run: a story, strips, counts, a printer.

use crate::event::Event;
use crate::{Fold, Story};

/// Takes in the events of a run, all of them, in their order.
pub trait Observer {
    fn observe(&mut self, event: &Event);
}

impl<F: FnMut(&Event)> Observer for F {
    fn observe(&mut self, event: &Event) {
        self(event);
    }
}

/// Observes nothing.
impl Observer for () {
    fn observe(&mut self, _: &Event) {}
}

impl<A: Observer, B: Observer> Observer for (A, B) {
    fn observe(&mut self, event: &Event) {
        self.0.observe(event);
        self.1.observe(event);
    }
}

impl Observer for Fold {
    fn observe(&mut self, event: &Event) {
        Fold::observe(self, event);
    }
}

impl Observer for Story {
    fn observe(&mut self, event: &Event) {
        Story::observe(self, event);
    }
}
