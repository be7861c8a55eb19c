//! `raftscape test`: plays scripts and lessons, a line each and a total.

use crate::scripts::{self, Wrong};
use crate::{Verdict, paint};
use anyhow::{Context, Result, bail};
use clap::Args;
use sim::script::{Script, play};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(crate) const EXAMPLES: &str = "Examples:
  raftscape test core/sim/scenarios
  raftscape test lesson.md election.raft";

#[derive(Args)]
pub(crate) struct Test {
    /// Scripts (.raft), lessons (.md with `raft` blocks), or folders that hold some
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

/// How many scripts ended how.
#[derive(Default)]
struct Tally {
    passed: u32,
    failed: u32,
    wrong: u32,
}

/// Plays every script.
pub(crate) fn test(call: &Test, out: &mut dyn Write) -> Result<Verdict> {
    let mut files = Vec::new();
    for path in &call.paths {
        find(path, true, &mut files)?;
    }
    if files.is_empty() {
        bail!("there is no script (.raft) and no lesson (.md) to test");
    }
    let mut tally = Tally::default();
    for file in &files {
        match scripts::read(file)? {
            Ok(script) => judge(file, &script, &mut tally, out)?,
            Err(Wrong(text)) => {
                tally.wrong += 1;
                writeln!(
                    out,
                    "{}  {}\n{text}",
                    paint::verdict("WRONG ", false, &io::stdout()),
                    file.display()
                )?;
            }
        }
    }
    let Tally {
        passed,
        failed,
        wrong,
    } = tally;
    writeln!(
        out,
        "{passed} passed, {failed} failed, {wrong} with mistakes"
    )?;
    Ok(match tally {
        Tally { wrong: 1.., .. } => Verdict::Wrong,
        Tally { failed: 1.., .. } => Verdict::Failed,
        _ => Verdict::Fine,
    })
}

fn judge(file: &Path, script: &Script, tally: &mut Tally, out: &mut dyn Write) -> Result<()> {
    let report = play(script, None, &mut |_| {})?;
    let is_good = report.failures.is_empty();
    let (word, count) = match is_good {
        true => ("ok    ", &mut tally.passed),
        false => ("FAILED", &mut tally.failed),
    };
    *count += 1;
    let headline = script.headline().unwrap_or_default();
    let line = format!(
        "{}  {}  {headline}",
        paint::verdict(word, is_good, &io::stdout()),
        file.display()
    );
    writeln!(out, "{}", line.trim_end())?;
    for failure in &report.failures {
        write!(out, "{failure}")?;
    }
    Ok(())
}

/// The file, or all scripts in the folder, in the order of their names.
fn find(path: &Path, is_named: bool, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        if is_named || scripts::is_script(path)? {
            files.push(path.to_owned());
        }
        return Ok(());
    }
    let entries =
        fs::read_dir(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.sort();
    paths.iter().try_for_each(|path| find(path, false, files))
}
