//! Reasons in words: one sentence each, for those who learn Raft.

use crate::quorum::{Count, Tally};
use crate::reason::Reason;
use crate::server::ServerId;
use std::fmt;

impl Reason {
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
    #[expect(
        clippy::too_many_lines,
        reason = "one thought: a sentence for each reason"
    )]
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
            } if request_term == ours => {
                write!(
                    out,
                    "{who} ignores a late reply of {from}: its role has changed since it asked."
                )
            }
            StaleReply {
                from,
                request_term,
                ours,
            } => {
                write!(
                    out,
                    "{who} ignores a reply of {from}: it answers a request of term {request_term}, and the term is now {ours}."
                )
            }
            ElectionTimeout { term } => {
                write!(
                    out,
                    "{who} heard from no leader in time and starts an election in term {term}."
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
                let own = format!("its own log ends in term {our_term} at {our_index}");
                match their_index {
                    0 => write!(
                        out,
                        "{who} refuses its vote to {to}: {own}, and that of {to} is empty."
                    ),
                    _ => write!(
                        out,
                        "{who} refuses its vote to {to}: {own}, that of {to} in term {their_term} at {their_index}."
                    ),
                }
            }
            VoteRefusedNotFollower { to, term } => {
                write!(
                    out,
                    "{who} refuses its vote to {to}: in term {term} it voted for itself."
                )
            }
            VoteReceived { from, votes } if from == who => {
                write!(out, "{who} has its own vote on its disk: {votes}.")
            }
            VoteReceived { from, votes } => {
                write!(out, "{who} has the vote of {from}: {votes}.")
            }
            VoteDenied { from } => write!(out, "{who} does not get the vote of {from}."),
            ElectionLost { term } => {
                write!(
                    out,
                    "{who} can no longer win term {term}: too many refused."
                )
            }
            VotesAskedAgain { silent } => {
                write!(out, "{who} retries RequestVote to {silent}: no reply came.")
            }
            ElectionWon {
                term,
                votes:
                    Count {
                        incoming: Tally { have, needed },
                        outgoing: None,
                    },
            } => {
                let s = if have == 1 { "" } else { "s" };
                write!(
                    out,
                    "{who} wins term {term} with {have} vote{s} of {needed} needed."
                )
            }
            ElectionWon { term, votes } => {
                write!(out, "{who} wins term {term} by both majorities: {votes}.")
            }
            LeaderDiscovered { leader, term } => {
                write!(
                    out,
                    "{who} recognises {leader} as the leader of term {term}."
                )
            }
            ElectionTimerReset => write!(out, "{who} restarts its election timer."),
            TimerIgnored => write!(
                out,
                "{who} ignores a timer that is not applicable to its role."
            ),
            NotAVoter { term } => {
                write!(
                    out,
                    "{who} starts no election in term {term}: it is not a voter."
                )
            }
            AppendAccepted {
                from,
                match_index: 0,
                ..
            } => {
                write!(
                    out,
                    "{who} hears from {from}: there is no entry to compare."
                )
            }
            AppendAccepted {
                from,
                prev: 0,
                match_index,
                ..
            } => {
                write!(
                    out,
                    "{who} agrees with {from} from the beginning of the log through entry {match_index}."
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
                    "{who} refuses an append of {from}: it follows entry {prev}, and the log of {who} ends at {last}."
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
                let more = if from < last {
                    " and all that follow"
                } else {
                    ""
                };
                write!(
                    out,
                    "{who} deletes entry {from}{more}: it is of term {our_term}, the leader's of term {their_term}."
                )
            }
            MatchAdvanced {
                follower,
                match_index,
            } => {
                write!(
                    out,
                    "{who} learns that {follower} has all entries through {match_index} (matchIndex)."
                )
            }
            NextBackedUp { follower, from, to } => {
                write!(
                    out,
                    "{who} backs up nextIndex of {follower} from {from} to {to}."
                )
            }
            FollowerLostEntries {
                follower,
                match_index,
                last_log_index,
            } => {
                write!(
                    out,
                    "{follower} had acknowledged entries up to {match_index}, and its log now ends at {last_log_index}: its disk lost them. {who} never goes back below matchIndex, so {follower} stays out as long as {who} leads."
                )
            }
            HintIgnored { follower } => {
                write!(
                    out,
                    "{who} ignores a refusal of {follower}: it says nothing new."
                )
            }
            CommitAdvanced {
                to, holders, count, ..
            } => {
                let of = if count.outgoing.is_some() {
                    " of C_new and of C_old"
                } else {
                    ""
                };
                write!(
                    out,
                    "{who} commits through entry {to}: it is durable on {holders}, a majority{of}."
                )
            }
            CommitWaits {
                index,
                holders,
                count,
            } => {
                write!(
                    out,
                    "{who} does not commit entry {index} yet: it is durable on {holders}"
                )?;
                match count.outgoing {
                    None => write!(out, ", and a majority is {}.", count.incoming.needed),
                    Some(_) => write!(out, ": {count}."),
                }
            }
            CommitWaitsOldTerm {
                index,
                entry_term,
                term,
            } => {
                write!(
                    out,
                    "{who} does not commit entry {index}: a majority holds it, but it is of term {entry_term}, and a leader counts only for entries of its own term, {term}."
                )
            }
            CommitFollowed {
                to,
                leader_commit,
                last_new,
            } if leader_commit > last_new => {
                write!(
                    out,
                    "{who} commits through entry {to}, the last entry that it compared; the leader has committed {leader_commit}."
                )
            }
            CommitFollowed { to, .. } => {
                write!(out, "{who} commits through entry {to}, as the leader did.")
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
            ChunkEarly {
                from,
                offset,
                expected,
            } => {
                write!(
                    out,
                    "{who} keeps the chunk of {from} at byte {offset}: it overtook the one at byte {expected}, for which it waits."
                )
            }
            ChunkOutOfOrder {
                from,
                offset,
                expected,
            } => {
                write!(
                    out,
                    "{who} does not store the chunk of {from} at byte {offset}: it expects byte {expected}."
                )
            }
            ChunksSentAgain { follower, offset } => {
                write!(
                    out,
                    "{who} retries its snapshot from byte {offset}: {follower} acknowledged no more in time."
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
                    "{who} rejects the command: it is not the leader and knows none."
                )
            }
            NotLeader {
                leader: Some(leader),
            } => {
                write!(out, "{who} rejects the command: {leader} is the leader.")
            }
        }
    }
}
