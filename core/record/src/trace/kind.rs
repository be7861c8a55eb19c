//! What can happen, as the lines of a trace write it.

use super::control::TraceControl;
use super::message::TraceMessage;
use super::values::{Number, Text, Timer};
use crate::event::{EventKind, LossReason};
use crate::operation::ClientId;
use raft::{Ticket, Time, TimerKind};
use serde::{Deserialize, Serialize};

/// What happened: a word for each kind of event, with its facts.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum TraceKind {
    Started {
        again: bool,
    },
    Crashed {
        #[serde(default)]
        unsynced: u32,
        #[serde(default)]
        kept: u32,
    },
    TimerFired {
        #[serde(with = "Timer")]
        timer: TimerKind,
        manual: bool,
    },
    Delivered {
        message: TraceMessage,
        manual: bool,
    },
    Lost {
        message: TraceMessage,
        reason: LossReason,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        manual: bool,
    },
    Persisted {
        ticket: Number,
    },
    Applied {
        last: Number,
    },
    SnapshotDue,
    ClientSent {
        client: u8,
        serial: Number,
        operation: Text,
        retries: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        arrives: Option<Number>,
    },
    RequestArrived {
        client: u8,
        serial: Number,
    },
    ReplyArrived {
        client: u8,
        serial: Number,
    },
    ConnectionLost {
        client: u8,
        serial: Number,
    },
    ClientTimedOut {
        client: u8,
        serial: Number,
    },
    Control(TraceControl),
}

impl TraceKind {
    /// What happened; none if that is unknown.
    pub(super) fn new(kind: &EventKind) -> Option<TraceKind> {
        Some(match kind {
            EventKind::Unknown => return None,
            EventKind::Started { again } => TraceKind::Started { again: *again },
            EventKind::TimerFired { timer, manual } => TraceKind::TimerFired {
                timer: *timer,
                manual: *manual,
            },
            EventKind::Delivered { envelope, manual } => TraceKind::Delivered {
                message: envelope.into(),
                manual: *manual,
            },
            EventKind::Lost {
                envelope,
                why,
                manual,
            } => TraceKind::Lost {
                message: envelope.into(),
                reason: *why,
                manual: *manual,
            },
            EventKind::Persisted { ticket } => TraceKind::Persisted {
                ticket: Number(ticket.0),
            },
            EventKind::Applied { last } => TraceKind::Applied {
                last: Number(*last),
            },
            EventKind::SnapshotDue => TraceKind::SnapshotDue,
            EventKind::ClientSent {
                client,
                serial,
                operation,
                retries,
                arrives,
            } => TraceKind::ClientSent {
                client: client.0,
                serial: Number(*serial),
                operation: Text(operation.clone()),
                retries: *retries,
                arrives: arrives.map(|time| Number(time.0)),
            },
            EventKind::RequestArrived { client, serial } => TraceKind::RequestArrived {
                client: client.0,
                serial: Number(*serial),
            },
            EventKind::ReplyArrived { client, serial } => TraceKind::ReplyArrived {
                client: client.0,
                serial: Number(*serial),
            },
            EventKind::ConnectionLost { client, serial } => TraceKind::ConnectionLost {
                client: client.0,
                serial: Number(*serial),
            },
            EventKind::ClientTimedOut { client, serial } => TraceKind::ClientTimedOut {
                client: client.0,
                serial: Number(*serial),
            },
            EventKind::Crashed { unsynced, kept } => TraceKind::Crashed {
                unsynced: *unsynced,
                kept: *kept,
            },
            EventKind::Control(control) => TraceKind::Control(control.into()),
        })
    }

    /// The message that it is about.
    pub(super) fn message(&self) -> Option<&TraceMessage> {
        match self {
            TraceKind::Delivered { message, .. } | TraceKind::Lost { message, .. } => Some(message),
            _ => None,
        }
    }

    /// What one of the full level leaves out; none if nothing.
    pub(super) fn missing(&self) -> Option<&'static str> {
        self.message().and_then(TraceMessage::missing)
    }

    /// What happened; or what is wrong with it.
    pub(super) fn kind(&self) -> Result<EventKind, String> {
        Ok(match self {
            TraceKind::Started { again } => EventKind::Started { again: *again },
            TraceKind::Crashed { unsynced, kept } => EventKind::Crashed {
                unsynced: *unsynced,
                kept: *kept,
            },
            TraceKind::TimerFired { timer, manual } => EventKind::TimerFired {
                timer: *timer,
                manual: *manual,
            },
            TraceKind::Delivered { message, manual } => EventKind::Delivered {
                envelope: message.envelope(),
                manual: *manual,
            },
            TraceKind::Lost {
                message,
                reason,
                manual,
            } => EventKind::Lost {
                envelope: message.envelope(),
                why: *reason,
                manual: *manual,
            },
            TraceKind::Persisted { ticket } => EventKind::Persisted {
                ticket: Ticket(ticket.0),
            },
            TraceKind::Applied { last } => EventKind::Applied { last: last.0 },
            TraceKind::SnapshotDue => EventKind::SnapshotDue,
            TraceKind::ClientSent {
                client,
                serial,
                operation,
                retries,
                arrives,
            } => EventKind::ClientSent {
                client: ClientId(*client),
                serial: serial.0,
                operation: operation.0.clone(),
                retries: *retries,
                arrives: arrives.map(|time| Time(time.0)),
            },
            TraceKind::RequestArrived { client, serial } => EventKind::RequestArrived {
                client: ClientId(*client),
                serial: serial.0,
            },
            TraceKind::ReplyArrived { client, serial } => EventKind::ReplyArrived {
                client: ClientId(*client),
                serial: serial.0,
            },
            TraceKind::ConnectionLost { client, serial } => EventKind::ConnectionLost {
                client: ClientId(*client),
                serial: serial.0,
            },
            TraceKind::ClientTimedOut { client, serial } => EventKind::ClientTimedOut {
                client: ClientId(*client),
                serial: serial.0,
            },
            TraceKind::Control(control) => EventKind::Control(control.control()?),
        })
    }
}
