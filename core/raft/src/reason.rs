//! Why something was done or refused: one value per sentence of the paper, with the operands that were compared.

use crate::log::{Index, Term};
use crate::quorum::Count;
use crate::server::{ServerId, ServerSet};

/// A decision and its operands. [`Reason::name`] is its name for programs, [`Reason::section`] the place in the paper,
/// and [`Reason::sentence`] says it in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    // — terms (§5.1) —
    /// A message carried a higher term; it is adopted and the vote of the old one forgotten.
    HigherTerm {
        from: ServerId,
        old: Term,
        new: Term,
    },
    /// A request carried an older term and is refused.
    StaleRequest {
        from: ServerId,
        theirs: Term,
        ours: Term,
    },
    /// A reply to a request of an older term, or to a role that is gone, is dropped.
    StaleReply {
        from: ServerId,
        request_term: Term,
        ours: Term,
    },

    // — elections (§5.2, §5.4.1) —
    /// The election timer ran out without word from a leader.
    ElectionTimeout { term: Term },
    /// The vote was granted: no other vote in this term, and the candidate's log is at least as up to date.
    VoteGranted { to: ServerId, term: Term },
    /// The vote was refused: it went to another in this term.
    VoteRefusedAlreadyVoted {
        to: ServerId,
        voted_for: ServerId,
        term: Term,
    },
    /// The vote was refused: the candidate's log is less up to date than the voter's.
    VoteRefusedLogOlder {
        to: ServerId,
        their_term: Term,
        their_index: Index,
        our_term: Term,
        our_index: Index,
    },
    /// The vote was refused: the server is candidate or leader of that term itself.
    VoteRefusedNotFollower { to: ServerId, term: Term },
    /// A vote came in for the candidate.
    VoteReceived { from: ServerId, votes: Count },
    /// A refusal came in for the candidate.
    VoteDenied { from: ServerId },
    /// So many refused that the candidate can no longer win this term. It waits for a leader or its timer.
    ElectionLost { term: Term },
    /// Some voters have not answered; the candidate asks them again.
    VotesAskedAgain { silent: ServerSet },
    /// A majority voted for the candidate.
    ElectionWon { term: Term, votes: Count },
    /// Another server leads this term, so the candidate steps back.
    LeaderDiscovered { leader: ServerId, term: Term },
    /// The election timer was started again: the leader was heard, a vote granted, or an election begun.
    ElectionTimerReset,
    /// A timer ran out that is not applicable in this role.
    TimerIgnored,
    /// A server that is not a voter starts no election.
    NotAVoter { term: Term },

    // — replication (§5.3) —
    /// The append was accepted: the previous entry agreed.
    AppendAccepted {
        from: ServerId,
        prev: Index,
        entries: u32,
        match_index: Index,
    },
    /// The append was refused: the log is too short.
    AppendRefusedMissing {
        from: ServerId,
        prev: Index,
        last: Index,
    },
    /// The append was refused: another term stands at the previous index.
    AppendRefusedConflict {
        from: ServerId,
        prev: Index,
        their_term: Term,
        our_term: Term,
    },
    /// Entries were cut off, because they conflict with the leader's.
    Truncated {
        from: Index,
        last: Index,
        our_term: Term,
        their_term: Term,
    },
    /// The leader learned how far a follower agrees.
    MatchAdvanced {
        follower: ServerId,
        match_index: Index,
    },
    /// The leader backs up, by the follower's hint.
    NextBackedUp {
        follower: ServerId,
        from: Index,
        to: Index,
    },
    /// The follower's refusal contained nothing new.
    HintIgnored { follower: ServerId },
    /// The follower refused what it had acknowledged as durable, in answer to an append that was sent after that: its disk
    /// lost entries. A leader never goes back below `match_index`, so the follower stays out as long as this one leads.
    FollowerLostEntries {
        follower: ServerId,
        match_index: Index,
        last_log_index: Index,
    },

    // — commitment (§5.3, §5.4.2) —
    /// The leader's commit index advanced: a majority holds the entry durably and it is of the current term.
    CommitAdvanced {
        from: Index,
        to: Index,
        holders: ServerSet,
        count: Count,
    },
    /// The commit index stays: not enough servers hold the entry.
    CommitWaits {
        index: Index,
        holders: ServerSet,
        count: Count,
    },
    /// The commit index stays: a majority holds the entry, but it is of an older term (Figure 8).
    CommitWaitsOldTerm {
        index: Index,
        entry_term: Term,
        term: Term,
    },
    /// The follower's commit index followed the leader's.
    CommitFollowed {
        to: Index,
        leader_commit: Index,
        last_new: Index,
    },

    // — snapshots (§7) —
    /// A snapshot was taken here; the log before it may go.
    SnapshotTaken { index: Index, first_kept: Index },
    /// A snapshot at or below the last one, or above what is applied, is of no use.
    SnapshotUseless {
        index: Index,
        snapshot: Index,
        applied: Index,
    },
    /// The follower needs an entry that the leader no longer has: a snapshot goes out instead.
    SnapshotNeeded {
        follower: ServerId,
        next: Index,
        first: Index,
    },
    /// A chunk was stored.
    ChunkStored {
        from: ServerId,
        offset: u64,
        next_offset: u64,
        total: u64,
    },
    /// A chunk overtook others; it is kept until those are here.
    ChunkEarly {
        from: ServerId,
        offset: u64,
        expected: u64,
    },
    /// A chunk that does not continue what is there was not stored.
    ChunkOutOfOrder {
        from: ServerId,
        offset: u64,
        expected: u64,
    },
    /// The follower has not asked for more in time; the leader sends again from where it stands.
    ChunksSentAgain { follower: ServerId, offset: u64 },
    /// The chunks do not make the snapshot that they are said to be; they are dropped and the follower begins again.
    SnapshotCorrupt { index: Index },
    /// The snapshot reaches no further than what is committed here, so it is ignored.
    SnapshotIgnored { index: Index, commit: Index },
    /// The snapshot replaces the whole log, which does not hold its last entry.
    SnapshotReplacesLog { index: Index, last: Index },
    /// The log holds the snapshot's last entry; what follows it is kept (Figure 13, rule 6).
    SnapshotKeepsTail { index: Index, last: Index },

    // — clients (§8) —
    /// A proposal came to a server that does not lead.
    NotLeader { leader: Option<ServerId> },
}

/// One table of what each reason is called and where the paper states it.
macro_rules! table {
    ($($reason:ident $name:literal $section:literal,)*) => {
        impl Reason {
            /// The names of all reasons.
            pub const NAMES: &[&str] = &[$($name),*];

            /// What programs call it: `log-older`.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Reason::$reason { .. } => $name,)*
                }
            }

            /// Where the paper states the rule.
            pub fn section(&self) -> &'static str {
                match self {
                    $(Reason::$reason { .. } => $section,)*
                }
            }
        }
    };
}

table! {
    HigherTerm "higher-term" "§5.1",
    StaleRequest "stale-request" "§5.1",
    StaleReply "stale-reply" "§5.1",
    ElectionTimeout "election-timeout" "§5.2",
    VoteGranted "vote-granted" "§5.2",
    VoteRefusedAlreadyVoted "already-voted" "§5.2",
    VoteRefusedLogOlder "log-older" "§5.4.1",
    VoteRefusedNotFollower "not-follower" "§5.2",
    VoteReceived "vote-received" "§5.2",
    VoteDenied "vote-denied" "§5.2",
    ElectionLost "election-lost" "§5.2",
    VotesAskedAgain "votes-asked-again" "§5.1",
    ElectionWon "election-won" "§5.2",
    LeaderDiscovered "leader-discovered" "§5.2",
    ElectionTimerReset "election-timer-reset" "§5.2",
    TimerIgnored "timer-ignored" "§5.2",
    NotAVoter "not-a-voter" "§6",
    AppendAccepted "append-accepted" "§5.3",
    AppendRefusedMissing "missing" "§5.3",
    AppendRefusedConflict "conflict" "§5.3",
    Truncated "truncated" "§5.3",
    MatchAdvanced "match-advanced" "§5.3",
    NextBackedUp "next-backed-up" "§5.3",
    HintIgnored "hint-ignored" "§5.3",
    FollowerLostEntries "follower-lost-entries" "§5.3",
    CommitAdvanced "commit-advanced" "§5.3",
    CommitWaits "commit-waits" "§5.3",
    CommitWaitsOldTerm "commit-waits-old-term" "§5.4.2",
    CommitFollowed "commit-followed" "§5.3",
    SnapshotTaken "snapshot-taken" "§7",
    SnapshotUseless "snapshot-useless" "§7",
    SnapshotNeeded "snapshot-needed" "§7",
    ChunkStored "chunk-stored" "§7",
    ChunkEarly "chunk-early" "§7",
    ChunkOutOfOrder "chunk-out-of-order" "§7",
    ChunksSentAgain "chunks-sent-again" "§7",
    SnapshotCorrupt "snapshot-corrupt" "§7",
    SnapshotIgnored "snapshot-ignored" "§7",
    SnapshotReplacesLog "snapshot-replaces-log" "§7",
    SnapshotKeepsTail "snapshot-keeps-tail" "§7",
    NotLeader "not-leader" "§8",
}
