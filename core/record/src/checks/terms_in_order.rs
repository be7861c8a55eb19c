//! Terms never decrease inside a log: it follows from §5.3, and breaks one step before Log Matching does.

use super::{Observation, Property};
use crate::event::Outcome;
use raft::{Entries, Index, Notice};

/// Remembers nothing: the terms in a server's log are known.
#[derive(Clone, Default)]
pub(super) struct TermsInOrder;

impl Property for TermsInOrder {
    const NAME: &'static str = "Terms in Order";
    const SAYS: &'static str = "Terms never decrease from one entry of a log to the next.";

    fn observe(&mut self, observation: &Observation<'_>) -> Option<String> {
        match observation.outcome {
            Outcome::Noticed(Notice::Appended { first, entries }) => {
                appended(observation, *first, entries)
            }
            _ => None,
        }
    }
}

fn appended(observation: &Observation<'_>, first: Index, entries: &Entries) -> Option<String> {
    let mut before = observation
        .known
        .log
        .term_at(first.wrapping_sub(1))
        .unwrap_or(0);
    for (index, entry) in (first..).zip(entries.iter()) {
        if entry.term < before {
            return Some(format!(
                "{} appended entry {index} of term {} behind an entry of term {before}.",
                observation.server, entry.term
            ));
        }
        before = entry.term;
    }
    None
}
