//! The transfer of a snapshot as its receiver sees it: what the next chunk makes of it.

use raft::{Index, Message, PartialSnapshot, Reason, ServerId, SnapshotId, Term};
use record::{Event, EventKind, Outcome};

/// A snapshot on its way in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Transfer {
    snapshot: SnapshotId,
    /// Who sends it, and in which term.
    leadership: (ServerId, Term),
    /// The bytes that the receiver holds.
    held: u64,
    /// Whether its last chunk was sent again, or its receiver crashed, since one was stored.
    interrupted: bool,
}

/// What a chunk is to the transfer before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ended {
    /// It goes on where the transfer was interrupted.
    Continued,
    /// It is the first of another snapshot, from another leader.
    Superseded,
    /// It is the first of another snapshot, from the same leader, which gave up what had come.
    StartedOver,
}

impl Transfer {
    /// The transfer after an event in which a chunk came; none if none was stored.
    pub(super) fn after_chunk(event: &Event) -> Option<Transfer> {
        let EventKind::Delivered { envelope, .. } = &event.kind else {
            return None;
        };
        let Some(Message::InstallSnapshot(chunk)) = envelope.message() else {
            return None;
        };
        // Appends may overtake chunks: a receiver whose log reaches that far has no need of the snapshot any more.
        let covered = chunk.snapshot.last_included_index;
        if event.after.is_some_and(|after| after.last_index >= covered) {
            return None;
        }
        let stored = |outcome: &Outcome| match outcome {
            Outcome::Decided(Reason::ChunkStored { next_offset, .. }) => Some(*next_offset),
            _ => None,
        };
        Some(Transfer {
            snapshot: chunk.snapshot,
            leadership: (envelope.from, chunk.term),
            held: event.outcomes.iter().find_map(stored)?,
            interrupted: false,
        })
    }

    pub(super) fn last_index(self) -> Index {
        self.snapshot.last_included_index
    }

    /// What the next chunk that was stored means for this one, if it is worth a count.
    pub(super) fn ended_by(self, next: Transfer) -> Option<Ended> {
        let same_leader = next.leadership == self.leadership;
        match next.snapshot == self.snapshot {
            true => (self.interrupted || !same_leader).then_some(Ended::Continued),
            false if same_leader => Some(Ended::StartedOver),
            false => Some(Ended::Superseded),
        }
    }

    /// Its receiver crashed, and this is left; none if nothing is.
    pub(super) fn after_crash(self, partial: Option<&PartialSnapshot>) -> Option<Transfer> {
        let partial = partial.filter(|partial| partial.id == self.snapshot)?;
        Some(Transfer {
            held: partial.data.len() as u64,
            interrupted: true,
            ..self
        })
    }

    /// Chunks of it are sent again. Returns whether that is news.
    pub(super) fn interrupt(&mut self) -> bool {
        !std::mem::replace(&mut self.interrupted, true)
    }

    /// Whether a server that has committed through `index` needs it no more.
    pub(super) fn is_covered_by(self, index: Index) -> bool {
        index >= self.snapshot.last_included_index
    }
}
