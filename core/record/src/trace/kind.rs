//! What can happen, as the lines of a trace write it.

use super::message::{TraceMessage, TraceName};
use super::values::{Future, Number, Server, Text, Timer, servers};
use crate::event::{EventKind, LossReason};
use crate::held::Held;
use crate::operation::ClientId;
use crate::scope::{LinkOverride, Scope};
use raft::{Duration, ServerId, Time, TimerKind};
use serde::{Deserialize, Serialize};

/// What happened: a word for each kind of event, with its facts.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum TraceKind {
    Started {
        again: bool,
    },
    TimerFired {
        #[serde(with = "Timer")]
        timer: TimerKind,
        #[serde(rename = "by_hand")]
        manual: bool,
    },
    Delivered {
        message: TraceMessage,
        #[serde(rename = "by_hand")]
        manual: bool,
    },
    Lost {
        message: TraceMessage,
        why: LossReason,
        #[serde(
            rename = "by_hand",
            default,
            skip_serializing_if = "std::ops::Not::not"
        )]
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
    Submitted {
        client: u8,
        operation: Text,
    },
    LogGiven {
        term: Number,
    },
    Crashed {
        #[serde(default)]
        unsynced: u32,
        #[serde(default)]
        kept: u32,
    },
    Wiped,
    Paused,
    Resumed,
    DiskStalled,
    DiskReleased,
    #[serde(rename = "disk_shaped")]
    DiskOverridden {
        #[serde(skip_serializing_if = "Option::is_none")]
        latency: Option<Span>,
    },
    TimersAligned {
        at: Number,
    },
    Held {
        what: Held,
    },
    Released {
        what: Held,
    },
    SnapshotRequested,
    Cut {
        links: Vec<Link>,
    },
    Healed {
        links: Vec<Link>,
    },
    #[serde(rename = "divided")]
    Partitioned {
        groups: Vec<Vec<Server>>,
    },
    Delayed {
        message: TraceName,
        fate: Future,
    },
    Duplicated {
        message: TraceName,
    },
    #[serde(rename = "shaped")]
    LinkOverridden {
        scope: Among,
        #[serde(skip_serializing_if = "Option::is_none")]
        shape: Option<Form>,
    },
    Tuned {
        dial: String,
        value: u64,
        shown: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        along: Option<String>,
    },
    Refused {
        sentence: String,
    },
}

/// From the shortest through the longest time, in microseconds.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Span {
    shortest: Number,
    longest: Number,
}

/// Messages of some kinds, named as in scripts; from and to these servers, or any.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Among {
    kinds: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Server>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Server>,
}

/// How some messages differ from what the dials say.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Form {
    Latency(Span),
    /// How many are lost, in permille.
    Loss(u16),
    /// How many come late, in permille.
    Late(u16),
}

/// One direction between two servers.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    pub(super) from: Server,
    pub(super) to: Server,
}

impl From<&EventKind> for TraceKind {
    #[expect(
        clippy::too_many_lines,
        reason = "one line of the table for each kind of event"
    )]
    fn from(kind: &EventKind) -> TraceKind {
        match kind {
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
                why: *why,
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
            EventKind::Submitted { client, operation } => TraceKind::Submitted {
                client: client.0,
                operation: Text(operation.clone()),
            },
            EventKind::Crashed { unsynced, kept } => TraceKind::Crashed {
                unsynced: *unsynced,
                kept: *kept,
            },
            EventKind::LogGiven { term } => TraceKind::LogGiven {
                term: Number(*term),
            },
            EventKind::Wiped => TraceKind::Wiped,
            EventKind::Paused => TraceKind::Paused,
            EventKind::Resumed => TraceKind::Resumed,
            EventKind::DiskStalled => TraceKind::DiskStalled,
            EventKind::DiskReleased => TraceKind::DiskReleased,
            EventKind::DiskOverridden { latency } => TraceKind::DiskOverridden {
                latency: latency.map(Span::from),
            },
            EventKind::TimersAligned { at } => TraceKind::TimersAligned { at: Number(at.0) },
            EventKind::Held { what } => TraceKind::Held { what: *what },
            EventKind::Released { what } => TraceKind::Released { what: *what },
            EventKind::SnapshotRequested => TraceKind::SnapshotRequested,
            EventKind::Cut { links } => TraceKind::Cut {
                links: to_links(links),
            },
            EventKind::Healed { links } => TraceKind::Healed {
                links: to_links(links),
            },
            EventKind::Partitioned { groups } => TraceKind::Partitioned {
                groups: groups.iter().map(|group| servers(*group)).collect(),
            },
            EventKind::Delayed { name, fate } => TraceKind::Delayed {
                message: (*name).into(),
                fate: (*fate).into(),
            },
            EventKind::Duplicated { name } => TraceKind::Duplicated {
                message: (*name).into(),
            },
            EventKind::LinkOverridden { scope, shape } => TraceKind::LinkOverridden {
                scope: scope.into(),
                shape: shape.map(Form::from),
            },
            EventKind::Tuned {
                dial,
                value,
                shown,
                along,
            } => TraceKind::Tuned {
                dial: (*dial).into(),
                value: *value,
                shown: shown.clone(),
                along: along.map(String::from),
            },
            EventKind::Refused { sentence } => TraceKind::Refused {
                sentence: sentence.clone(),
            },
        }
    }
}

impl TraceKind {
    /// The kinds that the checks tell apart; all others are alike to them.
    pub(super) fn kind(&self) -> EventKind {
        match self {
            TraceKind::Started { again } => EventKind::Started { again: *again },
            TraceKind::Crashed { unsynced, kept } => EventKind::Crashed {
                unsynced: *unsynced,
                kept: *kept,
            },
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
            TraceKind::Wiped => EventKind::Wiped,
            _ => INDIFFERENT,
        }
    }
}

/// The kind that stands for all that the checks do not tell apart.
pub(super) const INDIFFERENT: EventKind = EventKind::SnapshotDue;

impl From<(Duration, Duration)> for Span {
    fn from((shortest, longest): (Duration, Duration)) -> Span {
        Span {
            shortest: Number(shortest.as_micros()),
            longest: Number(longest.as_micros()),
        }
    }
}

impl From<&Scope> for Among {
    fn from(scope: &Scope) -> Among {
        Among {
            kinds: scope.kinds.to_string(),
            from: scope.from.map(Server),
            to: scope.to.map(Server),
        }
    }
}

impl From<LinkOverride> for Form {
    fn from(shape: LinkOverride) -> Form {
        match shape {
            LinkOverride::Latency(shortest, longest) => Form::Latency((shortest, longest).into()),
            LinkOverride::Loss(share) => Form::Loss(share),
            LinkOverride::Late(share) => Form::Late(share),
        }
    }
}

fn to_links(links: &[(ServerId, ServerId)]) -> Vec<Link> {
    let link = |(from, to): &(ServerId, ServerId)| Link {
        from: Server(*from),
        to: Server(*to),
    };
    links.iter().map(link).collect()
}
