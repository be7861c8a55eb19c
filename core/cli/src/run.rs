//! `raftscape run`: runs a script, a recording or a link and prints what happens.

use crate::output::{self, BAD, Pipe, Text};
use crate::printer::Printer;
use crate::scripts::Invalid;
use crate::source::{self, Source};
use crate::{Verdict, input, recordings};
use anyhow::{Context, Result, bail};
use clap::Args;
use record::Event;
use record::trace::Writer;
use script::{Observed, play};
use std::fs::File;
use std::io::{self, BufRead, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

pub(crate) const EXAMPLES: &str = "Examples:
  raftscape run election.raft
  raftscape run --seed 7 --quiet election.raft
  raftscape run election.raft --trace - | raftscape check -
  raftscape run 'index.html#run=AUUzAAcB…'
  raftscape run --quiet long.raftscape
  echo 'until leader' | raftscape run -";

type Trace = Writer<BufWriter<Box<dyn Write>>>;

#[derive(Args)]
pub(crate) struct Run {
    /// The script, a lesson in Markdown, a recording, or a link; `-` is standard input
    #[arg(value_name = "FILE|LINK")]
    file: PathBuf,
    /// Run a script with another seed than its own
    #[arg(long)]
    seed: Option<u64>,
    /// Leave the story out: print what the script shows, what fails and the fingerprint
    #[arg(long, short)]
    quiet: bool,
    /// Write a trace of the run; `-` is standard output, which then holds nothing else
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
}

/// Runs it. The last line on standard output is the fingerprint; what fails stands on standard error.
pub(crate) fn run(arguments: &Run) -> Result<Verdict> {
    let source = match source::read(&arguments.file)? {
        Ok(source) => source,
        Err(Invalid(errors)) => {
            output::complain(errors);
            return Ok(Verdict::Invalid);
        }
    };
    if arguments.seed.is_some() && matches!(source, Source::Recording(_)) {
        bail!("--seed is for scripts: a recording has the seed of its run");
    }
    let name = source::name(&arguments.file);
    let mut writer = match &arguments.trace {
        Some(path) => Some(trace(path, arguments, &source)?),
        None => None,
    };
    let mut printer = printer(arguments);
    let (mut printed, mut traced) = (Ok(()), Ok(()));
    let mut observe = |observed: Observed<'_>| {
        if printed.is_ok() {
            printed = printer.observe(&observed);
        }
        if let (Ok(()), Observed::Event(event), Some(writer)) = (&traced, &observed, &mut writer) {
            traced = writer.event(event);
        }
        if let Observed::Failed(failure) = observed {
            output::complain_in(BAD, format_args!("{name}, {failure}"));
        }
    };
    let (world, has_failed) = match source {
        Source::Script(script) => {
            let report = play(&script, arguments.seed, &mut observe)?;
            (report.world, !report.failures.is_empty())
        }
        Source::Recording(recording) => {
            let observe = &mut |event: &Event| observe(Observed::Event(event));
            let (world, differs) = recordings::play(*recording, observe)?;
            recordings::complain(&name, &world, differs.as_ref());
            (world, differs.is_some())
        }
    };
    printed.and_then(|()| printer.end(&world))?;
    if let Some(writer) = writer {
        traced.and_then(|()| writer.into_inner().flush())?;
    }
    Ok(match has_failed {
        false => Verdict::Passed,
        true => Verdict::Failed,
    })
}

/// Prints the run, and stops at questions if a reader sits at a terminal; prints nothing where the trace goes instead.
fn printer(arguments: &Run) -> Printer<Box<dyn Write>> {
    if arguments.trace.as_deref().is_some_and(input::is_standard) {
        return Printer::new(Text::new(Box::new(io::sink())), true);
    }
    let is_read = io::stdin().is_terminal() && io::stdout().is_terminal();
    let answers = (is_read && !input::is_standard(&arguments.file)).then(|| {
        let answers: Box<dyn BufRead> = Box::new(io::stdin().lock());
        answers
    });
    let out: Box<dyn Write> = Box::new(output::coloured());
    Printer::new(Text::new(out), arguments.quiet).answered_by(answers)
}

/// Begins a trace with its header. What the file held before is lost only if there is something to run.
fn trace(path: &Path, arguments: &Run, source: &Source) -> Result<Trace> {
    let name = input::name(path);
    if input::is_overwritten(&arguments.file, path) {
        bail!("the trace would overwrite the script: {name} is the same file");
    }
    let world = source.world(arguments.seed)?;
    let out: Box<dyn Write> = match input::is_standard(path) {
        true => Box::new(output::data()),
        false => {
            let file = File::create(path).with_context(|| format!("{name} cannot be written"))?;
            Box::new(Pipe::new(file, name))
        }
    };
    Ok(Writer::new(BufWriter::new(out), &world.trace_header())?)
}
