//! The lines of a trace: the header, and an event.

use super::kind::TraceKind;
use super::outcome::Consequence;
use super::values::{Members, Number, Place, Role, Server};
use crate::event::{Event, Facts};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// The first line of a trace.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
    #[serde(default, deserialize_with = "number_of_servers")]
    pub servers: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clients: Option<u8>,
    /// The dials at the beginning, by their names in scripts, each in its unit.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, u64>,
}

fn number_of_servers<'de, D: Deserializer<'de>>(input: D) -> Result<Option<u8>, D::Error> {
    let most = Server::deserialize(input)?;
    Ok(Some(u8::from(most)))
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
    pub(super) time: Number,
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
}

/// What a server is after a step.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct After {
    pub(super) term: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    voted_for: Option<Server>,
    pub(super) role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    leader: Option<Server>,
    pub(super) commit: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    applied: Option<Number>,
    /// The last entry before its log.
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<Place>,
    /// The last index that is on its disk.
    #[serde(skip_serializing_if = "Option::is_none")]
    durable: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshot: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    configuration: Option<Members>,
}

impl From<&Event> for Line {
    fn from(event: &Event) -> Line {
        let outcomes = event.outcomes.iter();
        Line {
            event: Some(Number(event.number)),
            time: Number(event.time.0),
            cause: event.cause.map(Number),
            server: event.server.map(Server),
            kind: Some((&event.kind).into()),
            outcomes: outcomes
                .map(|outcome| Consequence::new(outcome, event.server))
                .collect(),
            after: event.after.as_ref().map(After::from),
        }
    }
}

impl From<&Facts> for After {
    fn from(facts: &Facts) -> After {
        After {
            term: Number(facts.term),
            voted_for: facts.voted_for.map(Server),
            role: facts.role,
            leader: facts.leader.map(Server),
            commit: Number(facts.commit),
            applied: Some(Number(facts.applied)),
            base: Some(Place::new(facts.base_index, facts.base_term)),
            last: Some(Place::new(facts.last_index, facts.last_term)),
            durable: Some(Number(facts.durable)),
            snapshot: Some(Place::new(facts.snapshot_index, facts.snapshot_term)),
            configuration: Some((&facts.configuration).into()),
        }
    }
}

impl After {
    /// All that is known of a server; none where a trace of the minimal level leaves something out.
    pub(super) fn facts(&self) -> Option<Facts> {
        let (base, last, snapshot) = (self.base?, self.last?, self.snapshot?);
        Some(Facts {
            term: self.term.0,
            voted_for: self.voted_for.map(|server| server.0),
            role: self.role,
            leader: self.leader.map(|server| server.0),
            commit: self.commit.0,
            applied: self.applied?.0,
            base_index: base.index.0,
            base_term: base.term.0,
            last_index: last.index.0,
            last_term: last.term.0,
            durable: self.durable?.0,
            snapshot_index: snapshot.index.0,
            snapshot_term: snapshot.term.0,
            configuration: self.configuration.as_ref()?.into(),
        })
    }
}
