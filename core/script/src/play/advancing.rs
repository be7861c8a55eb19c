//! How time passes while a script runs: event by event, so that nothing is missed.

use super::{Observed, Player, Stopped};
use crate::condition::Condition;
use crate::evaluate::Evaluator;
use raft::Time;
use record::Outcome;

/// The most events of a script's run.
const MAX_EVENTS: u64 = 2_000_000;

/// How many of the last events are remembered.
const REMEMBERED: usize = 100;

impl Player<'_> {
    /// Lets time pass until then, or until the condition holds. Whether it does; `true` if there is none.
    pub(super) fn run(
        &mut self,
        until: Time,
        condition: Option<&Condition>,
    ) -> Result<bool, Stopped> {
        loop {
            if let Some(condition) = condition
                && self.holds(condition)?
            {
                return Ok(true);
            }
            if self.world().next_due().is_none_or(|due| due > until) {
                self.report.world.run_until(until, &mut |_| {});
                return Ok(condition.is_none());
            }
            self.step()?;
        }
    }

    /// The same, but stops before the event that makes the condition hold, for which a copy runs one event ahead.
    pub(super) fn run_before(
        &mut self,
        until: Time,
        condition: &Condition,
    ) -> Result<bool, Stopped> {
        loop {
            if self.holds(condition)? {
                return Ok(true);
            }
            if self.world().next_due().is_none_or(|due| due > until) {
                self.report.world.run_until(until, &mut |_| {});
                return Ok(false);
            }
            let mut ahead = self.world().clone();
            ahead.step();
            let ahead = Evaluator {
                cluster: &ahead,
                event: ahead.last_event(),
                ended: &self.ended,
            };
            if ahead.holds(condition) {
                return Ok(true);
            }
            self.step()?;
        }
    }

    /// Lets one event happen; false if nothing ever will.
    pub(super) fn step(&mut self) -> Result<bool, Stopped> {
        if self.world().events() >= MAX_EVENTS {
            let found = format!("The run has had {MAX_EVENTS} events, and may have no more.");
            return Err(self.give_up(found));
        }
        if self.report.world.step().is_none() {
            return Ok(false);
        }
        self.note();
        self.check_room()?;
        self.reach()?;
        self.fire_triggers()?;
        Ok(true)
    }

    /// Takes in the event that happened last.
    pub(super) fn note(&mut self) {
        let Some(event) = self.report.world.last_event() else {
            debug_assert!(false, "something happened");
            return;
        };
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
        (self.observe)(Observed::Event(event));
        if self.recent.len() == 2 * REMEMBERED {
            self.recent.drain(..REMEMBERED);
        }
        self.recent.push(event.clone());
    }
}
