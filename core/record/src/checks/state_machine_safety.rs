//! State Machine Safety (§5.4.3): no two servers apply different entries at the same index.

use super::table::Table;
use super::{Observation, Property};
use crate::content::contradicts;
use crate::event::Outcome;
use raft::{Index, ServerId, SnapshotId, Term};

/// Remembers what was first applied at every index.
#[derive(Clone, Default)]
pub(super) struct StateMachineSafety {
    applied: Table<FirstApplied>,
}

#[derive(Clone)]
struct FirstApplied {
    server: ServerId,
    term: Term,
    content: u64,
}

impl Property for StateMachineSafety {
    const NAME: &'static str = "State Machine Safety";
    const SAYS: &'static str = "If a server has applied an entry at a given index, \
        no other server will ever apply a different entry for the same index.";

    fn observe(&mut self, observation: &Observation<'_>) -> Option<String> {
        let server = observation.server;
        match observation.outcome {
            Outcome::AppliedEntry {
                index,
                term,
                content,
                ..
            } => self.applied(server, *index, *term, *content),
            Outcome::Restored(id) => self.restored(server, id),
            _ => None,
        }
    }
}

impl StateMachineSafety {
    fn applied(
        &mut self,
        server: ServerId,
        index: Index,
        term: Term,
        content: u64,
    ) -> Option<String> {
        let known = self.applied.entry(index).get_or_insert(FirstApplied {
            server,
            term,
            content,
        });
        let first = known.server;
        if known.term != term {
            let other = known.term;
            return Some(format!(
                "{server} applied an entry of term {term} at index {index}, where {first} applied one of term {other}."
            ));
        }
        contradicts(&mut known.content, content).then(|| {
            format!(
                "{server} applied another content at index {index}, term {term}, than {first} did."
            )
        })
    }

    /// A snapshot stands for the entries through its last one.
    fn restored(&self, server: ServerId, id: &SnapshotId) -> Option<String> {
        let (index, term) = (id.last_included_index, id.last_included_term);
        let known = self.applied.get(index)?;
        (known.term != term).then(|| {
            format!(
                "{server} took over a snapshot that ends with an entry of term {term} at index {index}, \
                 where {} applied one of term {}.",
                known.server, known.term
            )
        })
    }
}
