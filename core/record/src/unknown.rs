//! What is not known of a server, since the program that ran has not said it.

use crate::event::{Event, EventKind, Outcome, PartialFacts};
use raft::Notice;

/// What is not known of a server. Of a run of our own nothing is, so that all of this is false.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Unknown {
    pub term: bool,
    pub role: bool,
    pub voted_for: bool,
    pub leader: bool,
    pub commit: bool,
    pub applied: bool,
    pub durable: bool,
    pub snapshot: bool,
    pub configuration: bool,
    /// Where its log ends.
    pub last: bool,
    /// Some entry of its log, or whether there is one.
    pub log: bool,
    /// What its state machine holds.
    pub machine: bool,
}

impl Unknown {
    /// Before a program has said anything: a trace begins with empty logs and machines.
    pub(crate) fn at_first() -> Unknown {
        Unknown {
            last: false,
            log: false,
            machine: false,
            ..Unknown::all()
        }
    }

    fn all() -> Unknown {
        Unknown {
            term: true,
            role: true,
            voted_for: true,
            leader: true,
            commit: true,
            applied: true,
            durable: true,
            snapshot: true,
            configuration: true,
            last: true,
            log: true,
            machine: true,
        }
    }

    /// Takes in an event of the server. A process that ended or began has forgotten, and what its disk kept is not said.
    pub(crate) fn observe(&mut self, event: &Event) {
        if let EventKind::Crashed { .. } | EventKind::Started { again: true } = event.kind {
            *self = Unknown::all();
        }
        for outcome in &event.outcomes {
            self.follows(outcome);
        }
        if event.reported().is_some() {
            // What a log and a machine hold is more than where they stand.
            let Unknown { log, machine, .. } = *self;
            *self = Unknown {
                log,
                machine,
                ..Unknown::default()
            };
        }
    }

    fn follows(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Noticed(Notice::TermChanged(_)) => self.term = false,
            Outcome::Noticed(
                Notice::BecameCandidate(_) | Notice::BecameLeader(_) | Notice::SteppedDown(_),
            ) => (self.term, self.role) = (false, false),
            Outcome::Noticed(Notice::CommitAdvanced(_)) => self.commit = false,
            Outcome::Noticed(Notice::Appended { first, .. }) => {
                self.last = false;
                self.log &= *first > 1;
            }
            Outcome::Noticed(Notice::Truncated { .. }) => self.last = false,
            Outcome::UnknownBelow(_) => (self.last, self.log) = (true, true),
            Outcome::AppliedEntry {
                payload, answer, ..
            } => {
                self.applied = false;
                self.machine |= answer.is_none() && crate::is_unknown(payload);
            }
            Outcome::Restored(_) => (self.applied, self.machine) = (false, true),
            Outcome::SnapshotChanged(_) => self.snapshot = false,
            Outcome::Reported(facts) => self.is_reported(facts),
            _ => {}
        }
    }

    fn is_reported(&mut self, facts: &PartialFacts) {
        self.term &= facts.term.is_none();
        self.role &= facts.role.is_none();
        self.voted_for &= facts.voted_for.is_none();
        self.leader &= facts.leader.is_none();
        self.commit &= facts.commit.is_none();
        self.last &= facts.last.is_none();
        self.applied &= facts.applied.is_none();
        self.durable &= facts.durable.is_none();
        self.configuration &= facts.configuration.is_none();
    }
}
