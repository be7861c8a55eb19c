//! Everything that can happen in a run, as a closed list. Each event names its time, its cause and its reasons.

use crate::control::{Control, ServerControl};
use crate::message::{Body, MessageName, MessageNumber};
use crate::operation::{Answer, ClientId, Operation, Serial};
use crate::view::{ProgressView, ReceivingView, SnapshotView};
use raft::{
    Configuration, DiskOp, Entries, Index, Message, Notice, Payload, Reason, ServerId, SnapshotId,
    Term, Ticket, Time, TimerKind,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// The number of an event; they count up from 0.
pub type EventNumber = u64;

/// A message with its way.
#[derive(PartialEq, Eq, Debug)]
pub struct Envelope {
    pub number: MessageNumber,
    pub from: ServerId,
    pub to: ServerId,
    /// Which of its link, kind and term it is, as in its name.
    pub nth: u32,
    /// Which copy it is, as in its name.
    pub copy: u64,
    pub body: Body,
}

impl Envelope {
    /// What it says; none if not all of it is known.
    pub fn message(&self) -> Option<&Message> {
        match &self.body {
            Body::Whole(message) => Some(message),
            Body::Partial(_) => None,
        }
    }

    pub fn name(&self) -> MessageName {
        MessageName {
            from: self.from,
            to: self.to,
            kind: self.body.kind(),
            term: self.body.term(),
            nth: self.nth,
            copy: self.copy,
        }
    }
}

/// Not derived, as the page would get a copy of that for each crate that clones envelopes.
impl Clone for Envelope {
    fn clone(&self) -> Envelope {
        Envelope {
            number: self.number,
            from: self.from,
            to: self.to,
            nth: self.nth,
            copy: self.copy,
            body: self.body.clone(),
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
    /// Another program sent it, and that it will arrive or be lost is not known yet.
    Unknown,
}

impl Fate {
    /// When it is decided, where that is known.
    pub fn time(self) -> Option<Time> {
        match self {
            Fate::Arrives(time) | Fate::Lost(time) => Some(time),
            Fate::Unknown => None,
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
    /// The line of another program's file that says so, if it does not speak of itself.
    pub source: Option<Arc<Source>>,
}

/// Where an event comes from that another program reported.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The number of the line in its file, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The line as it stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Event {
    /// What the event says that its server is: after a step, or by what the disk holds of one that does not run.
    pub fn reported<'a>(&'a self) -> Option<&'a Facts> {
        let on_disk = |outcome: &'a Outcome| match outcome {
            Outcome::DiskHolds(held) => Some(&held.facts),
            _ => None,
        };
        let after = self.after.as_ref();
        after.or_else(|| self.outcomes.iter().find_map(on_disk))
    }
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
            source: self.source.clone(),
        }
    }
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
        /// When it reaches the server, where that is known.
        arrives: Option<Time>,
    },
    /// A client's request reached the server.
    RequestArrived { client: ClientId, serial: Serial },
    /// The server's answer reached the client.
    ReplyArrived { client: ClientId, serial: Serial },
    /// A client lost its connection to the server, which is down, and tries another one.
    ConnectionLost { client: ClientId, serial: Serial },
    /// A client waited too long for an answer and tries another server, or gives up.
    ClientTimedOut { client: ClientId, serial: Serial },

    /// The server took a step, of which it is not known what it was: another program does not say.
    Unknown,

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
        /// What it writes, in order.
        writes: Vec<DiskWrite>,
        /// When it will be durable; none while the disk is stalled.
        due: Option<Time>,
    },
    /// A write under way will be durable at another time than it would have been.
    WriteDue {
        ticket: Ticket,
        due: Time,
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
    /// The server is this now, as far as is known; where all of it is, the event says so itself.
    Reported(Box<PartialFacts>),
    /// What the server's log holds below this index is not known.
    UnknownBelow(Index),
    /// The process of the server does not run, and its disk holds this, which is what it will come up with.
    DiskHolds(Box<DiskHeld>),
    /// What a leader believes of one follower is this from now on.
    Progress {
        leader: ServerId,
        follower: ProgressView,
    },
    /// Of a snapshot on its way in to this server, so much is here; none is on its way in any more if none.
    Receiving {
        server: ServerId,
        now: Option<ReceivingView>,
    },
    /// The server's snapshot is another one from now on: taken, received, or what its disk kept; none if none.
    SnapshotChanged(Option<Arc<SnapshotView>>),
    /// The log grew past the snapshot threshold, and the state machine will hand over a snapshot next.
    SnapshotPlanned,
    /// An operation stands in its client's queue.
    Queued {
        client: ClientId,
        serial: Serial,
        operation: Operation,
        /// The server that it is sent to first, if that is decided.
        server: Option<ServerId>,
    },
    /// The server's answer to a client left.
    Replied {
        client: ClientId,
        serial: Serial,
        /// When it reaches the client.
        arrives: Time,
    },
    /// An answer to a client that was about to leave did not, because its server went down.
    NeverReplied {
        client: ClientId,
        serial: Serial,
    },
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
    /// Whether a safety property holds cannot be decided any more: it would take too long.
    CheckUndecided(Cow<'static, str>),
}

/// One thing that a batch of writes changes on the disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DiskWrite {
    TermVote {
        term: Term,
        voted_for: Option<ServerId>,
    },
    /// What stands in the log from `from` on is replaced by so many entries.
    Entries { from: Index, count: u64 },
    /// A snapshot whose last entry is this one.
    Snapshot { index: Index },
    /// Bytes of a snapshot on its way in, from `offset` to before `end`.
    Chunk { offset: u64, end: u64 },
    /// The chunks that were received are forgotten.
    DropPartial,
    /// The log through this index goes, since a snapshot covers it.
    DropPrefix { through: Index },
}

impl fmt::Display for DiskWrite {
    /// `term 3, vote for S1`, `entries 5 to 7`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            DiskWrite::TermVote {
                term,
                voted_for: Some(id),
            } => write!(out, "term {term}, vote for {id}"),
            DiskWrite::TermVote {
                term,
                voted_for: None,
            } => write!(out, "term {term}"),
            DiskWrite::Entries { from, count: 0 } => write!(out, "log cut from {from}"),
            DiskWrite::Entries { from, count: 1 } => write!(out, "entry {from}"),
            DiskWrite::Entries { from, count } => {
                write!(out, "entries {from} to {}", from + count - 1)
            }
            DiskWrite::Snapshot { index } => write!(out, "snapshot up to {index}"),
            DiskWrite::Chunk { offset, end } => {
                write!(out, "bytes {offset} to {end} of a snapshot")
            }
            DiskWrite::DropPartial => out.write_str("received chunks dropped"),
            DiskWrite::DropPrefix { through } => write!(out, "log dropped through {through}"),
        }
    }
}

impl From<&DiskOp> for DiskWrite {
    fn from(op: &DiskOp) -> DiskWrite {
        match op {
            DiskOp::TermVote { term, voted_for } => DiskWrite::TermVote {
                term: *term,
                voted_for: *voted_for,
            },
            DiskOp::Write { from, entries, .. } => DiskWrite::Entries {
                from: *from,
                count: entries.len() as u64,
            },
            DiskOp::SaveSnapshot(snapshot) => DiskWrite::Snapshot {
                index: snapshot.id.last_included_index,
            },
            DiskOp::SaveChunk(chunk) => DiskWrite::Chunk {
                offset: chunk.offset,
                end: chunk.offset + chunk.data.len() as u64,
            },
            DiskOp::DropPartial => DiskWrite::DropPartial,
            DiskOp::DropPrefix { through, .. } => DiskWrite::DropPrefix { through: *through },
        }
    }
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
    /// The last entry before its log, which a snapshot covers; 0 if there is none.
    pub base_index: Index,
    pub base_term: Term,
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

/// What is known of a server after a step, when that is not all: another program says so much of it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct PartialFacts {
    pub term: Option<Term>,
    /// Whom it voted for in that term; none within if it voted for no server.
    pub voted_for: Option<Option<ServerId>>,
    pub role: Option<RoleName>,
    /// Who leads, as far as it knows; none within if it knows of no leader.
    pub leader: Option<Option<ServerId>>,
    pub commit: Option<Index>,
    pub applied: Option<Index>,
    /// The last entry before its log.
    pub base: Option<PartialPlace>,
    pub last: Option<PartialPlace>,
    pub durable: Option<Index>,
    pub snapshot: Option<PartialPlace>,
    pub configuration: Option<Configuration>,
}

/// A place in a log, whose term may be unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PartialPlace {
    pub index: Index,
    pub term: Option<Term>,
}

/// What a disk holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DiskHeld {
    pub facts: Facts,
    /// From this index on its log is as `entries` say; before it, as its server had it.
    pub first: Index,
    /// To the end of the log; none if it ends before `first`.
    pub entries: Entries,
}

/// A role without what belongs to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleName {
    /// Answers candidates and leaders.
    Follower,
    /// Asks whether it would be elected, before it enters a new term.
    #[serde(rename = "pre-candidate")]
    PreCandidate,
    Candidate,
    Leader,
}
