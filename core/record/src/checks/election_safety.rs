//! Election Safety (§5.2): at most one leader can be elected in a given term.

use super::table::Table;
use super::{Look, Property};
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

    fn look(&mut self, look: &Look<'_>) -> Option<String> {
        match look.outcome {
            Outcome::Noticed(Notice::BecameLeader(term)) => self.elected(look, *term),
            _ => None,
        }
    }
}

impl ElectionSafety {
    fn elected(&mut self, look: &Look<'_>, term: Term) -> Option<String> {
        let first = self.leaders.entry(term).get_or_insert(Elected {
            server: look.server,
            event: look.event,
        });
        (first.server != look.server).then(|| {
            format!(
                "{} became leader of term {term}, which {} leads since event {}.",
                look.server, first.server, first.event
            )
        })
    }
}
