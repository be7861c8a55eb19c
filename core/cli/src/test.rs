//! `raftscape test`: runs scripts and lessons, a line each and a total.

use crate::output::{self, BAD, GOOD, TextOut};
use crate::scripts::{self, Invalid};
use crate::{Verdict, input};
use anyhow::{Context, Result, bail};
use clap::Args;
use script::{Script, play};
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) const EXAMPLES: &str = "Examples:
  raftscape test core/script/scenarios
  raftscape test lesson.md election.raft";

#[derive(Args)]
pub(crate) struct Test {
    /// Scripts (.raft), lessons (.md with `raft` blocks), or folders that hold some
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

/// How many scripts ended how.
#[derive(Default)]
struct Counts {
    passed: u32,
    failed: u32,
    invalid: u32,
}

/// Runs every script.
pub(crate) fn test(arguments: &Test) -> Result<Verdict> {
    let mut files = Vec::new();
    for path in &arguments.paths {
        find(path, true, &mut files)?;
    }
    if files.is_empty() {
        bail!("there is no script (.raft) and no lesson (.md) to test");
    }
    let (mut counts, mut out) = (Counts::default(), output::text());
    for file in &files {
        match scripts::read(file)? {
            Ok(script) => judge(file, &script, &mut counts, &mut out)?,
            Err(Invalid(errors)) => {
                counts.invalid += 1;
                out.styled(BAD, "ERROR ")?;
                writeln!(out, "  {}\n{errors}", input::name(file))?;
            }
        }
    }
    let Counts {
        passed,
        failed,
        invalid,
    } = counts;
    writeln!(
        out,
        "{passed} passed, {failed} failed, {invalid} with errors"
    )?;
    out.flush()?;
    Ok(match counts {
        Counts { invalid: 1.., .. } => Verdict::Invalid,
        Counts { failed: 1.., .. } => Verdict::Failed,
        _ => Verdict::Passed,
    })
}

fn judge(file: &Path, script: &Script, counts: &mut Counts, out: &mut TextOut) -> Result<()> {
    let report = play(script, None, &mut |_| {})?;
    let (style, word, count) = match report.failures.is_empty() {
        true => (GOOD, "ok    ", &mut counts.passed),
        false => (BAD, "FAILED", &mut counts.failed),
    };
    *count += 1;
    out.styled(style, word)?;
    let headline = script.headline().unwrap_or_default();
    let line = format!("  {}  {headline}", input::name(file));
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
        fs::read_dir(path).with_context(|| format!("{} cannot be read", input::name(path)))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.sort();
    paths.iter().try_for_each(|path| find(path, false, files))
}
