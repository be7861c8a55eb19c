//! What is done to a run, written down before it happens as lines of a script, so that it outlives a panic.

use super::account::{Do, SetUp, Steps, Wait};
use ::script::{Done, Position};
use raft::Time;
use record::EventNumber;
use sim::timeline::BranchId;
use sim::{Action, World};
use std::cell::RefCell;
use std::rc::Rc;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Note {
    /// A run begins; earlier notes belong to another run.
    Begins(String),
    /// An action on the run.
    Does(String),
}

/// Lines not read yet. Shared, so that they can be read after a panic.
pub(crate) type Notes = Rc<RefCell<Vec<Note>>>;

/// Records what is done to a run.
pub(crate) struct PanicLog {
    /// Lines not read yet.
    pub(crate) notes: Notes,
    set_up: String,
    /// All of it that is written down, in order: the way of one branch.
    way: Vec<Noted>,
}

/// An action, or many of them.
struct Noted {
    /// The branch in which the event of it happened first, and that event.
    event: (BranchId, EventNumber),
    /// Right behind it.
    end: Position,
    /// How much of the journal is written down with it.
    done: u64,
    lines: Vec<String>,
}

impl PanicLog {
    /// A run begins with this world; what was written down of another one is void.
    pub(super) fn new(world: &World, notes: Notes) -> PanicLog {
        let panic_log = PanicLog {
            notes,
            set_up: SetUp(world.settings(), world.seed()).to_string(),
            way: Vec::new(),
        };
        panic_log.write(Note::Begins(panic_log.set_up.clone()));
        panic_log
    }

    /// How much of the journal is written down.
    pub(super) fn done(&self) -> u64 {
        self.way.last().map_or(0, |noted| noted.done)
    }

    /// What is not on the way to the moment from which the run goes on is void.
    pub(super) fn go_back(&mut self, is_on_way: impl Fn((BranchId, EventNumber)) -> bool) {
        let last = self.way.iter().rposition(|noted| is_on_way(noted.event));
        let kept = last.map_or(0, |last| last + 1);
        if kept < self.way.len() {
            self.way.truncate(kept);
            self.write(Note::Begins(self.set_up.clone()));
            let lines = self.way.iter().flat_map(|noted| &noted.lines);
            lines.for_each(|line| self.write(Note::Does(line.clone())));
        }
    }

    /// Records an action before it is applied.
    pub(super) fn note(&mut self, action: &Action, world: &World) {
        let (at, before) = (world.position(), self.end());
        let settled = world.next_due().is_none_or(|due| due > at.time);
        let mut lines = Vec::new();
        if !settled || at == Position::default() {
            lines.push(Steps(at.events - before.events).to_string());
        } else if at != before {
            lines.push(Wait(at.time.since(before.time)).to_string());
        }
        lines.push(Do(action).to_string());
        self.does(at, 1, lines);
    }

    /// Records an action that was done before, in a run that was taken over or in another branch. The last event before it happened
    /// at `last`.
    pub(super) fn note_again(&mut self, (at, action): &Done, last: Time) {
        let mut lines = vec![Steps(at.events - self.end().events).to_string()];
        if at.time > last {
            lines.push(Wait(at.time.since(last)).to_string());
        }
        lines.push(Do(action).to_string());
        self.does(*at, 1, lines);
    }

    /// So much was done that it is not written down, up to an action at this moment.
    pub(super) fn note_omission(&mut self, at: Position, actions: u64) {
        let line = format!("# {actions} actions were done here, which are not written down.");
        self.does(at, actions, vec![line]);
    }

    /// The event of the last action has happened in this branch. If the action was refused, a script only tries it.
    pub(super) fn note_end(&mut self, branch: BranchId, is_refused: bool) {
        let Some(last) = self.way.last_mut() else {
            return;
        };
        last.event.0 = branch;
        if let (true, Some(line)) = (is_refused, last.lines.last_mut()) {
            line.insert_str(0, "try ");
            if let Some(Note::Does(unread)) = self.notes.borrow_mut().last_mut() {
                unread.clone_from(line);
            }
        }
    }

    /// Right behind all that is written down.
    fn end(&self) -> Position {
        self.way.last().map_or(Position::default(), |last| last.end)
    }

    fn does(&mut self, at: Position, actions: u64, lines: Vec<String>) {
        for line in &lines {
            self.write(Note::Does(line.clone()));
        }
        // What is done is an event itself.
        let events = at.events + 1;
        self.way.push(Noted {
            event: (BranchId::FIRST, at.events),
            end: Position { events, ..at },
            done: self.done() + actions,
            lines,
        });
    }

    fn write(&self, note: Note) {
        self.notes.borrow_mut().push(note);
    }
}
