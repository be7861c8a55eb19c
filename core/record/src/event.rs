//! Everything that can happen in a run, as a closed list. Each event names its time, its cause and its reasons.

use crate::held::Held;
use crate::operation::{Answer, ClientId, Operation, Serial};
use crate::scope::{LinkOverride, Scope};
use raft::{
    Configuration, Duration, Index, Message, Notice, Payload, Reason, ServerId, ServerSet,
    SnapshotId, Term, Ticket, Time, TimerKind,
};
use serde::{Deserialize, Serialize};

/// Names a message of a run; they count up from 1 in the order in which they were handed over for sending.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct MessageId(pub u64);

/// The number of an event; they count up from 0.
pub type EventNumber = u64;

/// A message with its way.
#[derive(PartialEq, Eq, Debug)]
pub struct Envelope {
    pub id: MessageId,
    pub from: ServerId,
    pub to: ServerId,
    pub message: Message,
}

/// Not derived, as the page would get a copy of that for each crate that clones envelopes.
impl Clone for Envelope {
    fn clone(&self) -> Envelope {
        Envelope {
            id: self.id,
            from: self.from,
            to: self.to,
            message: self.message.clone(),
        }
    }
}

/// What will become of a message, unless a cut, a dial or the user changes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It arrives then.
    Arrives(Time),
    /// It is lost on the way, then.
    Lost(Time),
}

impl Fate {
    /// When it is decided.
    pub fn time(self) -> Time {
        match self {
            Fate::Arrives(time) | Fate::Lost(time) => time,
        }
    }
}

/// One event: one thing that happened to the world, with all that followed from it at that moment.
#[derive(PartialEq, Eq, Debug)]
pub struct Event {
    pub number: EventNumber,
    pub time: Time,
    /// The event that led to it; none for the start of the run and for a user action, such as finishing a write. A message
    /// or a timer that the user moved says so itself as well.
    pub cause: Option<EventNumber>,
    pub server: Option<ServerId>,
    pub kind: EventKind,
    /// What followed, in order.
    pub outcomes: Vec<Outcome>,
    /// What the server is now, if it took a step.
    pub after: Option<Facts>,
}

/// Not derived, as the page would get a copy of that for each crate that clones events.
impl Clone for Event {
    fn clone(&self) -> Event {
        Event {
            number: self.number,
            time: self.time,
            cause: self.cause,
            server: self.server,
            kind: self.kind.clone(),
            outcomes: self.outcomes.clone(),
            after: self.after,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EventKind {
    // — by themselves —
    /// A server's process came up: at the beginning, or again.
    Started {
        again: bool,
    },
    /// A timer of the server ran out, or was made to.
    TimerFired {
        timer: TimerKind,
        manual: bool,
    },
    /// A message reached its receiver, which took a step.
    Delivered {
        envelope: Envelope,
        manual: bool,
    },
    /// A message was lost on the way, or came to a server that is down, or to one behind a cut.
    Lost {
        envelope: Envelope,
        why: LossReason,
        /// Whether the user dropped it, or delivered it to a server that is down.
        manual: bool,
    },
    /// Writes of the server are on its disk, up to and with this ticket.
    Persisted {
        ticket: Ticket,
    },
    /// The server's state machine applied entries.
    Applied {
        last: Index,
    },
    /// A server's log grew past the snapshot threshold and its state machine handed over a snapshot.
    SnapshotDue,
    /// A client sent an operation to the server, for the first time or again.
    ClientSent {
        client: ClientId,
        serial: Serial,
        operation: Operation,
        /// How often it was sent before.
        retries: u32,
    },
    /// A client's request reached the server.
    RequestArrived {
        client: ClientId,
        serial: Serial,
    },
    /// The server's answer reached the client.
    ReplyArrived {
        client: ClientId,
        serial: Serial,
    },
    /// A client lost its connection to the server, which is down, and tries another one.
    ConnectionLost {
        client: ClientId,
        serial: Serial,
    },
    /// A client waited too long for an answer and tries another server, or gives up.
    ClientTimedOut {
        client: ClientId,
        serial: Serial,
    },

    // — user actions —
    /// The server was given a log before the run began; the outcomes name its entries.
    LogGiven {
        term: Term,
    },
    /// A client was given an operation.
    Submitted {
        client: ClientId,
        operation: Operation,
    },
    /// The server lost its memory and what its disk had not kept.
    Crashed {
        /// How many writes were not yet on the disk.
        unsynced: u32,
        /// How many of those the disk kept all the same.
        kept: u32,
    },
    /// The disk of the server, which is down, was erased: more than Raft promises to survive.
    Wiped,
    /// The process was stopped; memory and disk survive, its clock runs on.
    Paused,
    /// The process goes on, with what came in meanwhile.
    Resumed,
    /// The disk finishes no write until it is released.
    DiskStalled,
    DiskReleased,
    /// The disk of the server takes so long from now on; as long as the dials say if none.
    DiskOverridden {
        /// Between the first and the second.
        latency: Option<(Duration, Duration)>,
    },
    /// All election timers that run will run out at once.
    TimersAligned {
        at: Time,
    },
    /// Nothing of this kind moves any more, unless it is moved manually.
    Held {
        what: Held,
    },
    /// What was held moves again. What would have moved meanwhile does so now.
    Released {
        what: Held,
    },
    SnapshotRequested,
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
    Partitioned {
        groups: Vec<ServerSet>,
    },
    Delayed {
        id: MessageId,
        fate: Fate,
    },
    Duplicated {
        id: MessageId,
    },
    /// Some messages differ from now on from what the dials say, or differ no more.
    LinkOverridden {
        scope: Scope,
        /// How; not at all if none.
        shape: Option<LinkOverride>,
    },
    Tuned {
        /// The dial, as the page calls it.
        dial: &'static str,
        /// Its value from now on, in the dial's unit.
        value: u64,
        /// The same to read: `40 ms`.
        shown: String,
        /// The dial for the other end of its range, if it had to follow to the same value.
        along: Option<&'static str>,
    },
    /// What the user asked for was not possible; nothing changed.
    Refused {
        sentence: String,
    },
}

/// Why a message did not arrive.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LossReason {
    /// By chance, as the loss dial has it.
    Chance,
    Cut,
    Down,
    #[serde(rename = "by_hand")]
    Manual,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    Decided(Reason),
    /// The node reported a change of itself: role, term, commit index, log.
    Noticed(Notice),
    /// A batch of writes went to the disk.
    WriteBegan {
        ticket: Ticket,
    },
    /// A message waits for a write before it may leave.
    Waits {
        envelope: Envelope,
        ticket: Ticket,
    },
    /// A message left.
    Sent {
        envelope: Envelope,
        fate: Fate,
        /// The message that it is a copy of, if the network made it.
        copy_of: Option<MessageId>,
    },
    /// A message in flight meets another fate than it was given, because of a cut: one was made or healed, or the user
    /// delivers the message across it.
    FateChanged {
        id: MessageId,
        fate: Fate,
    },
    /// A message that was about to leave did not, because its sender went down.
    NeverSent {
        id: MessageId,
    },
    TimerArmed {
        timer: TimerKind,
        /// When it runs out.
        at: Time,
    },
    TimerStopped(TimerKind),
    AppliedEntry {
        index: Index,
        term: Term,
        payload: Payload,
        /// Hash of the payload, as [`crate::content_hash`] has it.
        content: u64,
        /// What it answered; none for entries that are no client's.
        answer: Option<Answer>,
        /// Whether a session remembered the operation, so that it did not run again (§8).
        repeated: bool,
    },
    /// The state machine was replaced by a snapshot.
    Restored(SnapshotId),
    /// An operation of a client came to an end.
    OperationEnded {
        client: ClientId,
        serial: Serial,
        end: OperationEnd,
    },
    /// A safety property does not hold any more.
    CheckFailed {
        /// The property's name, as in [`crate::checks`].
        check: &'static str,
        /// What contradicts what.
        sentence: String,
    },
}

/// How an operation ended, as its client knows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OperationEnd {
    /// It was done, with this answer.
    Ok(Answer),
    /// It was certainly not done.
    Failed,
    /// No answer came: it may have been done, or may yet be.
    Unknown,
}

/// What a server is after a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts {
    pub term: Term,
    /// Whom it voted for in that term.
    pub voted_for: Option<ServerId>,
    pub role: RoleName,
    /// Who leads, as far as it knows.
    pub leader: Option<ServerId>,
    pub commit: Index,
    /// The last index its state machine applied.
    pub applied: Index,
    pub last_index: Index,
    pub last_term: Term,
    /// The last index that is on the disk.
    pub durable: Index,
    /// The last index that its snapshot contains; 0 if there is none.
    pub snapshot_index: Index,
    /// The term of that entry.
    pub snapshot_term: Term,
    /// The configuration in force.
    pub configuration: Configuration,
}

/// A role without what belongs to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleName {
    /// Answers candidates and leaders.
    Follower,
    Candidate,
    Leader,
}
