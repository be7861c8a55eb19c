//! Durable Quorum (§5.3): a committed entry is stored on a majority, and stays there, whichever servers crash.
//!
//! It is enough to watch the highest one: a disk that holds it holds all before it, by Log Matching.

use super::shadow::Shadow;
use super::{Observation, Property};
use crate::control::{Control, ServerControl};
use crate::event::{Event, EventKind, Facts, Outcome};
use raft::quorum::{Count, Matches};
use raft::{Configuration, Index, Notice, ServerId, ServerSet, Term};

/// Remembers how far every disk reaches, and the highest entry that was committed.
#[derive(Clone, Default)]
pub(super) struct DurableQuorum {
    /// The last index of the log that is on the disk of each server, by its number.
    disks: Matches,
    /// The servers of which that is known.
    known: ServerSet,
    highest: Option<Committed>,
    /// What was committed at this event.
    new: Option<(Index, Term)>,
    /// Whether a disk may no longer hold the highest entry.
    is_due: bool,
}

#[derive(Clone, Copy)]
struct Committed {
    index: Index,
    term: Term,
    by: ServerId,
    /// Whose majority it needed.
    configuration: Configuration,
}

impl Property for DurableQuorum {
    const NAME: &'static str = "Durable Quorum";
    const SAYS: &'static str = "A committed entry is on the disks of a majority, \
        those of servers that are down among them.";

    /// Only takes in what happens to a log: what is on the disk then, the facts say.
    fn observe(&mut self, observation: &Observation<'_>) -> Option<String> {
        let Outcome::Noticed(notice) = observation.outcome else {
            return None;
        };
        match notice {
            Notice::Truncated { from, .. } => self.cut(observation.server, *from),
            Notice::Appended { first, .. } => self.cut(observation.server, *first),
            Notice::CommitAdvanced(index) => {
                let term = observation.known.log.term_at(*index);
                self.new = term.map(|term| (*index, term));
            }
            _ => {}
        }
        None
    }
}

impl DurableQuorum {
    /// What is cut off, or written over, is as good as gone from the disk.
    fn cut(&mut self, server: ServerId, from: Index) {
        let disk = &mut self.disks[usize::from(server.0)];
        if *disk >= from {
            *disk = from.saturating_sub(1);
            self.is_due = true;
        }
    }

    /// After the outcomes of an event: what contradicts what, if the highest committed entry lacks a majority.
    pub(super) fn settle(
        &mut self,
        server: ServerId,
        event: &Event,
        shadow: &Shadow,
        is_partial: bool,
    ) -> Option<String> {
        let disk = &mut self.disks[usize::from(server.0)];
        if let EventKind::Started { .. }
        | EventKind::Control(
            Control::Server(ServerControl::DiskErased) | Control::LogErased { .. },
        ) = event.kind
        {
            (*disk, self.is_due) = (0, true);
        }
        if event.reported().is_none() && is_partial {
            self.known.remove(server);
        }
        let new = self.new.take();
        if let Some(facts) = event.reported() {
            self.known.insert(server);
            *disk = facts.durable.max(*disk);
            self.rise(server, new, facts);
        }
        match std::mem::take(&mut self.is_due) {
            true => self.lacking(shadow),
            false => None,
        }
    }

    fn rise(&mut self, by: ServerId, new: Option<(Index, Term)>, facts: &Facts) {
        let before = self.highest.map_or(0, |highest| highest.index);
        let Some((index, term)) = new.filter(|(index, _)| *index > before) else {
            return;
        };
        if facts.configuration.voters.is_empty() {
            return;
        }
        self.highest = Some(Committed {
            index,
            term,
            by,
            configuration: facts.configuration,
        });
        self.is_due = true;
    }

    fn lacking(&self, shadow: &Shadow) -> Option<String> {
        let Committed {
            index,
            term,
            by,
            configuration,
        } = self.highest?;
        let reaches = |id: ServerId| self.disks[usize::from(id.0)] >= index;
        let holds = |id: &ServerId| {
            !self.known.contains(*id) || reaches(*id) && shadow.holds(*id, index, term)
        };
        let holders: ServerSet = configuration.members().iter().filter(holds).collect();
        let count = Count::of(&configuration, holders);
        (!count.is_enough()).then(|| {
            format!(
                "Entry {index} of term {term}, which {by} committed, is on the disks of {holders}: {count}."
            )
        })
    }
}
