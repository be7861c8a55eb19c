//! Judges a trace by itself, without whatever made it.

use super::line::{Header, Level, Line};
use super::mail::{self, Mail};
use super::read::{Reader, TraceError};
use super::replies::{self, Replies};
use super::state::{self, States};
use crate::checks::Checks;
use crate::event::{Event, EventKind, EventNumber, Outcome};
use crate::view::CheckView;
use raft::Notice;
use std::io::BufRead;

/// What a trace shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Its header.
    pub header: Header,
    /// How many events it has.
    pub events: u64,
    /// Each check, in the order in which they are listed.
    pub checks: Vec<Judgement>,
}

/// A check with its verdict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judgement {
    /// The name of the check.
    pub name: &'static str,
    /// What it says.
    pub says: &'static str,
    /// What was found.
    pub verdict: Verdict,
}

/// What a check found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not.
    Broken {
        /// The first event that broke it.
        event: EventNumber,
        /// What contradicts what.
        sentence: String,
    },
    /// Nobody can tell: it would take too long.
    Undecided,
    /// The trace does not tell what the check looks at.
    NotJudged(&'static str),
}

impl Report {
    /// The checks that do not hold.
    pub fn broken(&self) -> impl Iterator<Item = &Judgement> {
        let broken = |check: &&Judgement| matches!(check.verdict, Verdict::Broken { .. });
        self.checks.iter().filter(broken)
    }
}

/// Reads a trace to its end and judges it.
///
/// # Errors
/// If it is no trace, or a line cannot follow the one before.
pub fn check(input: impl BufRead) -> Result<Report, TraceError> {
    let mut reader = Reader::new(input)?;
    let mut examination = Examination::default();
    let mut events = 0;
    while let Some((event, line)) = reader.next_line()? {
        examination.look(&event, &line, reader.header().level);
        events += 1;
    }
    examination.checks.finish(events);
    let header = reader.header().clone();
    Ok(Report {
        checks: examination.verdicts(header.level),
        header,
        events,
    })
}

/// The checks at work.
#[derive(Default)]
struct Examination {
    checks: Checks,
    replies: Replies,
    unanswered: Breach,
    states: States,
    untold: Breach,
    mail: Mail,
    mislaid: Breach,
    told: Told,
}

/// What first broke a check that only a trace needs.
type Breach = Option<(EventNumber, String)>;

/// What the lines have told of so far.
#[derive(Default)]
struct Told {
    logs: bool,
    applies: bool,
    operations: bool,
    disks: bool,
}

impl Examination {
    fn look(&mut self, event: &Event, line: &Line, level: Level) {
        self.told.look(event);
        self.checks.observe(event);
        let at = |sentence| (event.number, sentence);
        if self.unanswered.is_none() {
            self.unanswered = self.replies.look(event).map(at);
        }
        if level == Level::Minimal {
            return;
        }
        if self.untold.is_none() {
            self.untold = self.states.look(event).map(at);
        }
        if self.mislaid.is_none() {
            self.mislaid = self.mail.look(line).map(at);
        }
    }

    fn verdicts(self, level: Level) -> Vec<Judgement> {
        let mut views = self.checks.views();
        for (name, says, broken) in [
            (replies::NAME, replies::SAYS, self.unanswered),
            (state::NAME, state::SAYS, self.untold),
            (mail::NAME, mail::SAYS, self.mislaid),
        ] {
            views.push(CheckView {
                name,
                says,
                broken,
                undecided: false,
            });
        }
        let told = self.told;
        let judgement = |view: CheckView| Judgement {
            name: view.name,
            says: view.says,
            verdict: match (view.broken, told.missing(view.name)) {
                (Some((event, sentence)), _) => Verdict::Broken { event, sentence },
                (None, _) if view.undecided => Verdict::Undecided,
                (None, Some(missing)) if level == Level::Minimal => Verdict::NotJudged(missing),
                (None, _) => Verdict::Holds,
            },
        };
        views.into_iter().map(judgement).collect()
    }
}

impl Told {
    fn look(&mut self, event: &Event) {
        self.disks |= event.after.is_some();
        self.operations |= matches!(event.kind, EventKind::ClientSent { .. });
        for outcome in &event.outcomes {
            self.logs |= matches!(outcome, Outcome::Noticed(Notice::Appended { .. }));
            self.applies |= matches!(outcome, Outcome::AppliedEntry { .. });
        }
    }

    /// What is missing to judge this check.
    fn missing(&self, check: &str) -> Option<&'static str> {
        let (logs, applies, operations) = (
            "it tells of no entry in a log",
            "it tells of no entry that was applied",
            "it tells of no client's operation",
        );
        let of = |told: bool, missing| (!told).then_some(missing);
        match check {
            "Election Safety" | "Monotonic State" => None,
            "Durable Quorum" => of(self.disks, "it does not tell what is on the disks"),
            "State Machine Safety" => of(self.applies, applies),
            "Linearizable" => of(self.operations, operations),
            state::NAME => Some("it need not tell all that happens to a server"),
            mail::NAME => Some("it need not tell of every message"),
            replies::NAME => of(self.operations, operations).or(of(self.applies, applies)),
            _ => of(self.logs, logs),
        }
    }
}
