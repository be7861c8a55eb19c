//! The moments that were passed last on the way to a moment further back: who plays backwards needs them next.

use super::cursor::Cursor;
use crate::world::Position;
use record::Observer;

/// After how many events another one is kept.
const SPACING: u64 = 75;

/// How many are kept.
const MOST: usize = 32;

/// The earliest first, all of the branch that is shown.
pub(super) struct Trail<O>(Vec<Cursor<O>>);

impl<O: Observer + Clone> Trail<O> {
    pub(super) fn new() -> Trail<O> {
        Trail(Vec::new())
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn pass(&mut self, cursor: &Cursor<O>) {
        let events = cursor.world.events();
        let last = self.0.last().map(|last| last.world.events());
        if events.is_multiple_of(SPACING) && last.is_none_or(|last| last < events) {
            if self.0.len() == MOST {
                self.0.remove(0);
            }
            self.0.push(cursor.clone());
        }
    }

    /// The last one that a moment lies behind.
    pub(super) fn before(&self, to: Position) -> Option<&Cursor<O>> {
        let lies_before = |cursor: &Cursor<O>| {
            let at = cursor.world.position();
            at.events <= to.events && at.time <= to.time
        };
        let place = self.0.partition_point(lies_before);
        self.0[..place].last()
    }
}
