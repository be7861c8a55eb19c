//! The log (§5.3): entries by index, a prefix of which a snapshot may have replaced (§7).

use crate::chunks::{Chunks, Iter};
use crate::membership::Configuration;
use std::sync::Arc;

/// A term number; 0 before the first election.
pub type Term = u64;

/// A log index; the first entry has 1.
pub type Index = u64;

/// A command for the state machine; the protocol never looks inside.
pub type Command = Arc<[u8]>;

/// A run of entries that messages, disks and logs share without copying.
pub type Entries = Arc<[Entry]>;

/// One entry of a log. Its index is its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The term in which a leader received it.
    pub term: Term,
    pub payload: Payload,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Payload {
    /// Nothing: a new leader's first entry (§8).
    Noop,
    Command(Command),
    /// A configuration, in force from when it is appended (§6).
    Configuration(Configuration),
}

/// The log of one server. Cloning is cheap, however long it is.
///
/// It begins after its *base*, the last entry that was dropped because a snapshot covers it, or (0, 0). The term of
/// the base is remembered for the consistency check at the boundary (§7).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Log {
    /// Term of the base. Its index is one below the first entry's.
    base_term: Term,
    /// The entries; an entry's position is its index. Invariant: their terms never decrease.
    entries: Chunks<Entry>,
}

impl Default for Log {
    fn default() -> Log {
        Log::after(0, 0)
    }
}

impl Log {
    /// A log that holds nothing and begins after `(index, term)`, the last entry a snapshot contains.
    pub fn after(index: Index, term: Term) -> Log {
        Log {
            base_term: term,
            entries: Chunks::starting_at(index + 1),
        }
    }

    /// Index of the base: one below the first entry's.
    pub fn base_index(&self) -> Index {
        self.entries.first() - 1
    }

    /// Term of the base.
    pub fn base_term(&self) -> Term {
        self.base_term
    }

    /// Index of the first entry that is still here; one past the last if none is.
    pub fn first_index(&self) -> Index {
        self.entries.first()
    }

    /// Index of the last entry; that of the base if none is here.
    pub fn last_index(&self) -> Index {
        self.entries.end() - 1
    }

    /// Term of the last entry; that of the base if none is here.
    pub fn last_term(&self) -> Term {
        self.entries.last().map_or(self.base_term, |last| last.term)
    }

    /// The term at `index`: of an entry, or of the base just before the first. None where the log knows nothing.
    pub fn term_at(&self, index: Index) -> Option<Term> {
        if index == self.base_index() {
            return Some(self.base_term);
        }
        self.entries.get(index).map(|entry| entry.term)
    }

    /// The entry at `index`, if it is still here.
    pub fn get(&self, index: Index) -> Option<&Entry> {
        self.entries.get(index)
    }

    /// The entries from `index` on, as far as they are still here.
    pub fn iter_from(&self, index: Index) -> Iter<'_, Entry> {
        self.entries.iter_from(index)
    }

    /// At most `most` entries from `index` on, in one piece for a message.
    pub fn slice(&self, index: Index, most: u64) -> Entries {
        self.entries.slice(index..index.saturating_add(most))
    }

    /// The first index whose entry is of `term` or a later one; one past the last if there is none.
    pub fn first_index_since(&self, term: Term) -> Index {
        self.entries.partition_point(|entry| entry.term < term)
    }

    /// Whether a log that ends with `(index, term)` is at least as up to date as this one (§5.4.1): the later last
    /// term wins, and with equal last terms the longer log.
    pub fn is_not_ahead_of(&self, term: Term, index: Index) -> bool {
        (term, index) >= (self.last_term(), self.last_index())
    }

    pub fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Replaces everything from `from` on by `entries`.
    pub fn replace(&mut self, from: Index, entries: &[Entry]) {
        debug_assert!(
            (self.base_index() + 1..=self.last_index() + 1).contains(&from),
            "what is replaced continues the log"
        );
        self.truncate(from);
        self.entries.extend(entries.iter().cloned());
    }

    /// Cuts everything from `from` on.
    pub fn truncate(&mut self, from: Index) {
        self.entries.truncate(from);
    }

    /// Drops the entries through `index`, whose entry has `term` and becomes the base. A log that does not hold that
    /// entry is dropped as a whole, unless it begins after it anyway.
    pub fn drop_through(&mut self, index: Index, term: Term) {
        if index < self.base_index() {
            return;
        }
        if self.term_at(index) == Some(term) {
            self.base_term = term;
            self.entries.drop_front(index + 1);
        } else {
            *self = Log::after(index, term);
        }
    }
}
