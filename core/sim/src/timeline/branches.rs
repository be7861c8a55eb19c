//! The branches of a run: each goes the way of another one up to where it left that, and its own way from there.

use super::branch::{Branch, BranchId, Fork};
use crate::world::Position;

pub(super) struct Branches {
    /// By their ids. There always is one.
    all: Vec<Branch>,
    /// The number of the next one.
    next: usize,
}

impl Branches {
    pub(super) fn new() -> Branches {
        Branches {
            all: vec![Branch::default()],
            next: 1,
        }
    }

    pub(super) fn all(&self) -> &[Branch] {
        &self.all
    }

    pub(super) fn get(&self, id: BranchId) -> &Branch {
        &self.all[self.place(id)]
    }

    pub(super) fn get_mut(&mut self, id: BranchId) -> &mut Branch {
        let place = self.place(id);
        &mut self.all[place]
    }

    fn place(&self, id: BranchId) -> usize {
        let place = self.all.binary_search_by_key(&id, Branch::id);
        debug_assert!(place.is_ok(), "{id:?} is asked for and gone");
        place.unwrap_or_default()
    }

    /// Another branch leaves one, behind so many actions.
    pub(super) fn fork(&mut self, fork: Fork, done: u64) -> BranchId {
        let id = BranchId(self.next);
        self.next += 1;
        let branch = self.get(fork.from).fork(id, fork, done);
        self.all.push(branch);
        id
    }

    /// Takes a branch away. Those that left it stay as they are: the first of them takes its place, and the others have left that one
    /// then. Which one that is, and up to where it goes the way of the branch that was removed.
    pub(super) fn remove(&mut self, id: BranchId) -> Option<Fork> {
        let gone = self.all.remove(self.place(id));
        let mut heir: Option<Fork> = None;
        for branch in &mut self.all {
            let Some(fork) = branch.left().filter(|fork| fork.from == id) else {
                continue;
            };
            let parting = match heir {
                None => gone.left(),
                heir => heir,
            };
            // It may have gone its own way before that one did.
            let left = parting.map(|parting| Fork {
                at: parting.at.min(fork.at),
                ..parting
            });
            branch.leave(left);
            heir.get_or_insert(Fork {
                from: branch.id(),
                at: fork.at,
            });
        }
        heir
    }

    /// A branch up to a moment, the branch that it left up to there, and so on.
    pub(super) fn lineage(&self, branch: BranchId, moment: Position) -> Lineage<'_> {
        Lineage {
            branches: self,
            next: Some((branch, moment)),
        }
    }
}

pub(super) struct Lineage<'a> {
    branches: &'a Branches,
    next: Option<(BranchId, Position)>,
}

impl Iterator for Lineage<'_> {
    type Item = (BranchId, Position);

    fn next(&mut self) -> Option<(BranchId, Position)> {
        let (branch, moment) = self.next?;
        let fork = self.branches.get(branch).left();
        self.next = fork.map(|Fork { from, at }| {
            let events = at.events.min(moment.events);
            let time = at.time.min(moment.time);
            (from, Position { time, events })
        });
        Some((branch, moment))
    }
}
