//! What is due, ordered by time and, within a microsecond, by the order in which it was planned.

use raft::{ServerId, Time, TimerKind};
use record::{ClientId, MessageNumber, Serial};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Something that will happen by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// A server's process comes up.
    Start(ServerId),
    Timer(ServerId, TimerKind),
    /// The fate of a message in flight is fulfilled.
    Message(MessageNumber),
    /// The oldest write in a disk's queue is durable.
    Disk(ServerId),
    /// The state machine has done its work.
    Apply(ServerId),
    /// The log has grown past the snapshot threshold.
    Snapshot(ServerId),
    /// A client's operation moves: its request or reply arrives.
    Transit(ClientId, Serial),
    /// A client has waited long enough.
    ClientTimeout(ClientId, Serial),
    /// A client sends an operation, for the first time or again.
    ClientSends(ClientId, Serial),
}

/// The place of one plan in the queue. Its owner remembers it: a plan whose owner remembers another one (or none) is
/// void, and is thrown away when its time comes.
pub(crate) type Sequence = u64;

/// A plan: when, in which place, what.
pub(crate) type Plan = (Time, Sequence, Due);

/// A plan in the heap, whose greatest is the one that comes first.
#[derive(Clone, Copy)]
struct Planned(Plan);

impl Planned {
    /// Time and place in one number: half of a busy queue's time is spent on comparing them.
    fn key(&self) -> u128 {
        let Planned((time, sequence, _)) = self;
        u128::from(time.0) << 64 | u128::from(*sequence)
    }
}

impl Ord for Planned {
    fn cmp(&self, other: &Planned) -> Ordering {
        other.key().cmp(&self.key())
    }
}

impl PartialOrd for Planned {
    fn partial_cmp(&self, other: &Planned) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Planned {
    fn eq(&self, other: &Planned) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Planned {}

#[derive(Clone, Default)]
pub(crate) struct Queue {
    heap: BinaryHeap<Planned>,
    planned: Sequence,
}

impl Queue {
    pub(crate) fn plan(&mut self, time: Time, due: Due) -> Sequence {
        self.planned += 1;
        self.heap.push(Planned((time, self.planned, due)));
        self.planned
    }

    /// Puts a plan back that was taken out.
    pub(crate) fn put_back(&mut self, plan: Plan) {
        self.heap.push(Planned(plan));
    }

    pub(crate) fn peek(&self) -> Option<Plan> {
        self.heap.peek().map(|Planned(plan)| *plan)
    }

    pub(crate) fn len(&self) -> usize {
        self.heap.len()
    }

    /// Takes the next plan out.
    pub(crate) fn pop(&mut self) -> Option<Plan> {
        self.heap.pop().map(|Planned(plan)| plan)
    }
}
