//! The three roles of §5.1, each with the data that only it has, and the only transitions between them.

use crate::log::Index;
use crate::server::{ServerId, ServerSet};

/// What a server is in its current term.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Role {
    /// Answers candidates and leaders.
    Follower {
        /// Who leads the term, once it was heard.
        leader: Option<ServerId>,
    },
    /// Gathers votes.
    Candidate {
        /// Who granted, the candidate itself once its vote is durable.
        granted: ServerSet,
        /// Who refused.
        refused: ServerSet,
    },
    /// Leads the term.
    Leader(Leader),
}

/// What only a leader knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leader {
    /// What the leader believes of each other member, by ascending id.
    pub progress: Vec<(ServerId, Progress)>,
}

/// What a leader believes of one follower (Figure 2: nextIndex, matchIndex).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The next entry to send. Invariant: `match_index < next_index`.
    pub next_index: Index,
    /// The highest entry known to be durable there.
    pub match_index: Index,
    /// How entries travel there now.
    pub mode: Mode,
}

/// How entries travel to one follower.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mode {
    /// One append at a time, until one is accepted.
    Probe {
        /// Whether one is on its way.
        waiting: bool,
    },
    /// Pipelined, up to a window.
    Replicate {
        /// How many appends with entries are on their way.
        in_flight: u32,
    },
    /// A snapshot is on its way; the next byte to send and the next one the follower asked for.
    Snapshot {
        /// The next byte to send.
        sent: u64,
        /// The bytes acknowledged.
        acknowledged: u64,
    },
}
