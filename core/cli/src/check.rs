//! `raftscape check`: judges a trace by itself, without the simulator.

use crate::Verdict;
use crate::input;
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
pub(crate) fn check(call: &Check, out: &mut dyn Write) -> Result<Verdict> {
    let name = input::name(&call.trace);
    let report = trace::check(input::open(&call.trace)?)
        .map_err(|error| anyhow::anyhow!("{name}, {error}"))?;
    for check in &report.checks {
        if call.json {
            serde_json::to_writer(&mut *out, &as_json(check))?;
            writeln!(out)?;
        } else {
            writeln!(out, "{}", as_text(check))?;
        }
    }
    if !call.json {
        summary(&name, &report, out)?;
    }
    Ok(match report.broken().next() {
        Some(_) => Verdict::Failed,
        None => Verdict::Fine,
    })
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

fn summary(name: &str, report: &Report, out: &mut dyn Write) -> Result<()> {
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
    writeln!(
        out,
        "{name}: {events} events of the {level} level, {verdict}."
    )?;
    Ok(())
}
