//! Leader Append-Only (§5.3): a leader never overwrites or deletes entries in its log.

use super::{Observation, Property};
use crate::event::Outcome;
use raft::{Entries, Index, Notice};

/// Remembers nothing: what a server leads and holds is known.
#[derive(Clone, Default)]
pub(super) struct LeaderAppendOnly;

impl Property for LeaderAppendOnly {
    const NAME: &'static str = "Leader Append-Only";
    const SAYS: &'static str =
        "A leader never overwrites or deletes entries in its log; it only appends new entries.";

    fn observe(&mut self, observation: &Observation<'_>) -> Option<String> {
        let term = observation.known.leads?;
        let Outcome::Noticed(notice) = observation.outcome else {
            return None;
        };
        let did = match notice {
            Notice::Truncated { from, last } if from == last => {
                format!("cut off its own entry {last}")
            }
            Notice::Truncated { from, last } => format!("cut off its own entries {from} to {last}"),
            Notice::Appended { first, entries } => {
                format!(
                    "wrote over its own entry {}",
                    overwritten(observation, *first, entries)?
                )
            }
            Notice::SnapshotInstalled(id) => {
                let (index, term) = (id.last_included_index, id.last_included_term);
                if observation.known.log.holds(index, term) {
                    return None;
                }
                format!("let a snapshot up to entry {index} replace its log")
            }
            _ => return None,
        };
        Some(format!(
            "{} leads term {term} and {did}.",
            observation.server
        ))
    }
}

/// The first index at which the log held an entry of another term.
fn overwritten(observation: &Observation<'_>, first: Index, entries: &Entries) -> Option<Index> {
    let log = &observation.known.log;
    (first..=log.last_index())
        .zip(entries.iter())
        .find(|(index, entry)| !log.holds(*index, entry.term))
        .map(|(index, _)| index)
}
