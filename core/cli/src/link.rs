//! `raftscape link`: prints a link to a run, or writes the run to a file.

use crate::output::{self, BAD, Pipe};
use crate::scripts::Invalid;
use crate::source::{self, Source};
use crate::{Verdict, input, recordings};
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use recording::{Recording, RecordingError, Shown};
use script::{Narration, Observed, Script, play};
use sim::Timeline;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(crate) const EXAMPLES: &str = "Examples:
  raftscape link election.raft
  raftscape link election.raft --page https://example.org/raft/
  raftscape link long.raft --output long.raftscape
  raftscape link election.raft | raftscape run -";

#[derive(Args)]
pub(crate) struct Link {
    /// The script, a lesson in Markdown, a recording, or a link; `-` is standard input
    #[arg(value_name = "FILE|LINK")]
    file: PathBuf,
    /// Put the address of a page before it
    #[arg(long, value_name = "ADDRESS", conflicts_with = "output")]
    page: Option<String>,
    /// Write a recording, which may be longer than a link; `-` is standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Plays a run to its end and prints a link to there. What fails on the way stands on standard error, and is in the link as well.
pub(crate) fn link(arguments: &Link) -> Result<Verdict> {
    let source = match source::read(&arguments.file)? {
        Ok(source) => source,
        Err(Invalid(errors)) => {
            output::complain(errors);
            return Ok(Verdict::Invalid);
        }
    };
    let name = source::name(&arguments.file);
    let (recording, verdict) = match source {
        Source::Script(script) => of_script(&name, &script)?,
        Source::Recording(recording) => at_its_end(&name, *recording)?,
    };
    match &arguments.output {
        Some(path) => write(&recording, &arguments.file, path)?,
        None => print(&recording, arguments.page.as_deref().unwrap_or_default())?,
    }
    Ok(verdict)
}

fn of_script(name: &str, script: &Script) -> Result<(Recording, Verdict)> {
    let report = play(script, None, &mut |observed| {
        if let Observed::Failed(failure) = observed {
            output::complain_in(BAD, format_args!("{name}, {failure}"));
        }
    })?;
    let mut run = Timeline::new(report.settings, report.seed, ())?;
    run.replay(&report.done);
    run.run_to(report.world.position());
    for (_, at, narration) in report.narration {
        if let Narration::Mark(mark) = narration {
            run.seek(at);
            run.mark(mark);
        }
    }
    run.seek(run.head());
    let verdict = verdict(report.failures.is_empty());
    Ok((Recording::of(&run, Shown::default(), Vec::new()), verdict))
}

fn at_its_end(name: &str, mut recording: Recording) -> Result<(Recording, Verdict)> {
    let shown = std::mem::take(&mut recording.shown);
    let pause_points = std::mem::take(&mut recording.pause_points);
    let (mut run, differs) = recordings::replay(recording)?;
    run.seek(run.head());
    recordings::complain(name, run.world(), differs.as_ref());
    let verdict = verdict(differs.is_none());
    Ok((Recording::of(&run, shown, pause_points), verdict))
}

fn verdict(is_well: bool) -> Verdict {
    match is_well {
        true => Verdict::Passed,
        false => Verdict::Failed,
    }
}

/// Prints the link, behind the address of a page if there is one.
fn print(recording: &Recording, page: &str) -> Result<()> {
    let text = recording.to_text().map_err(|error| match error {
        RecordingError::TooLarge { is, most, .. } => anyhow!(
            "the link would have {is} characters, and may have {most}: write a recording instead, with --output FILE"
        ),
        error => error.into(),
    })?;
    let page = page.split_once('#').map_or(page, |(page, _)| page);
    let mut out = output::text();
    writeln!(out, "{page}#run={text}")?;
    Ok(out.flush()?)
}

fn write(recording: &Recording, from: &Path, to: &Path) -> Result<()> {
    let name = input::name(to);
    if input::is_overwritten(from, to) {
        bail!("the recording would overwrite what it is made of: {name} is the same file");
    }
    let bytes = recording.to_file()?;
    if input::is_standard(to) {
        let mut out = output::data();
        out.write_all(&bytes)?;
        return Ok(out.flush()?);
    }
    let file = File::create(to).with_context(|| format!("{name} cannot be written"))?;
    Ok(Pipe::new(file, name).write_all(&bytes)?)
}
