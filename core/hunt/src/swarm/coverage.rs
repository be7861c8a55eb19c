//! What happened in random worlds, counted, so that a swarm in which nothing happens shows.

use super::transfer::{Ended, Transfer};
use raft::{Index, Notice, PartialSnapshot, Reason, ServerId, ServerSet};
use record::{Control, Event, EventKind, LossReason, OperationEnd, Outcome, ServerControl};

const NAMES: [&str; 24] = [
    "leaders elected",
    "leaders lost",
    "elections without a winner",
    "conflicts truncated",
    "snapshots taken",
    "snapshots installed",
    "snapshots installed under load",
    "transfers interrupted",
    "transfers continued",
    "transfers superseded",
    STARTED_OVER,
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

/// The count of transfers of a snapshot that their leader gave up for one from byte 0.
pub(super) const STARTED_OVER: &str = "transfers started over";

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    counts: [u64; NAMES.len()],
    servers: [Watched; ServerSet::MAX_ID as usize + 1],
    /// Whether the faults have stopped and clients go on.
    pub(super) under_load: bool,
}

/// What must be remembered of a server to know what an event ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Watched {
    leads: bool,
    campaigns: bool,
    /// The snapshot of which chunks have come, but not all.
    receives: Option<Transfer>,
    /// The last index of the snapshot that its leader sends it now; none if entries follow. Chunks of another one that
    /// still arrive belong to no transfer.
    awaits: Option<Index>,
}

impl Coverage {
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> {
        NAMES.into_iter().zip(self.counts)
    }

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

    pub(crate) fn of(&self, what: &str) -> u64 {
        let mut counts = self.iter();
        let found = counts.find(|(name, _)| *name == what);
        found.map_or(0, |(_, count)| count)
    }

    pub(crate) fn observe(&mut self, event: &Event) {
        if let Some(server) = event.server {
            self.observe_kind(server, &event.kind);
            if let Some(transfer) = Transfer::after_chunk(event) {
                self.observe_transfer(server, transfer);
            }
            let sent = event.after.map(|after| after.snapshot_index);
            for outcome in &event.outcomes {
                self.observe_outcome(server, outcome, sent);
            }
        }
    }

    /// What a crash left of a snapshot on its way in.
    pub(super) fn crash_kept(&mut self, server: ServerId, partial: Option<&PartialSnapshot>) {
        let receives = &mut self.watched(server).receives;
        let kept = receives.and_then(|transfer| transfer.after_crash(partial));
        let interrupted = std::mem::replace(receives, kept).is_some();
        self.count("transfers interrupted", u64::from(interrupted));
    }

    fn observe_kind(&mut self, server: ServerId, kind: &EventKind) {
        match kind {
            EventKind::Lost {
                why: LossReason::Chance,
                ..
            } => self.count("messages lost by chance", 1),
            EventKind::Lost {
                why: LossReason::Cut,
                ..
            } => self.count("messages lost at a cut", 1),
            EventKind::SnapshotDue
            | EventKind::Control(Control::Server(ServerControl::SnapshotRequested)) => {
                self.count("snapshots taken", 1)
            }
            EventKind::Control(Control::Server(ServerControl::Paused)) => self.count("pauses", 1),
            EventKind::Crashed { unsynced, kept } => self.crashed(server, *unsynced, *kept),
            _ => {}
        }
    }

    /// A chunk was stored: it goes on with what the server receives, or ends that.
    fn observe_transfer(&mut self, server: ServerId, next: Transfer) {
        if self.watched(server).awaits != Some(next.last_index()) {
            return;
        }
        let before = self.watched(server).receives.replace(next);
        match before.and_then(|before| before.ended_by(next)) {
            Some(Ended::Continued) => self.count("transfers continued", 1),
            Some(Ended::Superseded) => self.count("transfers superseded", 1),
            Some(Ended::StartedOver) => self.count(STARTED_OVER, 1),
            None => {}
        }
    }

    fn crashed(&mut self, server: ServerId, unsynced: u32, kept: u32) {
        let watched = self.watched(server);
        let led = std::mem::take(&mut watched.leads);
        watched.campaigns = false;
        self.count("crashes", 1);
        self.count("crashes that lost writes", u64::from(kept < unsynced));
        self.count("crashes that kept some writes", u64::from(kept > 0));
        self.count(
            "crashes that tore writes apart",
            u64::from(kept > 0 && kept < unsynced),
        );
        self.count("leaders lost", u64::from(led));
    }

    /// `sent` is the last index of the snapshot that the server has, and would send.
    fn observe_outcome(&mut self, server: ServerId, outcome: &Outcome, sent: Option<Index>) {
        match outcome {
            Outcome::Noticed(notice) => self.observe_notice(server, notice),
            Outcome::Decided(Reason::ChunksSentAgain { follower, .. }) => {
                let receives = &mut self.watched(*follower).receives;
                let interrupted = receives.as_mut().is_some_and(Transfer::interrupt);
                self.count("transfers interrupted", u64::from(interrupted));
            }
            // The leader's log reaches the follower again, so entries follow instead of the rest of the snapshot.
            Outcome::Decided(Reason::MatchAdvanced { follower, .. }) => {
                let watched = self.watched(*follower);
                (watched.receives, watched.awaits) = (None, None);
            }
            Outcome::Decided(Reason::SnapshotNeeded { follower, .. }) => {
                self.watched(*follower).awaits = sent;
            }
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

    fn observe_notice(&mut self, server: ServerId, notice: &Notice) {
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
            // Entries reach it: the log goes on without the snapshot.
            Notice::Appended { .. } => watched.receives = None,
            Notice::CommitAdvanced(index) => {
                let needed = |transfer: &Transfer| !transfer.is_covered_by(*index);
                watched.receives = watched.receives.filter(needed);
            }
            Notice::SnapshotInstalled(_) => {
                self.count("snapshots installed", 1);
                let under_load = u64::from(self.under_load);
                self.count("snapshots installed under load", under_load);
            }
            _ => {}
        }
    }

    fn watched(&mut self, server: ServerId) -> &mut Watched {
        &mut self.servers[usize::from(server.0)]
    }
}
