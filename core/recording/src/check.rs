//! What must hold of a recording: when it is written, so that what is written can be read, and when it was read, so that playing
//! it ends.

use crate::error::{RecordingError, impossible};
use crate::limits::*;
use crate::recording::{Branch, PausePoint, Recording};
use raft::{Duration, ServerId, Term};
use record::{ClientId, LinkOverride, MessageName, Operation, Scope};
use sim::world::Position;
use sim::{Action, Dial, MAX_CLIENTS, MAX_SERVERS, MessageAction};

type Checked = Result<(), RecordingError>;

impl Recording {
    pub(crate) fn check(&self) -> Checked {
        if let Err(error) = self.settings.checked() {
            return impossible(error.0);
        }
        at_most(self.branches.len() as u64, MOST_BRANCHES as u64, "branches")?;
        at_most(
            self.pause_points.len() as u64,
            MOST_PAUSE_POINTS as u64,
            "pause points",
        )?;
        let (mut actions, mut marks, mut events) = (0, 0, 0);
        for (place, branch) in self.branches.iter().enumerate() {
            let begin = self.begin(place, branch)?;
            branch.check(begin)?;
            actions += branch.steps.len();
            marks += branch.marks.len();
            events += branch.head.events - begin.events;
        }
        at_most(actions as u64, MOST_ACTIONS as u64, "actions")?;
        at_most(marks as u64, MOST_MARKS as u64, "moments with a name")?;
        at_most(events, MOST_EVENTS, "events")?;
        self.check_here()?;
        is_short(&self.shown.view, LONGEST_SHOWN)?;
        is_short(&self.shown.selection, LONGEST_SHOWN)?;
        self.pause_points.iter().try_for_each(PausePoint::check)
    }

    /// Where a branch begins: on one before it.
    fn begin(&self, place: usize, branch: &Branch) -> Result<Position, RecordingError> {
        let Some(left) = branch.left else {
            return match place {
                0 => Ok(Position::default()),
                _ => impossible("a branch but the first has left no other."),
            };
        };
        match self.branches[..place].get(left.from) {
            Some(other) if left.at.events <= other.head.events => Ok(left.at),
            Some(_) => impossible("a branch leaves another one behind its end."),
            None => impossible("a branch leaves one that does not come before it."),
        }
    }

    fn check_here(&self) -> Checked {
        match self.branches.get(self.here) {
            Some(branch) => follows(
                self.at,
                branch.head,
                "the moment that is shown lies behind the end of its branch.",
            ),
            None => impossible("there is no such branch as the one that is shown."),
        }
    }
}

impl Branch {
    fn check(&self, begin: Position) -> Checked {
        const BACKWARDS: &str = "a position goes backwards.";
        is_short(self.name.as_deref().unwrap_or_default(), LONGEST_NAME)?;
        let mut last = begin;
        for step in &self.steps {
            follows(last, step.at, BACKWARDS)?;
            check_action(&step.action)?;
            last = step.at;
            // The action itself is an event. Before a sum could overflow, the limit of events is passed.
            last.events = last.events.saturating_add(1);
        }
        follows(last, self.head, BACKWARDS)?;
        let mut last = begin;
        for (at, name) in &self.marks {
            follows(last, *at, BACKWARDS)?;
            is_short(name, LONGEST_NAME)?;
            last = *at;
        }
        follows(last, self.head, BACKWARDS)?;
        is_possible(self.head.time.0 <= LONGEST.0, || {
            format!("a run lasts at most {LONGEST}.")
        })?;
        at_most(self.head.events, MOST_EVENTS, "events")
    }
}

impl PausePoint {
    fn check(&self) -> Checked {
        is_short(&self.condition, LONGEST_WORDS)?;
        is_short(&self.action, LONGEST_WORDS)
    }
}

fn check_action(action: &Action) -> Checked {
    match action {
        Action::Server(_, id) | Action::SnapshotAt(id, _) | Action::EraseLog(id, _) => server(*id),
        Action::Message(action, name) => message_action(*action, name),
        Action::GiveLog(id, terms, term) => {
            server(*id)?;
            at_most(terms.len() as u64, MOST_ENTRIES as u64, "entries in a log")?;
            terms
                .iter()
                .chain([term])
                .try_for_each(|term| is_term(*term))
        }
        Action::AlignTimers | Action::HealAll | Action::Hold(_) | Action::Release(_) => Ok(()),
        Action::OverrideDisk(id, latency) => {
            server(*id)?;
            let (min, max) = latency.unwrap_or_default();
            duration(min)?;
            duration(max)
        }
        Action::Cut(from, to)
        | Action::CutBoth(from, to)
        | Action::Heal(from, to)
        | Action::HealLink(from, to) => {
            server(*from)?;
            server(*to)
        }
        Action::Partition(groups) => {
            at_most(groups.len() as u64, MAX_SERVERS.into(), "groups")?;
            groups
                .iter()
                .flat_map(|group| group.iter())
                .try_for_each(server)
        }
        Action::Submit(by, operation) => submitted(*by, operation),
        Action::SubmitAt(by, operation, id) => {
            server(*id)?;
            submitted(*by, operation)
        }
        Action::Advance(id) => client(*id),
        Action::OverrideLink(scope, profile) => override_link(scope, *profile),
        Action::Set(dial, value) => position(*dial, *value),
    }
}

fn message_action(action: MessageAction, name: &MessageName) -> Checked {
    server(name.from)?;
    server(name.to)?;
    match action {
        MessageAction::Delay(by) => duration(by),
        MessageAction::Drop | MessageAction::Deliver | MessageAction::Duplicate => Ok(()),
    }
}

/// A server that some cluster has. What is done to one that this cluster has not, the world refuses, as it did in the run.
fn server(id: ServerId) -> Checked {
    is_possible((1..=MAX_SERVERS).contains(&id.0), || {
        format!("there is no {id}: servers are S1 to S{MAX_SERVERS}.")
    })
}

/// A client that some cluster has.
fn client(id: ClientId) -> Checked {
    is_possible((1..=MAX_CLIENTS).contains(&id.0), || {
        format!("there is no {id}: clients are C1 to C{MAX_CLIENTS}.")
    })
}

fn is_term(term: Term) -> Checked {
    is_possible(term <= HIGHEST_TERM, || {
        format!("the term of a log is at most {HIGHEST_TERM}.")
    })
}

fn duration(duration: Duration) -> Checked {
    is_possible(duration <= LONGEST, || {
        format!("a time is longer than {LONGEST}.")
    })
}

fn position(dial: Dial, value: u64) -> Checked {
    let info = dial.info();
    is_possible((info.min..=info.max).contains(&value), || {
        let (min, max) = (info.show(info.min), info.show(info.max));
        format!("“{}” goes from {min} to {max}.", info.label)
    })
}

fn submitted(by: Option<ClientId>, operation: &Operation) -> Checked {
    by.map_or(Ok(()), client)?;
    match operation {
        Operation::Other(words) => is_short(words, LONGEST_OPERATION),
        operation => match Operation::parse(&operation.to_string()) {
            Ok(read) if read == *operation => Ok(()),
            _ => impossible("the key of an operation is none."),
        },
    }
}

fn override_link(scope: &Scope, profile: Option<LinkOverride>) -> Checked {
    scope.from.map_or(Ok(()), server)?;
    scope.to.map_or(Ok(()), server)?;
    match profile {
        Some(LinkOverride::Latency(min, max)) => {
            duration(min)?;
            duration(max)
        }
        Some(LinkOverride::Loss(_) | LinkOverride::Late(_)) | None => Ok(()),
    }
}

/// One moment comes after another one, or is the same.
fn follows(earlier: Position, later: Position, why: &'static str) -> Checked {
    match earlier.time <= later.time && earlier.events <= later.events {
        true => Ok(()),
        false => impossible(why),
    }
}

fn at_most(count: u64, most: u64, what: &str) -> Checked {
    is_possible(count <= most, || {
        format!("it has {count} {what}, and may have {most}.")
    })
}

fn is_short(text: &str, most: usize) -> Checked {
    is_possible(text.chars().count() <= most, || {
        format!("a text in it is longer than {most} characters.")
    })
}

fn is_possible(is: bool, why: impl FnOnce() -> String) -> Checked {
    match is {
        true => Ok(()),
        false => impossible(why()),
    }
}
