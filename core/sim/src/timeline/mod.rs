//! The owner of a run: what was done in it, where it stands, and the way to any other moment of it.
//!
//! A run is a function of settings, seed and actions, so a moment that is gone comes back by doing the same again from a
//! checkpoint before it. An action behind the end of a run begins another branch; the one that was left stays as it was.
//!
//! ```
//! use raft::Time;
//! use sim::timeline::Timeline;
//! use sim::{Action, ServerAction, Settings};
//!
//! let mut run = Timeline::new(Settings::default(), 7, ()).expect("possible settings");
//! run.advance(Time(1_000_000));
//! let leader = run.world().leader().expect("a second is enough");
//! let before = run.position();
//! run.act(&Action::Server(ServerAction::Crash, leader));
//! run.advance(Time(2_000_000));
//! run.seek(before);
//! assert_eq!(run.world().leader(), Some(leader));
//! ```

mod branch;
mod checkpoints;
mod cursor;

pub use branch::{Branch, BranchId, Done, Fork};

use crate::action::Action;
use crate::settings::{Settings, SettingsError};
use crate::world::{Position, World};
use checkpoints::Checkpoints;
use cursor::Cursor;
use raft::Time;
use record::{Event, EventNumber, Observer};

/// Later than anything that happens.
const NEVER: Time = Time(u64::MAX);

/// A run with its branches. What observes it (`O`) goes back with it.
pub struct Timeline<O> {
    cursor: Cursor<O>,
    /// A branch stands behind the one that it left.
    branches: Vec<Branch>,
    here: BranchId,
    checkpoints: Checkpoints<O>,
}

impl<O: Observer + Clone> Timeline<O> {
    /// The most bytes that checkpoints take, about, if not said otherwise.
    pub const MEMORY: usize = 64 << 20;

    /// A new run at time zero.
    ///
    /// # Errors
    /// If the settings allow no such world.
    pub fn new(settings: Settings, seed: u64, observer: O) -> Result<Timeline<O>, SettingsError> {
        Ok(Timeline::of(World::new(settings, seed)?, observer))
    }

    /// The run of a world in which nothing has happened yet.
    pub fn of(world: World, observer: O) -> Timeline<O> {
        debug_assert_eq!(
            world.position(),
            Position::default(),
            "a run begins at its beginning"
        );
        let cursor = Cursor::new(world, observer);
        Timeline {
            branches: vec![Branch::default()],
            here: BranchId::FIRST,
            checkpoints: Checkpoints::new(cursor.clone(), Self::MEMORY),
            cursor,
        }
    }

    /// The same, but checkpoints take at most about so many bytes. With none, going back begins at time zero.
    pub fn remembering(mut self, bytes: usize) -> Timeline<O> {
        let here = (self.here, self.world().events());
        self.checkpoints.limit(bytes, here);
        self
    }

    /// The world at this moment.
    pub fn world(&self) -> &World {
        &self.cursor.world
    }

    /// What has observed the run up to this moment.
    pub fn observer(&self) -> &O {
        &self.cursor.observer
    }

    /// What has observed the run up to this moment, to be changed as no event changes it: by one who takes out what he has
    /// seen. Another moment that is sought brings back what it was there.
    pub fn observer_mut(&mut self) -> &mut O {
        &mut self.cursor.observer
    }

    pub fn position(&self) -> Position {
        self.world().position()
    }

    /// Where this branch ends so far.
    pub fn head(&self) -> Position {
        self.branch().head
    }

    /// Whether this is the end of the branch, so that what is done goes on with it.
    pub fn is_at_head(&self) -> bool {
        self.position() == self.head()
    }

    /// The branch that is shown.
    pub fn here(&self) -> BranchId {
        self.here
    }

    /// By their ids: the first one first.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    pub fn branch(&self) -> &Branch {
        &self.branches[self.here.0]
    }

    /// How many events lie at most between a moment of this branch and a checkpoint before it: more once the memory for
    /// checkpoints is used up, and then going back takes longer.
    pub fn spacing(&self) -> u64 {
        self.checkpoints.spacing(&self.branches, self.here)
    }

    /// Whether checkpoints were given up because the memory for them is used up.
    pub fn is_thinned(&self) -> bool {
        self.checkpoints.is_thinned
    }

    /// Does something now. Behind the end of the branch another one begins with it.
    pub fn act(&mut self, action: &Action) -> &Event {
        self.come_to_head();
        let position = self.position();
        self.branches[self.here.0].record(position, action);
        let happened = self.next(NEVER);
        debug_assert!(happened, "what was recorded is done");
        &self.world().event
    }

    /// Lets the next event happen, be it due or an action of the branch. None if nothing ever will.
    pub fn step(&mut self) -> Option<&Event> {
        self.step_until(NEVER)
    }

    /// The same, if it happens by this time.
    pub fn step_until(&mut self, until: Time) -> Option<&Event> {
        self.next(until).then(|| &self.world().event)
    }

    /// Lets everything happen up to this time, and moves the clock there.
    pub fn advance(&mut self, until: Time) {
        while self.step_until(until).is_some() {}
        self.cursor.wait(until);
        self.reach();
    }

    /// Does once more what was done in a run of the same settings and seed.
    pub fn replay<'a>(&mut self, journal: impl IntoIterator<Item = &'a Done>) {
        for (at, action) in journal {
            self.run_to(*at);
            self.act(action);
        }
    }

    /// Goes to a moment of this branch; to its end, if that is before it.
    pub fn seek(&mut self, to: Position) {
        self.load(to.min(self.head()));
        self.run_to(to.min(self.head()));
    }

    /// Goes to the moment right after everything that happened up to this time; to the end of the branch, if that is before it.
    pub fn seek_time(&mut self, time: Time) {
        let time = time.min(self.head().time);
        self.load(Position {
            time,
            events: u64::MAX,
        });
        self.advance(time);
    }

    /// Goes to the moment right after so many events; to the end of the branch, if it has less.
    pub fn seek_events(&mut self, events: EventNumber) {
        let events = events.min(self.head().events);
        self.load(Position {
            time: NEVER,
            events,
        });
        self.run_to(Position {
            time: Time::ZERO,
            events,
        });
    }

    /// Goes to the end of a branch.
    pub fn switch(&mut self, branch: BranchId) {
        if branch.0 < self.branches.len() && branch != self.here {
            self.here = branch;
            let head = self.head();
            self.cursor = self
                .checkpoints
                .before(&self.branches, branch, head)
                .clone();
            self.run_to(head);
        }
    }

    /// The event of this number on the branch; none if the branch ends before it.
    pub fn event(&self, number: EventNumber) -> Option<Event> {
        self.after(number)?.last_event().cloned()
    }

    /// The world right after the event of this number on the branch; none if the branch ends before it.
    pub fn after(&self, number: EventNumber) -> Option<World> {
        let head = self.head();
        if number >= head.events {
            return None;
        }
        let before = Position {
            time: NEVER,
            events: number,
        };
        let checkpoint = self.checkpoints.before(&self.branches, self.here, before);
        let mut cursor = checkpoint.clone();
        while cursor.world.events() <= number && cursor.next(self.branch(), head.time) {}
        Some(cursor.world)
    }

    /// Gives this moment a name.
    pub fn mark(&mut self, name: String) {
        let position = self.position();
        self.branches[self.here.0].mark(position, name);
    }

    /// Where the branch stands after the next event that meets a condition, among so many; none if none does.
    pub fn find_ahead(
        &self,
        events: u32,
        mut is_found: impl FnMut(&Event) -> bool,
    ) -> Option<Position> {
        let mut ahead = Cursor {
            world: self.world().clone(),
            observer: (),
            done: self.cursor.done,
        };
        for _ in 0..events {
            if !ahead.next(self.branch(), NEVER) {
                return None;
            }
            if ahead.world.last_event().is_some_and(&mut is_found) {
                return Some(ahead.world.position());
            }
        }
        None
    }

    /// What is done now goes on with a branch that ends here: with this one if nothing happens behind it, else with another.
    fn come_to_head(&mut self) {
        let position = self.position();
        match self.branch().ends_with(position.events) {
            true => self.branches[self.here.0].head = position,
            false => self.fork(),
        }
    }

    /// Another branch begins here, with what has been done so far.
    fn fork(&mut self) {
        let fork = Fork {
            from: self.here,
            at: self.position(),
        };
        let id = BranchId(self.branches.len());
        let branch = self.branch().fork(id, fork, self.cursor.done);
        self.branches.push(branch);
        self.here = id;
    }

    /// Whether something happened by then.
    fn next(&mut self, until: Time) -> bool {
        let happened = self.cursor.next(&self.branches[self.here.0], until);
        if happened {
            let is_new = self.position() > self.head();
            self.reach();
            self.checkpoints.pass(self.here, &self.cursor, is_new);
        }
        happened
    }

    /// The branch goes at least as far as this.
    fn reach(&mut self) {
        let position = self.position();
        let branch = &mut self.branches[self.here.0];
        branch.head = branch.head.max(position);
    }

    /// Lets everything happen up to a moment, and goes there.
    pub fn run_to(&mut self, to: Position) {
        while self.world().events() < to.events && self.step().is_some() {}
        self.cursor.wait(to.time);
        self.reach();
    }

    /// Goes back to a checkpoint, or ahead to one if that is the shorter way; `to` lies behind it.
    fn load(&mut self, to: Position) {
        let here = self.position();
        let lies_ahead = here.events <= to.events && here.time <= to.time;
        let nearest = self.checkpoints.before(&self.branches, self.here, to);
        if !lies_ahead || nearest.world.events() > here.events {
            self.cursor = nearest.clone();
        }
    }
}
