//! What is done to a run, written down before it happens as lines of a script, so that it outlives a panic.

use super::account::{Do, SetUp, Steps, Wait};
use ::script::{Done, Position};
use raft::Time;
use sim::{Action, World};
use std::cell::RefCell;
use std::fmt::Display;
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
    at: Position,
}

impl PanicLog {
    /// A run begins with this world; what was written down of another one is void.
    pub(super) fn new(world: &World, notes: Notes) -> PanicLog {
        let panic_log = PanicLog {
            notes,
            at: Position::default(),
        };
        let set_up = SetUp(world.settings(), world.seed()).to_string();
        panic_log.write(Note::Begins(set_up));
        panic_log
    }

    /// Records an action before it is applied.
    pub(super) fn note(&mut self, action: &Action, world: &World) {
        let at = world.position();
        let settled = world.next_due().is_none_or(|due| due > at.time);
        if !settled || at == Position::default() {
            self.does(&Steps(at.events - self.at.events));
        } else if at != self.at {
            self.does(&Wait(at.time.since(self.at.time)));
        }
        self.does(&Do(action));
        // What is done is an event itself.
        self.at = Position {
            events: at.events + 1,
            ..at
        };
    }

    /// Records an action of a run that was taken over, before which the last event happened at `last`.
    pub(super) fn note_taken_over(&mut self, (at, action): &Done, last: Time) {
        self.does(&Steps(at.events - self.at.events));
        if at.time > last {
            self.does(&Wait(at.time.since(last)));
        }
        self.does(&Do(action));
        let events = at.events + 1;
        self.at = Position { events, ..*at };
    }

    /// So much was done in a run that was taken over that it is not written down.
    pub(super) fn note_omission(&self, actions: u64) {
        let line =
            format!("# A recording with {actions} actions was opened, which are not written here.");
        self.write(Note::Does(line));
    }

    /// The last action was refused: a script only tries it.
    pub(super) fn note_refusal(&self) {
        if let Some(Note::Does(line)) = self.notes.borrow_mut().last_mut() {
            line.insert_str(0, "try ");
        }
    }

    fn does(&self, line: &impl Display) {
        self.write(Note::Does(line.to_string()));
    }

    fn write(&self, note: Note) {
        self.notes.borrow_mut().push(note);
    }
}
