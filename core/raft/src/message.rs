//! The six messages: one struct per RPC and per reply, in the words of Figures 2 and 13.

use crate::log::{Entries, Index, Term};
use crate::membership::Configuration;
use crate::snapshot::SnapshotId;
use std::fmt;
use std::sync::Arc;

/// What one server may say to another. Sender and receiver travel outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Message {
    /// A candidate gathers votes (§5.2).
    RequestVote(RequestVote),
    RequestVoteReply(RequestVoteReply),
    /// The leader replicates entries; without entries it is a heartbeat (§5.3, §5.2).
    AppendEntries(AppendEntries),
    AppendEntriesReply(AppendEntriesReply),
    /// The leader sends one chunk of its snapshot (§7).
    InstallSnapshot(InstallSnapshot),
    InstallSnapshotReply(InstallSnapshotReply),
}

/// Figure 2, RequestVote RPC. The candidate is the sender.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestVote {
    pub term: Term,
    /// Index of the candidate's last log entry (§5.4.1).
    pub last_log_index: Index,
    /// Term of the candidate's last log entry (§5.4.1).
    pub last_log_term: Term,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestVoteReply {
    /// The voter's term, for the candidate to update itself.
    pub term: Term,
    /// The term of the request that is answered: an answer to an older candidacy counts for nothing.
    pub request_term: Term,
    pub vote_granted: bool,
}

/// Figure 2, AppendEntries RPC. The leader is the sender.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AppendEntries {
    pub term: Term,
    /// Counts the leader's appends to this follower within the term, so that the reply names what it answers.
    pub request: u64,
    /// Index of the entry just before the new ones.
    pub prev_log_index: Index,
    pub prev_log_term: Term,
    /// The entries to store; empty in a heartbeat or a probe.
    pub entries: Entries,
    pub leader_commit: Index,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AppendEntriesReply {
    /// The follower's term, for the leader to update itself.
    pub term: Term,
    /// The term of the request that is answered: an answer to an older leadership counts for nothing.
    pub request_term: Term,
    /// The number of the request that is answered.
    pub request: u64,
    pub prev_log_index: Index,
    pub outcome: AppendOutcome,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AppendOutcome {
    /// The follower's log now holds the leader's entries through `match_index`: previous index plus the number of
    /// entries *of that request*.
    Success {
        /// The last index known to agree.
        match_index: Index,
    },
    /// The request came from an older term (AppendEntries rule 1).
    StaleTerm,
    /// The follower's log has no entry of the leader's term at the previous index (rule 2).
    Conflict {
        /// The term of the follower's entry there; none if its log is too short.
        conflict_term: Option<Term>,
        /// The first index that the follower stores for that term; one past its last entry if its log is too short.
        conflict_index: Index,
        /// The follower's last index.
        last_log_index: Index,
    },
}

/// Figure 13, InstallSnapshot RPC: one chunk. The leader is the sender.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InstallSnapshot {
    pub term: Term,
    /// Which snapshot: last included index and term, and a hash of its content, so that a transfer can go on under
    /// another leader that has the same one.
    pub snapshot: SnapshotId,
    pub configuration: Configuration,
    /// Where in the snapshot this chunk begins, in bytes.
    pub offset: u64,
    pub data: Arc<[u8]>,
    /// Size of the whole snapshot in bytes.
    pub total: u64,
    /// Size of every chunk but the last, in bytes, at least 1.
    pub chunk_size: u64,
}

impl InstallSnapshot {
    pub fn is_last(&self) -> bool {
        self.offset + self.data.len() as u64 >= self.total
    }

    /// Which chunk this is, and of how many: `(2, 5)`. An empty snapshot is one chunk.
    pub fn chunk_of(&self) -> (u64, u64) {
        (
            self.offset / self.chunk_size + 1,
            self.total.div_ceil(self.chunk_size).max(1),
        )
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InstallSnapshotReply {
    /// The follower's term, for the leader to update itself.
    pub term: Term,
    /// The term of the request that is answered.
    pub request_term: Term,
    pub snapshot: SnapshotId,
    /// The next byte that the follower wants; the snapshot's size once it holds all of it (or needs none of it).
    pub next_offset: u64,
    /// Whether the follower's state now covers the snapshot: installed durably, or not needed.
    pub installed: bool,
    /// Whether the chunk was refused because its term was old.
    pub stale: bool,
}

impl Message {
    /// The term of the sender when it sent this.
    pub fn term(&self) -> Term {
        match self {
            Message::RequestVote(m) => m.term,
            Message::RequestVoteReply(m) => m.term,
            Message::AppendEntries(m) => m.term,
            Message::AppendEntriesReply(m) => m.term,
            Message::InstallSnapshot(m) => m.term,
            Message::InstallSnapshotReply(m) => m.term,
        }
    }

    /// Whether this answers a request.
    pub fn is_reply(&self) -> bool {
        matches!(
            self,
            Message::RequestVoteReply(_)
                | Message::AppendEntriesReply(_)
                | Message::InstallSnapshotReply(_)
        )
    }

    /// Whether this is a reply that says no.
    pub fn is_refusal(&self) -> bool {
        match self {
            Message::RequestVoteReply(m) => !m.vote_granted,
            Message::AppendEntriesReply(m) => !matches!(m.outcome, AppendOutcome::Success { .. }),
            Message::InstallSnapshotReply(m) => m.stale,
            _ => false,
        }
    }
}

impl fmt::Display for Message {
    /// Kind, then `reply ok` or `reply refused`, then details: `AppendEntries, 2 entries`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Message::RequestVote(_) | Message::RequestVoteReply(_) => "RequestVote",
            Message::AppendEntries(_) | Message::AppendEntriesReply(_) => "AppendEntries",
            Message::InstallSnapshot(_) | Message::InstallSnapshotReply(_) => "InstallSnapshot",
        };
        out.write_str(kind)?;
        match self {
            Message::RequestVote(_) => Ok(()),
            Message::AppendEntries(m) => match m.entries.len() {
                0 => out.write_str(", heartbeat"),
                1 => out.write_str(", 1 entry"),
                n => write!(out, ", {n} entries"),
            },
            Message::InstallSnapshot(m) => {
                let (k, n) = m.chunk_of();
                write!(out, ", chunk {k} of {n}")
            }
            _ if self.is_refusal() => out.write_str(" reply refused"),
            _ => out.write_str(" reply ok"),
        }
    }
}
