//! Election Safety (§5.2): at most one leader can be elected in a given term.

use super::table::Table;
use super::{Observation, Property};
use crate::event::{EventNumber, Outcome};
use raft::{Notice, ServerId, Term};

/// Remembers the leader of every term.
#[derive(Clone, Default)]
pub(super) struct ElectionSafety {
    leaders: Table<Elected>,
}

#[derive(Clone)]
struct Elected {
    server: ServerId,
    event: EventNumber,
}

impl Property for ElectionSafety {
    const NAME: &'static str = "Election Safety";
    const SAYS: &'static str = "At most one leader can be elected in a given term.";

    fn observe(&mut self, observation: &Observation<'_>) -> Option<String> {
        match observation.outcome {
            Outcome::Noticed(Notice::BecameLeader(term)) => self.elected(observation, *term),
            _ => None,
        }
    }
}

impl ElectionSafety {
    fn elected(&mut self, observation: &Observation<'_>, term: Term) -> Option<String> {
        let first = self.leaders.entry(term).get_or_insert(Elected {
            server: observation.server,
            event: observation.event,
        });
        (first.server != observation.server).then(|| {
            format!(
                "{} became leader of term {term}, which {} leads since event {}.",
                observation.server, first.server, first.event
            )
        })
    }
}
