//! What a swarm writes, line by line: violations, and batches of seeds that are done. Outputs of many machines are merged
//! by putting them one behind the other.

use super::{Coverage, Trial, play};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, BufRead, Read};
use std::ops::Range;

/// Seeds that were played together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Batch {
    pub seeds: Range<u64>,
    /// How many events happened in their worlds.
    pub events: u64,
    pub coverage: Coverage,
    pub violations: Vec<Violation>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    seed: u64,
    message: String,
    fingerprint: u64,
    script: String,
}

impl Violation {
    /// What went wrong in a world, with a script that plays it again; none if nothing did.
    pub fn new(trial: &Trial) -> Option<Violation> {
        let message = trial.finding.clone()?;
        Some(Violation {
            seed: trial.seed,
            script: format!("# Seed {}. {message}\n{}", trial.seed, trial.script()),
            fingerprint: trial.fingerprint,
            message,
        })
    }

    fn line(&self) -> Value {
        json!({
            "seed": self.seed,
            "finding": self.message,
            "fingerprint": format!("{:016x}", self.fingerprint),
            "script": self.script,
        })
    }
}

impl Batch {
    /// Plays the worlds of these seeds. None if it was stopped, which is asked before each of them.
    pub fn play(seeds: Range<u64>, goes_on: &dyn Fn() -> bool) -> Option<Batch> {
        let mut batch = Batch {
            seeds: seeds.clone(),
            events: 0,
            coverage: Coverage::default(),
            violations: Vec::new(),
        };
        for seed in seeds {
            if !goes_on() {
                return None;
            }
            let trial = play(seed, &mut |_| {});
            batch.events += trial.end.events;
            batch.coverage.add(&trial.coverage);
            batch.violations.extend(Violation::new(&trial));
        }
        Some(batch)
    }

    /// A line for each violation, and one that says which seeds are done. They belong together.
    pub fn lines(&self) -> String {
        let counts = self.coverage.iter();
        let done = json!({
            "from": self.seeds.start,
            "to": self.seeds.end,
            "events": self.events,
            "coverage": Value::Object(counts.map(|(what, count)| (what.into(), count.into())).collect()),
        });
        let violations = self.violations.iter().map(Violation::line);
        violations
            .chain([done])
            .map(|line| format!("{line}\n"))
            .collect()
    }
}

/// What batches wrote, added up. What is written twice counts once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    pub seeds: u64,
    /// How many events happened in their worlds.
    pub events: u64,
    pub coverage: Coverage,
    found: BTreeSet<u64>,
    /// The ends of the batches that are done, by their beginnings.
    done: BTreeMap<u64, u64>,
}

/// Why a text is not the output of a swarm, or is too much to be read.
#[derive(Debug)]
pub struct ReportError {
    line: u64,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Unreadable(io::Error),
    Long(u64),
    Much(u64),
    Foreign,
}

impl fmt::Display for ReportError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {} ", self.line)?;
        match &self.kind {
            Kind::Unreadable(error) => write!(out, "cannot be read: {error}"),
            Kind::Long(most) => write!(out, "is longer than {most} bytes"),
            Kind::Much(most) => write!(out, "comes after more than {most} bytes"),
            Kind::Foreign => out.write_str("is neither a violation nor a batch of a swarm"),
        }
    }
}

impl std::error::Error for ReportError {}

/// How much is read, so that no input takes all memory or all time.
pub(crate) struct Limits {
    /// The most bytes of a line.
    pub(crate) line: u64,
    /// The most bytes of all lines together.
    pub(crate) all: u64,
}

/// The script of a violation is some ten thousand bytes long, and the batches of a hundred million seeds are two billion.
const LIMITS: Limits = Limits {
    line: 8 << 20,
    all: 4 << 30,
};

impl Summary {
    /// Adds up what was written.
    ///
    /// # Errors
    /// If a line is neither a violation nor a batch, if it is longer than any of them, or if there is no end of them.
    pub fn read(input: impl BufRead) -> Result<Summary, ReportError> {
        Summary::read_within(&LIMITS, input)
    }

    pub(crate) fn read_within(
        limits: &Limits,
        mut input: impl BufRead,
    ) -> Result<Summary, ReportError> {
        let (mut summary, mut line, mut all) = (Summary::default(), Vec::new(), 0);
        for number in 1.. {
            let wrong = |kind| ReportError { line: number, kind };
            line.clear();
            let read = input
                .by_ref()
                .take(limits.line + 1)
                .read_until(b'\n', &mut line);
            let length = read.map_err(|error| wrong(Kind::Unreadable(error)))? as u64;
            all += length;
            if length == 0 {
                break;
            }
            if length > limits.line {
                return Err(wrong(Kind::Long(limits.line)));
            }
            if all > limits.all {
                return Err(wrong(Kind::Much(limits.all)));
            }
            let value = serde_json::from_slice(&line).ok();
            let understood = value.and_then(|value: Value| summary.line(&value));
            understood.ok_or(wrong(Kind::Foreign))?;
        }
        Ok(summary)
    }

    pub fn add(&mut self, batch: &Batch) {
        self.seeds += batch.seeds.end - batch.seeds.start;
        self.events += batch.events;
        self.coverage.add(&batch.coverage);
        self.found
            .extend(batch.violations.iter().map(|found| found.seed));
        self.done.insert(batch.seeds.start, batch.seeds.end);
    }

    pub fn violations(&self) -> u64 {
        self.found.len() as u64
    }

    pub fn has(&self, seeds: &Range<u64>) -> bool {
        let mut before = self.done.range(..=seeds.start);
        before.next_back().is_some_and(|(_, end)| seeds.end <= *end)
    }

    fn line(&mut self, line: &Value) -> Option<()> {
        let number = |name: &str| line.get(name)?.as_u64();
        if line.get("finding").is_some() {
            self.found.insert(number("seed")?);
            return Some(());
        }
        let (from, to) = (number("from")?, number("to")?);
        let (seeds, events) = (to.checked_sub(from)?, number("events")?);
        let mut coverage = Coverage::default();
        for (what, count) in line.get("coverage")?.as_object()? {
            coverage.count(what, count.as_u64()?);
        }
        if !self.has(&(from..to)) {
            self.seeds = self.seeds.saturating_add(seeds);
            self.events = self.events.saturating_add(events);
            self.coverage.add(&coverage);
            self.done.insert(from, to);
        }
        Some(())
    }
}
