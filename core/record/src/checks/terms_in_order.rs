//! Terms never decrease inside a log: it follows from §5.3, and breaks one step before Log Matching does.

use super::{Look, Property};
use crate::event::Outcome;
use raft::{Entries, Index, Notice};

/// Remembers nothing: the terms in a server's log are known.
#[derive(Clone, Default)]
pub(super) struct TermsInOrder;

impl Property for TermsInOrder {
    const NAME: &'static str = "Terms in Order";
    const SAYS: &'static str = "Terms never decrease from one entry of a log to the next.";

    fn look(&mut self, look: &Look<'_>) -> Option<String> {
        match look.outcome {
            Outcome::Noticed(Notice::Appended { first, entries }) => {
                appended(look, *first, entries)
            }
            _ => None,
        }
    }
}

fn appended(look: &Look<'_>, first: Index, entries: &Entries) -> Option<String> {
    let mut before = look.known.log.term_at(first.wrapping_sub(1)).unwrap_or(0);
    for (index, entry) in (first..).zip(entries.iter()) {
        if entry.term < before {
            return Some(format!(
                "{} appended entry {index} of term {} behind an entry of term {before}.",
                look.server, entry.term
            ));
        }
        before = entry.term;
    }
    None
}
