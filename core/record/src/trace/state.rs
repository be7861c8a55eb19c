//! State as Told: what a line says a server is follows from what the lines tell that happened to it. A run that is as it was
//! keeps this by itself; a trace that somebody changed hardly can.

use crate::event::{Event, EventKind, Facts, Outcome};
use raft::{Index, Notice, ServerId, ServerSet, SnapshotId, Term};

/// The name of the check.
pub(super) const NAME: &str = "State as Told";

/// What it says.
pub(super) const SAYS: &str = "What a server is follows from what happened to it: its log ends where its entries do, it applies no more than is \
     committed, and it votes once in a term.";

/// Remembers what every server was after its last step.
#[derive(Default)]
pub(super) struct States {
    /// By server number; place 0 is nobody's.
    servers: [Own; ServerSet::MAX_ID as usize + 1],
}

/// What a server was; nothing of one that has just begun, since what its disk kept is told only now.
#[derive(Clone, Copy, Default)]
struct Own {
    has_begun: bool,
    was: Option<Facts>,
    /// The snapshot that it installed last.
    installed: Option<SnapshotId>,
}

impl States {
    /// What contradicts what, if a server is not what the lines tell.
    pub(super) fn look(&mut self, event: &Event) -> Option<String> {
        let server = event.server?;
        let own = &mut self.servers[usize::from(server.0)];
        match event.kind {
            EventKind::Started { .. } => {
                *own = Own {
                    has_begun: true,
                    ..Own::default()
                }
            }
            EventKind::Crashed { .. } => *own = Own::default(),
            _ => {}
        }
        let facts = event.after.as_ref()?;
        let breach = match own {
            Own {
                has_begun: false, ..
            } => Some(format!("{server} took a step before it started.")),
            Own { was: None, .. } => None,
            Own { was: Some(was), .. } => differs(server, Told::by(event, was, facts), facts)
                .or_else(|| goes_back(server, was, event, facts)),
        };
        own.was = Some(*facts);
        let breach = breach.or_else(|| own.installs(server, event, facts));
        breach.or_else(|| out_of_order(server, facts))
    }
}

impl Own {
    /// A snapshot that is installed is the server's from then on, and the one that its state machine takes over.
    fn installs(&mut self, server: ServerId, event: &Event, facts: &Facts) -> Option<String> {
        let own = (facts.snapshot_index, facts.snapshot_term);
        let place = |id: &SnapshotId| (id.last_included_index, id.last_included_term);
        let mut breach = None;
        for outcome in &event.outcomes {
            let is_other = match outcome {
                Outcome::Noticed(Notice::SnapshotInstalled(id)) => {
                    self.installed = Some(*id);
                    place(id) != own
                }
                Outcome::Restored(id) => {
                    let mut last = self.installed.iter();
                    last.any(|last| place(last) == place(id) && last != id)
                }
                _ => false,
            };
            if is_other {
                breach = Some(format!("{server} took over another snapshot than its own."));
            }
        }
        breach
    }
}

/// Where a log ends and what is applied, as outcomes tell.
struct Told {
    last: Index,
    /// Where it is known.
    last_term: Option<Term>,
    applied: Index,
}

impl Told {
    fn by(event: &Event, was: &Facts, facts: &Facts) -> Told {
        let mut told = Told {
            last: was.last_index,
            last_term: Some(was.last_term),
            applied: was.applied,
        };
        for outcome in &event.outcomes {
            told.take_in(outcome);
        }
        // §7: a snapshot that reaches further takes the place of the log.
        if facts.snapshot_index > told.last {
            (told.last, told.last_term) = (facts.snapshot_index, Some(facts.snapshot_term));
        }
        told
    }

    fn take_in(&mut self, outcome: &Outcome) {
        let notice = match outcome {
            Outcome::Noticed(notice) => notice,
            Outcome::AppliedEntry { index, .. } => return self.applied = *index,
            Outcome::Restored(id) => return self.applied = id.last_included_index,
            _ => return,
        };
        match notice {
            Notice::Appended { first, entries } => {
                self.last = first.saturating_sub(1) + entries.len() as u64;
                self.last_term = entries.iter().last().map(|entry| entry.term);
            }
            Notice::Truncated { from, .. } => {
                (self.last, self.last_term) = (from.saturating_sub(1), None);
            }
            _ => {}
        }
    }
}

fn differs(server: ServerId, told: Told, facts: &Facts) -> Option<String> {
    let Told {
        last,
        last_term,
        applied,
    } = told;
    if facts.last_index != last {
        let index = facts.last_index;
        return Some(format!(
            "The log of {server} is said to end with entry {index}, but it ends with entry {last}."
        ));
    }
    if let Some(last_term) = last_term.filter(|term| *term != facts.last_term) {
        let term = facts.last_term;
        return Some(format!(
            "Entry {last} of {server} is said to be of term {term}, but it is of term {last_term}."
        ));
    }
    (facts.applied != applied).then(|| {
        let index = facts.applied;
        format!(
            "{server} is said to have applied entries through {index}, but it has through {applied}."
        )
    })
}

fn goes_back(server: ServerId, was: &Facts, event: &Event, facts: &Facts) -> Option<String> {
    let (term, now) = (facts.term, facts.voted_for);
    if let Some(before) = was.voted_for
        && was.term == term
        && now != Some(before)
    {
        let now = now.map_or("nobody".into(), |now| now.to_string());
        return Some(format!(
            "{server} voted for {before} in term {term}, and is said to have voted for {now}."
        ));
    }
    let cuts = |outcome: &Outcome| {
        matches!(
            outcome,
            Outcome::Noticed(Notice::Truncated { .. } | Notice::Appended { .. })
        )
    };
    let is_cut = event.outcomes.iter().any(cuts) || facts.snapshot_index > was.last_index;
    let numbers = [
        ("snapshot", was.snapshot_index, facts.snapshot_index),
        ("durable log", was.durable, facts.durable),
    ];
    let mut numbers = numbers.into_iter().take(if is_cut { 1 } else { 2 });
    let (what, before, now) = numbers.find(|(_, before, now)| now < before)?;
    Some(format!(
        "The {what} of {server} reached through {before}, and is said to reach through {now}."
    ))
}

fn out_of_order(server: ServerId, facts: &Facts) -> Option<String> {
    let (commit, last) = (facts.commit, facts.last_index);
    let pairs = [
        (("applied", facts.applied), ("committed", commit)),
        (("committed", commit), ("in its log", last)),
        (("durable", facts.durable), ("in its log", last)),
        (
            ("in its snapshot", facts.snapshot_index),
            ("committed", commit),
        ),
    ];
    let ((less, low), (more, high)) = pairs.into_iter().find(|((_, low), (_, high))| low > high)?;
    Some(format!(
        "On {server}, entries through {low} are said to be {less}, but those {more} end at {high}."
    ))
}
