//! What a script narrates, and how it says what failed.

use super::narration::{Failure, Narration};
use super::player::{Player, Stop};
use crate::condition::{Condition, Measure};
use crate::display::Visible;
use raft::{ServerSet, Time};
use record::Event;
use record::story::{Weight, sentence};
use sim::World;
use sim::world::Position;
use std::fmt;

/// The most expectations that fail before a script is given up.
const MAX_FAILURES: usize = 100;

/// How many of the last events a failure lists.
const LISTED: usize = 5;

impl Player {
    pub(super) fn narrates(&self, narration: Narration) -> Stop {
        Stop::Narrates(self.line, narration)
    }

    /// An expectation that fails is noted, and the script goes on.
    pub(super) fn expected(&mut self, condition: &Condition, world: &World) -> Stop {
        self.failures += 1;
        if self.failures == MAX_FAILURES {
            self.tasks.clear();
        }
        self.does_not_hold(condition, Vec::new(), world)
    }

    /// What is waited for in vain ends the script; `more` is what else there is to say of it.
    pub(super) fn gave_up_waiting(
        &mut self,
        condition: &Condition,
        more: Vec<String>,
        world: &World,
    ) -> Stop {
        self.tasks.clear();
        self.does_not_hold(condition, more, world)
    }

    /// The script cannot go on, for this reason.
    pub(super) fn gives_up(&mut self, found: String, world: &World) -> Stop {
        self.gives_up_at(self.line, found, world)
    }

    pub(super) fn gives_up_at(&mut self, line: usize, found: String, world: &World) -> Stop {
        self.tasks.clear();
        let position = world.position();
        Stop::Failed(self.failure((line, position), found, ServerSet::EMPTY, false))
    }

    fn does_not_hold(&self, condition: &Condition, more: Vec<String>, world: &World) -> Stop {
        let mut found = vec![self.evaluator(world).found(condition)];
        if asks_for_progress(condition) {
            found.extend(self.evaluator(world).why_no_commit());
        }
        found.extend(more);
        let concerned = self.evaluator(world).concerned(condition);
        let at = (self.line, world.position());
        Stop::Failed(self.failure(at, found.join("; "), concerned, true))
    }

    fn failure(
        &self,
        (line, position): (usize, Position),
        found: String,
        concerned: ServerSet,
        is_expectation: bool,
    ) -> Failure {
        let command = self.script.command(line);
        debug_assert!(command.is_some(), "only a command fails");
        Failure {
            line,
            position,
            is_expectation,
            expected: command.map_or(String::new(), |command| visible(&command.to_string())),
            found: visible(&found),
            recent: self.recent_of(concerned),
        }
    }

    /// The last events that concerned these servers, routine apart.
    fn recent_of(&self, concerned: ServerSet) -> Vec<(Time, String)> {
        let touches = |event: &&Event| event.server.is_some_and(|id| concerned.contains(id));
        let touching = self.recent.iter().rev().filter(touches);
        let mut recent: Vec<(Time, String)> = touching
            .map(|event| (event.time, sentence(event)))
            .filter(|(_, sentence)| sentence.weight > Weight::Routine)
            .map(|(time, sentence)| (time, visible(&sentence.text)))
            .take(LISTED)
            .collect();
        recent.reverse();
        recent
    }
}

fn visible(text: &str) -> String {
    Visible(text).to_string()
}

/// Whether a condition may wait for something to be committed.
fn asks_for_progress(condition: &Condition) -> bool {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(asks_for_progress),
        Condition::Number(Measure::Commit | Measure::Applied, ..)
        | Condition::Committed(..)
        | Condition::State(..)
        | Condition::Operation(..)
        | Condition::Quiet
        | Condition::Settled => true,
        _ => false,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.is_expectation {
            true => "expectation failed at line",
            false => "failed at line",
        };
        let (line, time) = (self.line, self.position.time);
        writeln!(out, "{what} {line}, at {time}: {}", self.expected)?;
        writeln!(out, "  found: {}", self.found)?;
        for (time, text) in &self.recent {
            writeln!(out, "  {time:>12}  {text}")?;
        }
        Ok(())
    }
}
