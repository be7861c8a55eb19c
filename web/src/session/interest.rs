//! Which events a reader wants to see slowly, and which to jump to.

use raft::{Message, Notice, Reason, TimerKind};
use record::view::{MessageView, ServerView};
use record::{ClusterView, Control, Event, EventKind, LossReason, Outcome, ServerControl};

/// Whether the reader should see this event at the slow speed: everything but heartbeats and their replies.
pub(crate) fn is_of_interest(event: &Event) -> bool {
    let quiet_kind = match &event.kind {
        EventKind::Started { again } => !again,
        EventKind::TimerFired { timer, manual } => *timer == TimerKind::Heartbeat && !manual,
        EventKind::Delivered { envelope, manual } => envelope.body.is_routine() && !manual,
        _ => false,
    };
    !quiet_kind || event.outcomes.iter().any(is_news)
}

/// Whether the event is worth a jump: an election, a commit, a fault, a snapshot that arrived, a violation.
pub(crate) fn is_landmark(event: &Event) -> bool {
    let by_itself = match &event.kind {
        EventKind::Lost { envelope, why, .. } => {
            *why == LossReason::Chance && !envelope.body.is_routine()
        }
        EventKind::ClientTimedOut { .. } => true,
        _ => false,
    };
    by_itself
        || event.outcomes.iter().any(|outcome| match outcome {
            Outcome::CheckFailed { .. } => true,
            Outcome::Decided(Reason::CommitAdvanced { .. }) => true,
            Outcome::Noticed(notice) => matches!(
                notice,
                Notice::BecameCandidate(_)
                    | Notice::BecameLeader(_)
                    | Notice::SteppedDown(_)
                    | Notice::Truncated { .. }
                    | Notice::SnapshotInstalled(_)
            ),
            _ => false,
        })
}

/// What a reader can jump to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Jump {
    /// Whatever is worth a jump, and the marks of a script.
    Interest,
    /// A server stands, or wins.
    Election,
    Commit,
    /// A server crashes, or starts again.
    Crash,
    /// A server takes a snapshot, or has installed one.
    Snapshot,
    Violation,
    /// A moment that has a name.
    Mark,
}

impl Jump {
    /// Whether this event is one of those; none is a mark by itself.
    pub(crate) fn event(self) -> Option<fn(&Event) -> bool> {
        match self {
            Jump::Interest => Some(is_landmark),
            Jump::Election => Some(is_election),
            Jump::Commit => Some(is_commit),
            Jump::Crash => Some(is_crash),
            Jump::Snapshot => Some(is_snapshot),
            Jump::Violation => Some(is_violation),
            Jump::Mark => None,
        }
    }
}

fn has(event: &Event, is: impl Fn(&Outcome) -> bool) -> bool {
    event.outcomes.iter().any(is)
}

pub(super) fn is_election(event: &Event) -> bool {
    has(event, |outcome| {
        matches!(
            outcome,
            Outcome::Noticed(Notice::BecameCandidate(_) | Notice::BecameLeader(_))
        )
    })
}

/// Whether a leader's commit index advances.
pub(super) fn is_commit(event: &Event) -> bool {
    has(event, |outcome| {
        matches!(outcome, Outcome::Decided(Reason::CommitAdvanced { .. }))
    })
}

pub(super) fn is_crash(event: &Event) -> bool {
    matches!(
        event.kind,
        EventKind::Crashed { .. } | EventKind::Started { again: true }
    )
}

pub(super) fn is_snapshot(event: &Event) -> bool {
    let taken = matches!(
        event.kind,
        EventKind::SnapshotDue
            | EventKind::Control(Control::Server(ServerControl::SnapshotRequested))
    );
    taken
        || has(event, |outcome| {
            matches!(outcome, Outcome::Noticed(Notice::SnapshotInstalled(_)))
        })
}

pub(super) fn is_violation(event: &Event) -> bool {
    has(event, |outcome| {
        matches!(outcome, Outcome::CheckFailed { .. })
    })
}

/// Whether nothing is under way but draining timers and routine heartbeats.
pub(crate) fn is_quiet(view: &ClusterView) -> bool {
    let routine = |message: &MessageView| {
        message.envelope.body.is_routine() && !brings_commit(message, &view.servers)
    };
    view.messages.iter().all(routine)
        && view.servers.iter().all(|server| {
            server.disk.stalled || (server.disk.queue.is_empty() && server.disk.waiting.is_empty())
        })
        && (view.clients.iter()).all(|client| client.operations.iter().all(|o| o.transit.is_none()))
}

fn brings_commit(message: &MessageView, servers: &[ServerView]) -> bool {
    let Some(Message::AppendEntries(append)) = message.envelope.message() else {
        return false;
    };
    let receiver = servers.iter().find(|s| s.id == message.envelope.to);
    receiver
        .is_some_and(|receiver| append.leader_commit.min(append.prev_log_index) > receiver.commit)
}

fn is_news(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Noticed(_)
        | Outcome::WriteBegan { .. }
        | Outcome::Waits { .. }
        | Outcome::Restored(_)
        | Outcome::AppliedEntry { .. }
        | Outcome::OperationEnded { .. }
        | Outcome::CheckFailed { .. } => true,
        Outcome::Sent { envelope, .. } => !envelope.body.is_routine(),
        Outcome::Decided(_)
        | Outcome::FateChanged { .. }
        | Outcome::NeverSent { .. }
        | Outcome::TimerArmed { .. }
        | Outcome::TimerStopped(_) => false,
        // What is planned, believed or held in part is seen when it leads to something.
        Outcome::WriteDue { .. }
        | Outcome::Reported(_)
        | Outcome::UnknownBelow(_)
        | Outcome::Progress { .. }
        | Outcome::Receiving { .. }
        | Outcome::SnapshotPlanned
        | Outcome::SnapshotChanged(_)
        | Outcome::DiskHolds(_)
        | Outcome::Queued { .. }
        | Outcome::Replied { .. }
        | Outcome::NeverReplied { .. }
        | Outcome::CheckUndecided(_) => false,
    }
}
