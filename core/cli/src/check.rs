//! `raftscape check`: judges a trace by itself, without the simulator.

use crate::{Verdict, input, output};
use anyhow::Result;
use clap::Args;
use record::Source;
use record::trace::{self, CheckReport, Level, Report};
use std::io::Write;
use std::path::PathBuf;

pub(crate) const EXAMPLES: &str = "Examples:
  raftscape check run.ndjson
  raftscape run election.raft --trace - | raftscape check -
  zcat big.ndjson.gz | raftscape check --json -";

#[derive(Args)]
pub(crate) struct Check {
    /// The trace; `-` is standard input
    trace: PathBuf,
    /// Print a JSON object for each check
    #[arg(long)]
    json: bool,
}

/// Prints a line for each check, with what broke it or why the trace does not allow it.
pub(crate) fn check(arguments: &Check) -> Result<Verdict> {
    let name = input::name(&arguments.trace);
    let report = trace::check(input::open(&arguments.trace)?)
        .map_err(|error| anyhow::anyhow!("{name}, {error}"))?;
    match arguments.json {
        true => print_json(&report)?,
        false => print_text(&name, &report)?,
    }
    Ok(match report.broken().next() {
        Some(_) => Verdict::Failed,
        None => Verdict::Passed,
    })
}

fn print_json(report: &Report) -> Result<()> {
    let mut out = output::data();
    for check in &report.checks {
        writeln!(out, "{}", as_json(check))?;
    }
    Ok(out.flush()?)
}

fn print_text(name: &str, report: &Report) -> Result<()> {
    let mut out = output::text();
    for check in &report.checks {
        writeln!(out, "{}", as_text(check))?;
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
