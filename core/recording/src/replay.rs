//! Plays a recording: does again what was done in each of its branches, in pieces as small as a frame asks for, and compares the
//! fingerprints on the way.

use crate::limits::MOST_EVENTS;
use crate::recording::{Branch, Fork, Recording, Step, low_bits};
use raft::Time;
use record::Observer;
use sim::timeline::{BranchId, Timeline};
use sim::world::Position;
use sim::{Action, SettingsError};
use std::fmt;

/// Later than anything that happens.
const NEVER: Time = Time(u64::MAX);

/// A recording that is being played.
pub struct Replay<O> {
    recording: Recording,
    run: Timeline<O>,
    /// The branches that were begun, by their places in the recording.
    ids: Vec<BranchId>,
    /// What was done of the branch that is being played.
    steps: usize,
    marks: usize,
    /// How many events have been let happen.
    played: u64,
    is_done: bool,
    differs: Option<Differs>,
}

/// How far a replay has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// So many events have happened, of about so many.
    NotYet {
        done: u64,
        of: u64,
    },
    Done,
}

/// Where this version of Raftscape begins to play a run differently.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Differs {
    /// The place of the branch in the recording.
    pub branch: usize,
    /// When it was, in the recording.
    pub at: Time,
    /// The first action after which it differs: its number in the branch, counted from 1, and what it is. None if it differs
    /// at the moment that is shown and after no action.
    pub action: Option<(usize, Action)>,
}

impl fmt::Display for Differs {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("This version of Raftscape plays the run differently ")?;
        match &self.action {
            Some((number, _)) => write!(out, "from action {number}")?,
            None => out.write_str("behind the last action")?,
        }
        if self.branch > 0 {
            write!(out, " of branch {}", self.branch + 1)?;
        }
        match &self.action {
            Some(_) => write!(out, " on, at {}.", self.at),
            None => write!(out, ", seen at {}.", self.at),
        }
    }
}

/// What comes next on the way.
enum Next {
    Step(Step),
    Mark(Position, String),
    Head(Position),
}

impl<O: Observer + Clone> Replay<O> {
    /// At the beginning.
    ///
    /// # Errors
    /// If the settings allow no such world; those of a recording that was read do.
    pub fn new(recording: Recording, observer: O) -> Result<Replay<O>, SettingsError> {
        Ok(Replay {
            run: Timeline::new(recording.settings, recording.seed, observer)?,
            ids: vec![BranchId::FIRST],
            recording,
            steps: 0,
            marks: 0,
            played: 0,
            is_done: false,
            differs: None,
        })
    }

    /// Lets so many events happen, and one at least. Where another branch begins it ends earlier, since to go there takes time
    /// as well.
    pub fn go_on(&mut self, events: u64) -> Progress {
        let end = self.played.saturating_add(events.max(1));
        while !self.is_done && self.played < end {
            let next = self.next();
            let to = match &next {
                Next::Step(step) => step.at,
                Next::Mark(at, _) | Next::Head(at) => *at,
            };
            if !self.reach(to, end) {
                break;
            }
            match next {
                Next::Step(_) if self.played >= end => break,
                Next::Step(step) => self.act(step),
                Next::Mark(_, name) => {
                    self.run.mark(name);
                    self.marks += 1;
                }
                Next::Head(_) => {
                    self.end_branch();
                    break;
                }
            }
        }
        match self.is_done {
            true => Progress::Done,
            false => self.progress(),
        }
    }

    /// The run, at the moment that is shown, and where it differs from the recording if it does.
    pub fn into_run(self) -> (Timeline<O>, Option<Differs>) {
        debug_assert!(self.is_done, "it is played to the end first");
        (self.run, self.differs)
    }

    fn progress(&self) -> Progress {
        let begin = |branch: &Branch| branch.left.map_or(0, |left| left.at.events);
        let branches = self.recording.branches.iter();
        let of = branches
            .map(|branch| branch.head.events.saturating_sub(begin(branch)))
            .sum();
        let done = self.played.min(of);
        Progress::NotYet { done, of }
    }

    /// The place of the branch that is being played.
    fn place(&self) -> usize {
        self.ids.len() - 1
    }

    fn next(&self) -> Next {
        let Some(branch) = self.recording.branches.get(self.place()) else {
            return Next::Head(self.run.position());
        };
        let step = branch.steps.get(self.steps);
        let comes_first = |at: Position| step.is_none_or(|step| at <= step.at);
        match (branch.marks.get(self.marks), step) {
            (Some((at, name)), _) if comes_first(*at) => Next::Mark(*at, name.clone()),
            (_, Some(step)) => Next::Step(step.clone()),
            (_, None) => Next::Head(branch.head),
        }
    }

    /// Lets happen what lies before a moment, as long as no more than `end` events were played. Whether it is there then.
    ///
    /// Where the run differs, it goes by time: so an action is done when it was done, though there were other events before it.
    fn reach(&mut self, to: Position, end: u64) -> bool {
        while self.played < MOST_EVENTS && self.lies_before(to) {
            if self.played >= end {
                return false;
            }
            self.played += 1;
            self.run.step();
        }
        let events = self.run.position().events;
        self.run.run_to(Position { events, ..to });
        true
    }

    /// Whether the next event lies before a moment.
    fn lies_before(&self, to: Position) -> bool {
        let world = self.run.world();
        let due = world.next_due();
        due.is_some_and(|due| due < to.time || due == to.time && world.events() < to.events)
    }

    fn act(&mut self, step: Step) {
        let is_there = self.run.position() == step.at;
        self.run.act(&step.action);
        self.played += 1;
        self.steps += 1;
        let is_same = low_bits(self.run.world().fingerprint()) == step.fingerprint;
        if !is_there || !is_same {
            self.differs_at(self.place(), step.at.time, Some((self.steps, step.action)));
        }
    }

    /// The branch is played: goes to where the next one begins, or to the moment that is shown.
    fn end_branch(&mut self) {
        let branch = self.recording.branches.get(self.place());
        let name = branch.and_then(|branch| branch.name.clone());
        self.run.rename(self.run.here(), name);
        (self.steps, self.marks) = (0, 0);
        match self.recording.branches.get(self.ids.len()) {
            Some(next) => self.begin_branch(next.left),
            None => self.show(),
        }
    }

    fn begin_branch(&mut self, left: Option<Fork>) {
        if let Some(left) = left {
            self.go_to(left.from, left.at);
        }
        let id = self.run.fork();
        self.ids.push(id);
    }

    fn show(&mut self) {
        self.is_done = true;
        let Recording {
            here,
            at,
            fingerprint,
            ..
        } = self.recording;
        self.go_to(here, at);
        let is_there = self.run.position() == at;
        if !is_there || self.run.world().fingerprint() != fingerprint {
            self.differs_at(here, at.time, None);
        }
    }

    /// Goes to a moment of a branch: where the run differs, to the same time, but in any case between the same two actions. If what
    /// happens in the branch comes earlier, it stops before that: another branch that begins here need not do it.
    fn go_to(&mut self, place: usize, at: Position) {
        let Some(id) = self.ids.get(place) else {
            debug_assert!(false, "it was checked that branch {place} comes before");
            return;
        };
        self.run.switch(*id);
        let done = self.recording.done_before(place, at);
        let (first, last) = self.after_actions(done);
        self.run.seek_events(at.events.clamp(first, last));
        let next = self.run.ahead().next(NEVER).map(|event| event.time);
        let Position { time, events } = self.run.position();
        if time > at.time {
            self.run.seek_time(at.time);
        } else if next.is_none_or(|next| next >= at.time) {
            self.run.seek(Position { events, ..at });
        }
    }

    /// After how many events so many actions of the branch are done: at least, and at most.
    fn after_actions(&self, done: u64) -> (u64, u64) {
        let journal = self.run.branch().journal();
        let events = |number: u64| Some(journal.get(number)?.0.events);
        let first = done.checked_sub(1).and_then(events);
        let last = events(done);
        (
            first.map_or(0, |events| events + 1),
            last.unwrap_or(u64::MAX),
        )
    }

    /// The first difference counts: what comes behind it follows from it.
    fn differs_at(&mut self, branch: usize, at: Time, action: Option<(usize, Action)>) {
        self.differs.get_or_insert(Differs { branch, at, action });
    }
}
