//! What the state of a server says although no outcome does: all of it in a trace of the minimal level; in a full one only
//! that a process begins with what its disk held, unless the trace was changed. The events of a full trace are handed on
//! as they were written, so only the checks see it there.

use super::kind::TraceKind;
use super::line::{After, Line};
use super::outcome::Consequence;
use super::values::Role;
use crate::event::{Event, Outcome};
use raft::{Index, Notice, Term};

/// What the last line about a server said of it. A process that has just begun follows, in an unknown term.
#[derive(Clone, Default)]
pub(super) struct LastState {
    leads: bool,
    term: Term,
    commit: Index,
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
    /// Takes in a line about the server. A new role comes before changes of the log, and these before commits.
    pub(super) fn take_in(&mut self, line: &Line) -> Implied {
        if let Some(TraceKind::Started { .. } | TraceKind::Crashed { .. }) = line.kind {
            *self = LastState::default();
        }
        let Some(after) = &line.after else {
            return Implied::default();
        };
        let implied = Implied {
            before: self.changes_of_role(line, after),
            after: self.change_of_commit(line, after),
        };
        *self = LastState {
            leads: after.role == Role::Leader,
            term: after.term.0,
            commit: after.commit.0,
        };
        implied
    }

    fn changes_of_role(&self, line: &Line, after: &After) -> Vec<Outcome> {
        let term = after.term;
        let leads = after.role == Role::Leader;
        let mut changes = Vec::new();
        if self.term != term.0
            && !reports(
                line,
                |outcome| matches!(outcome, Consequence::TermChanged { term: new } if *new == term),
            )
        {
            changes.push(Notice::TermChanged(term.0));
        }
        if leads
            && !(self.leads && self.term == term.0)
            && !reports(
                line,
                |outcome| matches!(outcome, Consequence::BecameLeader { term: new } if *new == term),
            )
        {
            changes.push(Notice::BecameLeader(term.0));
        }
        if self.leads
            && !leads
            && self.term == term.0
            && !reports(line, |outcome| {
                matches!(outcome, Consequence::SteppedDown { .. })
            })
        {
            changes.push(Notice::SteppedDown(term.0));
        }
        changes.into_iter().map(Outcome::Noticed).collect()
    }

    fn change_of_commit(&self, line: &Line, after: &After) -> Vec<Outcome> {
        let index = after.commit;
        let reported = reports(
            line,
            |outcome| matches!(outcome, Consequence::CommitAdvanced { index: new } if *new == index),
        );
        let changed = self.commit != index.0 && !reported;
        Vec::from_iter(changed.then_some(Outcome::Noticed(Notice::CommitAdvanced(index.0))))
    }
}

fn reports(line: &Line, what: impl Fn(&Consequence) -> bool) -> bool {
    line.outcomes.iter().any(what)
}
