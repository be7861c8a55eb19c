//! What a player has to do next, in pieces so small that a frame never waits for one.

use crate::command::Command;
use crate::condition::Condition;
use raft::chunks::Chunks;
use raft::{Duration, Time};
use record::EventNumber;
use sim::timeline::Done;
use sim::{Action, World};
use std::collections::VecDeque;

/// How long `until` waits if the script does not say.
const PATIENCE: Duration = Duration::from_millis(60_000);

/// Something to be done.
#[derive(Clone)]
pub(super) enum Task {
    /// Plays this line, and then those behind it.
    Line(usize),
    /// Lets time pass until then.
    Run(Time),
    /// Lets so many events happen.
    Step(u64),
    /// Waits for the condition of a line.
    Wait(Wait),
    /// Looks which of the goals from this place on is reached.
    Goals(usize),
    /// Looks which of the triggers from this place on fires.
    Triggers(usize),
    /// Lets all servers start, which are the first events of every run.
    Start,
    /// Does what a line asks for once more.
    Again(Doing),
    /// Does the next of the actions that this comes to.
    Act(Box<Actions>),
    /// Looks through the run for what a line waited for in vain.
    Recall(Box<Recall>),
}

/// A line that waits for its condition.
#[derive(Clone)]
pub(super) struct Wait {
    pub(super) line: usize,
    /// How long; none if it must hold at once.
    pub(super) until: Option<Time>,
    /// Whether it stops before the event that makes the condition hold.
    pub(super) before: bool,
    /// Whether the script goes on if the wait is in vain.
    pub(super) goes_on: bool,
    /// How many events had happened when the line began.
    pub(super) began: EventNumber,
    /// At which event the condition was last seen not to hold.
    pub(super) seen: Option<EventNumber>,
}

impl Wait {
    pub(super) fn new(line: usize, command: &Command, world: &World) -> Wait {
        let (until, before, goes_on) = match command {
            Command::Until { before, within, .. } => {
                (Some(within.unwrap_or(PATIENCE)), *before, false)
            }
            Command::Expect(_, within) => (*within, false, true),
            _ => {
                debug_assert!(false, "line {line} waits for nothing");
                (None, false, true)
            }
        };
        Wait {
            line,
            until: until.map(|within| world.now() + within),
            before,
            goes_on,
            began: world.events(),
            seen: None,
        }
    }
}

/// What a line does, or its trigger.
#[derive(Clone, Copy)]
pub(super) struct Doing {
    pub(super) line: usize,
    /// How often it was done already.
    pub(super) turn: u64,
    pub(super) is_trigger: bool,
}

/// What doing it once comes to, and what came of that so far.
#[derive(Clone)]
pub(super) struct Actions {
    pub(super) doing: Doing,
    pub(super) rest: VecDeque<Action>,
    pub(super) is_done: bool,
    pub(super) refusal: Option<String>,
}

pub(super) type Happened = (EventNumber, Time);

/// The run once more, and what was seen in it so far.
#[derive(Clone)]
pub(super) struct Recall {
    /// The line that has waited in vain.
    pub(super) condition: Condition,
    /// How many events had happened when it began.
    pub(super) began: EventNumber,
    pub(super) world: World,
    pub(super) journal: Chunks<Done>,
    pub(super) done: u64,
    /// The events that the condition asks for, and when each last happened.
    pub(super) asked: Vec<(Condition, Option<Happened>)>,
}

impl Recall {
    /// Lets the next event happen; false if nothing ever will.
    pub(super) fn goes_on(&mut self) -> bool {
        match self.journal.get(self.done) {
            Some((at, action)) if at.events <= self.world.events() => {
                self.world.run_to(*at, &mut |_| {});
                self.done += 1;
                self.world.apply(action);
                true
            }
            _ => self.world.step().is_some(),
        }
    }
}
