//! The closed list of what may be done to a world. Clicks, keys and scripts all speak it.

use crate::dials::Dial;
use raft::{Duration, ServerId, ServerSet};
use record::{ClientId, MessageId, Operation};

/// One thing done to a world. What cannot be done then changes nothing and says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// The process dies: memory is lost, and of unsynced writes what the dial says.
    Crash(ServerId),
    /// A crashed server comes up with what its disk kept.
    Restart(ServerId),
    /// The process stops; memory is kept, input waits.
    Pause(ServerId),
    /// A stopped process goes on.
    Resume(ServerId),
    /// The election timer of a server runs out now.
    TimeOut(ServerId),
    /// The server's state machine hands over a snapshot now.
    TakeSnapshot(ServerId),
    /// The disk finishes no write until released.
    StallDisk(ServerId),
    /// A stalled disk works again.
    ReleaseDisk(ServerId),
    /// Every link from and to the server is cut.
    Isolate(ServerId),
    /// Every link from and to the server is mended.
    Reconnect(ServerId),
    /// A message is lost now.
    Drop(MessageId),
    /// A message arrives now.
    Deliver(MessageId),
    /// A message is sent a second time, from where it is.
    Duplicate(MessageId),
    /// A message arrives later by this much.
    Delay(MessageId, Duration),
    /// Nothing arrives any more from the first at the second.
    Cut(ServerId, ServerId),
    /// Nothing arrives any more between the two.
    CutBoth(ServerId, ServerId),
    /// Both directions between the two are mended.
    Heal(ServerId, ServerId),
    /// Only members of the same group hear each other. A server in no group hears nobody.
    Divide(Vec<ServerSet>),
    /// All links are mended.
    HealAll,
    /// A client sends an operation: the named one, or the first that waits for nothing.
    Submit(Option<ClientId>, Operation),
    /// A dial is turned.
    Set(Dial, u64),
}
