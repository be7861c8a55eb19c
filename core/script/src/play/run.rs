//! What a script is played in.

use raft::Time;
use raft::chunks::Chunks;
use record::Observer;
use sim::timeline::{Ahead, Done};
use sim::{Action, Timeline, World};

/// A run, or a copy of its world in which a script is played ahead.
pub trait Run {
    fn world(&self) -> &World;

    /// Does something now.
    fn act(&mut self, action: &Action);

    /// Lets the next event happen; false if nothing ever will.
    fn step(&mut self) -> bool;

    /// Moves the clock to this time, by which nothing is due. Where something was done before in the run on the way there, it is done
    /// again, as one event, and the clock goes no further.
    fn advance(&mut self, until: Time);

    /// All that was done in the run; none if that is not known.
    fn journal(&self) -> Option<Chunks<Done>>;
}

impl<O: Observer + Clone> Run for Timeline<O> {
    fn world(&self) -> &World {
        Timeline::world(self)
    }

    fn act(&mut self, action: &Action) {
        Timeline::act(self, action);
    }

    fn step(&mut self) -> bool {
        Timeline::step(self).is_some()
    }

    fn advance(&mut self, until: Time) {
        Timeline::advance(self, until);
    }

    fn journal(&self) -> Option<Chunks<Done>> {
        Some(self.branch().journal().clone())
    }
}

impl Run for Ahead {
    fn world(&self) -> &World {
        Ahead::world(self)
    }

    fn act(&mut self, action: &Action) {
        Ahead::act(self, action);
    }

    fn step(&mut self) -> bool {
        self.next(Time(u64::MAX)).is_some()
    }

    fn advance(&mut self, until: Time) {
        self.wait(until);
    }

    fn journal(&self) -> Option<Chunks<Done>> {
        None
    }
}

impl Run for World {
    fn world(&self) -> &World {
        self
    }

    fn act(&mut self, action: &Action) {
        self.apply(action);
    }

    fn step(&mut self) -> bool {
        World::step(self).is_some()
    }

    fn advance(&mut self, until: Time) {
        self.run_until(until, &mut |_| {});
    }

    fn journal(&self) -> Option<Chunks<Done>> {
        None
    }
}
