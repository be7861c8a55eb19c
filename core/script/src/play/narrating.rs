//! What a script narrates, and how it says what failed.

use super::{Failure, Narration, Observed, Player, Stopped};
use crate::condition::{Condition, Measure};
use crate::display::Visible;
use raft::{ServerSet, Time};
use record::Event;
use record::story::{Weight, sentence};
use std::fmt;

/// How many of the last events a failure lists.
const LISTED: usize = 5;

impl Player<'_> {
    pub(super) fn narrate(&mut self, narration: Narration) {
        (self.observe)(Observed::Narration(self.line, &narration));
        let position = self.world().position();
        self.report.narration.push((self.line, position, narration));
    }

    /// A condition does not hold; `more` is what else there is to say of it.
    pub(super) fn fail_condition(&mut self, condition: &Condition, more: Vec<String>) {
        let mut found = vec![self.evaluator().found(condition)];
        if asks_for_progress(condition) {
            found.extend(self.evaluator().why_no_commit());
        }
        found.extend(more);
        let concerned = self.evaluator().concerned(condition);
        self.fail(found.join("; "), concerned, true);
    }

    /// The run cannot go on, for this reason.
    pub(super) fn give_up(&mut self, found: String) -> Stopped {
        self.fail(found, ServerSet::EMPTY, false);
        Stopped
    }

    fn fail(&mut self, found: String, concerned: ServerSet, is_expectation: bool) {
        let line = self.script.lines.get(self.line - 1);
        let command = line.and_then(|line| line.command.as_ref());
        debug_assert!(command.is_some(), "only a command fails");
        let failure = Failure {
            line: self.line,
            position: self.world().position(),
            is_expectation,
            expected: command.map_or(String::new(), |command| visible(&command.to_string())),
            found: visible(&found),
            recent: self.recent_of(concerned),
        };
        (self.observe)(Observed::Failed(&failure));
        self.report.failures.push(failure);
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
