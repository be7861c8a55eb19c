//! Worlds kept along the way, so that going back need not begin at time zero.

use super::branch::{BranchId, Fork};
use super::branches::Branches;
use super::cursor::Cursor;
use crate::world::Position;
use record::{EventNumber, Observer};

/// After how many events another one is kept: what a page plays in one or two milliseconds.
const SPACING: u64 = 1_000;

/// How far around the reader they are worth more than elsewhere, in events.
const NEAR: u64 = 20 * SPACING;

/// A world at a moment of a branch.
struct Checkpoint<O> {
    branch: BranchId,
    cursor: Cursor<O>,
    /// How many bytes it takes, about.
    weight: usize,
}

impl<O> Checkpoint<O> {
    fn events(&self) -> EventNumber {
        self.cursor.world.events()
    }

    fn key(&self) -> (BranchId, EventNumber) {
        (self.branch, self.events())
    }
}

/// The beginning of the run, and checkpoints as far as the memory for them goes.
pub(super) struct Checkpoints<O> {
    origin: Cursor<O>,
    /// By branch, and by events in it.
    kept: Vec<Checkpoint<O>>,
    /// The most bytes that they take together, about.
    limit: usize,
    weight: usize,
    /// Whether any was given up.
    pub(super) is_thinned: bool,
}

impl<O: Observer + Clone> Checkpoints<O> {
    pub(super) fn new(origin: Cursor<O>, limit: usize) -> Checkpoints<O> {
        Checkpoints {
            origin,
            kept: Vec::new(),
            limit,
            weight: 0,
            is_thinned: false,
        }
    }

    /// From now on they take at most so many bytes.
    pub(super) fn limit(&mut self, limit: usize, here: (BranchId, EventNumber)) {
        self.limit = limit;
        self.thin(here);
    }

    /// The reader has come to a moment, for the first time if it `is_new`: keeps it if it is time for another one. What was given
    /// up is not kept again when it is passed once more: that would take longer than the way that it saves.
    pub(super) fn pass(&mut self, branch: BranchId, cursor: &Cursor<O>, is_new: bool) {
        let events = cursor.world.events();
        let is_kept = is_new || !self.is_thinned;
        if !events.is_multiple_of(SPACING) || self.limit == 0 || !is_kept {
            return;
        }
        let key = (branch, events);
        if let Err(place) = self.kept.binary_search_by_key(&key, Checkpoint::key) {
            let weight = cursor.world.weight();
            let (cursor, weight_before) = (cursor.clone(), self.weight);
            self.weight = weight_before + weight;
            let checkpoint = Checkpoint {
                branch,
                cursor,
                weight,
            };
            self.kept.insert(place, checkpoint);
            self.thin(key);
        }
    }

    /// The last one on a branch that a moment lies behind: a copy of it.
    pub(super) fn before(
        &self,
        branches: &Branches,
        branch: BranchId,
        moment: Position,
    ) -> &Cursor<O> {
        let mut lineage = branches.lineage(branch, moment);
        let nearest = lineage.find_map(|(branch, moment)| self.on(branch, moment));
        nearest.unwrap_or(&self.origin)
    }

    /// The largest number of events between two of them, up to the end of a branch.
    pub(super) fn spacing(&self, branches: &Branches, branch: BranchId) -> u64 {
        let (mut events, mut widest) = (branches.get(branch).head.events, 0);
        while events > 0 {
            let moment = Position {
                events: events - 1,
                ..branches.get(branch).head
            };
            let before = self.before(branches, branch, moment).world.events();
            (events, widest) = (before, widest.max(events - before));
        }
        widest
    }

    /// The last one of a branch itself.
    fn on(&self, branch: BranchId, moment: Position) -> Option<&Cursor<O>> {
        let lies_before = |it: &Checkpoint<O>| {
            let at = it.cursor.world.position();
            it.branch < branch
                || it.branch == branch && at.events <= moment.events && at.time <= moment.time
        };
        let place = self.kept.partition_point(lies_before);
        let last = self.kept[..place].last()?;
        (last.branch == branch).then_some(&last.cursor)
    }

    /// Nothing of a branch is kept that lies behind so many events.
    pub(super) fn forget_behind(&mut self, branch: BranchId, events: EventNumber) {
        let is_kept = |it: &Checkpoint<O>| it.branch != branch || it.events() <= events;
        self.kept.retain(is_kept);
        self.weight = self.kept.iter().map(|it| it.weight).sum();
    }

    /// A branch is gone. What it went through together with its heir, if it has one, is the heir's now.
    pub(super) fn inherit(&mut self, gone: BranchId, heir: Option<Fork>) {
        let all = std::mem::take(&mut self.kept);
        let (orphans, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.branch == gone);
        self.kept = others;
        for orphan in orphans {
            self.weight -= orphan.weight;
            let Some(heir) = heir.filter(|heir| orphan.events() <= heir.at.events) else {
                continue;
            };
            let key = (heir.from, orphan.events());
            if let Err(place) = self.kept.binary_search_by_key(&key, Checkpoint::key) {
                self.weight += orphan.weight;
                let branch = heir.from;
                self.kept.insert(place, Checkpoint { branch, ..orphan });
            }
        }
    }

    /// Gives up those whose loss makes the least difference, until there is room.
    fn thin(&mut self, here: (BranchId, EventNumber)) {
        while self.weight > self.limit && !self.kept.is_empty() {
            let places = 0..self.kept.len();
            let least = places.min_by_key(|place| self.worth(*place, here));
            if let Some(place) = least {
                self.weight -= self.kept.remove(place).weight;
                self.is_thinned = true;
            }
        }
    }

    /// How much longer going back would take without this one; that counts for more near the reader, and for less on a branch
    /// that was left.
    fn worth(&self, place: usize, here: (BranchId, EventNumber)) -> u64 {
        let (branch, events) = self.kept[place].key();
        let on_branch = |place: usize| {
            let other = self.kept.get(place)?;
            (other.branch == branch).then(|| other.events())
        };
        let before = place.checked_sub(1).and_then(on_branch);
        let after = on_branch(place + 1);
        let gap = after.unwrap_or(events + SPACING) - before.unwrap_or(0);
        match branch == here.0 {
            true if events.abs_diff(here.1) <= NEAR => 8 * gap,
            true => 2 * gap,
            false => gap,
        }
    }
}
