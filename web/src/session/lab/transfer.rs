//! A snapshot on its way from a leader to a follower, chunk by chunk, as the events of a run have it.

use raft::{Index, ServerId, SnapshotId, Term, Time};
use record::{EventNumber, LossReason, MessageName};

/// A transfer: of one snapshot, by one leader in one term, to one follower.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Transfer {
    pub(crate) leader: ServerId,
    pub(crate) term: Term,
    pub(crate) follower: ServerId,
    pub(crate) snapshot: SnapshotId,
    /// Size of the snapshot in bytes.
    pub(crate) total: u64,
    /// The event with which the leader decided for it.
    pub(crate) began: EventNumber,
    /// The entry that the follower needed next, which the leader's log did not hold any more.
    pub(crate) needs: Index,
    /// The place of the transfer to this follower that came before and did not come to its end.
    pub(crate) after: Option<usize>,
    /// What happened in it, in order.
    pub(crate) steps: Vec<Step>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Step {
    pub(crate) event: EventNumber,
    pub(crate) time: Time,
    pub(crate) what: What,
}

/// A piece of the snapshot: its first byte, and the one after its last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Piece {
    pub(crate) offset: u64,
    pub(crate) end: u64,
}

/// What happened in a transfer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum What {
    /// The leader sent a chunk; or the network or the reader made a copy of it, if so.
    Sent(Piece, MessageName, bool),
    /// It was lost on its way.
    Lost(Piece, MessageName, LossReason),
    /// The reader made it later.
    Delayed(Piece),
    /// It came, and what the follower did with it.
    Came(Piece, MessageName, Came),
    /// The follower's disk holds it.
    Durable(Piece),
    /// The leader learned that the follower holds all before this byte; all of it, and the snapshot in force, if so.
    Acknowledged(u64, bool),
    /// A heartbeat found no progress: the leader sends again from this byte on.
    Again(u64),
    /// One of the two went down.
    Down(ServerId),
}

/// What a follower did with a chunk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Came {
    Stored,
    /// Others before it have not come yet: it is kept in memory.
    Early,
    /// Others before it have not come, and there is no room; or it is here already.
    Dropped,
    /// The follower's commit index is beyond the snapshot already.
    Ignored,
    /// It was the last one, and the snapshot replaces the log.
    ReplacesLog,
    /// It was the last one, and what the log has beyond the snapshot stays.
    KeepsTail,
    /// It was the last one, and the bytes are not those that were announced.
    Corrupt,
    /// It is of an older term than the follower's.
    Refused,
}

impl Transfer {
    /// What had happened in it before so many events.
    pub(crate) fn steps_before(&self, events: EventNumber) -> &[Step] {
        let end = self.steps.partition_point(|step| step.event < events);
        &self.steps[..end]
    }

    /// Its chunks as they were sent before so many events, by their place; the dial may have changed their size on the way.
    pub(crate) fn pieces(&self, events: EventNumber) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = (self.steps_before(events).iter())
            .filter_map(|step| match step.what {
                What::Sent(piece, _, false) => Some(piece),
                _ => None,
            })
            .collect();
        pieces.sort_unstable();
        pieces.dedup();
        pieces
    }

    /// All chunks of it: those that were sent before so many events, and between and behind them the others, as large as the largest. A
    /// leader that goes on where an earlier one stood leaves some out. The first one is number 1.
    pub(crate) fn chunks(&self, events: EventNumber) -> Vec<Piece> {
        let sent = self.pieces(events);
        let size = sent.iter().map(|piece| piece.end - piece.offset).max();
        let size = size.unwrap_or(0).max(1);
        let mut all: Vec<Piece> = Vec::new();
        let fill = |all: &mut Vec<Piece>, until: u64| {
            while let from = all.last().map_or(0, |piece| piece.end)
                && from < until
            {
                let end = (from + size).min(until);
                all.push(Piece { offset: from, end });
            }
        };
        for piece in sent {
            fill(&mut all, piece.offset);
            all.push(piece);
        }
        fill(&mut all, self.total);
        all
    }

    /// Whether it came to its end before so many events: the leader knows that the follower has it.
    pub(crate) fn is_over(&self, events: EventNumber) -> bool {
        let mut steps = self.steps_before(events).iter();
        steps.any(|step| matches!(step.what, What::Acknowledged(_, true)))
    }

    /// Up to which byte the leader knew of by then.
    pub(crate) fn acknowledged(&self, events: EventNumber) -> u64 {
        let steps = self.steps_before(events).iter();
        let known = steps.filter_map(|step| match step.what {
            What::Acknowledged(byte, _) => Some(byte),
            _ => None,
        });
        known.max().unwrap_or(0)
    }
}

impl What {
    /// The piece that it is about; none if it is about more than one.
    pub(crate) fn piece(self) -> Option<Piece> {
        match self {
            What::Sent(piece, ..)
            | What::Lost(piece, ..)
            | What::Delayed(piece)
            | What::Came(piece, ..)
            | What::Durable(piece) => Some(piece),
            What::Acknowledged(..) | What::Again(_) | What::Down(_) => None,
        }
    }
}
