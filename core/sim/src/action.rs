//! The closed list of what may be done to a world. Clicks, keys and scripts all speak it.

use crate::dials::Dial;
use raft::{Duration, Index, ServerId, ServerSet, Term};
use record::{ClientId, Held, LinkOverride, MessageName, Operation, Scope};

/// One thing done to a world. What cannot be done then changes nothing and says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    Server(ServerAction, ServerId),
    Message(MessageAction, MessageName),
    /// Before the run begins: the server has a log of entries of these terms, and this current term.
    GiveLog(ServerId, Vec<Term>, Term),
    /// All election timers that run will run out together, when the first of them would have. Those of paused servers run
    /// on, and are moved as well.
    AlignTimers,
    /// The disk of this server takes between the first and the second for a write; as long as the dials say if none.
    OverrideDisk(ServerId, Option<(Duration, Duration)>),
    /// The server takes a snapshot of its state machine as it was at this index, which it has applied.
    SnapshotAt(ServerId, Index),
    /// The disk of a crashed server loses its log from this index on, which is more than Raft promises to survive.
    EraseLog(ServerId, Index),
    /// Nothing of this kind moves by itself any more, only by an action.
    Hold(Held),
    /// What was held moves again. What would have moved meanwhile does so now.
    Release(Held),
    /// Nothing arrives any more from the first at the second.
    Cut(ServerId, ServerId),
    /// Nothing arrives any more between the two.
    CutBoth(ServerId, ServerId),
    /// Both directions between the two are mended.
    Heal(ServerId, ServerId),
    /// The direction from the first to the second is mended.
    HealLink(ServerId, ServerId),
    /// Only members of the same group hear each other. A server in no group hears no other.
    Partition(Vec<ServerSet>),
    /// All links are mended.
    HealAll,
    /// A client sends an operation: the named one, or the least busy.
    Submit(Option<ClientId>, Operation),
    /// The same, and the operation is sent to this server first.
    SubmitAt(Option<ClientId>, Operation, ServerId),
    /// The oldest thing of the client that is under way happens now: it sends, or its request or a reply arrives.
    Advance(ClientId),
    /// These messages differ from what the dials say; no more if none.
    OverrideLink(Scope, Option<LinkOverride>),
    /// A dial is turned, and the other end of its range with it if that has to follow.
    Set(Dial, u64),
}

/// Something done to a server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ServerAction {
    /// The process dies: memory is lost, and of unsynced writes what the dial says.
    Crash,
    /// The same, and no message that the server sent at this very moment leaves. What it wrote has gone to the disk.
    CrashBeforeSend,
    /// The same as a crash, but of unsynced writes all are kept, the last one only in part.
    CrashTearing,
    /// A crashed server comes up with what its disk kept.
    Restart,
    /// The process stops; memory is kept, input waits.
    Pause,
    /// A stopped process goes on.
    Resume,
    /// The disk of a crashed server is erased, which is more than Raft promises to survive.
    Wipe,
    /// The election timer of the server runs out now.
    TimeOut,
    /// The heartbeat timer of a leader or candidate runs out now.
    Heartbeat,
    /// The server takes a snapshot of its state machine now.
    TakeSnapshot,
    /// The disk finishes no write until released.
    StallDisk,
    /// A stalled disk works again.
    ReleaseDisk,
    /// The oldest write under way is durable now.
    Sync,
    /// The state machine has done what it works on, now.
    Apply,
    /// Every link from and to the server is cut.
    Isolate,
    /// Every link from and to the server is mended.
    Reconnect,
}

impl ServerAction {
    /// Every one, with the words for it; the second word, if there is one, stands behind the servers.
    pub const NAMED: &[(&str, ServerAction)] = &[
        ("crash", ServerAction::Crash),
        ("crash before-send", ServerAction::CrashBeforeSend),
        ("crash tearing", ServerAction::CrashTearing),
        ("restart", ServerAction::Restart),
        ("pause", ServerAction::Pause),
        ("resume", ServerAction::Resume),
        ("wipe", ServerAction::Wipe),
        ("time-out", ServerAction::TimeOut),
        ("heartbeat", ServerAction::Heartbeat),
        ("snapshot", ServerAction::TakeSnapshot),
        ("stall", ServerAction::StallDisk),
        ("release", ServerAction::ReleaseDisk),
        ("sync", ServerAction::Sync),
        ("apply", ServerAction::Apply),
        ("isolate", ServerAction::Isolate),
        ("reconnect", ServerAction::Reconnect),
    ];
}

/// Something done to a message on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MessageAction {
    /// It is lost now.
    Drop,
    /// It arrives now, across a cut as well. It is lost if its receiver is down.
    Deliver,
    /// It is sent a second time, from where it is.
    Duplicate,
    /// It arrives later by this much.
    Delay(Duration),
}

impl MessageAction {
    /// Every one, with the word for it; those that take a time, without one.
    pub const NAMED: &[(&str, MessageAction)] = &[
        ("drop", MessageAction::Drop),
        ("deliver", MessageAction::Deliver),
        ("duplicate", MessageAction::Duplicate),
        ("delay", MessageAction::Delay(Duration::ZERO)),
    ];
}
