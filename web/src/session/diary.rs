//! What is done to a run, written down before it happens as lines of a script, so that it outlives a panic.

use sim::script::{Command, Instruction, Position, Script, ScriptAction};
use sim::{Action, World};
use std::cell::RefCell;
use std::rc::Rc;

/// Something written down.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Note {
    /// A run begins, and what was written down before belongs to another.
    Begins(String),
    /// Something is done to it.
    Does(String),
}

/// What nobody has read yet. Shared, so that it can be read when nothing else can.
pub type Notes = Rc<RefCell<Vec<Note>>>;

/// Writes down what is done to a run.
#[derive(Default)]
pub struct Diary {
    /// What nobody has read yet.
    pub notes: Notes,
    at: Position,
}

impl Diary {
    /// A run begins with this world.
    pub(super) fn begin(&mut self, world: &World) {
        self.at = Position::default();
        let (settings, seed) = (*world.settings(), world.seed());
        let script = Script::of_run(settings, seed, &[], self.at).to_string();
        // Its last line tells the fingerprint of a run in which nothing has happened.
        let set_up = script.lines().filter(|line| !line.starts_with("expect"));
        let set_up: Vec<&str> = set_up.collect();
        self.write(Note::Begins(set_up.join("\n")));
    }

    /// This is about to be done to the world.
    pub(super) fn note(&mut self, action: &Action, world: &World) {
        let at = world.position();
        let settled = world.next_due().is_none_or(|due| due > at.time);
        if !settled || at == Position::default() {
            Command::step(at.events - self.at.events).for_each(|step| self.does(&step));
        } else if at != self.at {
            Command::run(at.time.since(self.at.time)).for_each(|run| self.does(&run));
        }
        let action = ScriptAction::of(action, world);
        self.does(&Command::Do(Instruction::once(action)));
        // What is done is an event itself.
        self.at = Position {
            events: at.events + 1,
            ..at
        };
    }

    /// What was noted last was not possible: a script only tries it.
    pub(super) fn note_refusal(&self) {
        if let Some(Note::Does(line)) = self.notes.borrow_mut().last_mut() {
            line.insert_str(0, "try ");
        }
    }

    fn does(&self, command: &Command) {
        self.write(Note::Does(command.to_string()));
    }

    fn write(&self, note: Note) {
        self.notes.borrow_mut().push(note);
    }
}
