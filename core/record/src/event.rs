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
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Envelope {
    /// Its name.
    pub id: MessageId,
    /// The sender.
    pub from: ServerId,
    /// The receiver.
    pub to: ServerId,
    /// What it says.
    pub message: Message,
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
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// Its number.
    pub number: EventNumber,
    /// When it happened.
    pub time: Time,
    /// The event that led to it; none for the start of the run and for a user action, such as finishing a write. A message
    /// or a timer that the user moved says so itself as well.
    pub cause: Option<EventNumber>,
    /// The server it happened to.
    pub server: Option<ServerId>,
    /// What happened.
    pub kind: EventKind,
    /// What followed, in order.
    pub outcomes: Vec<Outcome>,
    /// What the server is now, if it took a step.
    pub after: Option<Facts>,
}

/// What can happen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EventKind {
    // — by themselves —
    /// A server's process came up: at the beginning, or again.
    Started {
        /// Whether it ran before.
        again: bool,
    },
    /// A timer of the server ran out, or was made to.
    TimerFired {
        /// Which.
        timer: TimerKind,
        /// Whether the user made it.
        manual: bool,
    },
    /// A message reached its receiver, which took a step.
    Delivered {
        /// The message.
        envelope: Envelope,
        /// Whether the user delivered it.
        manual: bool,
    },
    /// A message was lost on the way, or came to a server that is down, or to one behind a cut.
    Lost {
        /// The message.
        envelope: Envelope,
        /// Why.
        why: LossReason,
        /// Whether the user dropped it, or delivered it to a server that is down.
        manual: bool,
    },
    /// Writes of the server are on its disk, up to and with this ticket.
    Persisted {
        /// The ticket.
        ticket: Ticket,
    },
    /// The server's state machine applied entries.
    Applied {
        /// Index of the last one.
        last: Index,
    },
    /// A server's log grew past the snapshot threshold and its state machine handed over a snapshot.
    SnapshotDue,
    /// A client sent an operation to the server, for the first time or again.
    ClientSent {
        /// The client.
        client: ClientId,
        /// Which of its operations.
        serial: Serial,
        /// The operation.
        operation: Operation,
        /// How often it was sent before.
        retries: u32,
    },
    /// A client's request reached the server.
    RequestArrived {
        /// The client.
        client: ClientId,
        /// Which of its operations.
        serial: Serial,
    },
    /// The server's answer reached the client.
    ReplyArrived {
        /// The client.
        client: ClientId,
        /// Which of its operations.
        serial: Serial,
    },
    /// A client lost its connection to the server, which is down, and tries another one.
    ConnectionLost {
        /// The client.
        client: ClientId,
        /// Which of its operations.
        serial: Serial,
    },
    /// A client waited too long for an answer and tries another server, or gives up.
    ClientTimedOut {
        /// The client.
        client: ClientId,
        /// Which of its operations.
        serial: Serial,
    },

    // — user actions —
    /// The server was given a log before the run began; the outcomes name its entries.
    LogGiven {
        /// The server's term.
        term: Term,
    },
    /// A client was given an operation.
    Submitted {
        /// The client.
        client: ClientId,
        /// The operation.
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
    /// The disk works again.
    DiskReleased,
    /// The disk of the server takes so long from now on; as long as the dials say if none.
    DiskOverridden {
        /// Between the first and the second.
        latency: Option<(Duration, Duration)>,
    },
    /// All election timers that run will run out at once.
    TimersAligned {
        /// When.
        at: Time,
    },
    /// Nothing of this kind moves any more, unless it is moved manually.
    Held {
        /// Which kind.
        what: Held,
    },
    /// What was held moves again. What would have moved meanwhile does so now.
    Released {
        /// Which kind.
        what: Held,
    },
    /// The server was asked for a snapshot.
    SnapshotRequested,
    /// Links were cut: nothing arrives any more on these.
    Cut {
        /// Sender and receiver of each.
        links: Vec<(ServerId, ServerId)>,
    },
    /// Links were healed.
    Healed {
        /// Sender and receiver of each.
        links: Vec<(ServerId, ServerId)>,
    },
    /// The network was partitioned: only members of one group hear each other.
    Partitioned {
        /// The groups.
        groups: Vec<ServerSet>,
    },
    /// A message was delayed.
    Delayed {
        /// The message.
        id: MessageId,
        /// Its fate now.
        fate: Fate,
    },
    /// A message was copied.
    Duplicated {
        /// The message.
        id: MessageId,
    },
    /// Some messages differ from now on from what the dials say, or differ no more.
    LinkOverridden {
        /// Which.
        scope: Scope,
        /// How; not at all if none.
        shape: Option<LinkOverride>,
    },
    /// A dial was turned.
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
        /// Why.
        sentence: String,
    },
}

/// Why a message did not arrive.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LossReason {
    /// By chance, as the loss dial has it.
    Chance,
    /// The link was cut.
    Cut,
    /// The receiver was down.
    Down,
    /// The user dropped it.
    #[serde(rename = "by_hand")]
    Manual,
}

/// What followed from an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// A rule decided.
    Decided(Reason),
    /// The node reported a change of itself: role, term, commit index, log.
    Noticed(Notice),
    /// A batch of writes went to the disk.
    WriteBegan {
        /// Its ticket.
        ticket: Ticket,
    },
    /// A message waits for a write before it may leave.
    Waits {
        /// The message.
        envelope: Envelope,
        /// The write.
        ticket: Ticket,
    },
    /// A message left.
    Sent {
        /// The message.
        envelope: Envelope,
        /// What will become of it.
        fate: Fate,
        /// The message that it is a copy of, if the network made it.
        copy_of: Option<MessageId>,
    },
    /// A message in flight meets another fate than it was given, because of a cut: one was made or healed, or the user
    /// delivers the message across it.
    FateChanged {
        /// The message.
        id: MessageId,
        /// Its fate now.
        fate: Fate,
    },
    /// A message that was about to leave did not, because its sender went down.
    NeverSent {
        /// The message.
        id: MessageId,
    },
    /// A timer was started, or restarted.
    TimerArmed {
        /// Which.
        timer: TimerKind,
        /// When it runs out.
        at: Time,
    },
    /// A timer was stopped.
    TimerStopped(TimerKind),
    /// The state machine applied an entry.
    AppliedEntry {
        /// Where it stands.
        index: Index,
        /// Its term.
        term: Term,
        /// What it holds.
        payload: Payload,
        /// Hash of that, as [`crate::content_hash`] has it.
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
        /// The client.
        client: ClientId,
        /// Which of its operations.
        serial: Serial,
        /// How.
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
    /// Current term.
    pub term: Term,
    /// Whom it voted for in that term.
    pub voted_for: Option<ServerId>,
    /// Its role.
    pub role: RoleName,
    /// Who leads, as far as it knows.
    pub leader: Option<ServerId>,
    /// Commit index.
    pub commit: Index,
    /// The last index its state machine applied.
    pub applied: Index,
    /// Index of the last log entry.
    pub last_index: Index,
    /// Term of the last log entry.
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
    /// Gathers votes.
    Candidate,
    /// Leads.
    Leader,
}
