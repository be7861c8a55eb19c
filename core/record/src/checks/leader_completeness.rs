//! Leader Completeness (§5.4): an entry committed in a term is present in the logs of the leaders of all higher terms.

use super::shadow::ShadowLog;
use super::table::Table;
use super::{Observation, Property};
use crate::event::Outcome;
use raft::{Index, Notice, ServerId, Term};
use std::sync::Arc;

/// Remembers every leader with its log when it was elected, and the highest entry committed so far in its term or before.
///
/// The highest is enough: by Log Matching, a log that holds it holds all before it.
#[derive(Clone, Default)]
pub(super) struct LeaderCompleteness {
    /// By term. Shared, so that a change of one of them copies no other.
    leaders: Table<Arc<Leader>>,
}

#[derive(Clone)]
struct Leader {
    server: ServerId,
    log: ShadowLog,
    committed: Option<Committed>,
}

#[derive(Clone, Copy)]
struct Committed {
    index: Index,
    term: Term,
    by: ServerId,
    in_term: Term,
}

impl Property for LeaderCompleteness {
    const NAME: &'static str = "Leader Completeness";
    const SAYS: &'static str = "If an entry is committed in a given term, \
        then it is present in the logs of the leaders for all higher-numbered terms.";

    fn observe(&mut self, observation: &Observation<'_>) -> Option<String> {
        match observation.outcome {
            Outcome::Noticed(Notice::BecameLeader(term)) => self.elected(observation, *term),
            Outcome::Noticed(Notice::CommitAdvanced(index)) => self.committed(observation, *index),
            _ => None,
        }
    }
}

impl LeaderCompleteness {
    /// A new leader must hold what was committed in terms before its own.
    fn elected(&mut self, observation: &Observation<'_>, term: Term) -> Option<String> {
        let committed = self
            .before(term)
            .and_then(|before| self.leaders.get(before)?.committed);
        let leader = Leader {
            server: observation.server,
            log: observation.known.log.clone(),
            committed,
        };
        let breach = committed.and_then(|committed| leader.misses(committed, term));
        *self.leaders.entry(term) = Some(Arc::new(leader));
        breach
    }

    /// What a leader commits must have been in the logs of leaders of higher terms, if there are any by now.
    fn committed(&mut self, observation: &Observation<'_>, index: Index) -> Option<String> {
        let in_term = observation.known.leads?;
        let committed = Committed {
            index,
            term: observation.known.log.term_at(index)?,
            by: observation.server,
            in_term,
        };
        let mut breach = None;
        let mut next = self.leaders.last_through(Term::MAX);
        while let Some(term) = next.filter(|term| *term >= in_term) {
            let leader = Arc::make_mut(self.leaders.entry(term).as_mut()?);
            if term > in_term {
                breach = breach.or(leader.misses(committed, term));
            }
            if leader.committed.is_none_or(|other| other.index < index) {
                leader.committed = Some(committed);
            }
            next = self.before(term);
        }
        breach
    }

    /// The next lower term that had a leader.
    fn before(&self, term: Term) -> Option<Term> {
        self.leaders.last_through(term.checked_sub(1)?)
    }
}

impl Leader {
    fn misses(&self, committed: Committed, leads: Term) -> Option<String> {
        let Committed {
            index,
            term,
            by,
            in_term,
        } = committed;
        (!self.log.holds(index, term)).then(|| {
            format!(
                "{} became leader of term {leads} without entry {index} of term {term}, which {by} committed in term {in_term}.",
                self.server
            )
        })
    }
}
