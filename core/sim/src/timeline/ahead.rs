//! A copy of the world that goes on by itself the way of a branch: to look ahead, to look back, and to see what another branch says.

use super::branch::Branch;
use super::cursor::Cursor;
use crate::action::Action;
use crate::world::World;
use raft::Time;
use record::Event;

/// Goes on with what was done in a branch, as far as that goes. The timeline knows nothing of it.
#[derive(Clone)]
pub struct Ahead {
    cursor: Cursor<()>,
    branch: Branch,
}

impl Ahead {
    pub(super) fn new(cursor: Cursor<()>, branch: Branch) -> Ahead {
        Ahead { cursor, branch }
    }

    pub fn world(&self) -> &World {
        &self.cursor.world
    }

    /// The branch has gone on since: so may this. False if it cannot, since it has gone further than where the branch went on: what it saw
    /// then was looked at ahead of its time.
    pub fn goes_on(&mut self, branch: &Branch) -> bool {
        debug_assert_eq!(
            self.branch.id(),
            branch.id(),
            "it goes the way of one branch"
        );
        let next = branch.journal.get(self.cursor.done);
        let is_its_way = next.is_none_or(|(at, _)| at.events >= self.world().events());
        if is_its_way {
            self.branch = branch.clone();
        }
        is_its_way
    }

    /// Lets the next event happen, be it due or an action of the branch, unless it comes after `until`.
    pub fn next(&mut self, until: Time) -> Option<&Event> {
        match self.cursor.next(&self.branch, until) {
            true => self.cursor.world.last_event(),
            false => None,
        }
    }

    /// Does something now. What the branch would do later is not done any more, unless this is what it does now.
    pub fn act(&mut self, action: &Action) {
        let next = self.branch.journal.get(self.cursor.done);
        let events = self.world().events();
        if next.is_none_or(|(at, done)| at.events != events || done != action) {
            let here = self.cursor.world.position();
            self.branch.journal.truncate(self.cursor.done);
            self.branch.head = here;
            self.branch.record(here, action);
        }
        let happened = self.cursor.next(&self.branch, Time(u64::MAX));
        debug_assert!(happened, "what was recorded is done");
    }

    /// Lets everything happen up to this time, and moves the clock there.
    pub fn advance(&mut self, until: Time) {
        while self.next(until).is_some() {}
        self.cursor.wait(until);
    }

    /// Moves the clock to this time, at which nothing else is due; only as far as to what the branch does before it, which is done
    /// then. What it does at that very time waits for one who does it again.
    pub fn wait(&mut self, until: Time) {
        let next = self.branch.journal.get(self.cursor.done);
        match next.is_some_and(|(at, _)| at.time < until) {
            true => {
                self.next(until);
            }
            false => self.cursor.wait(until),
        }
    }
}
