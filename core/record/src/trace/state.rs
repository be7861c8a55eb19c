//! State as Reported: what a line says a server is follows from what the lines say that happened to it, and from what its
//! disk kept (Figure 2). A run that is as it was keeps this by itself; a trace that was changed hardly can.

use super::check::Property;
use super::control::TraceControl;
use super::kind::TraceKind;
use super::line::Line;
use super::outcome::Consequence;
use super::votes::voted;
use crate::control::ServerControl;
use crate::event::{Event, Facts, Outcome};
use raft::{Index, Notice, ServerId, ServerSet, SnapshotId, Term};

/// Remembers what every server was after its last step.
#[derive(Default)]
pub(super) struct States {
    /// By server number; there is no server 0.
    servers: [ServerState; ServerSet::MAX_ID as usize + 1],
}

#[derive(Default)]
struct ServerState {
    process: Process,
    /// After its last step; none of one that has just begun.
    was: Option<Facts>,
    installed: Option<SnapshotId>,
    disk: Disk,
}

/// Whether a process takes steps.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Process {
    #[default]
    Down,
    Running,
    Paused,
}

/// What must survive a crash (Figure 2), as far as it is on the disk, and as writes that may have reached it.
#[derive(Default)]
struct Disk {
    /// What it holds; none of a server of which no line has said it.
    holds: Option<Ballot>,
    /// What it would hold after each write that has begun, by ticket.
    writes: Vec<(u64, Ballot)>,
    /// The last index of the log on it.
    log: Index,
}

/// A term, with the vote in it.
type Ballot = (Term, Option<ServerId>);

impl Property for States {
    const NAME: &'static str = "State as Reported";
    const SAYS: &'static str = "What a server is follows from what happened to it: its log ends where its entries do, it \
        applies no more than is committed, it takes no step while it is down or paused, and what its disk holds survives.";

    fn observe(&mut self, event: &Event, line: &Line) -> Option<String> {
        let server = event.server?;
        let state = &mut self.servers[usize::from(server.0)];
        let happened = line.kind.as_ref()?;
        state.happens(happened);
        let Some(facts) = event.after.as_ref() else {
            return is_step(happened).then(|| {
                format!("{server} took a step, but the line does not say what it is after that.")
            });
        };
        let breach = match state.process {
            Process::Down => Some(format!("{server} took a step before it started.")),
            Process::Paused => Some(format!("{server} took a step while it was paused.")),
            Process::Running => match &state.was {
                None => state.disk.restores(server, facts),
                Some(was) => differs(server, Expected::after(event, was, facts), facts)
                    .or_else(|| goes_back(server, was, event, facts)),
            },
        };
        state.was = Some(*facts);
        state.disk.write(line, facts);
        let breach = breach.or_else(|| state.installs(server, event, facts));
        breach.or_else(|| out_of_order(server, facts))
    }
}

/// Whether a server takes a step when this happens to it.
fn is_step(happened: &TraceKind) -> bool {
    matches!(
        happened,
        TraceKind::Started { .. }
            | TraceKind::TimerFired { .. }
            | TraceKind::Delivered { .. }
            | TraceKind::Persisted { .. }
            | TraceKind::Applied { .. }
            | TraceKind::SnapshotDue
            | TraceKind::Control(TraceControl::Server(ServerControl::SnapshotRequested))
    )
}

impl Disk {
    /// After a step: the term and the vote at the disk, if writes have begun.
    fn write(&mut self, line: &Line, facts: &Facts) {
        let tickets = line.outcomes.iter().filter_map(|outcome| match outcome {
            Consequence::WriteBegan { ticket, .. } => Some(ticket.0),
            _ => None,
        });
        // Of several writes of one step, the vote may be in the last.
        if let Some(ticket) = tickets.max() {
            self.writes.push((ticket, (facts.term, facts.voted_for)));
        }
        self.log = facts.durable;
    }

    /// Writes are durable, up to and with this one.
    fn persisted(&mut self, ticket: u64) {
        let done = self.writes.partition_point(|(other, _)| *other <= ticket);
        if let Some((_, ballot)) = self.writes.drain(..done).next_back() {
            self.holds = Some(ballot);
        }
    }

    /// A server came up: with what its disk held, and perhaps what was on its way there.
    fn restores(&mut self, server: ServerId, facts: &Facts) -> Option<String> {
        let now = (facts.term, facts.voted_for);
        let holds = self.holds.replace(now);
        let mut writes = std::mem::take(&mut self.writes).into_iter();
        let held = holds?;
        if held != now && !writes.any(|(_, ballot)| ballot == now) {
            let ((term, vote), (now, new)) = (held, now);
            return Some(format!(
                "{server} came up in term {now} with a vote for {}, but its disk held term {term} with a vote for {} (Figure 2).",
                voted(new),
                voted(vote)
            ));
        }
        (facts.last_index < self.log).then(|| {
            let (last, log) = (facts.last_index, self.log);
            format!(
                "{server} came up with a log that ends with entry {last}, but its disk held entries through {log} (Figure 2)."
            )
        })
    }
}

impl ServerState {
    fn happens(&mut self, happened: &TraceKind) {
        match happened {
            TraceKind::Started { .. } => {
                (self.process, self.was, self.installed) = (Process::Running, None, None);
            }
            TraceKind::Crashed { .. } => self.process = Process::Down,
            TraceKind::Persisted { ticket } => self.disk.persisted(ticket.0),
            TraceKind::Control(TraceControl::Server(what)) => self.is_controlled(*what),
            TraceKind::Control(TraceControl::LogGiven { term }) => {
                self.disk.holds = Some((term.0, None));
            }
            TraceKind::Control(TraceControl::LogErased { from }) => {
                self.disk.log = self.disk.log.min(from.0.saturating_sub(1));
            }
            _ => {}
        }
    }

    fn is_controlled(&mut self, what: ServerControl) {
        match what {
            ServerControl::Paused => self.process = Process::Paused,
            ServerControl::Resumed => self.process = Process::Running,
            ServerControl::DiskErased => {
                self.disk = Disk {
                    holds: Some((0, None)),
                    ..Disk::default()
                }
            }
            _ => {}
        }
    }

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

/// Where a log ends and what is applied, as outcomes say.
struct Expected {
    last: Index,
    /// Where it is known.
    last_term: Option<Term>,
    applied: Index,
}

impl Expected {
    fn after(event: &Event, was: &Facts, facts: &Facts) -> Expected {
        let mut expected = Expected {
            last: was.last_index,
            last_term: Some(was.last_term),
            applied: was.applied,
        };
        for outcome in &event.outcomes {
            expected.take_in(outcome);
        }
        // §7: a snapshot that reaches further takes the place of the log.
        if facts.snapshot_index > expected.last {
            (expected.last, expected.last_term) = (facts.snapshot_index, Some(facts.snapshot_term));
        }
        expected
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

fn differs(server: ServerId, expected: Expected, facts: &Facts) -> Option<String> {
    let Expected {
        last,
        last_term,
        applied,
    } = expected;
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
        return Some(format!(
            "{server} voted for {before} in term {term}, and is said to have voted for {} (§5.2).",
            voted(now)
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
