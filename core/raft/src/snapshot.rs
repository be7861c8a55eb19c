//! §7: log compaction and InstallSnapshot.

use crate::log::{Index, Term};
use crate::membership::Configuration;
use std::sync::Arc;

/// Names a snapshot by what it contains, so that two servers know whether theirs are the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct SnapshotId {
    pub last_included_index: Index,
    pub last_included_term: Term,
    /// Hash (FNV-1a, 64 bits) of configuration and data.
    pub content: u64,
}

impl SnapshotId {
    /// The name of a snapshot with this content.
    pub fn new(index: Index, term: Term, configuration: &Configuration, data: &[u8]) -> SnapshotId {
        let sets = [
            configuration.voters,
            configuration.outgoing,
            configuration.learners,
        ];
        let mut content = 0xcbf2_9ce4_8422_2325;
        let mut hash =
            |byte: u8| content = (content ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        for set in sets {
            set.bits().to_le_bytes().into_iter().for_each(&mut hash);
        }
        data.iter().copied().for_each(&mut hash);
        SnapshotId {
            last_included_index: index,
            last_included_term: term,
            content,
        }
    }
}

/// A complete snapshot. The one at index 0 holds nothing but the first configuration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snapshot {
    pub id: SnapshotId,
    /// The committed configuration at its last index.
    pub configuration: Configuration,
    /// The state machine's bytes.
    pub data: Arc<[u8]>,
}

impl Snapshot {
    pub fn new(
        index: Index,
        term: Term,
        configuration: Configuration,
        data: Arc<[u8]>,
    ) -> Snapshot {
        Snapshot {
            id: SnapshotId::new(index, term, &configuration, &data),
            configuration,
            data,
        }
    }

    /// The snapshot at index 0, before anything happened.
    pub fn first(configuration: Configuration) -> Snapshot {
        Snapshot::new(0, 0, configuration, Arc::default())
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chunk {
    pub snapshot: SnapshotId,
    pub configuration: Configuration,
    /// Size of the whole snapshot in bytes.
    pub total: u64,
    /// Where the chunk begins, in bytes.
    pub offset: u64,
    pub data: Arc<[u8]>,
}

/// A snapshot on its way in, as far as its chunks have come. They are stored in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartialSnapshot {
    pub id: SnapshotId,
    pub configuration: Configuration,
    /// The bytes so far.
    pub data: Vec<u8>,
    /// How many there will be.
    pub total: u64,
}

impl PartialSnapshot {
    /// Adds `chunk` if it continues what is there or begins a snapshot of which nothing is there. Returns whether it
    /// was stored.
    pub fn store(partial: &mut Option<PartialSnapshot>, chunk: &Chunk) -> bool {
        if chunk.offset != PartialSnapshot::stored(partial, chunk.snapshot) {
            return false;
        }
        if chunk.offset == 0 {
            *partial = Some(PartialSnapshot {
                id: chunk.snapshot,
                configuration: chunk.configuration,
                data: Vec::new(),
                total: chunk.total,
            });
        }
        if let Some(partial) = partial {
            partial.data.extend_from_slice(&chunk.data);
        }
        true
    }

    /// How many bytes of this snapshot are there.
    pub fn stored(partial: &Option<PartialSnapshot>, id: SnapshotId) -> u64 {
        match partial {
            Some(partial) if partial.id == id => partial.data.len() as u64,
            _ => 0,
        }
    }
}
