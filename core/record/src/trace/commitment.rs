//! Commitment (§5.3): a leader commits an entry when it has heard that a majority stores it, and a follower commits what its
//! leader says is committed.

use super::check::Property;
use super::line::Line;
use crate::event::{Envelope, Event, EventKind, Facts, Outcome, RoleName};
use raft::message::AppendOutcome;
use raft::quorum::{Count, Matches};
use raft::{Index, Message, Notice, ServerId, ServerSet, Term};

/// Remembers what every server has heard.
#[derive(Default)]
pub(super) struct Commitment {
    /// By server number; there is no server 0.
    servers: [Heard; ServerSet::MAX_ID as usize + 1],
}

/// What a server has heard of the logs of others.
#[derive(Clone, Copy, Default)]
struct Heard {
    /// The term of its own requests that the others answered.
    term: Term,
    /// How far the logs of the others match its own, as they answered.
    matches: Matches,
    /// How far entries are committed, as leaders said.
    commit: Index,
}

impl Property for Commitment {
    const NAME: &'static str = "Commitment";
    const SAYS: &'static str = "A leader commits an entry when it has heard that a majority stores it, and a follower \
        commits what its leader says is committed.";

    fn observe(&mut self, event: &Event, _: &Line) -> Option<String> {
        let (server, facts) = (event.server?, event.after.as_ref()?);
        let heard = &mut self.servers[usize::from(server.0)];
        heard.commit = heard.commit.max(facts.snapshot_index);
        if let EventKind::Delivered { envelope, .. } = &event.kind {
            heard.receives(envelope);
        }
        event.outcomes.iter().find_map(|outcome| match outcome {
            Outcome::Noticed(Notice::CommitAdvanced(index)) => match facts.role {
                RoleName::Leader => heard.commits(server, *index, facts),
                RoleName::Follower | RoleName::PreCandidate | RoleName::Candidate => {
                    heard.follows(server, *index)
                }
            },
            _ => None,
        })
    }
}

impl Heard {
    fn receives(&mut self, envelope: &Envelope) {
        let from = envelope.from;
        match envelope.message() {
            Some(Message::AppendEntries(m)) => self.commit = self.commit.max(m.leader_commit),
            Some(Message::AppendEntriesReply(m)) => {
                if let AppendOutcome::Success { match_index } = m.outcome {
                    self.stores(from, m.request_term, match_index);
                }
            }
            Some(Message::InstallSnapshotReply(m)) if m.installed => {
                self.stores(from, m.request_term, m.snapshot.last_included_index);
            }
            _ => {}
        }
    }

    /// Another server stores the log through this index, as the leader of a term has it.
    fn stores(&mut self, from: ServerId, term: Term, index: Index) {
        if term > self.term {
            (self.term, self.matches) = (term, Matches::default());
        }
        if term == self.term {
            let own = &mut self.matches[usize::from(from.0)];
            *own = index.max(*own);
        }
    }

    fn commits(&self, server: ServerId, index: Index, facts: &Facts) -> Option<String> {
        let stores = |id: &ServerId| match *id == server {
            true => facts.durable >= index,
            false => self.term == facts.term && self.matches[usize::from(id.0)] >= index,
        };
        let members = facts.configuration.members();
        let holders: ServerSet = members.iter().filter(stores).collect();
        let count = Count::of(&facts.configuration, holders);
        (!count.is_enough()).then(|| {
            format!(
                "{server} committed entry {index} in term {} when it knew of {holders} to store it: {count} (§5.3).",
                facts.term
            )
        })
    }

    fn follows(&self, server: ServerId, index: Index) -> Option<String> {
        let commit = self.commit;
        (index > commit).then(|| {
            format!(
                "{server} committed entry {index}, but what leaders said to it was committed through {commit} (§5.3)."
            )
        })
    }
}
