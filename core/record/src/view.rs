//! A cluster at one moment: all that a picture needs, as plain data, however the run came about.

use crate::event::{DiskWrite, Envelope, EventNumber, Fate, OperationEnd, RoleName};
use crate::held::Holds;
use crate::message::MessageName;
use crate::operation::{ClientId, Operation, Serial};
use crate::sorted::SortedMap;
use crate::unknown::Unknown;
use raft::{Configuration, Index, Log, ServerId, ServerSet, SnapshotId, Term, Ticket, Time};
use std::sync::Arc;

/// A cluster at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClusterView {
    pub time: Time,
    /// How many events have happened.
    pub events: EventNumber,
    /// The servers, by ascending id.
    pub servers: Vec<ServerView>,
    /// Messages on their way, by ascending number.
    pub messages: Vec<MessageView>,
    /// The links that are cut, sender and receiver.
    pub cuts: Vec<(ServerId, ServerId)>,
    /// What moves only manually.
    pub holds: Holds,
    /// Servers whose disk was erased, which is more than Raft promises to survive.
    pub wiped: ServerSet,
    /// The clients, by ascending id.
    pub clients: Vec<ClientView>,
    /// The safety properties, in the order in which they are listed.
    pub checks: Vec<CheckView>,
    /// Running hash of all events so far.
    pub fingerprint: u64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServerView {
    pub id: ServerId,
    pub process: Process,
    /// Its role. Of a crashed server: follower.
    pub role: RoleName,
    /// Its term. Of a crashed server, here and below: what its disk holds.
    pub term: Term,
    /// Whom it voted for in that term.
    pub voted_for: Option<ServerId>,
    /// Who leads, as far as it knows.
    pub leader: Option<ServerId>,
    pub commit: Index,
    /// The last index that its state machine applied.
    pub applied: Index,
    pub log: Log,
    /// The last index that is on its disk.
    pub durable: Index,
    /// Its snapshot, if it ever took or received one.
    pub snapshot: Option<SnapshotView>,
    /// A snapshot on its way in.
    pub receiving: Option<ReceivingView>,
    /// The configuration in force.
    pub configuration: Configuration,
    pub election_timer: Option<TimerView>,
    pub heartbeat_timer: Option<TimerView>,
    /// Of a candidate: who granted its vote (itself once durable).
    pub votes_granted: ServerSet,
    /// Of a candidate: who refused.
    pub votes_refused: ServerSet,
    /// Of a leader: what it believes of the others, by ascending id.
    pub progress: Vec<ProgressView>,
    pub disk: DiskView,
    pub machine: Arc<SortedMap<Arc<str>, i64>>,
    /// Whether its state machine is about to hand over a snapshot.
    pub snapshot_due: bool,
    /// What of all this is not known, and stands here as if it were nothing.
    pub unknown: Unknown,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Process {
    Running,
    /// It is stopped, its memory kept.
    Paused,
    /// It is down, its memory lost.
    Crashed,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SnapshotView {
    /// Its name: last index, last term, content.
    pub id: SnapshotId,
    /// Size of its state in bytes.
    pub size: u64,
    /// What the state machine held then, as text: `x = 4`.
    pub contents: Arc<SortedMap<Arc<str>, i64>>,
    pub configuration: Configuration,
}

/// A snapshot on its way in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReceivingView {
    pub id: SnapshotId,
    /// Bytes held so far.
    pub held: u64,
    /// Bytes in all.
    pub total: u64,
    /// Size of its chunks in bytes.
    pub chunk_size: u64,
}

/// A timer that runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimerView {
    /// When it was last started.
    pub armed_at: Time,
    /// When it runs out. Of a paused process: when it would have.
    pub due: Time,
}

/// What a leader believes of one follower.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProgressView {
    /// The follower.
    pub peer: ServerId,
    pub next: Index,
    /// The highest index known to be durable there.
    pub match_index: Index,
    /// How entries travel there.
    pub mode: ProgressMode,
    /// When the leader last heard from it in this term.
    pub last_heard: Option<Time>,
}

/// How entries travel to a follower.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProgressMode {
    /// One append at a time, until one is accepted.
    Probe,
    /// Pipelined.
    Replicate,
    /// By snapshot: bytes acknowledged, and in all.
    Snapshot {
        /// Bytes acknowledged.
        acknowledged: u64,
        /// Bytes in all.
        total: u64,
    },
}

/// A message on its way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageView {
    pub envelope: Envelope,
    pub sent_at: Time,
    pub fate: Fate,
    pub sent_by: EventNumber,
    pub copy_of: Option<MessageName>,
    /// Whether it is held: it stands still, and its fate says when it would have moved.
    pub held: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DiskView {
    /// Writes that are not yet durable, in order.
    pub queue: Vec<WriteView>,
    /// Messages that wait for one of them.
    pub waiting: Vec<(Ticket, Envelope)>,
    /// Whether the disk finishes no write until it is released.
    pub stalled: bool,
}

/// A write on its way to the disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WriteView {
    pub ticket: Ticket,
    pub began: Time,
    /// When it will be durable; none while the disk is stalled.
    pub due: Option<Time>,
    /// What it writes, in order.
    pub writes: Vec<DiskWrite>,
}

impl WriteView {
    /// What it writes, as text: `term 3, vote for S1, entries 5 to 7`.
    pub fn what(&self) -> String {
        let writes: Vec<String> = self.writes.iter().map(DiskWrite::to_string).collect();
        writes.join(", ")
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientView {
    pub id: ClientId,
    /// Its operations: the latest that have ended, in the order in which they did, then those that are pending.
    pub operations: Vec<OperationView>,
}

impl ClientView {
    /// How many operations that have ended are shown.
    pub const ENDED: usize = 6;
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OperationView {
    pub serial: Serial,
    pub operation: Operation,
    /// How it ended; none while it is pending.
    pub end: Option<OperationEnd>,
    /// How often it was sent again.
    pub retries: u32,
    /// The server it was last sent to.
    pub server: Option<ServerId>,
    /// Where request or reply is now, if one is on its way.
    pub transit: Option<TransitView>,
}

/// A client's request or its reply on the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TransitView {
    /// Whether it is the reply.
    pub reply: bool,
    pub sent_at: Time,
    pub arrives_at: Time,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckView {
    /// Its name in the paper's words: `Election Safety`.
    pub name: &'static str,
    pub says: &'static str,
    /// The first event that broke it, and how.
    pub broken: Option<(EventNumber, String)>,
    /// Whether it is undecided, because to decide would take too long.
    pub undecided: bool,
}
