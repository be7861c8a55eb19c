//! The closed list of what may be done to a world. Clicks, keys and scripts all speak it.

use crate::dials::Dial;
use raft::{Duration, ServerId, ServerSet, Term};
use record::{ClientId, Held, LinkOverride, MessageName, Operation, Scope};

/// One thing done to a world. What cannot be done then changes nothing and says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// The process dies: memory is lost, and of unsynced writes what the dial says.
    Crash(ServerId),
    /// The same, and no message that the server sent at this very moment leaves. What it wrote has gone to the disk.
    CrashBeforeSend(ServerId),
    /// The same as a crash, but of unsynced writes all are kept, the last one only in part.
    CrashTearing(ServerId),
    /// The disk of a crashed server is erased, which is more than Raft promises to survive.
    Wipe(ServerId),
    /// Before the run begins: the server has a log of entries of these terms, and this current term.
    GiveLog(ServerId, Vec<Term>, Term),
    /// A crashed server comes up with what its disk kept.
    Restart(ServerId),
    /// The process stops; memory is kept, input waits.
    Pause(ServerId),
    /// A stopped process goes on.
    Resume(ServerId),
    /// The election timer of a server runs out now.
    TimeOut(ServerId),
    /// The heartbeat timer of a leader or candidate runs out now.
    Heartbeat(ServerId),
    /// All election timers that run will run out together, when the first of them would have. Those of paused servers run
    /// on, and are moved as well.
    AlignTimers,
    /// The server takes a snapshot of its state machine now.
    TakeSnapshot(ServerId),
    /// The disk finishes no write until released.
    StallDisk(ServerId),
    /// A stalled disk works again.
    ReleaseDisk(ServerId),
    /// The disk of this server takes between the first and the second for a write; as long as the dials say if none.
    OverrideDisk(ServerId, Option<(Duration, Duration)>),
    /// The oldest write under way is durable now.
    Sync(ServerId),
    /// The state machine has done what it works on, now.
    Apply(ServerId),
    /// Nothing of this kind moves by itself any more, only by an action.
    Hold(Held),
    /// What was held moves again. What would have moved meanwhile does so now.
    Release(Held),
    /// Every link from and to the server is cut.
    Isolate(ServerId),
    /// Every link from and to the server is mended.
    Reconnect(ServerId),
    /// A message is lost now.
    Drop(MessageName),
    /// A message arrives now, across a cut as well. It is lost if its receiver is down.
    Deliver(MessageName),
    /// A message is sent a second time, from where it is.
    Duplicate(MessageName),
    /// A message arrives later by this much.
    Delay(MessageName, Duration),
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
