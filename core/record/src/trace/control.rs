//! What only a simulator does, as the lines of a trace write it.

use super::message::TraceName;
use super::values::{Future, Number, Server, Text, servers};
use crate::control::{Control, MessageControl, ServerControl};
use crate::held::Held;
use crate::scope::{LinkOverride, Scope};
use raft::{Duration, ServerId};
use serde::{Deserialize, Serialize};

/// A word for each kind of control, with its facts.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum TraceControl {
    Server(ServerControl),
    Message {
        what: MessageControl,
        message: TraceName,
        #[serde(skip_serializing_if = "Option::is_none")]
        fate: Option<Future>,
    },
    Submitted {
        client: u8,
        operation: Text,
    },
    LogGiven {
        term: Number,
    },
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

impl From<&Control> for TraceControl {
    fn from(control: &Control) -> TraceControl {
        match control {
            Control::Server(what) => TraceControl::Server(*what),
            Control::Message { what, name, fate } => TraceControl::Message {
                what: *what,
                message: (*name).into(),
                fate: fate.map(Future::from),
            },
            Control::Submitted { client, operation } => TraceControl::Submitted {
                client: client.0,
                operation: Text(operation.clone()),
            },
            Control::LogGiven { term } => TraceControl::LogGiven {
                term: Number(*term),
            },
            Control::DiskOverridden { latency } => TraceControl::DiskOverridden {
                latency: latency.map(Span::from),
            },
            Control::TimersAligned { at } => TraceControl::TimersAligned { at: Number(at.0) },
            Control::Held { what } => TraceControl::Held { what: *what },
            Control::Released { what } => TraceControl::Released { what: *what },
            Control::Cut { links } => TraceControl::Cut {
                links: to_links(links),
            },
            Control::Healed { links } => TraceControl::Healed {
                links: to_links(links),
            },
            Control::Partitioned { groups } => TraceControl::Partitioned {
                groups: groups.iter().map(|group| servers(*group)).collect(),
            },
            Control::LinkOverridden { scope, shape } => TraceControl::LinkOverridden {
                scope: scope.into(),
                shape: shape.map(Form::from),
            },
            Control::Tuned {
                dial,
                value,
                shown,
                along,
            } => TraceControl::Tuned {
                dial: dial.to_string(),
                value: *value,
                shown: shown.clone(),
                along: along.as_deref().map(String::from),
            },
            Control::Refused { sentence } => TraceControl::Refused {
                sentence: sentence.clone(),
            },
        }
    }
}

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
