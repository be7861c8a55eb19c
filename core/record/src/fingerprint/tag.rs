//! The one table of numbers that stand for kinds of things in an encoded event.

/// What the words after it belong to, or one of a few choices.
///
/// A number stands for one thing, for good. What is new takes a number that was never used; the compiler refuses one that
/// stands for two things.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tag {
    // Kinds of events. 14 to 18, 22, 23 and 27 are those of `ServerControl` and `MessageControl`.
    Started = 1,
    TimerFired = 2,
    Delivered = 3,
    Lost = 4,
    Persisted = 5,
    Applied = 6,
    SnapshotDue = 7,
    ClientSent = 8,
    RequestArrived = 9,
    ReplyArrived = 10,
    ClientTimedOut = 11,
    Submitted = 12,
    Crashed = 13,
    Cut = 19,
    Healed = 20,
    Partitioned = 21,
    Tuned = 24,
    Refused = 25,
    LogGiven = 26,
    DiskOverridden = 28,
    TimersAligned = 29,
    Held = 30,
    Released = 31,
    LinkOverridden = 32,
    ConnectionLost = 33,
    LogErased = 34,

    // Outcomes, and what ends their list: the state of the server, or that it took no step.
    WriteBegan = 64,
    Waits = 65,
    Sent = 66,
    FateChanged = 67,
    NeverSent = 68,
    TimerArmed = 69,
    TimerStopped = 70,
    AppliedEntry = 71,
    Restored = 72,
    OperationEnded = 73,
    BecameCandidate = 74,
    BecameLeader = 75,
    SteppedDown = 76,
    TermChanged = 77,
    CommitAdvanced = 78,
    Truncated = 79,
    Appended = 80,
    ConfigAdopted = 81,
    ConfigRolledBack = 82,
    SnapshotInstalled = 83,
    After = 126,
    NoStep = 127,

    // Messages, and what became of an append.
    RequestVote = 128,
    RequestVoteReply = 129,
    AppendEntries = 130,
    AppendEntriesReply = 131,
    InstallSnapshot = 132,
    InstallSnapshotReply = 133,
    AppendSuccess = 144,
    AppendStaleTerm = 145,
    AppendConflict = 146,

    // What entries hold, what clients ask, and how that ends.
    Noop = 160,
    Command = 161,
    Configuration = 162,
    Set = 168,
    Add = 169,
    Get = 170,
    Delete = 171,
    Ok = 176,
    Failed = 177,
    Unknown = 178,

    // Choices.
    Arrives = 192,
    WillBeLost = 193,
    LostByChance = 194,
    LostAtCut = 195,
    LostAtDown = 196,
    LostManually = 197,
    ElectionTimer = 200,
    HeartbeatTimer = 201,
    Follower = 204,
    Candidate = 205,
    Leader = 206,
    HeldMessages = 208,
    HeldTimers = 209,
    HeldDisks = 210,
    HeldApplies = 211,
    HeldClients = 212,
    OverrideNone = 216,
    OverrideLatency = 217,
    OverrideLoss = 218,
    OverrideLate = 219,
    UnknownEvent = 220,
    PartialMessage = 221,
    UnknownFate = 222,
    PreCandidate = 223,
    OtherOperation = 224,
}

impl From<Tag> for u64 {
    fn from(tag: Tag) -> u64 {
        tag as u64
    }
}
