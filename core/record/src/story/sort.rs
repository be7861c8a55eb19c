//! Sorts of events that come in numbers: one line for many.

use crate::event::{Event, EventKind, LossReason, Outcome};
use crate::message::MessageKind;
use raft::{Index, Reason, ServerId, ServerSet, TimerKind};

/// What events have in common that are worth one line together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// Servers that come up at the beginning.
    Start,
    /// Heartbeats of a leader that arrive.
    Heartbeat(ServerId),
    /// What surrounds the heartbeats of a leader: that they are sent, and answered with nothing new. Goes into their
    /// line without being counted, and into none if there is none.
    AroundHeartbeat(ServerId),
    /// Writes that are durable, and no message but acknowledgements waited for them.
    Write,
    /// Messages that are lost because this server is down.
    LostAtDown(ServerId),
    /// Messages that are lost because links are cut.
    LostAtCut,
    /// Heartbeats and acknowledgements that are lost by chance.
    LostOnTheWay,
    /// Followers that agree with this leader through this entry.
    Agree(ServerId, Index),
    /// Followers whose commit index followed the leader's to this entry.
    Follow(Index),
    /// Servers that apply entries from the first to the second.
    Apply(Index, Index),
}

impl Sort {
    /// The sort of a decision.
    pub(super) fn of_decision(reason: &Reason) -> Option<Sort> {
        match *reason {
            Reason::AppendAccepted {
                from, match_index, ..
            } => Some(Sort::Agree(from, match_index)),
            Reason::CommitFollowed {
                to,
                leader_commit,
                last_new,
            } if leader_commit <= last_new => Some(Sort::Follow(to)),
            _ => None,
        }
    }

    /// The sort of an event that is routine, unless a rule had something to decide.
    pub(super) fn of_routine(event: &Event) -> Option<Sort> {
        let server = event.server?;
        match &event.kind {
            EventKind::Started { again: false } => Some(Sort::Start),
            EventKind::TimerFired {
                timer: TimerKind::Heartbeat,
                ..
            } => Some(Sort::AroundHeartbeat(server)),
            EventKind::Delivered { envelope, .. } if envelope.body.is_routine() => {
                Some(match envelope.body.kind() {
                    MessageKind::AppendEntries => Sort::Heartbeat(envelope.from),
                    _ => Sort::AroundHeartbeat(server),
                })
            }
            EventKind::Persisted { .. } if !event.outcomes.iter().any(frees) => Some(Sort::Write),
            EventKind::Lost { envelope, why, .. } => match why {
                LossReason::Down => Some(Sort::LostAtDown(server)),
                LossReason::Cut => Some(Sort::LostAtCut),
                LossReason::Chance => envelope.body.is_routine().then_some(Sort::LostOnTheWay),
                LossReason::Manual => None,
            },
            _ => None,
        }
    }

    /// The sort whose line it joins.
    pub(super) fn line(self) -> Sort {
        match self {
            Sort::AroundHeartbeat(leader) => Sort::Heartbeat(leader),
            own => own,
        }
    }

    /// Whether an event of this sort is counted, and has a line if it is the first.
    pub(super) fn counts(self) -> bool {
        !matches!(self, Sort::AroundHeartbeat(_))
    }

    /// What so many events at these servers are in one sentence.
    pub(super) fn together(self, times: u32, servers: ServerSet) -> String {
        match self {
            Sort::Start => format!("{servers} start as followers."),
            Sort::Heartbeat(leader) | Sort::AroundHeartbeat(leader) => {
                format!("{times} heartbeats of {leader} arrive.")
            }
            Sort::Write => format!("{times} writes are on disk."),
            Sort::LostAtDown(to) => format!("{times} messages to {to} are lost: it is down."),
            Sort::LostAtCut => format!("{times} messages are lost: their links are cut."),
            Sort::LostOnTheWay => format!("{times} routine messages are lost on the way."),
            Sort::Agree(leader, index) => {
                format!("{servers} agree with {leader} through entry {index}.")
            }
            Sort::Follow(index) => {
                format!("{servers} commit through entry {index}, as the leader did.")
            }
            Sort::Apply(first, last) if first < last => {
                format!("{servers} apply entries {first} to {last}.")
            }
            Sort::Apply(_, last) => format!("{servers} apply entry {last}."),
        }
    }
}

/// Whether a message leaves that matters by itself.
fn frees(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Sent { envelope, .. } => !envelope.body.is_routine(),
        _ => false,
    }
}
