//! Monotonic State (Figure 2): what a server knows only grows. Terms, commit and applied index never go back while its
//! process runs, and it never cuts off what it knows to be committed.

use super::{Look, Property};
use crate::event::Outcome;
use raft::{Index, Notice};

/// Remembers nothing: what a server knew is known.
#[derive(Clone, Default)]
pub(super) struct Monotonic;

impl Property for Monotonic {
    const NAME: &'static str = "Monotonic State";
    const SAYS: &'static str = "While a server runs, its term, commit index and applied index only increase, \
        and no committed entry leaves its log.";

    fn look(&mut self, look: &Look<'_>) -> Option<String> {
        let (server, known) = (look.server, look.known);
        let (what, before, now) = match look.outcome {
            Outcome::AppliedEntry { index, .. } => return applied(look, *index),
            Outcome::Restored(id) => ("applied index", known.applied?, id.last_included_index),
            Outcome::Noticed(Notice::TermChanged(term)) => ("term", known.term, *term),
            Outcome::Noticed(Notice::CommitAdvanced(index)) => {
                ("commit index", known.commit, *index)
            }
            Outcome::Noticed(Notice::Truncated { from, .. }) if *from <= known.commit => {
                let commit = known.commit;
                return Some(format!(
                    "{server} cut off entry {from}, although entries through {commit} are committed."
                ));
            }
            _ => return None,
        };
        (now < before).then(|| format!("The {what} of {server} went back from {before} to {now}."))
    }
}

fn applied(look: &Look<'_>, index: Index) -> Option<String> {
    let (server, last) = (look.server, look.known.applied?);
    (index != last + 1).then(|| {
        format!("{server} applied entry {index} after entry {last}, and not the next one.")
    })
}
