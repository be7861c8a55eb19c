//! Equal Snapshots (§7): state machines are deterministic, so that all snapshots through one entry hold the same bytes.

use super::check::Property;
use super::line::Line;
use super::message::{MessageBody, TraceMessage};
use super::outcome::Consequence;
use crate::event::{Event, Outcome};
use raft::{Index, Notice, SnapshotId, Term};
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

    fn observe(&mut self, event: &Event, line: &Line) -> Option<String> {
        let mut breach = None;
        for outcome in &event.outcomes {
            if let Outcome::Restored(id) | Outcome::Noticed(Notice::SnapshotInstalled(id)) = outcome
            {
                breach = breach.or(self.named(id, None));
            }
        }
        for outcome in &line.outcomes {
            if let Consequence::Sent { message, .. } | Consequence::Waits { message, .. } = outcome
            {
                breach = breach.or(self.sent(message));
            }
        }
        breach
    }
}

impl Snapshots {
    fn sent(&mut self, letter: &TraceMessage) -> Option<String> {
        match &letter.body {
            MessageBody::InstallSnapshot {
                snapshot,
                offset,
                size,
                total,
                ..
            } => {
                let name = letter.name();
                let end = offset.0 + size.0;
                let breach = (end > total.0).then(|| {
                    let total = total.0;
                    format!("Message {name} carries bytes through {end} of a snapshot of {total}.")
                });
                breach.or(self.named(&(*snapshot).into(), Some(total.0)))
            }
            MessageBody::InstallSnapshotReply { snapshot, .. } => {
                self.named(&(*snapshot).into(), None)
            }
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
