//! What explains the things that are seen, of the newest events: how messages ended, and what servers refused.

use raft::chunks::Chunks;
use raft::{Reason, ServerId, Time};
use record::{Envelope, Event, EventKind, EventNumber, LossReason, MessageName, Observer, Outcome};

/// A message that arrived or was lost.
#[derive(Clone)]
pub(crate) struct Ended {
    pub(crate) envelope: Envelope,
    /// The event of its end.
    pub(crate) event: EventNumber,
    pub(crate) at: Time,
    /// Why it did not arrive.
    pub(crate) lost: Option<LossReason>,
    /// Whether it restarted its receiver's election timer.
    pub(crate) resets: bool,
    /// What its receiver decided last.
    pub(crate) reason: Option<Reason>,
}

/// A decision that explains a refusal, or a snapshot where entries were to be expected.
#[derive(Clone)]
pub(crate) struct Decision {
    /// The server that decided.
    pub(crate) server: ServerId,
    pub(crate) event: EventNumber,
    pub(crate) at: Time,
    pub(crate) reason: Reason,
    /// The reply that says so.
    pub(crate) reply: Option<MessageName>,
}

#[derive(Clone, Default)]
pub(crate) struct Recent {
    ended: Chunks<Ended>,
    decisions: Chunks<Decision>,
}

/// How many messages are kept, and how many decisions: more than a reader can ask about before going on.
const MOST: (u64, u64) = (96, 32);

impl Observer for Recent {
    fn observe(&mut self, event: &Event) {
        let (envelope, lost) = match &event.kind {
            EventKind::Delivered { envelope, .. } => (Some(envelope), None),
            EventKind::Lost { envelope, why, .. } => (Some(envelope), Some(*why)),
            _ => (None, None),
        };
        if let Some(envelope) = envelope {
            let reasons = || event.outcomes.iter().filter_map(decided);
            let mut others = reasons().filter(|it| **it != Reason::ElectionTimerReset);
            self.ended.push(Ended {
                envelope: envelope.clone(),
                event: event.number,
                at: event.time,
                lost,
                resets: reasons().any(|it| *it == Reason::ElectionTimerReset),
                reason: others.next_back().copied(),
            });
            self.ended
                .drop_front(self.ended.end().saturating_sub(MOST.0));
        }
        let Some(server) = event.server else {
            return;
        };
        for reason in event.outcomes.iter().filter_map(decided).filter(explains) {
            self.decisions.push(Decision {
                server,
                event: event.number,
                at: event.time,
                reason: *reason,
                reply: event.outcomes.iter().find_map(refusal),
            });
            let first = self.decisions.end().saturating_sub(MOST.1);
            self.decisions.drop_front(first);
        }
    }
}

impl Recent {
    /// Messages that ended, the newest first.
    pub(crate) fn ended(&self) -> impl Iterator<Item = &Ended> {
        let places = self.ended.first()..self.ended.end();
        places.rev().filter_map(|place| self.ended.get(place))
    }

    /// How this message ended.
    pub(crate) fn end_of(&self, name: MessageName) -> Option<&Ended> {
        self.ended().find(|ended| ended.envelope.name() == name)
    }

    /// The decisions, the newest first.
    pub(crate) fn decisions(&self) -> impl Iterator<Item = &Decision> {
        let places = self.decisions.first()..self.decisions.end();
        places.rev().filter_map(|place| self.decisions.get(place))
    }
}

fn decided(outcome: &Outcome) -> Option<&Reason> {
    match outcome {
        Outcome::Decided(reason) => Some(reason),
        _ => None,
    }
}

fn explains(reason: &&Reason) -> bool {
    matches!(
        reason,
        Reason::StaleRequest { .. }
            | Reason::VoteRefusedAlreadyVoted { .. }
            | Reason::VoteRefusedLogOlder { .. }
            | Reason::VoteRefusedNotFollower { .. }
            | Reason::AppendRefusedMissing { .. }
            | Reason::AppendRefusedConflict { .. }
            | Reason::SnapshotNeeded { .. }
    )
}

/// The reply that refuses.
fn refusal(outcome: &Outcome) -> Option<MessageName> {
    match outcome {
        Outcome::Sent { envelope, .. } | Outcome::Waits { envelope, .. } => {
            (envelope.body.is_refusal() == Some(true)).then(|| envelope.name())
        }
        _ => None,
    }
}
