//! What the state of a server says although no outcome does: all of it in a trace of the minimal level; in a full one only
//! that a process begins with what its disk held, unless the trace was changed. The events of a full trace are handed on
//! as they were written, so only the checks see it there.

use super::kind::TraceKind;
use super::line::{Level, Line};
use super::outcome::Consequence;
use super::values::Role;
use crate::event::{Event, Outcome};
use raft::{Index, Notice, Term};

/// What the last lines about a server said of it. A process that has just begun follows, in an unknown term.
#[derive(Clone)]
pub(super) struct LastState {
    leads: bool,
    term: Term,
    commit: Index,
    /// Where its log ends; none while that is not known.
    last: Option<Index>,
}

/// Outcomes to be taken in before those that a line reports, and after them.
#[derive(Default)]
pub(super) struct Implied {
    pub(super) before: Vec<Outcome>,
    pub(super) after: Vec<Outcome>,
}

impl Implied {
    /// The event with these outcomes as well.
    pub(super) fn around(self, mut event: Event) -> Event {
        event.outcomes.splice(0..0, self.before);
        event.outcomes.extend(self.after);
        event
    }
}

impl LastState {
    /// Before the first line about a server: its log is empty.
    pub(super) fn at_first() -> LastState {
        LastState {
            leads: false,
            term: 0,
            commit: 0,
            last: Some(0),
        }
    }

    /// It begins with what its disk holds, wherever that ends.
    fn of_new_process() -> LastState {
        LastState {
            last: None,
            ..LastState::at_first()
        }
    }

    /// Takes in where the log ends, and says what is not known of it: what stands between its end and entries that do not
    /// continue it. A line of the full level leaves nothing unknown; if it is false, that is for the checks to say.
    fn gap(&mut self, line: &Line) -> Option<Outcome> {
        let mut gap = None;
        for outcome in &line.outcomes {
            match outcome {
                Consequence::Appended(entries) => {
                    let first = entries.first().map_or(1, |entry| entry.index.0);
                    // What is committed is in the log, even if no line says so.
                    let end = self.last.map(|last| last.max(self.commit));
                    if end.is_some_and(|end| first > end + 1) {
                        gap = gap.or(Some(Outcome::UnknownBelow(first)));
                    }
                    self.last = Some(first - 1 + entries.len() as u64);
                }
                Consequence::Truncated { from, .. } => {
                    self.last = self.last.map(|last| last.min(from.0.saturating_sub(1)));
                }
                Consequence::SnapshotInstalled(snapshot) => {
                    self.last = self.last.map(|last| last.max(snapshot.last_index()));
                }
                Consequence::UnknownBelow { index } => self.last = Some(index.0 - 1),
                Consequence::DiskHolds { .. } => self.last = None,
                _ => {}
            }
        }
        gap
    }

    /// Takes in a line about the server. A new role comes before changes of the log, and these before commits.
    pub(super) fn take_in(&mut self, line: &Line, level: Level) -> Implied {
        if let Some(TraceKind::Started { .. } | TraceKind::Crashed { .. }) = line.kind {
            *self = LastState::of_new_process();
        }
        let gap = match level {
            Level::Minimal => self.gap(line),
            Level::Full => None,
        };
        let mut implied = self.changes(line, level);
        implied.before.splice(0..0, gap);
        implied
    }

    fn changes(&mut self, line: &Line, level: Level) -> Implied {
        let Some(after) = &line.after else {
            return Implied::default();
        };
        let term = after.term.map_or(self.term, u64::from);
        let now = LastState {
            // A role that is not said may have ended with its term.
            leads: match after.role {
                Some(role) => role == Role::Leader,
                None => self.leads && term == self.term,
            },
            term,
            commit: after.commit.map_or(self.commit, u64::from),
            last: after.end().or(self.last),
        };
        let mut implied = Implied {
            before: self.changes_of_role(line, &now),
            after: self.change_of_commit(line, &now),
        };
        if after.facts(level).is_none() {
            let facts = Box::new(after.partial_facts());
            implied.after.push(Outcome::Reported(facts));
        }
        *self = now;
        implied
    }

    fn changes_of_role(&self, line: &Line, now: &LastState) -> Vec<Outcome> {
        let (term, leads) = (now.term, now.leads);
        let mut changes = Vec::new();
        if self.term != term
            && !reports(
                line,
                |outcome| matches!(outcome, Consequence::TermChanged { term: new } if new.0 == term),
            )
        {
            changes.push(Notice::TermChanged(term));
        }
        if leads
            && !(self.leads && self.term == term)
            && !reports(
                line,
                |outcome| matches!(outcome, Consequence::BecameLeader { term: new } if new.0 == term),
            )
        {
            changes.push(Notice::BecameLeader(term));
        }
        if self.leads
            && !leads
            && self.term == term
            && !reports(line, |outcome| {
                matches!(outcome, Consequence::SteppedDown { .. })
            })
        {
            changes.push(Notice::SteppedDown(term));
        }
        changes.into_iter().map(Outcome::Noticed).collect()
    }

    fn change_of_commit(&self, line: &Line, now: &LastState) -> Vec<Outcome> {
        let index = now.commit;
        let reported = reports(
            line,
            |outcome| matches!(outcome, Consequence::CommitAdvanced { index: new } if new.0 == index),
        );
        let changed = self.commit != index && !reported;
        Vec::from_iter(changed.then_some(Outcome::Noticed(Notice::CommitAdvanced(index))))
    }
}

fn reports(line: &Line, what: impl Fn(&Consequence) -> bool) -> bool {
    line.outcomes.iter().any(what)
}
