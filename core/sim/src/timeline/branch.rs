//! One way that a run went: what was done in it, and where it ends so far.

use crate::action::Action;
use crate::world::Position;
use raft::chunks::Chunks;

/// An action, and when it was done.
pub type Done = (Position, Action);

/// The number of a branch in its timeline, which no other one ever has; that of the first one is 0.
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
    /// The name that it was given.
    name: Option<String>,
    /// All that was done in the run, before the fork as well.
    pub(super) journal: Chunks<Done>,
    /// The fingerprint of the world right after each of these.
    fingerprints: Chunks<u64>,
    /// How much of it was done before the fork.
    shared: u64,
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

    /// How much was done in it before a moment.
    pub fn done_before(&self, moment: Position) -> u64 {
        let (mut low, mut high) = (self.journal.first(), self.journal.end());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.journal.get(middle) {
                Some((at, _)) if at.events < moment.events => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// The fingerprint of the world right after each action of the journal.
    pub fn fingerprints(&self) -> &Chunks<u64> {
        &self.fingerprints
    }

    /// How many of the actions in its journal were done before it left another branch.
    pub fn shared(&self) -> u64 {
        self.shared
    }

    /// The name that it was given.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
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
        branch.fingerprints.truncate(done);
        branch.marks.retain(|(at, _)| *at <= fork.at);
        (branch.id, branch.fork, branch.head) = (id, Some(fork), fork.at);
        (branch.shared, branch.name) = (done, None);
        branch
    }

    /// From now on it is this one that it left.
    pub(super) fn leave(&mut self, fork: Option<Fork>) {
        self.shared = fork.map_or(0, |fork| self.done_before(fork.at));
        self.fork = fork;
    }

    /// It goes no further than this any more. If nothing has happened in it, it has left the other one no later.
    pub(super) fn end(&mut self, at: Position) {
        self.head = at;
        self.marks.retain(|(mark, _)| *mark <= at);
        self.fork = self.fork.map(|fork| Fork {
            at: fork.at.min(at),
            ..fork
        });
    }

    pub(super) fn rename(&mut self, name: Option<String>) {
        self.name = name;
    }

    pub(super) fn record(&mut self, at: Position, action: &Action) {
        debug_assert!(at >= self.head, "what is done stands behind all that was");
        self.journal.push((at, action.clone()));
    }

    /// What was recorded last has come to this.
    pub(super) fn seal(&mut self, fingerprint: u64) {
        self.fingerprints.push(fingerprint);
        debug_assert_eq!(self.fingerprints.end(), self.journal.end());
    }

    pub(super) fn mark(&mut self, at: Position, name: String) {
        let place = self.marks.partition_point(|(other, _)| *other <= at);
        self.marks.insert(place, (at, name));
    }
}
