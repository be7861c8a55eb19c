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
    /// The log.
    pub log: Log,
}

impl Durable {
    /// The empty disk of a member of `configuration`; of a joiner if that is empty.
    pub fn new(_configuration: Configuration) -> Durable {
        todo!()
    }

    /// What the disk holds after one more operation.
    pub fn apply(&mut self, _op: &DiskOp) {
        todo!()
    }

    /// What a restarting server makes of its disk: whatever is whole. The log is cut at the first entry above the stored term,
    /// and dropped where it contradicts the snapshot or does not reach it.
    pub fn recovered(self) -> Durable {
        todo!()
    }
}
