//! What a play tells, and how it says what failed.

use super::{Failure, Narration, Observed, Player, Stopped};
use crate::script::condition::Condition;
use raft::{ServerSet, Time};
use record::Event;
use record::story::{Weight, sentence};
use std::fmt;

/// How many of the last events a failure tells.
const TOLD: usize = 5;

impl Player<'_> {
    pub(super) fn tell(&mut self, told: Narration) {
        (self.hear)(Observed::Narration(self.line, &told));
        let position = self.world().position();
        self.report.told.push((self.line, position, told));
    }

    pub(super) fn fail_condition(&mut self, condition: &Condition) {
        let found = self.judge().found(condition);
        let concerned = self.judge().concerned(condition);
        self.fail(found, concerned);
    }

    pub(super) fn give_up(&mut self, found: String) -> Stopped {
        self.fail(found, ServerSet::EMPTY);
        Stopped
    }

    pub(super) fn fail(&mut self, found: String, concerned: ServerSet) {
        let line = self.script.lines.get(self.line - 1);
        let command = line.and_then(|line| line.command.as_ref());
        let failure = Failure {
            line: self.line,
            position: self.world().position(),
            expected: command.map_or(String::new(), ToString::to_string),
            found,
            recent: self.told_of(concerned),
        };
        (self.hear)(Observed::Failed(&failure));
        self.report.failures.push(failure);
    }

    /// The last events that concerned these servers, routine apart.
    pub(super) fn told_of(&self, concerned: ServerSet) -> Vec<(Time, String)> {
        let touches = |event: &&Event| event.server.is_some_and(|id| concerned.contains(id));
        let touching = self.recent.iter().rev().filter(touches);
        let told = touching.map(|event| (event.time, sentence(event)));
        let mut told: Vec<(Time, String)> = told
            .filter(|(_, sentence)| sentence.weight > Weight::Routine)
            .map(|(time, sentence)| (time, sentence.text))
            .take(TOLD)
            .collect();
        told.reverse();
        told
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "line {}, at {}: {}",
            self.line, self.position.time, self.expected
        )?;
        writeln!(out, "  found: {}", self.found)?;
        for (time, text) in &self.recent {
            writeln!(out, "  {time:>12}  {text}")?;
        }
        Ok(())
    }
}
