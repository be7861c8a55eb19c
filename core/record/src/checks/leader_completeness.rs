//! Leader Completeness (§5.4): an entry committed in a term is present in the logs of the leaders of all higher terms.

use super::shadow::ShadowLog;
use super::table::Table;
use super::{Look, Property};
use crate::event::Outcome;
use raft::{Index, Notice, ServerId, Term};

/// Remembers every leader with its log when it was elected, and the highest entry committed so far in its term or before.
///
/// The highest is enough: by Log Matching, a log that holds it holds all before it.
#[derive(Clone, Default)]
pub(super) struct LeaderCompleteness {
    /// By term.
    leaders: Table<Leader>,
    /// The highest term that had a leader.
    highest: Option<Term>,
}

#[derive(Clone)]
struct Leader {
    server: ServerId,
    log: ShadowLog,
    committed: Option<Committed>,
    /// The next lower term that had a leader.
    previous: Option<Term>,
}

/// A committed entry.
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

    fn look(&mut self, look: &Look<'_>) -> Option<String> {
        match look.outcome {
            Outcome::Noticed(Notice::BecameLeader(term)) => self.elected(look, *term),
            Outcome::Noticed(Notice::CommitAdvanced(index)) => self.committed(look, *index),
            _ => None,
        }
    }
}

impl LeaderCompleteness {
    /// A new leader must hold what was committed in terms before its own.
    fn elected(&mut self, look: &Look<'_>, term: Term) -> Option<String> {
        let (above, previous) = self.neighbours(term);
        let committed = previous.and_then(|term| self.leaders.get(term)?.committed);
        let leader = Leader {
            server: look.server,
            log: look.known.log.clone(),
            committed,
            previous,
        };
        let breach = committed.and_then(|committed| leader.misses(committed, term));
        *self.leaders.entry(term) = Some(leader);
        match above.and_then(|above| self.leaders.entry(above).as_mut()) {
            Some(above) => above.previous = Some(term),
            None => self.highest = Some(term),
        }
        breach
    }

    /// What a leader commits must have been in the logs of leaders of higher terms, if there are any by now.
    fn committed(&mut self, look: &Look<'_>, index: Index) -> Option<String> {
        let in_term = look.known.leads?;
        let committed = Committed {
            index,
            term: look.known.log.term_at(index)?,
            by: look.server,
            in_term,
        };
        let mut breach = None;
        let mut next = self.highest.filter(|highest| *highest >= in_term);
        while let Some(term) = next {
            let leader = self.leaders.entry(term).as_mut()?;
            if term > in_term {
                breach = breach.or(leader.misses(committed, term));
            }
            if leader.committed.is_none_or(|other| other.index < index) {
                leader.committed = Some(committed);
            }
            next = leader.previous.filter(|previous| *previous >= in_term);
        }
        breach
    }

    /// The lowest term above `term` that had a leader, and the highest below.
    fn neighbours(&self, term: Term) -> (Option<Term>, Option<Term>) {
        let (mut above, mut below) = (None, self.highest);
        while let Some(other) = below.filter(|other| *other >= term) {
            if other > term {
                above = Some(other);
            }
            below = self.leaders.get(other).and_then(|leader| leader.previous);
        }
        (above, below)
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
