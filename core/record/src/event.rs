//! Everything that can happen in a run, as a closed list. Each event names its time, its cause and its reasons.

use crate::control::{Control, ServerControl};
use crate::message::{MessageKind, MessageName, MessageNumber};
use crate::operation::{Answer, ClientId, Operation, Serial};
use raft::{
    Configuration, Index, Message, Notice, Payload, Reason, ServerId, SnapshotId, Term, Ticket,
    Time, TimerKind,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The number of an event; they count up from 0.
pub type EventNumber = u64;

/// A message with its way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Envelope {
    pub number: MessageNumber,
    pub from: ServerId,
    pub to: ServerId,
    /// Which of its link, kind and term it is, as in its name.
    pub nth: u32,
    /// Which copy it is, as in its name.
    pub copy: u64,
    pub message: Message,
}

impl Envelope {
    pub fn name(&self) -> MessageName {
        MessageName {
            from: self.from,
            to: self.to,
            kind: MessageKind::of(&self.message),
            term: self.message.term(),
            nth: self.nth,
            copy: self.copy,
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
#[derive(Clone, PartialEq, Eq, Debug)]
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

/// What happened. All but the last any program that runs a cluster can report, from the logs of its servers and clients: a
/// process came up or went down, a timer ran out, a message arrived or did not, a write became durable, entries were
/// applied, a snapshot was taken; and what a client sent, and how that went on. Whether it was the simulator's user who
/// made it happen stands beside it; what has no meaning without a simulator is a [`Control`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EventKind {
    /// A server's process came up: at the beginning, or again.
    Started { again: bool },
    /// The server lost its memory and what its disk had not kept.
    Crashed {
        /// How many writes were not yet on the disk.
        unsynced: u32,
        /// How many of those the disk kept all the same.
        kept: u32,
    },
    /// A timer of the server ran out, or was made to.
    TimerFired { timer: TimerKind, manual: bool },
    /// A message reached its receiver, which took a step.
    Delivered { envelope: Envelope, manual: bool },
    /// A message was lost on the way, or came to a server that is down, or to one behind a cut.
    Lost {
        envelope: Envelope,
        why: LossReason,
        /// Whether the user dropped it, or delivered it to a server that is down.
        manual: bool,
    },
    /// Writes of the server are on its disk, up to and with this ticket.
    Persisted { ticket: Ticket },
    /// The server's state machine applied entries.
    Applied { last: Index },
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
    RequestArrived { client: ClientId, serial: Serial },
    /// The server's answer reached the client.
    ReplyArrived { client: ClientId, serial: Serial },
    /// A client lost its connection to the server, which is down, and tries another one.
    ConnectionLost { client: ClientId, serial: Serial },
    /// A client waited too long for an answer and tries another server, or gives up.
    ClientTimedOut { client: ClientId, serial: Serial },

    /// What only a simulator does.
    Control(Control),
}

impl From<Control> for EventKind {
    fn from(control: Control) -> EventKind {
        EventKind::Control(control)
    }
}

impl From<ServerControl> for EventKind {
    fn from(control: ServerControl) -> EventKind {
        EventKind::Control(Control::Server(control))
    }
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
        copy_of: Option<MessageName>,
    },
    /// A message in flight meets another fate than it was given, because of a cut: one was made or healed, or the user
    /// delivers the message across it.
    FateChanged {
        name: MessageName,
        fate: Fate,
    },
    /// A message that was about to leave did not, because its sender went down.
    NeverSent {
        name: MessageName,
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
        check: Cow<'static, str>,
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
