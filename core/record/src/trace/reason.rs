//! Reasons as the lines of a trace write them: a name and operands for programs, section and sentence for people.

use super::strict::Strict;
use super::values::{Number, Server, server_set, servers};
use raft::quorum::{Count, Tally};
use raft::{Reason, ServerId, ServerSet};
use serde::de::value::MapDeserializer;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A decision. Its sentence follows from it, so a reader does not get that back; one of another program may have a section
/// and a sentence alone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub(super) struct Decision {
    #[serde(flatten)]
    reason: Option<Known>,
    section: String,
    sentence: String,
}

/// The same before its operands are known to be those of its reason.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    reason: Option<String>,
    operands: Option<Value>,
    section: String,
    sentence: String,
}

impl TryFrom<Written> for Decision {
    type Error = String;

    fn try_from(written: Written) -> Result<Decision, String> {
        let reason = match (written.reason, written.operands) {
            (None, None) => None,
            (Some(name), Some(operands)) => Some(Known::named(name, operands)?),
            _ => return Err("`reason` and `operands` go together".into()),
        };
        Ok(Decision {
            reason,
            section: written.section,
            sentence: written.sentence,
        })
    }
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

impl Known {
    fn named(name: String, operands: Value) -> Result<Known, String> {
        let parts = [("reason", Value::String(name)), ("operands", operands)];
        let parts = MapDeserializer::<_, serde_json::Error>::new(parts.into_iter());
        Known::deserialize(Strict(parts)).map_err(|error| error.to_string())
    }
}

/// How an operand is written.
trait Operand<T> {
    fn write(operand: T) -> Self;
    fn read(self) -> T;
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
    ($($name:literal $reason:ident { $($(#[$how:meta])? $operand:ident: $type:ty),* })*) => {
        #[derive(Clone, Serialize, Deserialize)]
        #[serde(tag = "reason", content = "operands", deny_unknown_fields)]
        enum Known {
            $(
                #[serde(rename = $name)]
                $reason { $($(#[$how])? $operand: $type),* },
            )*
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
    "not-leader" NotLeader { #[serde(skip_serializing_if = "Option::is_none")] leader: Option<Server> }
}
