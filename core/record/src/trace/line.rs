//! The lines of a trace: the header, and an event.

use super::VERSION;
use super::kind::TraceKind;
use super::names::{ServerNames, Servers};
use super::outcome::Consequence;
use super::values::{Members, Number, Role, Server, ServerOrNone, TracePlace};
use crate::event::{Event, Facts, Outcome, PartialFacts, Source};
use raft::{Configuration, ServerId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The first line of a trace.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "WrittenHeader")]
pub struct Header {
    pub format: Format,
    pub version: u32,
    /// How much its lines say.
    pub level: Level,
    /// Which program ran, with its version.
    pub engine: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How many servers there are at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub servers: Option<u8>,
    /// What the program that ran calls them, from S1 on; none if it numbers them so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Whether the lines that follow call servers by these names, not by their numbers.
    #[serde(skip)]
    pub(super) by_name: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clients: Option<u8>,
    /// The dials at the beginning, by their names in scripts, each in its unit.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, u64>,
}

/// A header as it is written: `servers` is a number, and `names` may say what they are called elsewhere; or it is the list
/// of the names by which the lines call them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenHeader {
    format: Format,
    version: u32,
    level: Level,
    engine: String,
    seed: Option<u64>,
    servers: Option<Servers>,
    names: Option<ServerNames>,
    clients: Option<u8>,
    #[serde(default)]
    settings: BTreeMap<String, u64>,
}

impl TryFrom<WrittenHeader> for Header {
    type Error = String;

    fn try_from(written: WrittenHeader) -> Result<Header, String> {
        let by_name = matches!(written.servers, Some(Servers::Names(_)));
        let (servers, names) = match (written.servers, written.names) {
            (Some(Servers::Names(ServerNames(names))), None) => (Some(names.len() as u8), names),
            (Some(Servers::Names(_)), Some(_)) => {
                return Err("`servers` names them already: `names` goes with their number".into());
            }
            (servers, names) => (
                servers.as_ref().and_then(Servers::count),
                names.map_or_else(Vec::new, |ServerNames(names)| names),
            ),
        };
        Ok(Header {
            format: written.format,
            version: written.version,
            level: written.level,
            engine: written.engine,
            seed: written.seed,
            servers,
            names,
            by_name,
            clients: written.clients,
            settings: written.settings,
        })
    }
}

impl Header {
    /// A header that says no more than this.
    pub fn new(level: Level, engine: impl Into<String>) -> Header {
        Header {
            format: Format::RaftTrace,
            version: VERSION,
            level,
            engine: engine.into(),
            seed: None,
            servers: None,
            names: Vec::new(),
            by_name: false,
            clients: None,
            settings: BTreeMap::new(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Format {
    #[serde(rename = "raft-trace")]
    RaftTrace,
}

/// How much the lines of a trace say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Time, server, term, role, log changes, commit index; anything else may be there as well.
    Minimal,
    /// Everything: each event with its number, cause and kind, and all that is known of a server after each step.
    Full,
}

/// A line after the first: one event.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) event: Option<Number>,
    /// Absent if it is that of the line before, or not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) time: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cause: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) server: Option<Server>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<TraceKind>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) outcomes: Vec<Consequence>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) after: Option<After>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<Source>,
}

/// What a server is after a step.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct After {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) term: Option<Number>,
    /// In a trace of the full level it voted for no server if this is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    voted_for: Option<ServerOrNone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<Role>,
    /// In a trace of the full level it knows of no leader if this is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    leader: Option<ServerOrNone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) commit: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    applied: Option<Number>,
    /// The last entry before its log.
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<TracePlace>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<TracePlace>,
    /// The last index that is on its disk.
    #[serde(skip_serializing_if = "Option::is_none")]
    durable: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshot: Option<TracePlace>,
    #[serde(skip_serializing_if = "Option::is_none")]
    configuration: Option<Members>,
}

impl Line {
    /// The line of an event in a trace of this level.
    pub(super) fn new(event: &Event, level: Level) -> Line {
        let outcomes = event.outcomes.iter();
        Line {
            event: Some(Number(event.number)),
            time: Some(Number(event.time.0)),
            cause: event.cause.map(Number),
            server: event.server.map(Server),
            kind: TraceKind::new(&event.kind),
            outcomes: outcomes
                .filter_map(|outcome| Consequence::new(outcome, event.server, level))
                .collect(),
            after: After::of(event, level),
            source: event.source.as_deref().cloned(),
        }
    }
}

impl After {
    /// All that a server is.
    pub(super) fn new(facts: &Facts, level: Level) -> After {
        // At the full level nothing is unknown, so what is left out is none.
        let whom = |server: Option<ServerId>| match (server, level) {
            (None, Level::Full) => None,
            _ => Some(ServerOrNone(server)),
        };
        After {
            term: Some(Number(facts.term)),
            voted_for: whom(facts.voted_for),
            role: Some(facts.role),
            leader: whom(facts.leader),
            commit: Some(Number(facts.commit)),
            applied: Some(Number(facts.applied)),
            base: Some(TracePlace::new(facts.base_index, facts.base_term)),
            last: Some(TracePlace::new(facts.last_index, facts.last_term)),
            durable: Some(Number(facts.durable)),
            snapshot: Some(TracePlace::new(facts.snapshot_index, facts.snapshot_term)),
            configuration: Some((&facts.configuration).into()),
        }
    }
}

impl From<&PartialFacts> for After {
    fn from(facts: &PartialFacts) -> After {
        After {
            term: facts.term.map(Number),
            voted_for: facts.voted_for.map(ServerOrNone),
            role: facts.role,
            leader: facts.leader.map(ServerOrNone),
            commit: facts.commit.map(Number),
            applied: facts.applied.map(Number),
            base: facts.base.map(TracePlace::from),
            last: facts.last.map(TracePlace::from),
            durable: facts.durable.map(Number),
            snapshot: facts.snapshot.map(TracePlace::from),
            configuration: facts.configuration.as_ref().map(Members::from),
        }
    }
}

impl After {
    /// What an event says that its server is, in full or in part.
    fn of(event: &Event, level: Level) -> Option<After> {
        let reported = |outcome: &Outcome| match outcome {
            Outcome::Reported(facts) => Some(After::from(&**facts)),
            _ => None,
        };
        let whole = event.after.as_ref().map(|facts| After::new(facts, level));
        whole.or_else(|| event.outcomes.iter().find_map(reported))
    }

    /// All that a server is, if a line of this level says all of it.
    pub(super) fn facts(&self, level: Level) -> Option<Facts> {
        let whom = |whom: Option<ServerOrNone>| match (whom, level) {
            (Some(ServerOrNone(server)), _) => Some(server),
            (None, Level::Full) => Some(None),
            (None, Level::Minimal) => None,
        };
        let (base, last, snapshot) = (self.base?, self.last?, self.snapshot?);
        Some(Facts {
            term: self.term?.0,
            voted_for: whom(self.voted_for)?,
            role: self.role?,
            leader: whom(self.leader)?,
            commit: self.commit?.0,
            applied: self.applied?.0,
            base_index: base.index.0,
            base_term: base.term?.0,
            last_index: last.index.0,
            last_term: last.term?.0,
            durable: self.durable?.0,
            snapshot_index: snapshot.index.0,
            snapshot_term: snapshot.term?.0,
            configuration: self.configuration.as_ref()?.into(),
        })
    }

    /// Where the log ends, if the line says so.
    pub(super) fn end(&self) -> Option<u64> {
        self.last.or(self.base).map(|place| place.index.0)
    }

    /// As much of what a server is as the line says.
    pub(super) fn partial_facts(&self) -> PartialFacts {
        PartialFacts {
            term: self.term.map(u64::from),
            voted_for: self.voted_for.map(|ServerOrNone(server)| server),
            role: self.role,
            leader: self.leader.map(|ServerOrNone(server)| server),
            commit: self.commit.map(u64::from),
            applied: self.applied.map(u64::from),
            base: self.base.map(TracePlace::place),
            last: self.last.map(TracePlace::place),
            durable: self.durable.map(u64::from),
            snapshot: self.snapshot.map(TracePlace::place),
            configuration: self.configuration.as_ref().map(Configuration::from),
        }
    }
}
