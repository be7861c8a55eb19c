//! Judges a trace by itself, without whatever made it.
//!
//! The properties of [`crate::checks`] are judged at both levels. A full trace says enough to judge what a live world
//! keeps by the way it is made, and what therefore only a changed trace breaks: [`state`], [`votes`], [`commitment`],
//! [`in_flight`], [`replies`], [`snapshots`].
//!
//! Not judged, since no line says what it would take:
//! - the content of a snapshot that a server takes: it is named when it is sent for the first time, and only later
//!   mentions must agree with that. What it holds, the trace does not say;
//! - timers: when one runs out is drawn at random, and any time is possible. So are latencies and losses;
//! - which entries an append carries: it says their terms, and what the follower appended is compared with other logs;
//! - reasons and sentences, and everything that is only shown: delays, dials, links that differ;
//! - what a client acknowledges, and when it sends again;
//! - how many of its unfinished writes a disk kept in a crash: anything from none to all.

use super::commitment::Commitment;
use super::in_flight::InFlight;
use super::line::{Header, Level, Line};
use super::read::{Reader, TraceError};
use super::replies::Replies;
use super::reported::Reported;
use super::snapshots::Snapshots;
use super::state::States;
use super::votes::Votes;
use crate::checks::{Checks, Violation};
use crate::event::{Event, EventKind, EventNumber, Outcome, Source};
use crate::view::CheckView;
use raft::Notice;
use std::collections::BTreeMap;
use std::io::BufRead;
use std::sync::Arc;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    pub header: Header,
    pub events: u64,
    /// Each check, in the order in which they are listed.
    pub checks: Vec<CheckReport>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckReport {
    pub name: &'static str,
    pub says: &'static str,
    pub verdict: Verdict,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    Holds,
    Broken {
        /// The first event that broke it.
        event: EventNumber,
        /// Where the trace says so.
        at: Place,
        /// What contradicts what.
        sentence: String,
    },
    /// There is too much to look at.
    Undecided,
    /// The trace does not say what the check needs.
    NotJudged(&'static str),
}

/// Where a trace says something.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Place {
    /// The line, counted from 1.
    pub line: u64,
    /// Where that comes from, if another program's file was made into the trace.
    pub source: Option<Arc<Source>>,
}

impl Report {
    /// The checks that do not hold.
    pub fn broken(&self) -> impl Iterator<Item = &CheckReport> {
        let broken = |check: &&CheckReport| matches!(check.verdict, Verdict::Broken { .. });
        self.checks.iter().filter(broken)
    }
}

/// Reads a trace to its end and judges it.
///
/// # Errors
/// If it is no trace, or a line cannot follow the one before.
pub fn check(input: impl BufRead) -> Result<Report, TraceError> {
    check_reader(Reader::new(input)?, |_| {})
}

/// Reads a trace on to its end and judges it. Each event is shown, with what it breaks among its outcomes.
///
/// # Errors
/// As [`check`].
pub fn check_reader<R: BufRead>(
    mut reader: Reader<R>,
    mut show: impl FnMut(&Event),
) -> Result<Report, TraceError> {
    let header = reader.header().clone();
    let mut checker = Checker::new(header.level);
    let mut events = 0;
    while let Some((mut event, line)) = reader.next_line()? {
        let violations = checker.observe(&event, &line, reader.line());
        let failed = violations
            .into_iter()
            .map(|violation| Outcome::CheckFailed {
                check: violation.check.into(),
                sentence: violation.sentence,
            });
        event.outcomes.extend(failed);
        show(&event);
        events += 1;
    }
    Ok(Report {
        checks: checker.verdicts(),
        header,
        events,
    })
}

/// A property that only a trace can break.
pub(super) trait Property {
    /// Its name, in the paper's words where it has some.
    const NAME: &'static str;
    /// What it says.
    const SAYS: &'static str;
    /// What contradicts what, if this event breaks it.
    fn observe(&mut self, event: &Event, line: &Line) -> Option<String>;
}

/// A property, and what first broke it.
#[derive(Default)]
struct Monitor<P> {
    property: P,
    broken: Option<(EventNumber, String)>,
}

impl<P: Property> Monitor<P> {
    /// Whether the event is the first that breaks it.
    fn observe(&mut self, event: &Event, line: &Line) -> bool {
        if self.broken.is_some() {
            return false;
        }
        let breach = self.property.observe(event, line);
        self.broken = breach.map(|sentence| (event.number, sentence));
        self.broken.is_some()
    }

    fn view(self) -> CheckView {
        CheckView {
            name: P::NAME,
            says: P::SAYS,
            broken: self.broken,
            undecided: false,
        }
    }
}

/// All checks of a trace at work.
struct Checker {
    level: Level,
    checks: Checks,
    contents: Contents,
    /// The last event, and where it stands.
    last: (EventNumber, Place),
    /// Where the events stand that broke something.
    found: BTreeMap<EventNumber, Place>,
    replies: Monitor<Replies>,
    reported: Monitor<Reported>,
    state: Monitor<States>,
    votes: Monitor<Votes>,
    commitment: Monitor<Commitment>,
    in_flight: Monitor<InFlight>,
    snapshots: Monitor<Snapshots>,
}

impl Checker {
    fn new(level: Level) -> Checker {
        let is_partial = level == Level::Minimal;
        Checker {
            level,
            checks: match is_partial {
                true => Checks::of_partial_run(),
                false => Checks::new(),
            },
            contents: Contents::default(),
            last: Default::default(),
            found: BTreeMap::new(),
            replies: Monitor {
                property: Replies::new(is_partial),
                broken: None,
            },
            reported: Monitor::default(),
            state: Monitor::default(),
            votes: Monitor::default(),
            commitment: Monitor::default(),
            in_flight: Monitor::default(),
            snapshots: Monitor::default(),
        }
    }

    /// Says which of the safety properties the event breaks.
    fn observe(&mut self, event: &Event, line: &Line, number: u64) -> Vec<Violation> {
        self.contents.add(event);
        let violations = self.checks.observe(event);
        let mut breaks = !violations.is_empty();
        breaks |= self.replies.observe(event, line);
        breaks |= self.reported.observe(event, line);
        if self.level == Level::Full {
            breaks |= self.state.observe(event, line);
            breaks |= self.votes.observe(event, line);
            breaks |= self.commitment.observe(event, line);
            breaks |= self.in_flight.observe(event, line);
            breaks |= self.snapshots.observe(event, line);
        }
        let place = Place {
            line: number,
            source: event.source.clone(),
        };
        if breaks {
            self.found.insert(event.number, place.clone());
        }
        self.last = (event.number, place);
        violations
    }

    fn verdicts(mut self) -> Vec<CheckReport> {
        // What is judged at the end is found at the last event.
        let (last, place) = self.last;
        self.checks.finish(last + 1);
        self.found.entry(last).or_insert(place);
        self.contents.sends_are_missing = self.replies.property.sends_are_missing();
        self.contents.answers_are_missing = self.replies.property.answers_are_missing();
        let mut views = self.checks.views();
        views.extend([
            self.replies.view(),
            self.state.view(),
            self.votes.view(),
            self.commitment.view(),
            self.in_flight.view(),
            self.snapshots.view(),
            self.reported.view(),
        ]);
        let (level, contents, found) = (self.level, self.contents, self.found);
        let report = |view: CheckView| CheckReport {
            name: view.name,
            says: view.says,
            verdict: contents.verdict(view, level, &found),
        };
        views.into_iter().map(report).collect()
    }
}

/// What the lines said so far, of what checks need.
#[derive(Default)]
struct Contents {
    logs: bool,
    applies: bool,
    operations: bool,
    /// Whether some of them are those of another machine.
    others: bool,
    disks: bool,
    sends_are_missing: bool,
    answers_are_missing: bool,
}

impl Contents {
    fn add(&mut self, event: &Event) {
        self.disks |= event.after.is_some();
        if let EventKind::ClientSent { operation, .. } = &event.kind {
            self.operations = true;
            self.others |= operation.key().is_none();
        }
        for outcome in &event.outcomes {
            self.logs |= matches!(outcome, Outcome::Noticed(Notice::Appended { .. }));
            self.applies |= matches!(outcome, Outcome::AppliedEntry { .. });
        }
    }

    fn verdict(
        &self,
        view: CheckView,
        level: Level,
        found: &BTreeMap<EventNumber, Place>,
    ) -> Verdict {
        let missing = match level {
            Level::Full => None,
            Level::Minimal => self.missing(view.name),
        };
        match (view.broken, missing) {
            // A history of which a part is missing proves nothing.
            (Some(_), Some(missing)) if self.sends_are_missing && view.name == "Linearizable" => {
                Verdict::NotJudged(missing)
            }
            (Some((event, sentence)), _) => {
                let at = found.get(&event).cloned();
                debug_assert!(at.is_some(), "event {event} broke {}", view.name);
                Verdict::Broken {
                    event,
                    at: at.unwrap_or_default(),
                    sentence,
                }
            }
            (None, _) if view.undecided => Verdict::Undecided,
            (None, Some(missing)) => Verdict::NotJudged(missing),
            (None, None) => Verdict::Holds,
        }
    }

    /// What is missing to judge this check.
    fn missing(&self, check: &str) -> Option<&'static str> {
        let of = |is_there: bool, missing| (!is_there).then_some(missing);
        let applies = of(
            self.applies,
            "the trace does not say which entries were applied",
        );
        let operations = of(
            self.operations,
            "the trace does not say which operations clients sent",
        );
        let sends = of(
            !self.sends_are_missing,
            "the trace does not say of every operation when its client sent it",
        );
        match check {
            "Election Safety" | "Monotonic State" | Reported::NAME => None,
            "Durable Quorum" => of(
                self.disks,
                "the trace does not say what is on the disks of servers",
            ),
            "State Machine Safety" => applies,
            "Linearizable" => operations.or(sends).or(of(
                !self.others,
                "clients asked for what is no operation of the key-value machine",
            )),
            Replies::NAME => operations.or(applies).or(sends).or(of(
                !self.answers_are_missing,
                "the trace does not say of every operation what it answered when it was applied",
            )),
            States::NAME => {
                Some("below the full level a trace need not say all that a server is after a step")
            }
            Votes::NAME => {
                Some("below the full level a trace need not say which votes were granted")
            }
            Commitment::NAME => {
                Some("below the full level a trace need not say what leaders heard from followers")
            }
            InFlight::NAME => {
                Some("below the full level a trace need not say which messages were sent")
            }
            Snapshots::NAME => {
                Some("below the full level a trace need not say what snapshots contain")
            }
            _ => of(self.logs, "the trace does not say what is in the logs"),
        }
    }
}
