//! Plays a script in a run, task by task.

use super::narration::{Failure, Narration};
use super::run::Run;
use super::task::{Task, Wait};
use crate::action::Instruction;
use crate::command::{Command, Script};
use crate::condition::Condition;
use crate::evaluate::{EndedOperations, Evaluator};
use crate::setup;
use raft::Time;
use record::Event;
use sim::World;
use std::sync::Arc;

/// The most that a script may spend on evaluating conditions, in units of [`Evaluator::effort`].
const MAX_EFFORT: u64 = 400_000_000;

/// The most triggers, goals and pause points that are set at a time.
const MAX_SET: usize = 100;

/// What an event counts of the budget of [`Player::next`]: as much as so many units of effort.
pub(super) const EVENT: u64 = 200;

/// Plays a script in a run. What the reader does to it meanwhile is taken in.
#[derive(Clone)]
pub struct Player {
    pub(super) script: Arc<Script>,
    /// How many lines are its set-up.
    pub(super) set_up: usize,
    /// What is to be done, the next thing last.
    pub(super) tasks: Vec<Task>,
    /// The line that is played, from 1.
    pub(super) line: usize,
    pub(super) ended: EndedOperations,
    /// The lines of those that are set, in their order.
    pub(super) triggers: Vec<usize>,
    /// The lines of those that are not reached, in their order.
    pub(super) goals: Vec<usize>,
    /// How many of them the script has set.
    pub(super) pause_points: usize,
    pub(super) recent: Vec<Event>,
    /// How much the script has done.
    pub(super) actions: usize,
    pub(super) failures: usize,
    /// What was spent on evaluating conditions.
    pub(super) effort: u64,
    /// What the last task cost of the budget.
    pub(super) cost: u64,
}

/// Why a player stops.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stop {
    /// Something happened: the last event of the run.
    Event,
    /// The script says something; with its line.
    Narrates(usize, Narration),
    /// The script goes on, unless it ends.
    Failed(Failure),
    /// The script waits for what comes later than time may go.
    Waits,
    /// There is more to do than the budget allows.
    Busy,
    /// It is over.
    Ended,
}

impl Player {
    /// Before its first line. The run must be of a world of the script's settings.
    pub fn new(script: Script) -> Player {
        Player {
            set_up: setup::length(&script),
            script: Arc::new(script),
            tasks: vec![Task::Line(1)],
            line: 0,
            ended: EndedOperations::default(),
            triggers: Vec::new(),
            goals: Vec::new(),
            pause_points: 0,
            recent: Vec::new(),
            actions: 0,
            failures: 0,
            effort: 0,
            cost: 0,
        }
    }

    /// Goes on to the next thing worth a look, but not beyond `limit`, and not for longer than `budget` allows: it counts
    /// units of effort (some comparisons each), and goes down by what was spent.
    pub fn next(&mut self, run: &mut dyn Run, limit: Time, budget: &mut u64) -> Stop {
        while *budget > 0 {
            let Some(task) = self.tasks.pop() else {
                return Stop::Ended;
            };
            let stop = self.take(task, run, limit);
            *budget = budget.saturating_sub(1 + std::mem::take(&mut self.cost));
            if let Some(stop) = stop {
                return stop;
            }
        }
        Stop::Busy
    }

    /// The reader did something to the run: goals and triggers are judged by it, too.
    pub fn observe(&mut self, run: &dyn Run) {
        self.happened(run);
        self.tasks.push(Task::Triggers(0));
        self.tasks.push(Task::Goals(0));
    }

    /// Whether the next line says or asks something.
    pub fn says_next(&self) -> bool {
        let Some(Task::Line(line)) = self.tasks.last() else {
            return false;
        };
        let next = self.script.lines.iter().skip(line - 1);
        let next = next.filter_map(|line| line.command.as_ref()).next();
        matches!(next, Some(Command::Say(_) | Command::Ask(_)))
    }

    /// The line that it has come to, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Whether it has come to its end.
    pub fn has_ended(&self) -> bool {
        self.tasks.is_empty()
    }

    fn take(&mut self, task: Task, run: &mut dyn Run, limit: Time) -> Option<Stop> {
        match task {
            Task::Line(line) => self.plays(line, run.world()),
            Task::Run(until) => self.runs(until, run, limit),
            Task::Step(events) => self.steps(events, run, limit),
            Task::Wait(wait) => self.waits(wait, run, limit),
            Task::Goals(place) => self.reaches(place, run),
            Task::Triggers(place) => self.fires(place, run),
            Task::Start => self.starts(run, limit),
            Task::Again(doing) => self.does_again(doing, run),
            Task::Act(actions) => self.acts(actions, run),
            Task::Recall(recall) => self.recalls(recall, run),
        }
    }

    fn plays(&mut self, line: usize, world: &World) -> Option<Stop> {
        let script = self.script.clone();
        let next = script.lines.get(line - 1)?;
        self.tasks.push(Task::Line(line + 1));
        self.line = line;
        match &next.command {
            Some(command @ (Command::Say(_) | Command::Ask(_))) => self.command(command, world),
            Some(command) if line > self.set_up => self.command(command, world),
            _ => None,
        }
    }

    fn command(&mut self, command: &Command, world: &World) -> Option<Stop> {
        match command {
            Command::Servers(_)
            | Command::Clients(_)
            | Command::Seed(_)
            | Command::Opening(_)
            | Command::Preset(_) => {}
            Command::Run(time) => self.tasks.push(Task::Run(world.now() + *time)),
            Command::Step(events) => self.tasks.push(Task::Step(*events)),
            Command::Until { .. } | Command::Expect(..) => {
                self.tasks
                    .push(Task::Wait(Wait::new(self.line, command, world)));
            }
            Command::Do(instruction) => self.performs(instruction, world),
            Command::When(..) => {
                if self.triggers.len() == MAX_SET {
                    return Some(self.is_full(world));
                }
                self.triggers.push(self.line);
                self.tasks.push(Task::Triggers(0));
            }
            Command::Goal(text, _) => {
                if self.goals.len() == MAX_SET {
                    return Some(self.is_full(world));
                }
                self.goals.push(self.line);
                self.tasks.push(Task::Goals(0));
                return Some(self.narrates(Narration::Goal(text.clone())));
            }
            Command::Pause(point) => {
                if self.pause_points == MAX_SET {
                    return Some(self.is_full(world));
                }
                self.pause_points += 1;
                return Some(self.narrates(Narration::Watches(point.clone())));
            }
            Command::Say(text) => return Some(self.narrates(Narration::Say(text.clone()))),
            Command::Ask(text) => return Some(self.narrates(Narration::Ask(text.clone()))),
            Command::Mark(name) => return Some(self.narrates(Narration::Mark(name.clone()))),
            Command::Focus(names) => {
                let ids = names.iter().flat_map(|name| name.servers(world).iter());
                return Some(self.narrates(Narration::Focus(ids.collect())));
            }
            Command::Show(show) => {
                return Some(self.narrates(Narration::Show(show.lines(world))));
            }
        }
        None
    }

    pub(super) fn is_full(&mut self, world: &World) -> Stop {
        self.gives_up(
            format!("{MAX_SET} are set already: that is the most."),
            world,
        )
    }

    pub(super) fn evaluator<'a>(&'a self, world: &'a World) -> Evaluator<'a, World> {
        Evaluator::new(world, world.last_event(), &self.ended)
    }

    /// Whether a condition holds now. The script is over if it has evaluated too many.
    pub(super) fn holds(&mut self, condition: &Condition, world: &World) -> Result<bool, Stop> {
        let effort = self.evaluator(world).effort(condition);
        self.spends(effort, world)?;
        Ok(self.evaluator(world).holds(condition))
    }

    /// So much is spent on evaluating a condition; the script is over if that is too much.
    pub(super) fn spends(&mut self, effort: u64, world: &World) -> Result<(), Stop> {
        self.effort += effort;
        self.cost += effort;
        if self.effort <= MAX_EFFORT {
            return Ok(());
        }
        let found = "The script has evaluated more conditions than it may.";
        Err(self.gives_up(found.into(), world))
    }
}

impl Script {
    pub(super) fn command(&self, line: usize) -> Option<&Command> {
        self.lines.get(line - 1)?.command.as_ref()
    }

    /// The condition of a line: what it waits for or expects, what fires its trigger, when its goal is reached.
    pub(super) fn condition(&self, line: usize) -> Option<&Condition> {
        match self.command(line) {
            Some(
                Command::Until { condition, .. }
                | Command::When(condition, _)
                | Command::Goal(_, condition)
                | Command::Expect(condition, _),
            ) => Some(condition),
            _ => {
                debug_assert!(false, "line {line} has a condition");
                None
            }
        }
    }

    /// The words of a goal.
    pub(super) fn goal(&self, line: usize) -> Option<&str> {
        match self.command(line) {
            Some(Command::Goal(text, _)) => Some(text),
            _ => None,
        }
    }

    /// What a line does, or its trigger.
    pub(super) fn instruction(&self, line: usize) -> Option<&Instruction> {
        match self.command(line) {
            Some(Command::Do(instruction) | Command::When(_, instruction)) => Some(instruction),
            _ => {
                debug_assert!(false, "line {line} does something");
                None
            }
        }
    }
}
