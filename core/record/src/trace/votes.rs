//! Votes (§5.2, §5.4.1): a server votes once in a term, for a candidate whose log is at least as up-to-date as its own, and
//! a leader has the votes of a majority.

use super::check::Property;
use super::kind::TraceKind;
use super::line::Line;
use super::message::{MessageBody, TraceMessage};
use super::outcome::Consequence;
use super::values::Place;
use crate::event::{Event, Facts, Outcome};
use raft::quorum::Count;
use raft::{Notice, ServerId, ServerSet, Term};

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

    fn observe(&mut self, event: &Event, line: &Line) -> Option<String> {
        let (server, facts) = (event.server?, event.after.as_ref()?);
        let delivered = match &line.kind {
            Some(TraceKind::Delivered { message, .. }) => Some(message),
            _ => None,
        };
        let request = delivered.and_then(|letter| match &letter.body {
            MessageBody::RequestVote { last, .. } => Some((letter.from.0, last)),
            _ => None,
        });
        if let Some(letter) = delivered {
            self.receives(server, letter);
        }
        let granted = request.and_then(|request| grants(server, request, line, facts));
        granted.or_else(|| self.elects(server, event, facts))
    }
}

impl Votes {
    fn receives(&mut self, server: ServerId, letter: &TraceMessage) {
        if let MessageBody::RequestVoteReply {
            term,
            request_term,
            granted: true,
        } = letter.body
            && term == request_term
        {
            let ballot = &mut self.granted[usize::from(server.0)];
            if term.0 > ballot.term {
                *ballot = Ballot {
                    term: term.0,
                    voters: ServerSet::EMPTY,
                };
            }
            // A vote of an older term comes too late to count.
            if term.0 == ballot.term {
                ballot.voters.insert(letter.from.0);
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
    (candidate, last): (ServerId, &Place),
    line: &Line,
    facts: &Facts,
) -> Option<String> {
    let mut replies = line.outcomes.iter().filter_map(|outcome| match outcome {
        Consequence::Sent { message, .. } | Consequence::Waits { message, .. } => Some(message),
        _ => None,
    });
    let granted = replies.find_map(|letter| match letter.body {
        MessageBody::RequestVoteReply {
            term,
            granted: true,
            ..
        } if letter.to.0 == candidate => Some(term.0),
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
    ((last.term.0, last.index.0) < own).then(|| {
        format!(
            "{server} grants its vote of term {term} to {candidate}, whose log ends with entry {} of term {}, but its own \
             ends with entry {} of term {}, which is more up-to-date (§5.4.1).",
            last.index.0, last.term.0, own.1, own.0
        )
    })
}

/// A vote in words.
pub(super) fn voted(vote: Option<ServerId>) -> String {
    vote.map_or("no server".into(), |server| server.to_string())
}
