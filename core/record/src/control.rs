//! What only a simulator does to a run, or says of one: no other program has it to report.

use crate::event::Fate;
use crate::held::Held;
use crate::message::MessageName;
use crate::operation::{ClientId, Operation};
use crate::scope::{LinkOverride, Scope};
use raft::{Duration, Index, ServerId, ServerSet, Term, Time};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A user action that is no event of the cluster itself, or its refusal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Control {
    /// Something was done to the server of the event.
    Server(ServerControl),
    /// Something was done to a message in flight.
    Message {
        what: MessageControl,
        name: MessageName,
        /// What will become of it, if that is another fate than before.
        fate: Option<Fate>,
    },
    /// The server was given a log before the run began; the outcomes name its entries.
    LogGiven { term: Term },
    /// The log on the disk of the server, which is down, was erased from this index on: more than Raft promises to survive.
    LogErased { from: Index },
    /// A client was given an operation.
    Submitted {
        client: ClientId,
        operation: Operation,
    },
    /// The disk of the server takes so long from now on; as long as the dials say if none.
    DiskOverridden {
        /// Between the first and the second.
        latency: Option<(Duration, Duration)>,
    },
    /// All election timers that run will run out at once.
    TimersAligned { at: Time },
    /// Nothing of this kind moves any more, unless it is moved manually.
    Held { what: Held },
    /// What was held moves again. What would have moved meanwhile does so now.
    Released { what: Held },
    /// Links were cut: nothing arrives any more on these.
    Cut {
        /// Sender and receiver of each.
        links: Vec<(ServerId, ServerId)>,
    },
    Healed {
        /// Sender and receiver of each.
        links: Vec<(ServerId, ServerId)>,
    },
    /// The network was partitioned: only members of one group hear each other.
    Partitioned { groups: Vec<ServerSet> },
    /// Some messages differ from now on from what the dials say, or differ no more.
    LinkOverridden {
        scope: Scope,
        /// How; not at all if none.
        profile: Option<LinkOverride>,
    },
    Tuned {
        /// The dial, as the page calls it.
        dial: Cow<'static, str>,
        /// Its value from now on, in the dial's unit.
        value: u64,
        /// The same to read: `40 ms`.
        shown: String,
        /// The dial for the other end of its range, if it had to follow to the same value.
        along: Option<Cow<'static, str>>,
    },
    /// What the user asked for was not possible; nothing changed.
    Refused { sentence: String },
}

/// What can be done to a server. The numbers stand for them in fingerprints, for good.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerControl {
    /// The process was stopped; memory and disk survive, its clock runs on.
    Paused = 14,
    /// The process goes on, with what came in meanwhile.
    Resumed = 15,
    /// The disk finishes no write until it is released.
    DiskStalled = 16,
    DiskReleased = 17,
    SnapshotRequested = 18,
    /// The disk of the server, which is down, was erased: more than Raft promises to survive.
    DiskErased = 27,
}

/// What can be done to a message, beyond making it arrive or dropping it. The numbers stand for them in fingerprints, for
/// good.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageControl {
    Delayed = 22,
    Duplicated = 23,
}

impl ServerControl {
    pub const ALL: &[ServerControl] = &[
        ServerControl::Paused,
        ServerControl::Resumed,
        ServerControl::DiskStalled,
        ServerControl::DiskReleased,
        ServerControl::SnapshotRequested,
        ServerControl::DiskErased,
    ];
}

impl MessageControl {
    pub const ALL: &[MessageControl] = &[MessageControl::Delayed, MessageControl::Duplicated];
}
