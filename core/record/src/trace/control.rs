//! What only a simulator does, as the lines of a trace write it.

use super::message::TraceName;
use super::values::{Future, Number, Server, Text, server_set, servers};
use crate::control::{Control, MessageControl, ServerControl};
use crate::event::Fate;
use crate::held::Held;
use crate::operation::ClientId;
use crate::scope::{Kinds, LinkOverride, Scope};
use raft::{Duration, ServerId, Time};
use serde::{Deserialize, Serialize};

/// A word for each kind of control, with its facts.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum TraceControl {
    Server(ServerControl),
    Message {
        control: MessageControl,
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
    LogErased {
        from: Number,
    },
    DiskOverridden {
        #[serde(skip_serializing_if = "Option::is_none")]
        latency: Option<Span>,
    },
    TimersAligned {
        at: Number,
    },
    Held {
        target: Held,
    },
    Released {
        target: Held,
    },
    Cut {
        links: Vec<Link>,
    },
    Healed {
        links: Vec<Link>,
    },
    Partitioned {
        groups: Vec<Vec<Server>>,
    },
    LinkOverridden {
        scope: Among,
        #[serde(skip_serializing_if = "Option::is_none")]
        profile: Option<Form>,
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
                control: *what,
                message: (*name).into(),
                fate: fate.and_then(Future::new),
            },
            Control::Submitted { client, operation } => TraceControl::Submitted {
                client: client.0,
                operation: Text(operation.clone()),
            },
            Control::LogGiven { term } => TraceControl::LogGiven {
                term: Number(*term),
            },
            Control::LogErased { from } => TraceControl::LogErased {
                from: Number(*from),
            },
            Control::DiskOverridden { latency } => TraceControl::DiskOverridden {
                latency: latency.map(Span::from),
            },
            Control::TimersAligned { at } => TraceControl::TimersAligned { at: Number(at.0) },
            Control::Held { what } => TraceControl::Held { target: *what },
            Control::Released { what } => TraceControl::Released { target: *what },
            Control::Cut { links } => TraceControl::Cut {
                links: to_links(links),
            },
            Control::Healed { links } => TraceControl::Healed {
                links: to_links(links),
            },
            Control::Partitioned { groups } => TraceControl::Partitioned {
                groups: groups.iter().map(|group| servers(*group)).collect(),
            },
            Control::LinkOverridden { scope, profile } => TraceControl::LinkOverridden {
                scope: scope.into(),
                profile: profile.map(Form::from),
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

impl TraceControl {
    /// What was done; or what is wrong with it.
    pub(super) fn control(&self) -> Result<Control, String> {
        Ok(match self {
            TraceControl::Server(what) => Control::Server(*what),
            TraceControl::Message {
                control,
                message,
                fate,
            } => Control::Message {
                what: *control,
                name: (*message).into(),
                fate: fate.map(Fate::from),
            },
            TraceControl::Submitted { client, operation } => Control::Submitted {
                client: ClientId(*client),
                operation: operation.0.clone(),
            },
            TraceControl::LogGiven { term } => Control::LogGiven { term: term.0 },
            TraceControl::LogErased { from } => Control::LogErased { from: from.0 },
            TraceControl::DiskOverridden { latency } => Control::DiskOverridden {
                latency: latency.as_ref().map(Span::ends),
            },
            TraceControl::TimersAligned { at } => Control::TimersAligned { at: Time(at.0) },
            TraceControl::Held { target } => Control::Held { what: *target },
            TraceControl::Released { target } => Control::Released { what: *target },
            TraceControl::Cut { links } => Control::Cut {
                links: from_links(links),
            },
            TraceControl::Healed { links } => Control::Healed {
                links: from_links(links),
            },
            TraceControl::Partitioned { groups } => Control::Partitioned {
                groups: groups.iter().map(|group| server_set(group)).collect(),
            },
            TraceControl::LinkOverridden { scope, profile } => Control::LinkOverridden {
                scope: scope.scope()?,
                profile: profile.as_ref().map(LinkOverride::from),
            },
            TraceControl::Tuned {
                dial,
                value,
                shown,
                along,
            } => Control::Tuned {
                dial: dial.clone().into(),
                value: *value,
                shown: shown.clone(),
                along: along.clone().map(Into::into),
            },
            TraceControl::Refused { sentence } => Control::Refused {
                sentence: sentence.clone(),
            },
        })
    }
}

impl Span {
    fn ends(&self) -> (Duration, Duration) {
        (Duration(self.shortest.0), Duration(self.longest.0))
    }
}

impl Among {
    fn scope(&self) -> Result<Scope, String> {
        let kinds = Kinds::named(&self.kinds);
        Ok(Scope {
            kinds: kinds.ok_or_else(|| format!("`{}` is no kind of messages", self.kinds))?,
            from: self.from.map(|server| server.0),
            to: self.to.map(|server| server.0),
        })
    }
}

impl From<&Form> for LinkOverride {
    fn from(profile: &Form) -> LinkOverride {
        match profile {
            Form::Latency(span) => {
                let (shortest, longest) = span.ends();
                LinkOverride::Latency(shortest, longest)
            }
            Form::Loss(share) => LinkOverride::Loss(*share),
            Form::Late(share) => LinkOverride::Late(*share),
        }
    }
}

fn from_links(links: &[Link]) -> Vec<(ServerId, ServerId)> {
    links.iter().map(|link| (link.from.0, link.to.0)).collect()
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
    fn from(profile: LinkOverride) -> Form {
        match profile {
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
