//! The log (§5.3): entries by index, a prefix of which a snapshot may have replaced (§7).

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
    /// What it holds.
    pub payload: Payload,
}

/// What an entry holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Payload {
    /// Nothing: a new leader's first entry (§8).
    Noop,
    /// A client's command.
    Command(Command),
    /// A configuration, in force from when it is appended (§6).
    Configuration(Configuration),
}

/// The log of one server. Cloning is cheap, however long it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Log {}

impl Log {
    /// A log that holds nothing and begins after `(index, term)`, the last entry a snapshot contains.
    pub fn after(_index: Index, _term: Term) -> Log {
        todo!()
    }
    /// Index of the first entry that is still here; one past the last if none is.
    pub fn first_index(&self) -> Index {
        todo!()
    }
    /// Index of the last entry; that of the base if none is here.
    pub fn last_index(&self) -> Index {
        todo!()
    }
    /// Term of the last entry; that of the base if none is here.
    pub fn last_term(&self) -> Term {
        todo!()
    }
    /// The term at `index`: of an entry, or of the base just before the first. None where the log knows nothing.
    pub fn term_at(&self, _index: Index) -> Option<Term> {
        todo!()
    }
    /// The entry at `index`, if it is still here.
    pub fn get(&self, _index: Index) -> Option<&Entry> {
        todo!()
    }
}
