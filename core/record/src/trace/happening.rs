//! What can happen, as the lines of a trace write it.

use super::message::Letter;
use super::values::{Future, Number, Server, Text, Timer, servers};
use crate::event::{EventKind, LossReason};
use crate::operation::ClientId;
use raft::ServerId;
use serde::{Deserialize, Serialize};

/// What happened: a word for each kind of event, with its facts.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Happening {
    Started {
        again: bool,
    },
    TimerFired {
        timer: Timer,
        by_hand: bool,
    },
    Delivered {
        message: Letter,
        by_hand: bool,
    },
    Lost {
        message: Letter,
        why: Loss,
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
    Crashed {
        #[serde(default)]
        unsynced: u32,
        #[serde(default)]
        kept: u32,
    },
    Paused,
    Resumed,
    DiskStalled,
    DiskReleased,
    SnapshotRequested,
    Cut {
        links: Vec<Link>,
    },
    Healed {
        links: Vec<Link>,
    },
    Divided {
        groups: Vec<Vec<Server>>,
    },
    Delayed {
        message: Number,
        fate: Future,
    },
    Duplicated {
        message: Number,
    },
    Tuned {
        dial: String,
        value: u64,
        shown: String,
    },
    Refused {
        sentence: String,
    },
}

/// Why a message did not arrive.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Loss {
    Chance,
    Cut,
    Down,
    ByHand,
}

/// One direction between two servers.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    from: Server,
    to: Server,
}

impl From<&EventKind> for Happening {
    #[expect(
        clippy::too_many_lines,
        reason = "one line of the table for each kind of event"
    )]
    fn from(kind: &EventKind) -> Happening {
        match kind {
            EventKind::Started { again } => Happening::Started { again: *again },
            EventKind::TimerFired { timer, by_hand } => Happening::TimerFired {
                timer: (*timer).into(),
                by_hand: *by_hand,
            },
            EventKind::Delivered { envelope, by_hand } => Happening::Delivered {
                message: envelope.into(),
                by_hand: *by_hand,
            },
            EventKind::Lost { envelope, why } => Happening::Lost {
                message: envelope.into(),
                why: (*why).into(),
            },
            EventKind::Persisted { ticket } => Happening::Persisted {
                ticket: Number(ticket.0),
            },
            EventKind::Applied { last } => Happening::Applied {
                last: Number(*last),
            },
            EventKind::SnapshotDue => Happening::SnapshotDue,
            EventKind::ClientSent {
                client,
                serial,
                operation,
                retries,
            } => Happening::ClientSent {
                client: client.0,
                serial: Number(*serial),
                operation: Text(operation.clone()),
                retries: *retries,
            },
            EventKind::RequestArrived { client, serial } => Happening::RequestArrived {
                client: client.0,
                serial: Number(*serial),
            },
            EventKind::ReplyArrived { client, serial } => Happening::ReplyArrived {
                client: client.0,
                serial: Number(*serial),
            },
            EventKind::ConnectionLost { client, serial } => Happening::ConnectionLost {
                client: client.0,
                serial: Number(*serial),
            },
            EventKind::ClientTimedOut { client, serial } => Happening::ClientTimedOut {
                client: client.0,
                serial: Number(*serial),
            },
            EventKind::Submitted { client, operation } => Happening::Submitted {
                client: client.0,
                operation: Text(operation.clone()),
            },
            EventKind::Crashed { unsynced, kept } => Happening::Crashed {
                unsynced: *unsynced,
                kept: *kept,
            },
            EventKind::Paused => Happening::Paused,
            EventKind::Resumed => Happening::Resumed,
            EventKind::DiskStalled => Happening::DiskStalled,
            EventKind::DiskReleased => Happening::DiskReleased,
            EventKind::SnapshotRequested => Happening::SnapshotRequested,
            EventKind::Cut { links } => Happening::Cut {
                links: to_links(links),
            },
            EventKind::Healed { links } => Happening::Healed {
                links: to_links(links),
            },
            EventKind::Divided { groups } => Happening::Divided {
                groups: groups.iter().map(|group| servers(*group)).collect(),
            },
            EventKind::Delayed { id, fate } => Happening::Delayed {
                message: Number(id.0),
                fate: (*fate).into(),
            },
            EventKind::Duplicated { id } => Happening::Duplicated {
                message: Number(id.0),
            },
            EventKind::Tuned { dial, value, shown } => Happening::Tuned {
                dial: (*dial).into(),
                value: *value,
                shown: shown.clone(),
            },
            EventKind::Refused { sentence } => Happening::Refused {
                sentence: sentence.clone(),
            },
        }
    }
}

impl Happening {
    /// The kinds that the checks tell apart; all others are alike to them.
    pub(super) fn kind(&self) -> EventKind {
        match self {
            Happening::Started { again } => EventKind::Started { again: *again },
            Happening::Crashed { unsynced, kept } => EventKind::Crashed {
                unsynced: *unsynced,
                kept: *kept,
            },
            Happening::ClientSent {
                client,
                serial,
                operation,
                retries,
            } => EventKind::ClientSent {
                client: ClientId(*client),
                serial: serial.0,
                operation: operation.0.clone(),
                retries: *retries,
            },
            _ => INDIFFERENT,
        }
    }
}

/// The kind that stands for all that the checks do not tell apart.
pub(super) const INDIFFERENT: EventKind = EventKind::SnapshotDue;

impl From<LossReason> for Loss {
    fn from(why: LossReason) -> Loss {
        match why {
            LossReason::Chance => Loss::Chance,
            LossReason::Cut => Loss::Cut,
            LossReason::Down => Loss::Down,
            LossReason::ByHand => Loss::ByHand,
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
