//! Why something was done or refused: one value per sentence of the paper, with the operands that were compared.

use crate::log::{Index, Term};
use crate::server::{ServerId, ServerSet};
use std::fmt;

/// A decision and its operands. [`Reason::section`] names the place in the paper, [`Reason::sentence`] says it in words.
#[expect(
    missing_docs,
    reason = "the sentence over each variant says what its operands are"
)]
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
    VoteReceived {
        from: ServerId,
        votes: u8,
        needed: u8,
    },
    /// A refusal came in for the candidate.
    VoteDenied { from: ServerId },
    /// So many refused that the candidate can no longer win this term. It waits for a leader or its timer.
    ElectionLost { term: Term },
    /// Some voters have not answered; the candidate asks them again.
    VotesAskedAgain { silent: ServerSet },
    /// A majority voted for the candidate.
    ElectionWon { term: Term, votes: u8, needed: u8 },
    /// Somebody else leads this term, so the candidate steps back.
    LeaderDiscovered { leader: ServerId, term: Term },
    /// The election timer was started anew: the leader was heard, a vote granted, or an election begun.
    ElectionTimerReset,
    /// A timer ran out that means nothing in this role.
    TimerIgnored,
    /// A server that is in no majority starts no election.
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
    /// The follower's refusal told nothing new.
    HintIgnored { follower: ServerId },

    // — commitment (§5.3, §5.4.2) —
    /// The leader's commit index advanced: a majority holds the entry durably and it is of the current term.
    CommitAdvanced {
        from: Index,
        to: Index,
        holders: ServerSet,
        needed: u8,
    },
    /// The commit index stays: not enough servers hold the entry.
    CommitWaits {
        index: Index,
        holders: ServerSet,
        needed: u8,
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
    /// A chunk that does not continue what is there was not stored.
    ChunkOutOfOrder {
        from: ServerId,
        offset: u64,
        expected: u64,
    },
    /// The follower has not asked for more in time; the leader sends again from where it stands.
    ChunksSentAgain { follower: ServerId, offset: u64 },
    /// The chunks do not make the snapshot that they are said to be; they are dropped and the follower begins anew.
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

impl Reason {
    /// Where the paper states the rule.
    pub fn section(&self) -> &'static str {
        use Reason::*;
        match self {
            HigherTerm { .. } | StaleRequest { .. } | StaleReply { .. } => "§5.1",
            VotesAskedAgain { .. } => "§5.1",
            ElectionTimeout { .. } | VoteGranted { .. } | VoteRefusedAlreadyVoted { .. } => "§5.2",
            VoteRefusedNotFollower { .. } | VoteReceived { .. } | VoteDenied { .. } => "§5.2",
            ElectionLost { .. } | ElectionWon { .. } | LeaderDiscovered { .. } => "§5.2",
            ElectionTimerReset | TimerIgnored => "§5.2",
            AppendAccepted { .. } | AppendRefusedMissing { .. } => "§5.3",
            AppendRefusedConflict { .. } | Truncated { .. } => "§5.3",
            MatchAdvanced { .. } | NextBackedUp { .. } | HintIgnored { .. } => "§5.3",
            CommitAdvanced { .. } | CommitWaits { .. } | CommitFollowed { .. } => "§5.3",
            VoteRefusedLogOlder { .. } => "§5.4.1",
            CommitWaitsOldTerm { .. } => "§5.4.2",
            NotAVoter { .. } => "§6",
            SnapshotTaken { .. } | SnapshotUseless { .. } | SnapshotNeeded { .. } => "§7",
            ChunkStored { .. } | ChunkOutOfOrder { .. } | ChunksSentAgain { .. } => "§7",
            SnapshotCorrupt { .. } | SnapshotIgnored { .. } => "§7",
            SnapshotReplacesLog { .. } | SnapshotKeepsTail { .. } => "§7",
            NotLeader { .. } => "§8",
        }
    }

    /// What happened and why, as one sentence about `who`, the server that decided.
    pub fn sentence(&self, who: ServerId) -> String {
        Sentence { who, reason: self }.to_string()
    }
}

/// A reason and the server that it is about.
struct Sentence<'a> {
    who: ServerId,
    reason: &'a Reason,
}

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Reason::*;
        let who = self.who;
        match *self.reason {
            HigherTerm { from, old, new } => {
                write!(
                    out,
                    "{who} hears of term {new} from {from} and leaves term {old}."
                )
            }
            StaleRequest { from, theirs, ours } => {
                write!(
                    out,
                    "{who} refuses a request of {from}: it is of term {theirs}, and the term is {ours}."
                )
            }
            StaleReply {
                from,
                request_term,
                ours,
            } => {
                write!(
                    out,
                    "{who} drops an answer of {from}: it asked in term {request_term}, or in a role that it no longer has in term {ours}."
                )
            }
            ElectionTimeout { term } => {
                write!(
                    out,
                    "{who} heard from no leader in time and stands for election in term {term}."
                )
            }
            VoteGranted { to, term } => {
                write!(
                    out,
                    "{who} votes for {to} in term {term}: it has given no other vote, and its own log is not ahead."
                )
            }
            VoteRefusedAlreadyVoted {
                to,
                voted_for,
                term,
            } => {
                write!(
                    out,
                    "{who} refuses its vote to {to}: it went to {voted_for} in term {term}."
                )
            }
            VoteRefusedLogOlder {
                to,
                their_term,
                their_index,
                our_term,
                our_index,
            } => {
                write!(
                    out,
                    "{who} refuses its vote to {to}: its own log ends in term {our_term} at {our_index}, that of {to} in term {their_term} at {their_index}."
                )
            }
            VoteRefusedNotFollower { to, term } => {
                write!(
                    out,
                    "{who} refuses its vote to {to}: it stands for term {term} itself."
                )
            }
            VoteReceived {
                from,
                votes,
                needed,
            } if from == who => {
                write!(
                    out,
                    "{who} has its own vote on its disk: {votes} of {needed} needed."
                )
            }
            VoteReceived {
                from,
                votes,
                needed,
            } => {
                write!(
                    out,
                    "{who} has the vote of {from}: {votes} of {needed} needed."
                )
            }
            VoteDenied { from } => write!(out, "{who} does not get the vote of {from}."),
            ElectionLost { term } => {
                write!(
                    out,
                    "{who} can no longer win term {term}: too many refused."
                )
            }
            VotesAskedAgain { silent } => {
                write!(out, "{who} asks {silent} again for a vote: no answer came.")
            }
            ElectionWon {
                term,
                votes,
                needed,
            } => {
                write!(
                    out,
                    "{who} wins term {term} with {votes} votes of {needed} needed."
                )
            }
            LeaderDiscovered { leader, term } => {
                write!(
                    out,
                    "{who} recognises {leader} as the leader of term {term}."
                )
            }
            ElectionTimerReset => write!(out, "{who} starts its election timer anew."),
            TimerIgnored => write!(out, "{who} ignores a timer that means nothing in its role."),
            NotAVoter { term } => {
                write!(
                    out,
                    "{who} stands for no election in term {term}: it is in no majority."
                )
            }
            AppendAccepted {
                from,
                prev,
                entries: 0,
                ..
            } => {
                write!(out, "{who} agrees with {from} through entry {prev}.")
            }
            AppendAccepted {
                from,
                prev,
                match_index,
                ..
            } => {
                write!(
                    out,
                    "{who} agrees with {from} at entry {prev}, and with what was sent now through entry {match_index}."
                )
            }
            AppendRefusedMissing { from, prev, last } => {
                write!(
                    out,
                    "{who} refuses an append of {from}: it needs entry {prev}, and the log ends at {last}."
                )
            }
            AppendRefusedConflict {
                from,
                prev,
                their_term,
                our_term,
            } => {
                write!(
                    out,
                    "{who} refuses an append of {from}: entry {prev} should be of term {their_term} and is of term {our_term}."
                )
            }
            Truncated {
                from,
                last,
                our_term,
                their_term,
            } => {
                write!(
                    out,
                    "{who} deletes {from} to {last}: entry {from} is of term {our_term}, the leader's of term {their_term}."
                )
            }
            MatchAdvanced {
                follower,
                match_index,
            } => {
                write!(
                    out,
                    "{who} learns that {follower} holds everything through {match_index}."
                )
            }
            NextBackedUp { follower, from, to } => {
                write!(
                    out,
                    "{who} goes back for {follower}: it will send from entry {to} on, not from {from}."
                )
            }
            HintIgnored { follower } => {
                write!(
                    out,
                    "{who} learns nothing from a late refusal of {follower}."
                )
            }
            CommitAdvanced { to, holders, .. } => {
                write!(
                    out,
                    "{who} commits through entry {to}: it is durable on {holders}, a majority."
                )
            }
            CommitWaits {
                index,
                holders,
                needed,
            } => {
                write!(
                    out,
                    "{who} does not commit entry {index} yet: it is durable on {holders} alone, and {needed} are needed."
                )
            }
            CommitWaitsOldTerm {
                index,
                entry_term,
                term,
            } => {
                write!(
                    out,
                    "{who} does not commit {index}: a majority holds it, but it is of term {entry_term}, not of {term}."
                )
            }
            CommitFollowed {
                to,
                leader_commit,
                last_new,
            } if leader_commit > last_new => {
                write!(
                    out,
                    "{who} commits through {to}, the last entry that it compared; the leader has committed {leader_commit}."
                )
            }
            CommitFollowed { to, .. } => {
                write!(out, "{who} commits through {to}, as the leader did.")
            }
            SnapshotTaken { index, first_kept } => {
                write!(
                    out,
                    "{who} takes a snapshot at {index}; its log now begins at {first_kept}."
                )
            }
            SnapshotUseless {
                index,
                snapshot,
                applied,
            } => {
                write!(
                    out,
                    "{who} does not need a snapshot at {index}: it has one at {snapshot}, and has applied through {applied}."
                )
            }
            SnapshotNeeded {
                follower,
                next,
                first,
            } => {
                write!(
                    out,
                    "{who} sends {follower} its snapshot: {follower} needs entry {next}, and the log begins at {first}."
                )
            }
            ChunkStored {
                from,
                offset,
                next_offset,
                total,
            } => {
                write!(
                    out,
                    "{who} stores bytes {offset} to {next_offset} of {total} of the snapshot of {from}."
                )
            }
            ChunkOutOfOrder {
                from,
                offset,
                expected,
            } => {
                write!(
                    out,
                    "{who} does not store the chunk of {from} at byte {offset}: it wants byte {expected}."
                )
            }
            ChunksSentAgain { follower, offset } => {
                write!(
                    out,
                    "{who} sends its snapshot again from byte {offset}: {follower} asked for no more in time."
                )
            }
            SnapshotCorrupt { index } => {
                write!(
                    out,
                    "{who} drops a snapshot at {index}: its bytes are not those that were announced."
                )
            }
            SnapshotIgnored { index, commit } => {
                write!(
                    out,
                    "{who} needs no snapshot at {index}: it has committed through {commit}."
                )
            }
            SnapshotReplacesLog { index, last } => {
                write!(
                    out,
                    "{who} replaces its whole log, which ends at {last}, by the snapshot at {index}."
                )
            }
            SnapshotKeepsTail { index, last } => {
                write!(
                    out,
                    "{who} installs the snapshot at {index} and keeps what its log holds after it, through {last}."
                )
            }
            NotLeader { leader: None } => {
                write!(
                    out,
                    "{who} takes no command: it does not lead and knows no leader."
                )
            }
            NotLeader {
                leader: Some(leader),
            } => {
                write!(out, "{who} takes no command: {leader} leads.")
            }
        }
    }
}
