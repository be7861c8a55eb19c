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

mod ahead;
mod branch;
mod branches;
mod checkpoints;
mod cursor;
mod trail;

pub use ahead::Ahead;
pub use branch::{Branch, BranchId, Done, Fork};

use crate::action::Action;
use crate::settings::{Settings, SettingsError};
use crate::world::{Position, World};
use branches::Branches;
use checkpoints::Checkpoints;
use cursor::Cursor;
use raft::Time;
use record::{Event, EventNumber, Observer};
use trail::Trail;

/// Later than anything that happens.
const NEVER: Time = Time(u64::MAX);

/// A run with its branches. What observes it (`O`) goes back with it.
pub struct Timeline<O> {
    cursor: Cursor<O>,
    branches: Branches,
    here: BranchId,
    checkpoints: Checkpoints<O>,
    /// What was passed on the way back, while the run goes back.
    trail: Trail<O>,
    goes_back: bool,
}

impl<O: Observer + Clone> Timeline<O> {
    /// The most bytes that checkpoints take, about, if not said otherwise: with all else that a page keeps of a run it has 64 MB after
    /// ten minutes, and not twice as many after an hour.
    pub const MEMORY: usize = 48 << 20;

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
            branches: Branches::new(),
            here: BranchId::FIRST,
            checkpoints: Checkpoints::new(cursor.clone(), Self::MEMORY),
            trail: Trail::new(),
            goes_back: false,
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

    /// By their ids: a branch stands behind the one that it left.
    pub fn branches(&self) -> &[Branch] {
        self.branches.all()
    }

    pub fn branch(&self) -> &Branch {
        self.branches.get(self.here)
    }

    /// The branch of this id, unless it was removed.
    pub fn find_branch(&self, id: BranchId) -> Option<&Branch> {
        self.branches().iter().find(|branch| branch.id() == id)
    }

    /// The branch that came to a moment of this one first: this one, or the one that it left after that, and so on.
    pub fn branch_at(&self, moment: Position) -> BranchId {
        let mut branch = self.branch();
        while let Some(fork) = branch.left().filter(|fork| moment <= fork.at) {
            branch = self.branches.get(fork.from);
        }
        branch.id()
    }

    /// The branch in which an event of this one happened first: this one, or the one that it left after that, and so on.
    pub fn branch_of(&self, event: EventNumber) -> BranchId {
        let mut branch = self.branch();
        while let Some(fork) = branch.left().filter(|fork| event < fork.at.events) {
            branch = self.branches.get(fork.from);
        }
        branch.id()
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
        self.here_mut().record(position, action);
        let happened = self.next(NEVER);
        debug_assert!(happened, "what was recorded is done");
        let fingerprint = self.world().fingerprint();
        self.here_mut().seal(fingerprint);
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
        let to = to.min(self.head());
        self.load(to);
        self.run_to(to);
        self.goes_back = false;
    }

    /// Goes to the moment right after everything that happened up to this time; to the end of the branch, if that is before it.
    pub fn seek_time(&mut self, time: Time) {
        let time = time.min(self.head().time);
        self.load(Position {
            time,
            events: u64::MAX,
        });
        self.advance(time);
        self.goes_back = false;
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
        self.goes_back = false;
    }

    /// Goes to the end of a branch.
    pub fn switch(&mut self, branch: BranchId) {
        self.switch_to(branch, self.branches.get(branch).head);
    }

    /// Goes to a moment of a branch; to its end, if that is before it.
    pub fn switch_to(&mut self, branch: BranchId, to: Position) {
        if branch != self.here {
            self.here = branch;
            self.trail.clear();
            let to = to.min(self.head());
            let before = self.checkpoints.before(&self.branches, branch, to);
            self.cursor = before.clone();
        }
        self.seek(to);
    }

    /// Begins another branch here, with what has been done so far: what lies ahead on the one that is left is not done in it.
    pub fn fork(&mut self) -> BranchId {
        let at = self.position();
        let fork = Fork {
            from: self.branch_at(at),
            at,
        };
        self.here = self.branches.fork(fork, self.cursor.done);
        self.trail.clear();
        self.here
    }

    /// The branch ends here from now on: what happened behind this moment was looked at ahead of its time. Nothing was done there;
    /// where another branch has left this one behind it, it stays.
    pub fn end_here(&mut self) {
        let (here, position) = (self.here, self.position());
        debug_assert_eq!(self.cursor.done, self.branch().journal().end());
        let is_left = |branch: &Branch| {
            let fork = branch.left().filter(|fork| fork.from == here);
            fork.is_some_and(|fork| fork.at > position)
        };
        if self.branches().iter().any(is_left) {
            return;
        }
        self.here_mut().end(position);
        self.checkpoints.forget_behind(here, position.events);
        self.trail.clear();
    }

    /// Gives a branch a name, or takes it away.
    pub fn rename(&mut self, branch: BranchId, name: Option<String>) {
        self.branches.get_mut(branch).rename(name);
    }

    /// Takes a branch away for good, which is not the one that is shown. Those that left it stay as they are: the first of them takes
    /// its place. Which one that is, and up to where it goes the way of the branch that is gone.
    pub fn remove(&mut self, branch: BranchId) -> Option<Fork> {
        debug_assert!(branch != self.here, "the branch that is shown stays");
        let heir = self.branches.remove(branch);
        self.checkpoints.inherit(branch, heir);
        heir
    }

    /// The moment of a branch right behind all that happened in it up to this time.
    pub fn moment(&self, branch: BranchId, time: Time) -> Position {
        let events = u64::MAX;
        let mut copy = self.before(branch, Position { time, events });
        copy.advance(time);
        copy.world().position()
    }

    /// A copy that goes on from here the way of this branch.
    pub fn ahead(&self) -> Ahead {
        Ahead::new(self.cursor.alone(), self.branch().clone())
    }

    /// A copy that goes on the way of a branch, from a moment that is quickly reached and lies before this one; where that is its
    /// beginning, at it.
    pub fn before(&self, branch: BranchId, moment: Position) -> Ahead {
        let checkpoint = self.checkpoints.before(&self.branches, branch, moment);
        Ahead::new(checkpoint.alone(), self.branches.get(branch).clone())
    }

    /// Where two branches part: up to this moment they are the same, and with the next event they are not. None if they are the same
    /// as far as the shorter one goes.
    pub fn parting(&self, one: BranchId, other: BranchId) -> Option<Position> {
        let (one, other) = (self.branches.get(one), self.branches.get(other));
        let mut at = 0;
        while one.journal.get(at).is_some() && one.journal.get(at) == other.journal.get(at) {
            at += 1;
        }
        let next = [one, other].map(|branch| Some(branch.journal.get(at)?.0));
        let parting = next.into_iter().flatten().min()?;
        (parting < one.head.min(other.head)).then_some(parting)
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
        self.here_mut().mark(position, name);
    }

    /// What is done now goes on with a branch that ends here: with this one if nothing happens behind it, else with another.
    fn come_to_head(&mut self) {
        let position = self.position();
        match self.branch().ends_with(position.events) {
            true => self.here_mut().end(position),
            false => {
                self.fork();
            }
        }
    }

    fn here_mut(&mut self) -> &mut Branch {
        self.branches.get_mut(self.here)
    }

    /// Whether something happened by then.
    fn next(&mut self, until: Time) -> bool {
        let happened = self.cursor.next(self.branches.get(self.here), until);
        if happened {
            let is_new = self.position() > self.head();
            self.reach();
            self.checkpoints.pass(self.here, &self.cursor, is_new);
            if self.goes_back {
                self.trail.pass(&self.cursor);
            }
        }
        happened
    }

    /// The branch goes at least as far as this.
    fn reach(&mut self) {
        let position = self.position();
        let branch = self.here_mut();
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
        self.goes_back = here.events > to.events || here.time > to.time;
        let checkpoint = self.checkpoints.before(&self.branches, self.here, to);
        if self.goes_back {
            let is_nearer =
                |passed: &&Cursor<O>| passed.world.events() >= checkpoint.world.events();
            let passed = self.trail.before(to).filter(is_nearer);
            let is_new = passed.is_none();
            self.cursor = passed.unwrap_or(checkpoint).clone();
            if is_new {
                self.trail.clear();
            }
        } else if checkpoint.world.events() > here.events {
            self.cursor = checkpoint.clone();
        }
    }
}
