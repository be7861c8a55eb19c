//! What a disk keeps: Figure 2's persistent state, what each operation does to it, and what a restart makes of it.

use crate::io::DiskOp;
use crate::log::{Log, Term};
use crate::membership::Configuration;
use crate::server::ServerId;
use crate::snapshot::{PartialSnapshot, Snapshot};

/// The persistent state of one server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Durable {
    /// The latest term the server has seen.
    pub term: Term,
    /// Whom it voted for in that term.
    pub voted_for: Option<ServerId>,
    /// The latest complete snapshot; the one at index 0 if none was ever taken.
    pub snapshot: Snapshot,
    /// A snapshot on its way in.
    pub partial: Option<PartialSnapshot>,
    pub log: Log,
}

impl Durable {
    /// The empty disk of a member of `configuration`; of a joiner if that is empty.
    pub fn new(configuration: Configuration) -> Durable {
        Durable {
            term: 0,
            voted_for: None,
            snapshot: Snapshot::first(configuration),
            partial: None,
            log: Log::default(),
        }
    }

    /// What the disk holds after one more operation.
    ///
    /// An operation that does not fit what is there changes nothing. That happens only where a crash lost an earlier
    /// operation and kept this one: a write after a hole, a prefix to be dropped whose snapshot is not there.
    pub fn apply(&mut self, op: &DiskOp) {
        match op {
            DiskOp::TermVote { term, voted_for } => {
                (self.term, self.voted_for) = (*term, *voted_for);
            }
            DiskOp::Write {
                from,
                prev_term,
                entries,
            } => {
                if self.log.term_at(from - 1) == Some(*prev_term) {
                    self.log.replace(*from, entries);
                }
            }
            DiskOp::SaveSnapshot(snapshot) => self.snapshot = snapshot.clone(),
            DiskOp::SaveChunk(chunk) => {
                PartialSnapshot::store(&mut self.partial, chunk);
            }
            DiskOp::DropPartial => self.partial = None,
            DiskOp::DropPrefix { through, term } => {
                if *through <= self.snapshot.id.last_included_index {
                    self.log.drop_through(*through, *term);
                }
            }
        }
    }

    /// What a restarting server makes of its disk: whatever is whole. The log is cut at the first entry above the stored term,
    /// and dropped where it contradicts the snapshot or does not reach it.
    ///
    /// A disk that lost nothing comes back as it is. Keep the result as the disk's content: what the node writes
    /// later continues it.
    pub fn recovered(mut self) -> Durable {
        let id = self.snapshot.id;
        if self.log.term_at(id.last_included_index) != Some(id.last_included_term) {
            self.log = Log::after(id.last_included_index, id.last_included_term);
        }
        // Entries in a snapshot are committed, so their term exists and a server may adopt it; it cannot have voted
        // in a term above the one it stored.
        if id.last_included_term > self.term {
            (self.term, self.voted_for) = (id.last_included_term, None);
        }
        if self.log.last_term() > self.term {
            self.log.truncate(self.log.first_index_since(self.term + 1));
        }
        if let Some(partial) = &self.partial
            && partial.id.last_included_index <= id.last_included_index
        {
            self.partial = None;
        }
        self
    }
}
