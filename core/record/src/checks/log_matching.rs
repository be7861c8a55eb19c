//! Log Matching (§5.3): two logs that hold an entry with the same index and term are identical up to that entry.
//!
//! By induction it is enough that an index and a term name one content and one term before it, wherever they stand.

use super::table::Table;
use super::{Observation, Property};
use crate::content::{content_hash, contradicts};
use crate::event::Outcome;
use raft::{Entries, Entry, Index, Notice, ServerId, Term};

/// Remembers every entry that stood in some log, by term and index.
#[derive(Clone, Default)]
pub(super) struct LogMatching {
    entries: Table<Table<FirstSeen>>,
}

/// An entry as it was first seen.
#[derive(Clone)]
struct FirstSeen {
    server: ServerId,
    content: u64,
    /// Term of the entry before it, where that was known.
    before: Option<Term>,
}

impl Property for LogMatching {
    const NAME: &'static str = "Log Matching";
    const SAYS: &'static str = "If two logs contain an entry with the same index and term, \
        then the logs are identical in all entries up through that index.";

    fn observe(&mut self, observation: &Observation<'_>) -> Option<String> {
        match observation.outcome {
            Outcome::Noticed(Notice::Appended { first, entries }) => {
                self.appended(observation, *first, entries)
            }
            _ => None,
        }
    }
}

impl LogMatching {
    fn appended(
        &mut self,
        observation: &Observation<'_>,
        first: Index,
        entries: &Entries,
    ) -> Option<String> {
        let mut before = observation.known.log.term_at(first.wrapping_sub(1));
        let mut breach = None;
        for (index, entry) in (first..).zip(entries.iter()) {
            breach = breach.or(self.stands(observation.server, index, entry, before));
            before = Some(entry.term);
        }
        breach
    }

    /// Compares an entry, and the term before it, with what was first seen there.
    fn stands(
        &mut self,
        server: ServerId,
        index: Index,
        entry: &Entry,
        before: Option<Term>,
    ) -> Option<String> {
        let content = content_hash(&entry.payload);
        let of_term = self.entries.entry(entry.term).get_or_insert_default();
        let known = of_term.entry(index).get_or_insert(FirstSeen {
            server,
            content,
            before,
        });
        let what = if contradicts(&mut known.content, content) {
            String::from("with another content than")
        } else {
            let before = before?;
            let known_before = *known.before.get_or_insert(before);
            if known_before == before {
                return None;
            }
            format!(
                "behind one of term {before}, but behind one of term {known_before} it stands at"
            )
        };
        let term = entry.term;
        let first = known.server;
        Some(format!(
            "{server} holds entry {index} of term {term} {what} {first}."
        ))
    }
}
