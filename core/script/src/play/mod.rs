//! Plays a script, step by step: as far as time has come, and no longer at a time than its caller allows.

mod acting;
mod advancing;
mod history;
mod narrating;
mod run;

pub use run::Run;

use super::action::Instruction;
use super::condition::Condition;
use super::error::ScriptError;
use super::evaluate::{EndedOperations, Evaluator};
use super::parse::at_line;
use super::setup;
use super::{Command, DEFAULT_SEED, Done, Position, Script};
use acting::{Actions, Doing};
use advancing::Wait;
use history::Recall;
use raft::{ServerId, Time};
use record::Event;
use sim::{Settings, Timeline, World};
use std::sync::Arc;

/// The most that a script may spend on evaluating conditions, in units of [`Evaluator::effort`].
const MAX_EFFORT: u64 = 400_000_000;

/// The most triggers, and the most goals, that are set at a time.
const MAX_SET: usize = 100;

/// The most expectations that fail before a script is given up.
const MAX_FAILURES: usize = 100;

/// What an event counts of the budget of [`Player::next`]: as much as so many units of effort.
const EVENT: u64 = 200;

/// Later than anything that happens.
const NEVER: Time = Time(u64::MAX);

pub struct Report {
    pub settings: Settings,
    pub seed: u64,
    pub done: Vec<Done>,
    /// What the script said, with its line and when.
    pub narration: Vec<(usize, Position, Narration)>,
    /// What was not as the script expects.
    pub failures: Vec<Failure>,
    /// The world at the end.
    pub world: World,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Narration {
    Say(String),
    Ask(String),
    Mark(String),
    /// What the reader is to bring about.
    Goal(String),
    Reached(String),
    /// Whom to look at.
    Focus(Vec<ServerId>),
    /// What `show` shows, a line each.
    Show(Vec<String>),
}

/// Something that was not as the script expects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    pub line: usize,
    pub position: Position,
    /// Whether a condition did not hold; otherwise something could not be done.
    pub is_expectation: bool,
    /// The line as it stands.
    pub expected: String,
    /// What there is instead.
    pub found: String,
    /// The last events that touched it.
    pub recent: Vec<(Time, String)>,
}

/// What can be observed while a script runs.
pub enum Observed<'a> {
    /// An event, also those of what the script did.
    Event(&'a Event),
    Narration(usize, &'a Narration),
    Failed(&'a Failure),
}

/// Runs a script to its end, or to the first line that makes no sense any more: an expectation that fails does not
/// end a run; what cannot be done does, and what is waited for in vain.
///
/// The seed is the script's, if it names one and `seed` is none; otherwise [`DEFAULT_SEED`]. A run always ends: it has
/// at most two million events.
///
/// # Errors
/// Why there can be no such world, and the line that asks for it. A script that was read has none.
pub fn play(
    script: &Script,
    seed: Option<u64>,
    observe: &mut dyn FnMut(Observed<'_>),
) -> Result<Report, Box<ScriptError>> {
    let (settings, own_seed) = script.settings()?;
    let seed = seed.or(own_seed).unwrap_or(DEFAULT_SEED);
    let run = Timeline::new(settings, seed, ());
    let run = run.map_err(|error| at_line("", 1, error.to_string()))?;
    let mut run = run.remembering(0);
    let mut player = Player::new(script.clone());
    let (mut narration, mut failures) = (Vec::new(), Vec::new());
    let mut unlimited = u64::MAX;
    loop {
        match player.next(&mut run, NEVER, &mut unlimited) {
            Stop::Event => {
                let event = run.world().last_event();
                event
                    .into_iter()
                    .for_each(|event| observe(Observed::Event(event)));
            }
            Stop::Narrates(line, said) => {
                observe(Observed::Narration(line, &said));
                narration.push((line, run.position(), said));
            }
            Stop::Failed(failure) => {
                observe(Observed::Failed(&failure));
                failures.push(failure);
            }
            Stop::Waits | Stop::Busy => debug_assert!(false, "there is time enough, and budget"),
            Stop::Ended => break,
        }
    }
    Ok(Report {
        settings,
        seed,
        done: run.branch().journal().iter().cloned().collect(),
        narration,
        failures,
        world: run.world().clone(),
    })
}

/// Plays a script in a run. What the reader does to it meanwhile is taken in.
#[derive(Clone)]
pub struct Player {
    script: Arc<Script>,
    /// How many lines are its set-up.
    set_up: usize,
    /// What is to be done, the next thing last.
    tasks: Vec<Task>,
    /// The line that is played, from 1.
    line: usize,
    ended: EndedOperations,
    /// The lines of those that are set, in their order.
    triggers: Vec<usize>,
    /// The lines of those that are not reached, in their order.
    goals: Vec<usize>,
    recent: Vec<Event>,
    /// How much the script has done.
    actions: usize,
    failures: usize,
    /// What was spent on evaluating conditions.
    effort: u64,
    /// What the last task cost of the budget.
    cost: u64,
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

/// Something to be done, so small that a frame never waits for it.
#[derive(Clone)]
enum Task {
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

    fn is_full(&mut self, world: &World) -> Stop {
        self.gives_up(
            format!("{MAX_SET} are set already: that is the most."),
            world,
        )
    }

    fn evaluator<'a>(&'a self, world: &'a World) -> Evaluator<'a, World> {
        Evaluator::new(world, world.last_event(), &self.ended)
    }

    /// Whether a condition holds now. The script is over if it has evaluated too many.
    fn holds(&mut self, condition: &Condition, world: &World) -> Result<bool, Stop> {
        let effort = self.evaluator(world).effort(condition);
        self.effort += effort;
        self.cost += effort;
        match self.effort > MAX_EFFORT {
            true => {
                let found = "The script has evaluated more conditions than it may.";
                Err(self.gives_up(found.into(), world))
            }
            false => Ok(self.evaluator(world).holds(condition)),
        }
    }
}

impl Script {
    fn command(&self, line: usize) -> Option<&Command> {
        self.lines.get(line - 1)?.command.as_ref()
    }

    /// The condition of a line: what it waits for or expects, what fires its trigger, when its goal is reached.
    fn condition(&self, line: usize) -> Option<&Condition> {
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
    fn goal(&self, line: usize) -> Option<&str> {
        match self.command(line) {
            Some(Command::Goal(text, _)) => Some(text),
            _ => None,
        }
    }

    /// What a line does, or its trigger.
    fn instruction(&self, line: usize) -> Option<&Instruction> {
        match self.command(line) {
            Some(Command::Do(instruction) | Command::When(_, instruction)) => Some(instruction),
            _ => {
                debug_assert!(false, "line {line} does something");
                None
            }
        }
    }
}
