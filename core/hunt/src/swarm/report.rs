//! What a swarm says, line by line: findings, and batches of seeds that are done. Outputs of many machines are merged by
//! putting them one behind the other.

use super::{Coverage, Trial, play};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

/// Seeds that were played together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Batch {
    /// Which.
    pub seeds: Range<u64>,
    /// How many events happened in their worlds.
    pub events: u64,
    /// What happened in them.
    pub coverage: Coverage,
    /// What went wrong.
    pub findings: Vec<Found>,
}

/// Something that went wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    seed: u64,
    sentence: String,
    fingerprint: u64,
    script: String,
}

impl Found {
    /// What went wrong in a world, with a script that plays it again; none if nothing did.
    pub fn new(trial: &Trial) -> Option<Found> {
        let sentence = trial.finding.clone()?;
        Some(Found {
            seed: trial.seed,
            script: format!("# Seed {}. {sentence}\n{}", trial.seed, trial.script()),
            fingerprint: trial.fingerprint,
            sentence,
        })
    }

    fn line(&self) -> Value {
        json!({
            "seed": self.seed,
            "finding": self.sentence,
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
            findings: Vec::new(),
        };
        for seed in seeds {
            if !goes_on() {
                return None;
            }
            let trial = play(seed, &mut |_| {});
            batch.events += trial.end.events;
            batch.coverage.add(&trial.coverage);
            batch.findings.extend(Found::new(&trial));
        }
        Some(batch)
    }

    /// A line for each finding, and one that says which seeds are done. They belong together.
    pub fn lines(&self) -> String {
        let counts = self.coverage.iter();
        let done = json!({
            "from": self.seeds.start,
            "to": self.seeds.end,
            "events": self.events,
            "coverage": Value::Object(counts.map(|(what, count)| (what.into(), count.into())).collect()),
        });
        let findings = self.findings.iter().map(Found::line);
        findings
            .chain([done])
            .map(|line| format!("{line}\n"))
            .collect()
    }
}

/// What batches said, added up. What is said twice counts once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// How many seeds are done.
    pub seeds: u64,
    /// How many events happened in their worlds.
    pub events: u64,
    /// What happened.
    pub coverage: Coverage,
    /// The seeds with a finding.
    found: BTreeSet<u64>,
    /// The ends of the batches that are done, by their beginnings.
    done: BTreeMap<u64, u64>,
}

/// Why a text is not what a swarm said, as a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportError {
    line: usize,
}

impl fmt::Display for ReportError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line;
        write!(
            out,
            "line {line} is neither a finding nor a batch of a swarm"
        )
    }
}

impl std::error::Error for ReportError {}

impl Summary {
    /// Adds up what was said.
    ///
    /// # Errors
    /// If a line is neither a finding nor a batch.
    pub fn read(text: &str) -> Result<Summary, ReportError> {
        let mut summary = Summary::default();
        for (line, number) in text.lines().zip(1..) {
            let value = serde_json::from_str(line).ok();
            let read = value.and_then(|value: Value| summary.line(&value));
            read.ok_or(ReportError { line: number })?;
        }
        Ok(summary)
    }

    /// Adds a batch.
    pub fn add(&mut self, batch: &Batch) {
        self.seeds += batch.seeds.end - batch.seeds.start;
        self.events += batch.events;
        self.coverage.add(&batch.coverage);
        self.found
            .extend(batch.findings.iter().map(|found| found.seed));
        self.done.insert(batch.seeds.start, batch.seeds.end);
    }

    /// How many findings there are.
    pub fn findings(&self) -> u64 {
        self.found.len() as u64
    }

    /// Whether these seeds are done.
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
