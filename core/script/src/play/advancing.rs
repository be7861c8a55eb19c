//! How time passes while a script runs: event by event, so that nothing is missed.

use super::player::{EVENT, Player, Stop};
use super::run::Run;
use super::task::{Task, Wait};
use crate::evaluate::Evaluator;
use raft::Time;
use record::Outcome;

/// The most events of a script's run.
const MAX_EVENTS: u64 = 2_000_000;

/// How many of the last events are remembered.
const REMEMBERED: usize = 100;

/// What an event, and time, came to.
enum Passed {
    Event,
    /// It is the time that was to come.
    Time,
    /// Time may not go there yet.
    Limit,
}

impl Player {
    pub(super) fn runs(&mut self, until: Time, run: &mut dyn Run, limit: Time) -> Option<Stop> {
        let task = Task::Run(until);
        match self.passes(until, run, limit, task) {
            Ok(Passed::Event) => Some(Stop::Event),
            Ok(Passed::Limit) => Some(Stop::Waits),
            Ok(Passed::Time) => None,
            Err(stop) => Some(stop),
        }
    }

    pub(super) fn steps(&mut self, events: u64, run: &mut dyn Run, limit: Time) -> Option<Stop> {
        if events == 0 || run.world().next_due().is_none() {
            return None;
        }
        if run.world().next_due().is_some_and(|due| due > limit) {
            self.tasks.push(Task::Step(events));
            return Some(match self.clock_goes(run, limit) {
                true => Stop::Waits,
                false => Stop::Event,
            });
        }
        self.tasks.push(Task::Step(events - 1));
        Some(self.step(run))
    }

    pub(super) fn starts(&mut self, run: &mut dyn Run, limit: Time) -> Option<Stop> {
        if !run.world().is_starting() {
            return None;
        }
        let due = run.world().next_due();
        debug_assert!(
            due.is_some_and(|due| due <= limit),
            "servers start at time zero"
        );
        self.tasks.push(Task::Start);
        Some(self.step(run))
    }

    pub(super) fn waits(&mut self, mut wait: Wait, run: &mut dyn Run, limit: Time) -> Option<Stop> {
        let script = self.script.clone();
        let condition = script.condition(wait.line)?;
        if wait.seen != Some(run.world().events()) {
            match self.holds(condition, run.world()) {
                Ok(true) => return None,
                Ok(false) => wait.seen = Some(run.world().events()),
                Err(stop) => return Some(stop),
            }
        }
        let Some(until) = wait.until else {
            return self.waited_in_vain(&wait, run);
        };
        if wait.before
            && run
                .world()
                .next_due()
                .is_some_and(|due| due <= until.min(limit))
        {
            let mut ahead = run.world().clone();
            ahead.step();
            self.cost += 10 * EVENT;
            let ahead = Evaluator::new(&ahead, ahead.last_event(), &self.ended);
            if ahead.holds(condition) {
                return None;
            }
        }
        match self.passes(until, run, limit, Task::Wait(wait.clone())) {
            Ok(Passed::Event) => Some(Stop::Event),
            Ok(Passed::Limit) => Some(Stop::Waits),
            Ok(Passed::Time) => self.waited_in_vain(&wait, run),
            Err(stop) => Some(stop),
        }
    }

    fn waited_in_vain(&mut self, wait: &Wait, run: &mut dyn Run) -> Option<Stop> {
        let script = self.script.clone();
        let condition = script.condition(wait.line)?;
        if wait.goes_on {
            return Some(self.expected(condition, run.world()));
        }
        self.recall(condition, wait.began, run)
    }

    /// Lets the next event happen if it is due by `until`, after which `task` goes on; else moves the clock there.
    fn passes(
        &mut self,
        until: Time,
        run: &mut dyn Run,
        limit: Time,
        task: Task,
    ) -> Result<Passed, Stop> {
        if run
            .world()
            .next_due()
            .is_some_and(|due| due <= until.min(limit))
        {
            self.tasks.push(task);
            return match self.step(run) {
                Stop::Event => Ok(Passed::Event),
                stop => Err(stop),
            };
        }
        self.tasks.push(task);
        if !self.clock_goes(run, until.min(limit)) {
            return Ok(Passed::Event);
        }
        if until > limit {
            return Ok(Passed::Limit);
        }
        self.tasks.pop();
        Ok(Passed::Time)
    }

    /// Moves the clock; false if something that was done before in the run has been done on the way.
    fn clock_goes(&mut self, run: &mut dyn Run, until: Time) -> bool {
        let events = run.world().events();
        run.advance(until);
        let is_there = run.world().events() == events;
        if !is_there {
            self.observe(run);
        }
        is_there
    }

    /// Lets one event happen, which is due.
    fn step(&mut self, run: &mut dyn Run) -> Stop {
        if run.world().events() >= MAX_EVENTS {
            let found = format!("The run has had {MAX_EVENTS} events, and may have no more.");
            return self.gives_up(found, run.world());
        }
        let happened = run.step();
        debug_assert!(happened, "an event is due");
        self.happened(run);
        if let Some(stop) = self.is_crowded(self.line, run.world()) {
            return stop;
        }
        self.tasks.push(Task::Triggers(0));
        self.tasks.push(Task::Goals(0));
        Stop::Event
    }

    /// Takes in the event that happened last.
    pub(super) fn happened(&mut self, run: &dyn Run) {
        let Some(event) = run.world().last_event() else {
            debug_assert!(false, "something happened");
            return;
        };
        self.cost += EVENT;
        for outcome in &event.outcomes {
            if let Outcome::OperationEnded {
                client,
                serial,
                end,
            } = outcome
            {
                self.ended.insert((*client, *serial), *end);
            }
        }
        if self.recent.len() == 2 * REMEMBERED {
            self.recent.drain(..REMEMBERED);
        }
        self.recent.push(event.clone());
    }
}
