//! What happened in random worlds, counted, so that a swarm in which nothing happens shows.

use raft::message::InstallSnapshot;
use raft::{Message, Notice, ServerId, ServerSet, SnapshotId};
use record::{Event, EventKind, LossReason, OperationEnd, Outcome};

/// What is counted.
const NAMES: [&str; 20] = [
    "leaders elected",
    "leaders lost",
    "elections without a winner",
    "conflicts truncated",
    "snapshots taken",
    "snapshots installed",
    "snapshots interrupted",
    "crashes",
    "crashes that lost writes",
    "crashes that kept some writes",
    "crashes that tore writes apart",
    "pauses",
    "messages lost by chance",
    "messages lost at a cut",
    "messages copied",
    "retries recognised",
    "operations done",
    "operations failed",
    "operations unknown",
    "histories undecided",
];

/// Counts of what happened.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    counts: [u64; NAMES.len()],
    servers: [Watched; ServerSet::MAX_ID as usize + 1],
}

/// What must be remembered of a server to know what an event ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Watched {
    leads: bool,
    campaigns: bool,
    /// The snapshot of which chunks have come, but not all.
    receives: Option<SnapshotId>,
}

impl Coverage {
    /// The counts, with what was counted.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> {
        NAMES.into_iter().zip(self.counts)
    }

    /// Adds the counts of other worlds.
    pub fn add(&mut self, other: &Coverage) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
    }

    /// Adds to one count; a name that is not counted changes nothing.
    pub fn count(&mut self, what: &str, more: u64) {
        if let Some(place) = NAMES.iter().position(|name| *name == what) {
            self.counts[place] += more;
        }
    }

    pub(super) fn note(&mut self, event: &Event) {
        if let Some(server) = event.server {
            self.happened(server, &event.kind);
            for outcome in &event.outcomes {
                self.followed(server, outcome);
            }
        }
    }

    fn happened(&mut self, server: ServerId, kind: &EventKind) {
        match kind {
            EventKind::Delivered { envelope, .. } => {
                if let Message::InstallSnapshot(chunk) = &envelope.message {
                    self.chunk_came(server, chunk);
                }
            }
            EventKind::Lost {
                why: LossReason::Chance,
                ..
            } => self.count("messages lost by chance", 1),
            EventKind::Lost {
                why: LossReason::Cut,
                ..
            } => self.count("messages lost at a cut", 1),
            EventKind::SnapshotDue | EventKind::SnapshotRequested => {
                self.count("snapshots taken", 1)
            }
            EventKind::Paused => self.count("pauses", 1),
            EventKind::Crashed { unsynced, kept } => self.crashed(server, *unsynced, *kept),
            _ => {}
        }
    }

    fn chunk_came(&mut self, server: ServerId, chunk: &InstallSnapshot) {
        let more = (!chunk.is_last()).then_some(chunk.snapshot);
        let before = std::mem::replace(&mut self.watched(server).receives, more);
        let other = before.is_some_and(|id| id != chunk.snapshot);
        self.count("snapshots interrupted", u64::from(other));
    }

    fn crashed(&mut self, server: ServerId, unsynced: u32, kept: u32) {
        let was = std::mem::take(self.watched(server));
        self.count("crashes", 1);
        self.count("crashes that lost writes", u64::from(kept < unsynced));
        self.count("crashes that kept some writes", u64::from(kept > 0));
        self.count(
            "crashes that tore writes apart",
            u64::from(kept > 0 && kept < unsynced),
        );
        self.count("leaders lost", u64::from(was.leads));
        self.count("snapshots interrupted", u64::from(was.receives.is_some()));
    }

    fn followed(&mut self, server: ServerId, outcome: &Outcome) {
        match outcome {
            Outcome::Noticed(notice) => self.noticed(server, notice),
            Outcome::Sent {
                copy_of: Some(_), ..
            } => self.count("messages copied", 1),
            Outcome::AppliedEntry { repeated: true, .. } => self.count("retries recognised", 1),
            Outcome::OperationEnded { end, .. } => self.count(
                match end {
                    OperationEnd::Ok(_) => "operations done",
                    OperationEnd::Failed => "operations failed",
                    OperationEnd::Unknown => "operations unknown",
                },
                1,
            ),
            _ => {}
        }
    }

    fn noticed(&mut self, server: ServerId, notice: &Notice) {
        let watched = self.watched(server);
        match notice {
            Notice::BecameCandidate(_) => {
                let again = std::mem::replace(&mut watched.campaigns, true);
                self.count("elections without a winner", u64::from(again));
            }
            Notice::BecameLeader(_) => {
                (watched.leads, watched.campaigns) = (true, false);
                self.count("leaders elected", 1);
            }
            Notice::SteppedDown(_) => {
                let led = std::mem::take(&mut watched.leads);
                watched.campaigns = false;
                self.count("leaders lost", u64::from(led));
            }
            Notice::Truncated { .. } => self.count("conflicts truncated", 1),
            Notice::SnapshotInstalled(_) => {
                watched.receives = None;
                self.count("snapshots installed", 1);
            }
            _ => {}
        }
    }

    fn watched(&mut self, server: ServerId) -> &mut Watched {
        &mut self.servers[usize::from(server.0)]
    }
}
