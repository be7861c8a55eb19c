//! Small values as the lines of a trace write them.

use super::names::{NO_SERVER, SERVER};
use crate::content::{content_hash, is_unknown};
use crate::event::Fate;
use crate::event::PartialPlace;
pub(super) use crate::event::RoleName as Role;
use crate::operation::{ClientCommand, ClientId, Operation, Serial};
use raft::{Configuration, Index, Payload, ServerId, ServerSet, SnapshotId, Term, Time, TimerKind};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The largest number that every reader of JSON holds exactly.
pub(super) const LARGEST: u64 = (1 << 53) - 1;

/// A count, a time, a term or an index: a whole number that every reader of JSON holds exactly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub(super) struct Number(pub(super) u64);

impl TryFrom<u64> for Number {
    type Error = String;

    fn try_from(value: u64) -> Result<Number, String> {
        if value > LARGEST {
            return Err(format!(
                "{value} is too large: the largest number is {LARGEST}"
            ));
        }
        Ok(Number(value))
    }
}

impl From<Number> for u64 {
    fn from(number: Number) -> u64 {
        number.0
    }
}

/// The number of a server, 1 to 15.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(into = "u8")]
pub(super) struct Server(pub(super) ServerId);

impl Server {
    pub(super) fn numbered<E: Error>(number: u64) -> Result<Server, E> {
        match u8::try_from(number) {
            Ok(number @ 1..=ServerSet::MAX_ID) => Ok(Server(ServerId(number))),
            _ => {
                let largest = ServerSet::MAX_ID;
                Err(E::custom(format!(
                    "{NO_SERVER} {number}: they are 1 to {largest}"
                )))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Server {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Server, D::Error> {
        input.deserialize_newtype_struct(SERVER, OneServer)
    }
}

struct OneServer;

impl<'de> Visitor<'de> for OneServer {
    type Value = Server;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a server")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Server, E> {
        Server::numbered(number)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, input: D) -> Result<Server, D::Error> {
        input.deserialize_u64(self)
    }
}

impl From<Server> for u8 {
    fn from(server: Server) -> u8 {
        server.0.0
    }
}

/// An operation as text: `set x 1`, written in the one way that every reader knows; anything else is another program's.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub(super) struct Text(pub(super) Operation);

impl From<String> for Text {
    fn from(text: String) -> Text {
        let ours = Operation::parse(&text).ok();
        let ours = ours.filter(|operation| operation.to_string() == text);
        Text(ours.unwrap_or_else(|| Operation::Other(text.into())))
    }
}

impl From<Text> for String {
    fn from(text: Text) -> String {
        text.0.to_string()
    }
}

/// 64 bits as 16 hexadecimal digits, since many readers of JSON cannot hold such a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Bits(pub(super) u64);

impl TryFrom<String> for Bits {
    type Error = String;

    fn try_from(text: String) -> Result<Bits, String> {
        let digits = text.len() == 16 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let bits = u64::from_str_radix(&text, 16).ok().filter(|_| digits);
        bits.map(Bits)
            .ok_or_else(|| "a hash is 16 hexadecimal digits".into())
    }
}

impl From<Bits> for String {
    fn from(bits: Bits) -> String {
        format!("{:016x}", bits.0)
    }
}

/// A place in a log: an index with its term.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    pub(super) index: Number,
    pub(super) term: Number,
}

impl Place {
    pub(super) fn new(index: Index, term: Term) -> Place {
        Place {
            index: Number(index),
            term: Number(term),
        }
    }
}

/// A place in a log, whose term may be unknown.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TracePlace {
    pub(super) index: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) term: Option<Number>,
}

impl TracePlace {
    pub(super) fn new(index: Index, term: Term) -> TracePlace {
        TracePlace {
            index: Number(index),
            term: Some(Number(term)),
        }
    }

    pub(super) fn place(self) -> PartialPlace {
        PartialPlace {
            index: self.index.0,
            term: self.term.map(u64::from),
        }
    }
}

impl From<PartialPlace> for TracePlace {
    fn from(place: PartialPlace) -> TracePlace {
        TracePlace {
            index: Number(place.index),
            term: place.term.map(Number),
        }
    }
}

/// A server that may be none: `null` says so.
#[derive(Clone, Copy)]
pub(super) struct ServerOrNone(pub(super) Option<ServerId>);

impl From<ServerId> for ServerOrNone {
    fn from(server: ServerId) -> ServerOrNone {
        ServerOrNone(Some(server))
    }
}

impl Serialize for ServerOrNone {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        self.0.map(Server).serialize(out)
    }
}

impl<'de> Deserialize<'de> for ServerOrNone {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<ServerOrNone, D::Error> {
        input.deserialize_newtype_struct(SERVER, ServerOrNull)
    }
}

struct ServerOrNull;

impl<'de> Visitor<'de> for ServerOrNull {
    type Value = ServerOrNone;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a server, or null")
    }

    fn visit_unit<E: Error>(self) -> Result<ServerOrNone, E> {
        Ok(ServerOrNone(None))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<ServerOrNone, E> {
        Server::numbered(number).map(|server| server.0.into())
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        input: D,
    ) -> Result<ServerOrNone, D::Error> {
        input.deserialize_any(self)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Snapshot {
    index: Number,
    term: Number,
    content: Option<Bits>,
}

impl Snapshot {
    pub(super) fn last_index(&self) -> Index {
        self.index.0
    }
}

/// What stands for the hash of a snapshot's content of which only the place is known.
const UNKNOWN_CONTENT: u64 = 0;

impl From<&SnapshotId> for Snapshot {
    fn from(id: &SnapshotId) -> Snapshot {
        Snapshot {
            index: Number(id.last_included_index),
            term: Number(id.last_included_term),
            content: (id.content != UNKNOWN_CONTENT).then_some(Bits(id.content)),
        }
    }
}

impl From<Snapshot> for SnapshotId {
    fn from(snapshot: Snapshot) -> SnapshotId {
        SnapshotId {
            last_included_index: snapshot.index.0,
            last_included_term: snapshot.term.0,
            content: snapshot.content.map_or(UNKNOWN_CONTENT, |bits| bits.0),
        }
    }
}

/// What will become of a message, and when.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Future {
    Arrives(Number),
    Lost(Number),
}

impl Future {
    pub(super) fn new(fate: Fate) -> Option<Future> {
        match fate {
            Fate::Arrives(Time(time)) => Some(Future::Arrives(Number(time))),
            Fate::Lost(Time(time)) => Some(Future::Lost(Number(time))),
            Fate::Unknown => None,
        }
    }
}

impl From<Future> for Fate {
    fn from(future: Future) -> Fate {
        match future {
            Future::Arrives(time) => Fate::Arrives(Time(time.0)),
            Future::Lost(time) => Fate::Lost(Time(time.0)),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "TimerKind", rename_all = "snake_case")]
pub(super) enum Timer {
    Election,
    Heartbeat,
}

/// A configuration: who votes, who did (while it is joint), who only listens.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Members {
    voters: Vec<Server>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    outgoing: Vec<Server>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    learners: Vec<Server>,
}

impl From<&Configuration> for Members {
    fn from(configuration: &Configuration) -> Members {
        Members {
            voters: servers(configuration.voters),
            outgoing: servers(configuration.outgoing),
            learners: servers(configuration.learners),
        }
    }
}

impl From<&Members> for Configuration {
    fn from(members: &Members) -> Configuration {
        Configuration {
            voters: server_set(&members.voters),
            outgoing: server_set(&members.outgoing),
            learners: server_set(&members.learners),
        }
    }
}

/// The members of a set, in ascending order.
pub(super) fn servers(set: ServerSet) -> Vec<Server> {
    set.iter().map(Server).collect()
}

pub(super) fn server_set(servers: &[Server]) -> ServerSet {
    servers.iter().map(|server| server.0).collect()
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    #[serde(deserialize_with = "from_one")]
    pub(super) index: Number,
    pub(super) term: Number,
    /// Absent if nothing is known of it but where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<Content>,
}

pub(super) fn from_one<'de, D: Deserializer<'de>>(input: D) -> Result<Number, D::Error> {
    let index = Number::deserialize(input)?;
    if index.0 == 0 {
        return Err(D::Error::custom(
            "there is no entry 0: the first entry of a log has index 1",
        ));
    }
    Ok(index)
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Content {
    Noop,
    Command(Command),
    Configuration(Members),
    /// The hash of a command that is no operation on the key-value machine, as [`content_hash`] has it.
    Other(Bits),
}

/// A client's command. Without sessions, or with another machine, all but the operation is left out.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Command {
    operation: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledged: Option<Number>,
}

impl Entry {
    pub(super) fn new(index: Index, term: Term, payload: &Payload) -> Entry {
        Entry {
            index: Number(index),
            term: Number(term),
            payload: (!is_unknown(payload)).then(|| Content::from(payload)),
        }
    }

    /// What it holds, as far as the checks compare it.
    pub(super) fn payload(&self) -> Payload {
        match &self.payload {
            None => crate::content::unknown(),
            Some(Content::Noop) => Payload::Noop,
            Some(Content::Configuration(members)) => Payload::Configuration(members.into()),
            Some(Content::Command(command)) => command.payload(),
            Some(Content::Other(bits)) => Payload::Command(bits.0.to_le_bytes().as_slice().into()),
        }
    }
}

impl From<&Payload> for Content {
    fn from(payload: &Payload) -> Content {
        match payload {
            Payload::Noop => Content::Noop,
            Payload::Configuration(configuration) => Content::Configuration(configuration.into()),
            Payload::Command(bytes) => match ClientCommand::decode(bytes) {
                Some(command) => Content::Command(Command::from(&command)),
                None => Content::Other(Bits(content_hash(payload))),
            },
        }
    }
}

impl From<&ClientCommand> for Command {
    fn from(command: &ClientCommand) -> Command {
        Command {
            operation: command.operation.to_string(),
            client: Some(command.client.0),
            serial: Some(Number(command.serial)),
            acknowledged: Some(Number(command.acknowledged)),
        }
    }
}

impl Command {
    /// The bytes that stood in the log, if all of them are known; else the words, so that commands can be compared.
    fn payload(&self) -> Payload {
        let number = |number: Option<Number>| number.map_or(0, |number| number.0) as Serial;
        let Text(operation) = self.operation.clone().into();
        let bytes = match self.client {
            Some(client) => ClientCommand {
                client: ClientId(client),
                serial: number(self.serial),
                acknowledged: number(self.acknowledged),
                operation,
            }
            .encode(),
            None => self.operation.as_bytes().into(),
        };
        Payload::Command(bytes)
    }
}
