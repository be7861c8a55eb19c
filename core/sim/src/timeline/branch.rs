//! One way that a run went: what was done in it, and where it ends so far.

use crate::action::Action;
use crate::world::Position;
use raft::chunks::Chunks;

/// An action, and when it was done.
pub type Done = (Position, Action);

/// The number of a branch in its timeline; the first one is 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct BranchId(pub(super) usize);

/// Where a branch left another one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fork {
    pub from: BranchId,
    pub at: Position,
}

impl BranchId {
    pub const FIRST: BranchId = BranchId(0);
}

#[derive(Clone, Default)]
pub struct Branch {
    id: BranchId,
    fork: Option<Fork>,
    /// All that was done in the run, before the fork as well.
    pub(super) journal: Chunks<Done>,
    pub(super) head: Position,
    marks: Vec<(Position, String)>,
}

impl Branch {
    pub fn id(&self) -> BranchId {
        self.id
    }

    /// Where it left another branch; none if it is the first one.
    pub fn left(&self) -> Option<Fork> {
        self.fork
    }

    /// All that was done in the run, in order, before the fork as well.
    pub fn journal(&self) -> &Chunks<Done> {
        &self.journal
    }

    /// The moments that have a name.
    pub fn marks(&self) -> &[(Position, String)] {
        &self.marks
    }

    /// Where it ends so far.
    pub fn head(&self) -> Position {
        self.head
    }

    /// Whether nothing happens in it after so many events.
    pub(super) fn ends_with(&self, events: u64) -> bool {
        self.head.events == events
    }

    /// Another branch that goes the same way up to here, where so many actions have been done.
    pub(super) fn fork(&self, id: BranchId, fork: Fork, done: u64) -> Branch {
        let mut branch = self.clone();
        branch.journal.truncate(done);
        branch.marks.retain(|(at, _)| *at <= fork.at);
        (branch.id, branch.fork, branch.head) = (id, Some(fork), fork.at);
        branch
    }

    pub(super) fn record(&mut self, at: Position, action: &Action) {
        debug_assert!(at >= self.head, "what is done stands behind all that was");
        self.journal.push((at, action.clone()));
    }

    pub(super) fn mark(&mut self, at: Position, name: String) {
        let place = self.marks.partition_point(|(other, _)| *other <= at);
        self.marks.insert(place, (at, name));
    }
}
