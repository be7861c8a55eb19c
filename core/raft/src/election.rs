//! Leader election (§5.2) and its restriction (§5.4.1): the timeout, RequestVote and its reply.

use crate::io::TimerKind;
use crate::message::{Message, RequestVote, RequestVoteReply};
use crate::node::Node;
use crate::output::Output;
use crate::quorum::{self, Count, VoteResult};
use crate::reason::Reason;
use crate::role::Role;
use crate::server::{ServerId, ServerSet};
use crate::time::Time;

impl Node {
    /// The election timer runs from now.
    pub(crate) fn arm_election_timer(&self, out: &mut Output) {
        if self.is_voter() {
            out.arm(TimerKind::Election, &self.config);
        }
    }

    /// The election timer starts again. Three things do that and nothing else: word from the current term's leader, a
    /// vote granted, an election begun. A server that is not a voter has no such timer.
    pub(crate) fn reset_election_timer(&self, out: &mut Output) {
        if self.is_voter() {
            out.decided(Reason::ElectionTimerReset);
            out.arm(TimerKind::Election, &self.config);
        }
    }

    /// §5.2: to begin an election, a follower increments its current term and transitions to candidate state; it votes
    /// for itself and asks each of the others. A candidate that got no majority in time does the same.
    pub(crate) fn election_timeout(&mut self, out: &mut Output) {
        if matches!(self.role, Role::Leader(_)) {
            out.decided(Reason::TimerIgnored);
            return;
        }
        if !self.is_voter() {
            out.decided(Reason::NotAVoter { term: self.term });
            return;
        }
        let term = self.term + 1;
        out.decided(Reason::ElectionTimeout { term });
        self.set_term(term, Some(self.id), out);
        self.become_candidate(out);
        self.reset_election_timer(out);
        self.ask_for_votes(self.other_voters(), out);
    }

    /// §5.1: servers retry RPCs that were not answered. Until its own vote is durable a candidate has asked no server
    /// yet: its requests still wait for the disk.
    pub(crate) fn ask_again(&mut self, out: &mut Output) {
        let Role::Candidate {
            granted, refused, ..
        } = &self.role
        else {
            debug_assert!(false, "only a candidate retries RequestVote");
            return;
        };
        let silent = self.other_voters().without(granted.union(*refused));
        if granted.contains(self.id) && !silent.is_empty() {
            out.decided(Reason::VotesAskedAgain { silent });
            self.ask_for_votes(silent, out);
        }
        out.arm(TimerKind::Heartbeat, &self.config);
    }

    /// The requests wait until term, own vote and log are durable: otherwise the candidate could crash, forget them,
    /// and stand again in the same term with another log.
    fn ask_for_votes(&self, voters: ServerSet, out: &mut Output) {
        for voter in voters.iter() {
            let message = Message::RequestVote(RequestVote {
                term: self.term,
                last_log_index: self.log.last_index(),
                last_log_term: self.log.last_term(),
            });
            out.send(voter, message, self.disk.latest());
        }
    }

    /// Figure 2, RequestVote RPC, receiver. The terms were compared first, so here the request's is ours or older.
    pub(crate) fn request_vote(&mut self, from: ServerId, m: RequestVote, out: &mut Output) {
        let decision = self.judge_candidate(from, &m);
        out.decided(decision);
        let vote_granted = matches!(decision, Reason::VoteGranted { .. });
        if vote_granted {
            if self.voted_for != Some(from) {
                self.vote(Some(from), out);
            }
            self.reset_election_timer(out);
        }
        let reply = Message::RequestVoteReply(RequestVoteReply {
            term: self.term,
            request_term: m.term,
            vote_granted,
        });
        out.send(from, reply, self.disk.latest());
    }

    /// Whether the candidate gets this server's vote, and why.
    ///
    /// The order matters to a reader of the reason, not to the outcome. Whether the candidate is in our
    /// configuration does not: a server may vote, or be voted for, before it knows that it may (§6).
    fn judge_candidate(&self, from: ServerId, m: &RequestVote) -> Reason {
        if m.term < self.term {
            return Reason::StaleRequest {
                from,
                theirs: m.term,
                ours: self.term,
            };
        }
        if !matches!(self.role, Role::Follower { .. }) {
            return Reason::VoteRefusedNotFollower {
                to: from,
                term: self.term,
            };
        }
        if let Some(voted_for) = self.voted_for
            && voted_for != from
        {
            return Reason::VoteRefusedAlreadyVoted {
                to: from,
                voted_for,
                term: self.term,
            };
        }
        if !self.log.is_not_ahead_of(m.last_log_term, m.last_log_index) {
            return Reason::VoteRefusedLogOlder {
                to: from,
                their_term: m.last_log_term,
                their_index: m.last_log_index,
                our_term: self.log.last_term(),
                our_index: self.log.last_index(),
            };
        }
        Reason::VoteGranted {
            to: from,
            term: self.term,
        }
    }

    /// An answer counts only for the candidacy that asked for it.
    pub(crate) fn request_vote_reply(
        &mut self,
        now: Time,
        from: ServerId,
        m: &RequestVoteReply,
        out: &mut Output,
    ) {
        let (configuration, term) = (*self.configuration(), self.term);
        match &mut self.role {
            Role::Candidate {
                granted,
                refused,
                heard,
            } if m.request_term == term => {
                heard[from.0 as usize] = now;
                if m.vote_granted {
                    self.count_vote(from, out);
                    return;
                }
                refused.insert(from);
                out.decided(Reason::VoteDenied { from });
                if quorum::vote_result(&configuration, *granted, *refused) == VoteResult::Lost {
                    out.decided(Reason::ElectionLost { term });
                }
            }
            // It comes too late to count, but it shows that its sender is there.
            Role::Leader(leader) if m.request_term == term => {
                if let Some(progress) = leader.progress.get_mut(from) {
                    progress.last_heard = Some(now);
                }
                self.stale_reply(from, m.request_term, out);
            }
            _ => self.stale_reply(from, m.request_term, out),
        }
    }

    /// §5.2: a candidate wins an election if it receives votes from a majority of the servers for the same term. Votes
    /// are a set of voters: a repeated one counts once.
    pub(crate) fn count_vote(&mut self, from: ServerId, out: &mut Output) {
        let (configuration, term) = (*self.configuration(), self.term);
        let Role::Candidate {
            granted, refused, ..
        } = &mut self.role
        else {
            debug_assert!(false, "only a candidate counts votes");
            return;
        };
        granted.insert(from);
        let votes = Count::of(&configuration, *granted);
        out.decided(Reason::VoteReceived { from, votes });
        if quorum::vote_result(&configuration, *granted, *refused) == VoteResult::Won {
            out.decided(Reason::ElectionWon { term, votes });
            self.become_leader(out);
            self.begin_leadership(out);
        }
    }

    /// A reply to a request of an older term, or to a role that is gone.
    pub(crate) fn stale_reply(&self, from: ServerId, request_term: u64, out: &mut Output) {
        let ours = self.term;
        out.decided(Reason::StaleReply {
            from,
            request_term,
            ours,
        });
    }
}
