//! `raftscape run`: runs a script and prints what happens.

use crate::output::{self, BAD, Pipe, Text};
use crate::printer::Printer;
use crate::scripts::{self, Invalid};
use crate::{Verdict, input};
use anyhow::{Context, Result, bail};
use clap::Args;
use record::trace::Writer;
use script::{DEFAULT_SEED, Observed, Script, play};
use sim::World;
use std::fs::File;
use std::io::{self, BufRead, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

pub(crate) const EXAMPLES: &str = "Examples:
  raftscape run election.raft
  raftscape run --seed 7 --quiet election.raft
  raftscape run election.raft --trace - | raftscape check -
  echo 'until leader' | raftscape run -";

type Trace = Writer<BufWriter<Box<dyn Write>>>;

#[derive(Args)]
pub(crate) struct Run {
    /// The script, or a lesson in Markdown; `-` is standard input
    file: PathBuf,
    /// Run it with another seed than its own
    #[arg(long)]
    seed: Option<u64>,
    /// Leave the story out: print what the script shows, what fails and the fingerprint
    #[arg(long, short)]
    quiet: bool,
    /// Write a trace of the run; `-` is standard output, which then holds nothing else
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
}

/// Runs a script. The last line on standard output is the fingerprint; what fails stands on standard error.
pub(crate) fn run(arguments: &Run) -> Result<Verdict> {
    let script = match scripts::read(&arguments.file)? {
        Ok(script) => script,
        Err(Invalid(errors)) => {
            output::complain(errors);
            return Ok(Verdict::Invalid);
        }
    };
    let name = input::name(&arguments.file);
    let mut writer = match &arguments.trace {
        Some(path) => Some(trace(path, arguments, &script)?),
        None => None,
    };
    let mut printer = printer(arguments);
    let (mut printed, mut traced) = (Ok(()), Ok(()));
    let report = play(&script, arguments.seed, &mut |observed| {
        if printed.is_ok() {
            printed = printer.observe(&observed);
        }
        if let (Ok(()), Observed::Event(event), Some(writer)) = (&traced, &observed, &mut writer) {
            traced = writer.event(event);
        }
        if let Observed::Failed(failure) = observed {
            output::complain_in(BAD, format_args!("{name}, {failure}"));
        }
    })?;
    printed.and_then(|()| printer.end(&report.world))?;
    if let Some(writer) = writer {
        traced.and_then(|()| writer.into_inner().flush())?;
    }
    Ok(match report.failures.is_empty() {
        true => Verdict::Passed,
        false => Verdict::Failed,
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

/// Begins a trace with its header. What the file held before is lost only if the script can be run.
fn trace(path: &Path, arguments: &Run, script: &Script) -> Result<Trace> {
    let name = input::name(path);
    if input::is_overwritten(&arguments.file, path) {
        bail!("the trace would overwrite the script: {name} is the same file");
    }
    let (settings, own_seed) = script.settings()?;
    let seed = arguments.seed.or(own_seed).unwrap_or(DEFAULT_SEED);
    let world = World::new(settings, seed)?;
    let out: Box<dyn Write> = match input::is_standard(path) {
        true => Box::new(output::data()),
        false => {
            let file = File::create(path).with_context(|| format!("{name} cannot be written"))?;
            Box::new(Pipe::new(file, name))
        }
    };
    Ok(Writer::new(BufWriter::new(out), &world.trace_header())?)
}
