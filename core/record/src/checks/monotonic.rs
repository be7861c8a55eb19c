//! Monotonic State (Figure 2): what a server knows only grows. Terms, commit and applied index never go back while its
//! process runs, and it never cuts off what it knows to be committed.

use super::{Observation, Property};
use crate::event::Outcome;
use raft::{Index, Notice};

/// Remembers nothing: what a server knew is known.
#[derive(Clone, Default)]
pub(super) struct Monotonic;

impl Property for Monotonic {
    const NAME: &'static str = "Monotonic State";
    const SAYS: &'static str = "While a server runs, its term, commit index and applied index only increase, \
        and no committed entry leaves its log.";

    fn observe(&mut self, observation: &Observation<'_>) -> Option<String> {
        let (server, known) = (observation.server, observation.known);
        let (what, before, now) = match observation.outcome {
            Outcome::AppliedEntry { index, .. } => return applied(observation, *index),
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

fn applied(observation: &Observation<'_>, index: Index) -> Option<String> {
    let (server, last) = (observation.server, observation.known.applied?);
    if index > last + 1 && observation.is_partial {
        return None;
    }
    (index != last + 1).then(|| {
        format!("{server} applied entry {index} after entry {last}, and not the next one.")
    })
}
