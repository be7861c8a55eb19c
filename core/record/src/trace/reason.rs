//! Reasons as the lines of a trace write them: a name and operands for programs, section and sentence for people.

use super::names::Names;
use super::strict::Strict;
use super::values::{Number, Server, server_set, servers};
use raft::quorum::{Count, Tally};
use raft::{Reason, ServerId, ServerSet};
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, EnumAccess, Error, IntoDeserializer, MapAccess, Unexpected, VariantAccess,
    Visitor,
};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, forward_to_deserialize_any};
use serde_json::Value;
use std::fmt;

/// A decision. Its sentence follows from it, so a reader does not get that back; one of another program may have a section
/// and a sentence alone.
#[derive(Clone)]
pub(super) struct Decision {
    reason: Option<Known>,
    section: String,
    sentence: String,
}

impl Decision {
    /// A decision in an event of this server, about which the sentence is.
    pub(super) fn new(reason: &Reason, server: Option<ServerId>) -> Decision {
        Decision {
            reason: Some(reason.into()),
            section: reason.section().into(),
            sentence: server.map_or_else(String::new, |server| reason.sentence(server)),
        }
    }

    /// Whether it says more than words.
    pub(super) fn is_known(&self) -> bool {
        self.reason.is_some()
    }

    /// The reason, if it is named; or what is wrong with it.
    pub(super) fn reason(&self) -> Result<Option<Reason>, String> {
        let Some(reason) = self.reason.clone().map(Reason::from) else {
            return Ok(None);
        };
        let (name, right, section) = (reason.name(), reason.section(), &self.section);
        if section != right {
            return Err(format!(
                "the section of `{name}` is {right}, not `{section}`"
            ));
        }
        Ok(Some(reason))
    }
}

impl Serialize for Decision {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut parts = out.serialize_map(None)?;
        if let Some(reason) = &self.reason {
            parts.serialize_entry("reason", reason.name())?;
            parts.serialize_entry("operands", &Operands(reason))?;
        }
        parts.serialize_entry("section", &self.section)?;
        parts.serialize_entry("sentence", &self.sentence)?;
        parts.end()
    }
}

/// What a reason is about, without its name.
struct Operands<'a>(&'a Known);

impl Serialize for Operands<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        self.0.operands(out)
    }
}

impl<'de> Deserialize<'de> for Decision {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Decision, D::Error> {
        input.deserialize_struct("Decision", PARTS, Parts)
    }
}

/// The keys of a decision.
const PARTS: &[&str] = &["reason", "operands", "section", "sentence"];

struct Parts;

impl<'de> Visitor<'de> for Parts {
    type Value = Decision;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a decision")
    }

    /// Operands are read as those of their reason; before it is known they have to be kept as they are.
    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<Decision, A::Error> {
        let (mut name, mut kept, mut known) = (None::<String>, None::<Value>, None);
        let (mut section, mut sentence) = (None, None);
        while let Some(part) = parts.next_key::<String>()? {
            match (part.as_str(), &name) {
                ("reason", None) => name = Some(parts.next_value()?),
                ("operands", Some(name)) if known.is_none() => {
                    known = Some(parts.next_value_seed(Named(name))?);
                }
                ("operands", None) if kept.is_none() => kept = Some(parts.next_value()?),
                ("section", _) if section.is_none() => section = Some(parts.next_value()?),
                ("sentence", _) if sentence.is_none() => sentence = Some(parts.next_value()?),
                (again, _) => {
                    return Err(match PARTS.iter().find(|part| **part == again) {
                        Some(part) => A::Error::duplicate_field(part),
                        None => A::Error::unknown_field(again, PARTS),
                    });
                }
            }
        }
        let reason = match (name, kept, known) {
            (Some(_), None, Some(known)) => Some(known),
            (Some(name), Some(kept), None) => Some(late(&name, kept)?),
            (None, None, None) => None,
            _ => return Err(A::Error::custom("`reason` and `operands` go together")),
        };
        Ok(Decision {
            reason,
            section: section.ok_or_else(|| A::Error::missing_field("section"))?,
            sentence: sentence.ok_or_else(|| A::Error::missing_field("sentence"))?,
        })
    }
}

/// Operands that stood before their reason. Of a server they can only say its number there.
fn late<E: Error>(name: &str, operands: Value) -> Result<Known, E> {
    let operands = Strict {
        names: &Names::default(),
        inner: operands,
    };
    Named(name).deserialize(operands).map_err(E::custom)
}

/// Reads the operands of the reason of this name.
struct Named<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Named<'_> {
    type Value = Known;

    fn deserialize<D: Deserializer<'de>>(self, operands: D) -> Result<Known, D::Error> {
        let named = Adjacent {
            name: self.0,
            operands,
        };
        Known::deserialize(named)
    }
}

/// A reason whose name stands beside its operands.
struct Adjacent<'a, D> {
    name: &'a str,
    operands: D,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Adjacent<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_enum(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq tuple
        tuple_struct map struct enum option identifier ignored_any
    }
}

impl<'de, D: Deserializer<'de>> EnumAccess<'de> for Adjacent<'_, D> {
    type Error = D::Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), D::Error> {
        let name: StrDeserializer<'_, D::Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de, D: Deserializer<'de>> VariantAccess<'de> for Adjacent<'_, D> {
    type Error = D::Error;

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.operands
            .deserialize_struct("operands", fields, visitor)
    }

    fn unit_variant(self) -> Result<(), D::Error> {
        Err(D::Error::invalid_type(Unexpected::UnitVariant, &"operands"))
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, D::Error> {
        Err(D::Error::invalid_type(
            Unexpected::NewtypeVariant,
            &"operands",
        ))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, D::Error> {
        Err(D::Error::invalid_type(
            Unexpected::TupleVariant,
            &"operands",
        ))
    }
}

/// How an operand is written.
trait Operand<T> {
    fn write(operand: T) -> Self;
    fn read(self) -> T;

    /// Whether there is anything to write.
    fn is_there(&self) -> bool {
        true
    }
}

/// Writes an operand, unless there is none.
fn write<M: SerializeMap, T, O: Operand<T> + Serialize>(
    operands: &mut M,
    name: &'static str,
    operand: &O,
) -> Result<(), M::Error> {
    match operand.is_there() {
        true => operands.serialize_entry(name, operand),
        false => Ok(()),
    }
}

impl Operand<u64> for Number {
    fn write(operand: u64) -> Number {
        Number(operand)
    }

    fn read(self) -> u64 {
        self.0
    }
}

impl Operand<u32> for u32 {
    fn write(operand: u32) -> u32 {
        operand
    }

    fn read(self) -> u32 {
        self
    }
}

impl Operand<ServerId> for Server {
    fn write(operand: ServerId) -> Server {
        Server(operand)
    }

    fn read(self) -> ServerId {
        self.0
    }
}

impl Operand<Option<ServerId>> for Option<Server> {
    fn write(operand: Option<ServerId>) -> Option<Server> {
        operand.map(Server)
    }

    fn read(self) -> Option<ServerId> {
        self.map(|server| server.0)
    }

    fn is_there(&self) -> bool {
        self.is_some()
    }
}

impl Operand<ServerSet> for Vec<Server> {
    fn write(operand: ServerSet) -> Vec<Server> {
        servers(operand)
    }

    fn read(self) -> ServerSet {
        server_set(&self)
    }
}

/// How many are there, of each majority that is needed.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    #[serde(with = "Share")]
    incoming: Tally,
    #[serde(skip_serializing_if = "Option::is_none")]
    outgoing: Option<Half>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Half(#[serde(with = "Share")] Tally);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Tally", deny_unknown_fields)]
struct Share {
    have: u8,
    needed: u8,
}

impl Operand<Count> for Counted {
    fn write(operand: Count) -> Counted {
        Counted {
            incoming: operand.incoming,
            outgoing: operand.outgoing.map(Half),
        }
    }

    fn read(self) -> Count {
        Count {
            incoming: self.incoming,
            outgoing: self.outgoing.map(|half| half.0),
        }
    }
}

/// One table of how each reason and its operands are written.
macro_rules! table {
    ($($name:literal $reason:ident { $($operand:ident: $type:ty),* })*) => {
        #[derive(Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        enum Known {
            $(
                #[serde(rename = $name)]
                $reason { $($operand: $type),* },
            )*
        }

        impl Known {
            fn name(&self) -> &'static str {
                match self {
                    $(Known::$reason { .. } => $name,)*
                }
            }

            fn operands<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                let mut operands = out.serialize_map(None)?;
                match self {
                    $(
                        Known::$reason { $($operand),* } => {
                            $(write(&mut operands, stringify!($operand), $operand)?;)*
                        }
                    )*
                }
                operands.end()
            }
        }

        impl From<&Reason> for Known {
            fn from(reason: &Reason) -> Known {
                match *reason {
                    $(
                        Reason::$reason { $($operand),* } => Known::$reason {
                            $($operand: Operand::write($operand)),*
                        },
                    )*
                }
            }
        }

        impl From<Known> for Reason {
            fn from(known: Known) -> Reason {
                match known {
                    $(
                        Known::$reason { $($operand),* } => Reason::$reason {
                            $($operand: Operand::read($operand)),*
                        },
                    )*
                }
            }
        }
    };
}

table! {
    "higher-term" HigherTerm { from: Server, old: Number, new: Number }
    "stale-request" StaleRequest { from: Server, theirs: Number, ours: Number }
    "stale-reply" StaleReply { from: Server, request_term: Number, ours: Number }
    "election-timeout" ElectionTimeout { term: Number }
    "vote-granted" VoteGranted { to: Server, term: Number }
    "already-voted" VoteRefusedAlreadyVoted { to: Server, voted_for: Server, term: Number }
    "log-older" VoteRefusedLogOlder { to: Server, their_term: Number, their_index: Number, our_term: Number, our_index: Number }
    "not-follower" VoteRefusedNotFollower { to: Server, term: Number }
    "vote-received" VoteReceived { from: Server, votes: Counted }
    "vote-denied" VoteDenied { from: Server }
    "election-lost" ElectionLost { term: Number }
    "votes-asked-again" VotesAskedAgain { silent: Vec<Server> }
    "election-won" ElectionWon { term: Number, votes: Counted }
    "leader-discovered" LeaderDiscovered { leader: Server, term: Number }
    "election-timer-reset" ElectionTimerReset {}
    "timer-ignored" TimerIgnored {}
    "not-a-voter" NotAVoter { term: Number }
    "append-accepted" AppendAccepted { from: Server, prev: Number, entries: u32, match_index: Number }
    "missing" AppendRefusedMissing { from: Server, prev: Number, last: Number }
    "conflict" AppendRefusedConflict { from: Server, prev: Number, their_term: Number, our_term: Number }
    "truncated" Truncated { from: Number, last: Number, our_term: Number, their_term: Number }
    "match-advanced" MatchAdvanced { follower: Server, match_index: Number }
    "next-backed-up" NextBackedUp { follower: Server, from: Number, to: Number }
    "hint-ignored" HintIgnored { follower: Server }
    "follower-lost-entries" FollowerLostEntries { follower: Server, match_index: Number, last_log_index: Number }
    "commit-advanced" CommitAdvanced { from: Number, to: Number, holders: Vec<Server>, count: Counted }
    "commit-waits" CommitWaits { index: Number, holders: Vec<Server>, count: Counted }
    "commit-waits-old-term" CommitWaitsOldTerm { index: Number, entry_term: Number, term: Number }
    "commit-followed" CommitFollowed { to: Number, leader_commit: Number, last_new: Number }
    "snapshot-taken" SnapshotTaken { index: Number, first_kept: Number }
    "snapshot-useless" SnapshotUseless { index: Number, snapshot: Number, applied: Number }
    "snapshot-needed" SnapshotNeeded { follower: Server, next: Number, first: Number }
    "chunk-stored" ChunkStored { from: Server, offset: Number, next_offset: Number, total: Number }
    "chunk-early" ChunkEarly { from: Server, offset: Number, expected: Number }
    "chunk-out-of-order" ChunkOutOfOrder { from: Server, offset: Number, expected: Number }
    "chunks-sent-again" ChunksSentAgain { follower: Server, offset: Number }
    "snapshot-corrupt" SnapshotCorrupt { index: Number }
    "snapshot-ignored" SnapshotIgnored { index: Number, commit: Number }
    "snapshot-replaces-log" SnapshotReplacesLog { index: Number, last: Number }
    "snapshot-keeps-tail" SnapshotKeepsTail { index: Number, last: Number }
    "not-leader" NotLeader { leader: Option<Server> }
}
