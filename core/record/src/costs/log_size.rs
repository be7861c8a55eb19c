//! The bytes of a log, without the log.

use raft::{Chunks, Entry, Index, size};

/// How many bytes the entries of one log take. Entries of which nothing is known take none.
#[derive(Clone, Debug)]
pub(super) struct LogSize {
    /// By index: the bytes of all entries up to and with this one, of those before the log as well.
    through: Chunks<u64>,
    /// The bytes of those before the log.
    before: u64,
}

impl LogSize {
    /// A log that holds nothing and begins behind this index.
    pub(super) fn after(index: Index) -> LogSize {
        LogSize {
            through: Chunks::starting_at(index.saturating_add(1)),
            before: 0,
        }
    }

    pub(super) fn bytes(&self) -> u64 {
        self.total() - self.before
    }

    pub(super) fn entries(&self) -> u64 {
        self.through.len()
    }

    fn total(&self) -> u64 {
        self.through.last().copied().unwrap_or(self.before)
    }

    fn base(&self) -> Index {
        self.through.first() - 1
    }

    fn last(&self) -> Index {
        self.through.end() - 1
    }

    /// Cuts everything from `from` on.
    pub(super) fn truncate(&mut self, from: Index) {
        match from > self.base() {
            true => self.through.truncate(from),
            false => *self = LogSize::after(from.saturating_sub(1)),
        }
    }

    /// From `first` on the log holds these. One that they do not continue begins with them: a disk may hold more than memory did of
    /// what a snapshot covers.
    pub(super) fn append(&mut self, first: Index, entries: &[Entry]) {
        let before = first.saturating_sub(1);
        if !(self.base()..=self.last()).contains(&before) {
            *self = LogSize::after(before);
        }
        self.through.truncate(first);
        let mut total = self.total();
        for entry in entries {
            total += size::of_entry(entry);
            self.through.push(total);
        }
    }

    /// Drops the entries through this index, which a snapshot covers. What stands behind it and does not belong there is
    /// reported as cut off.
    pub(super) fn drop_through(&mut self, index: Index) {
        if index > self.last() {
            *self = LogSize::after(index);
        } else if let Some(through) = self.through.get(index) {
            self.before = *through;
            self.through.drop_front(index.saturating_add(1));
        }
    }

    /// The log ends here, although it may not have been reported what it holds.
    pub(super) fn end_at(&mut self, last: Index) {
        if last != self.last() {
            *self = LogSize::after(last);
        }
    }
}
