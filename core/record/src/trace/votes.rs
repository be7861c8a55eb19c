//! Votes (§5.2, §5.4.1): a server votes once in a term, for a candidate whose log is at least as up-to-date as its own, and
//! a leader has the votes of a majority.

use super::check::Property;
use super::line::Line;
use crate::event::{Event, EventKind, Facts, Outcome};
use raft::message::{RequestVote, RequestVoteReply};
use raft::quorum::Count;
use raft::{Message, Notice, ServerId, ServerSet, Term};

/// Remembers which votes every server was granted.
#[derive(Default)]
pub(super) struct Votes {
    /// By server number; there is no server 0.
    granted: [Ballot; ServerSet::MAX_ID as usize + 1],
}

/// The votes that a server was granted in the last term in which it was granted some.
#[derive(Clone, Copy, Default)]
struct Ballot {
    term: Term,
    voters: ServerSet,
}

impl Property for Votes {
    const NAME: &'static str = "Votes";
    const SAYS: &'static str = "A server votes once in a term, for a candidate whose log is at least as up-to-date as its \
        own, and a leader has the votes of a majority.";

    fn observe(&mut self, event: &Event, _: &Line) -> Option<String> {
        let (server, facts) = (event.server?, event.after.as_ref()?);
        let mut granted = None;
        if let EventKind::Delivered { envelope, .. } = &event.kind {
            match envelope.message() {
                Some(Message::RequestVote(request)) => {
                    granted = grants(server, (envelope.from, request), event, facts);
                }
                Some(Message::RequestVoteReply(reply)) => {
                    self.receives(server, envelope.from, reply);
                }
                _ => {}
            }
        }
        granted.or_else(|| self.elects(server, event, facts))
    }
}

impl Votes {
    fn receives(&mut self, server: ServerId, from: ServerId, reply: &RequestVoteReply) {
        let term = reply.term;
        if reply.vote_granted && term == reply.request_term {
            let ballot = &mut self.granted[usize::from(server.0)];
            if term > ballot.term {
                *ballot = Ballot {
                    term,
                    voters: ServerSet::EMPTY,
                };
            }
            // A vote of an older term comes too late to count.
            if term == ballot.term {
                ballot.voters.insert(from);
            }
        }
    }

    fn elects(&self, server: ServerId, event: &Event, facts: &Facts) -> Option<String> {
        let won = event.outcomes.iter().find_map(|outcome| match outcome {
            Outcome::Noticed(Notice::BecameLeader(term)) => Some(*term),
            _ => None,
        });
        let term = won?;
        let ballot = self.granted[usize::from(server.0)];
        let mut voters = match ballot.term == term {
            true => ballot.voters,
            false => ServerSet::EMPTY,
        };
        voters.insert(server);
        let count = Count::of(&facts.configuration, voters);
        (!count.is_enough()).then(|| {
            format!(
                "{server} became leader of term {term} with the votes of {voters}: {count} (§5.2)."
            )
        })
    }
}

/// What contradicts a vote that a server grants at this event.
fn grants(
    server: ServerId,
    (candidate, request): (ServerId, &RequestVote),
    event: &Event,
    facts: &Facts,
) -> Option<String> {
    let mut replies = event.outcomes.iter().filter_map(|outcome| match outcome {
        Outcome::Sent { envelope, .. } | Outcome::Waits { envelope, .. } => Some(envelope),
        _ => None,
    });
    let granted = replies.find_map(|envelope| match envelope.message() {
        Some(Message::RequestVoteReply(reply)) if envelope.to == candidate => {
            reply.vote_granted.then_some(reply.term)
        }
        _ => None,
    });
    let term = granted?;
    if (facts.term, facts.voted_for) != (term, Some(candidate)) {
        return Some(format!(
            "{server} grants its vote of term {term} to {candidate}, but it voted for {} in term {} (§5.2).",
            voted(facts.voted_for),
            facts.term
        ));
    }
    let own = (facts.last_term, facts.last_index);
    let last = (request.last_log_term, request.last_log_index);
    (last < own).then(|| {
        format!(
            "{server} grants its vote of term {term} to {candidate}, whose log ends with entry {} of term {}, but its own \
             ends with entry {} of term {}, which is more up-to-date (§5.4.1).",
            last.1, last.0, own.1, own.0
        )
    })
}

/// A vote in words.
pub(super) fn voted(vote: Option<ServerId>) -> String {
    vote.map_or("no server".into(), |server| server.to_string())
}
