//! `raftscape check`: judges a trace by itself, without the simulator.

use crate::conditions::Conditions;
use crate::{Verdict, input, output};
use anyhow::Result;
use clap::Args;
use record::Source;
use record::trace::{self, CheckReport, Level, Reader, Report};
use std::io::Write;
use std::path::PathBuf;

pub(crate) const EXAMPLES: &str = "Examples:
  raftscape check run.ndjson
  raftscape run election.raft --trace - | raftscape check -
  raftscape check run.ndjson --reaches \"S3 refuses vote because log-older\" --expect \"leader is S2\"
  zcat big.ndjson.gz | raftscape check --json -";

#[derive(Args)]
pub(crate) struct Check {
    /// The trace; `-` is standard input
    trace: PathBuf,
    /// Fail unless this condition holds at the end, such as `leader is S2`
    #[arg(long, value_name = "CONDITION")]
    pub(crate) expect: Vec<String>,
    /// Fail unless this condition holds at some event, such as `S3 refuses vote`
    #[arg(long, value_name = "CONDITION")]
    pub(crate) reaches: Vec<String>,
    /// Print a JSON object for each check and condition
    #[arg(long)]
    json: bool,
}

/// Prints a line for each check, with what broke it or why the trace does not allow it.
pub(crate) fn check(arguments: &Check) -> Result<Verdict> {
    let name = input::name(&arguments.trace);
    let wrong = |error| anyhow::anyhow!("{name}, {error}");
    let reader = Reader::new(input::open(&arguments.trace)?).map_err(wrong)?;
    let mut conditions = Conditions::new(arguments, reader.header())?;
    let report = trace::check_reader(reader, |event| conditions.observe(event)).map_err(wrong)?;
    conditions.finish(&report);
    match arguments.json {
        true => print_json(&report, &conditions)?,
        false => print_text(&name, &report, &conditions)?,
    }
    let passed = report.broken().next().is_none() && conditions.all_hold();
    Ok(match passed {
        true => Verdict::Passed,
        false => Verdict::Failed,
    })
}

fn print_json(report: &Report, conditions: &Conditions) -> Result<()> {
    let mut out = output::data();
    for check in &report.checks {
        writeln!(out, "{}", as_json(check))?;
    }
    for condition in &conditions.all {
        writeln!(out, "{}", condition.as_json())?;
    }
    Ok(out.flush()?)
}

fn print_text(name: &str, report: &Report, conditions: &Conditions) -> Result<()> {
    let mut out = output::text();
    for check in &report.checks {
        writeln!(out, "{}", as_text(check))?;
    }
    for condition in &conditions.all {
        writeln!(out, "{}", condition.as_text())?;
    }
    if let Some(names) = names(report) {
        writeln!(out, "{names}")?;
    }
    writeln!(out, "{}", total(name, report))?;
    Ok(out.flush()?)
}

fn as_text(check: &CheckReport) -> String {
    let name = check.name;
    match &check.verdict {
        trace::Verdict::Holds => format!("holds       {name}"),
        trace::Verdict::Broken {
            event,
            at,
            sentence,
        } => {
            let broken = format!("BROKEN      {name}, by event {event}: {sentence}");
            match at.source.as_deref() {
                Some(source) => format!("{broken}\n            {}", original(source)),
                None => broken,
            }
        }
        trace::Verdict::Undecided => format!("undecided   {name}: too many concurrent operations"),
        trace::Verdict::NotJudged(why) => format!("not judged  {name}: {why}"),
    }
}

/// What another program wrote, and where: `line 112 of the original: {…}`.
fn original(source: &Source) -> String {
    let line = source
        .line
        .map(|line| format!("line {line} of the original"));
    let line = line.unwrap_or_else(|| "the original".into());
    match &source.text {
        Some(text) => format!("{line}: {text}"),
        None => line,
    }
}

fn as_json(check: &CheckReport) -> serde_json::Value {
    let (verdict, broken, sentence) = match &check.verdict {
        trace::Verdict::Holds => ("holds", None, None),
        trace::Verdict::Broken {
            event,
            at,
            sentence,
        } => ("broken", Some((*event, at)), Some(sentence.as_str())),
        trace::Verdict::Undecided => ("undecided", None, None),
        trace::Verdict::NotJudged(why) => ("not judged", None, Some(*why)),
    };
    serde_json::json!({
        "check": check.name,
        "says": check.says,
        "verdict": verdict,
        "event": broken.map(|(event, _)| event),
        "line": broken.map(|(_, at)| at.line),
        "source": broken.and_then(|(_, at)| at.source.as_deref()),
        "sentence": sentence,
    })
}

/// What the servers are called in the program that ran, if the trace says so.
fn names(report: &Report) -> Option<String> {
    let names = report.header.names.iter().zip(1..);
    let named = names.map(|(name, number)| format!("S{number} is `{name}`"));
    let named: Vec<String> = named.collect();
    (!named.is_empty()).then(|| format!("{}.", named.join(", ")))
}

fn total(name: &str, report: &Report) -> String {
    let level = match report.header.level {
        Level::Full => "full",
        Level::Minimal => "minimal",
    };
    let (events, broken) = (report.events, report.broken().count());
    let verdict = match broken {
        0 => "nothing is broken".to_owned(),
        1 => "1 check is broken".to_owned(),
        _ => format!("{broken} checks are broken"),
    };
    format!("{name}: {events} events of the {level} level, {verdict}.")
}
