//! Equal Snapshots (§7): state machines are deterministic, so that all snapshots through one entry hold the same bytes.

use super::check::Property;
use super::line::Line;
use crate::event::{Envelope, Event, Outcome};
use raft::{Index, Message, Notice, SnapshotId, Term};
use std::collections::BTreeMap;

/// Remembers the snapshots by their last entry.
#[derive(Default)]
pub(super) struct Snapshots(BTreeMap<(Index, Term), Named>);

/// A snapshot as it was first named.
struct Named {
    content: u64,
    /// Its size in bytes, where that was said.
    total: Option<u64>,
}

impl Property for Snapshots {
    const NAME: &'static str = "Equal Snapshots";
    const SAYS: &'static str = "Snapshots through the same entry have the same content and size.";

    fn observe(&mut self, event: &Event, _: &Line) -> Option<String> {
        let mut breach = None;
        for outcome in &event.outcomes {
            let more = match outcome {
                Outcome::Restored(id) | Outcome::Noticed(Notice::SnapshotInstalled(id)) => {
                    self.named(id, None)
                }
                Outcome::Sent { envelope, .. } | Outcome::Waits { envelope, .. } => {
                    self.sent(envelope)
                }
                _ => None,
            };
            breach = breach.or(more);
        }
        breach
    }
}

impl Snapshots {
    fn sent(&mut self, envelope: &Envelope) -> Option<String> {
        match envelope.message()? {
            Message::InstallSnapshot(m) => {
                let (end, total) = (m.offset + m.data.len() as u64, m.total);
                let breach = (end > total).then(|| {
                    let name = envelope.name();
                    format!("Message {name} carries bytes through {end} of a snapshot of {total}.")
                });
                breach.or(self.named(&m.snapshot, Some(total)))
            }
            Message::InstallSnapshotReply(m) => self.named(&m.snapshot, None),
            _ => None,
        }
    }

    fn named(&mut self, id: &SnapshotId, total: Option<u64>) -> Option<String> {
        let content = id.content;
        let (index, term) = (id.last_included_index, id.last_included_term);
        let first = self
            .0
            .entry((index, term))
            .or_insert(Named { content, total });
        first.total = first.total.or(total);
        let what = if first.content != content {
            "another content"
        } else if total.is_some() && first.total != total {
            "another size"
        } else {
            return None;
        };
        Some(format!(
            "The snapshot through entry {index} of term {term} has {what} than was said before (§7)."
        ))
    }
}
