//! The whole boundary of a node: what comes in ([`Input`]) and what goes out ([`Effect`]).

use crate::config::Config;
use crate::log::{Command, Entries, Index, Term};
use crate::message::Message;
use crate::reason::Reason;
use crate::server::ServerId;
use crate::snapshot::{Chunk, Snapshot, SnapshotId};
use crate::time::Duration;
use std::borrow::Cow;
use std::sync::Arc;

/// Names one batch of writes. Tickets of one node count up from 1, also across restarts of the process.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Ticket(pub u64);

/// Names a proposal for the caller that made it; the node only returns it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct ProposalId(pub u64);

/// The two timers that a node asks for. Each is armed at most once at a time: arming again replaces.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TimerKind {
    /// Followers and candidates: when it runs out, an election begins (§5.2).
    Election,
    /// Leaders: when it runs out, heartbeats go out and whatever was lost is sent again (§5.2, §5.3). Candidates: when
    /// it runs out, those that have not answered are asked again (§5.1).
    Heartbeat,
}

/// What may happen to a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// The process has started. The first input of every node, and only the first.
    Start,
    Message {
        from: ServerId,
        message: Message,
    },
    /// A timer ran out, or was made to.
    Timer(TimerKind),
    /// A client wants a command in the log.
    Propose {
        /// Handed back in [`Effect::Proposed`] or [`Effect::Refused`].
        id: ProposalId,
        command: Command,
    },
    /// All writes up to this ticket are on the disk.
    Persisted(Ticket),
    /// The state machine has applied everything through this index.
    Applied(Index),
    /// The outside took a snapshot of its state machine at this applied index.
    SnapshotTaken {
        /// The last index that the snapshot contains.
        index: Index,
        /// The state machine's bytes.
        data: Arc<[u8]>,
    },
    /// Timeouts and sizes changed.
    Tune(Config),
}

/// One operation on the disk. Those of a node form one ordered stream; see [`crate::durable::Durable::apply`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DiskOp {
    /// Term and vote, in one record.
    TermVote {
        term: Term,
        voted_for: Option<ServerId>,
    },
    /// Replaces everything in the log from `from` on, so that no crash keeps an append and loses the truncation
    /// before it.
    Write {
        /// The first index that is replaced.
        from: Index,
        /// The term of the entry before it, so that a disk that lost an earlier write sees that this one has
        /// nothing to continue.
        prev_term: Term,
        /// What stands there from now on.
        entries: Entries,
    },
    /// A complete snapshot, taken here or received.
    SaveSnapshot(Snapshot),
    /// One chunk of a snapshot on its way in.
    SaveChunk(Chunk),
    /// Forgets the chunks received so far.
    DropPartial,
    /// Drops the log through this index, which the saved snapshot covers; the whole log if another term stands there.
    DropPrefix {
        /// The last index dropped.
        through: Index,
        term: Term,
    },
}

/// What a node wants done, in this order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Write these, in order, and say [`Input::Persisted`] when they are on the disk.
    Persist {
        ticket: Ticket,
        ops: Vec<DiskOp>,
    },
    /// Send a message, not before `after` is on the disk.
    Send {
        to: ServerId,
        message: Message,
        /// The write that the message must wait for.
        after: Option<Ticket>,
    },
    /// Apply these committed entries to the state machine, in order, and say [`Input::Applied`].
    Apply {
        first: Index,
        entries: Entries,
    },
    /// Replace the state machine by this snapshot, not before `after` is on the disk. The outside answers with
    /// [`Input::Applied`] at the snapshot's index.
    InstallState {
        snapshot: Snapshot,
        /// The write that must be durable first.
        after: Ticket,
    },
    /// Start a timer, or start it again. The world picks a time inside the range.
    Arm {
        timer: TimerKind,
        /// The shortest time it may run.
        min: Duration,
        /// The longest.
        max: Duration,
    },
    Disarm(TimerKind),
    /// The proposal stands in the log, not yet committed.
    Proposed {
        id: ProposalId,
        index: Index,
        /// In which term: if another term's entry is applied at `index`, the proposal was lost.
        term: Term,
    },
    /// The proposal was not taken.
    Refused {
        id: ProposalId,
        /// Who leads, as far as this server knows.
        leader: Option<ServerId>,
    },
    /// A rule decided something, with or without another effect.
    Decided(Reason),
    /// Reports what a caller would otherwise poll for.
    Notify(Notice),
}

/// A change that the surroundings of a node may care about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Notice {
    /// The node became a candidate in this term.
    BecameCandidate(Term),
    BecameLeader(Term),
    /// The node was leader or candidate and is now a follower in this term; the reason stands in a
    /// [`Effect::Decided`] before it.
    SteppedDown(Term),
    TermChanged(Term),
    CommitAdvanced(Index),
    /// Entries from this index through the last one were cut off.
    Truncated {
        /// The first index cut.
        from: Index,
        /// The last index cut.
        last: Index,
    },
    /// Entries were appended, to an empty place or after a cut.
    Appended {
        first: Index,
        entries: Entries,
    },
    /// A configuration is in force from now on, because its entry was appended or a snapshot brought it.
    ConfigAdopted(Index),
    /// The configuration before is in force again, because its successor's entry was cut off.
    ConfigRolledBack(Index),
    /// A received snapshot is complete and on the disk.
    SnapshotInstalled(SnapshotId),
    /// An invariant of the node does not hold: a mistake in the protocol or a rule that was waived.
    Violation(Cow<'static, str>),
}
