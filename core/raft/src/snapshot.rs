//! §7: log compaction and InstallSnapshot.

use crate::log::{Index, Term};
use crate::membership::Configuration;
use std::sync::Arc;

/// Names a snapshot by what it contains, so that two servers can tell that theirs are the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct SnapshotId {
    /// The last index it contains.
    pub last_included_index: Index,
    /// The term of that entry.
    pub last_included_term: Term,
    /// Hash (FNV-1a, 64 bits) of configuration and data.
    pub content: u64,
}

/// A complete snapshot. The one at index 0 holds nothing but the first configuration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snapshot {
    /// Its name.
    pub id: SnapshotId,
    /// The committed configuration at its last index.
    pub configuration: Configuration,
    /// The state machine's bytes.
    pub data: Arc<[u8]>,
}

/// A snapshot on its way in, as far as its chunks have come. They arrive in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartialSnapshot {
    /// Which snapshot.
    pub id: SnapshotId,
    /// The configuration it holds.
    pub configuration: Configuration,
    /// The bytes so far.
    pub data: Vec<u8>,
    /// How many there will be.
    pub total: u64,
}
