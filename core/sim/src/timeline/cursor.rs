//! A world at a moment of a run, with what has observed it, and the way on from there.

use super::branch::Branch;
use crate::world::{Position, World};
use raft::Time;
use record::Observer;

#[derive(Clone)]
pub(super) struct Cursor<O> {
    pub(super) world: World,
    pub(super) observer: O,
    /// How many actions of the branch have been done.
    pub(super) done: u64,
}

impl<O: Observer> Cursor<O> {
    pub(super) fn new(world: World, observer: O) -> Cursor<O> {
        Cursor {
            world,
            observer,
            done: 0,
        }
    }

    /// The same, without what observes it.
    pub(super) fn alone(&self) -> Cursor<()> {
        Cursor {
            world: self.world.clone(),
            observer: (),
            done: self.done,
        }
    }

    /// Lets the next event of a branch happen, be it due or an action, unless it comes after `until`. Whether there was one.
    pub(super) fn next(&mut self, branch: &Branch, until: Time) -> bool {
        let event = match branch.journal.get(self.done) {
            Some((at, action)) if at.events <= self.world.events() => {
                debug_assert_eq!(at.events, self.world.events(), "no action was passed over");
                if at.time > until {
                    return false;
                }
                debug_assert!(self.world.now() <= at.time, "it is done when it was");
                self.wait(at.time);
                self.done += 1;
                self.world.apply(action)
            }
            _ => {
                if self.world.next_due().is_none_or(|due| due > until) {
                    return false;
                }
                match self.world.step() {
                    Some(event) => event,
                    None => return false,
                }
            }
        };
        self.observer.observe(event);
        true
    }

    /// Moves the clock, if it is not there yet; nothing is due before that time.
    pub(super) fn wait(&mut self, time: Time) {
        let events = self.world.events();
        self.world.run_to(Position { time, events }, &mut |_| {});
    }
}
