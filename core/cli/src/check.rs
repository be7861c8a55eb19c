//! `raftscape check`: judges a trace by itself, without the simulator.

use crate::{Verdict, input, output};
use anyhow::Result;
use clap::Args;
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
    writeln!(out, "{}", total(name, report))?;
    Ok(out.flush()?)
}

fn as_text(check: &CheckReport) -> String {
    let name = check.name;
    match &check.verdict {
        trace::Verdict::Holds => format!("holds       {name}"),
        trace::Verdict::Broken { event, sentence } => {
            format!("BROKEN      {name}, by event {event}: {sentence}")
        }
        trace::Verdict::Undecided => format!("undecided   {name}: too many concurrent operations"),
        trace::Verdict::NotJudged(why) => format!("not judged  {name}: {why}"),
    }
}

fn as_json(check: &CheckReport) -> serde_json::Value {
    let (verdict, event, sentence) = match &check.verdict {
        trace::Verdict::Holds => ("holds", None, None),
        trace::Verdict::Broken { event, sentence } => {
            ("broken", Some(*event), Some(sentence.as_str()))
        }
        trace::Verdict::Undecided => ("undecided", None, None),
        trace::Verdict::NotJudged(why) => ("not judged", None, Some(*why)),
    };
    serde_json::json!({
        "check": check.name,
        "says": check.says,
        "verdict": verdict,
        "event": event,
        "sentence": sentence,
    })
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
