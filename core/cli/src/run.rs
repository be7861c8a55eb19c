//! `raftscape run`: plays a script and tells its story.

use crate::scripts::{self, Wrong};
use crate::teller::Teller;
use crate::{Verdict, input, paint};
use anyhow::{Context, Result};
use clap::Args;
use record::trace::Writer;
use sim::World;
use sim::script::{DEFAULT_SEED, Observed, Report, Script, play};
use std::fs::File;
use std::io::{self, BufRead, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

pub(crate) const EXAMPLES: &str = "Examples:
  raftscape run election.raft
  raftscape run --seed 7 --quiet election.raft
  raftscape run election.raft --trace - | raftscape check -
  echo 'until leader' | raftscape run -";

#[derive(Args)]
pub(crate) struct Run {
    /// The script, or a lesson in Markdown; `-` is standard input
    file: PathBuf,
    /// Player it with another seed than its own
    #[arg(long)]
    seed: Option<u64>,
    /// Leave the story out: print what the script shows, what fails and the fingerprint
    #[arg(long, short)]
    quiet: bool,
    /// Write a trace of the run; `-` is standard output, which then holds nothing else
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
}

/// Plays a script. The last line is the fingerprint.
pub(crate) fn run(call: &Run, out: &mut dyn Write) -> Result<Verdict> {
    let script = match scripts::read(&call.file)? {
        Ok(script) => script,
        Err(Wrong(text)) => {
            eprint!("{text}");
            return Ok(Verdict::Wrong);
        }
    };
    let is_filter = call.trace.as_deref().is_some_and(input::is_standard);
    let report = match &call.trace {
        Some(_) if is_filter => {
            let mut nobody = Teller::new(io::sink(), true);
            traced(&script, call.seed, out, &mut nobody)?
        }
        Some(path) => {
            let mut file = BufWriter::new(create(path)?);
            let report = traced(&script, call.seed, &mut file, &mut teller(call, out))?;
            file.flush()?;
            report
        }
        None => told(&script, call.seed, &mut teller(call, out))?,
    };
    if !is_filter {
        writeln!(out, "fingerprint {:016x}", report.world.fingerprint())?;
    }
    out.flush()?;
    let name = input::name(&call.file);
    for failure in &report.failures {
        eprint!("{}", paint::error(&format!("{name}, {failure}")));
    }
    Ok(match report.failures.is_empty() {
        true => Verdict::Fine,
        false => Verdict::Failed,
    })
}

/// Tells the story, and stops at questions if somebody sits there and reads.
fn teller<'a>(call: &Run, out: &'a mut dyn Write) -> Teller<&'a mut dyn Write> {
    let is_read = io::stdin().is_terminal() && io::stdout().is_terminal();
    let answers = (is_read && !input::is_standard(&call.file)).then(|| {
        let answers: Box<dyn BufRead> = Box::new(io::stdin().lock());
        answers
    });
    Teller::new(out, call.quiet).answered_by(answers)
}

fn create(path: &Path) -> Result<File> {
    File::create(path).with_context(|| format!("{} cannot be written", path.display()))
}

/// Plays a script and tells its story.
fn told(script: &Script, seed: Option<u64>, teller: &mut Teller<impl Write>) -> Result<Report> {
    let mut done = Ok(());
    let report = play(script, seed, &mut |heard| {
        if done.is_ok() {
            done = teller.hear(&heard);
        }
    });
    done.and_then(|()| teller.end())?;
    Ok(report?)
}

/// The same, and writes the trace of the run.
fn traced(
    script: &Script,
    seed: Option<u64>,
    trace: &mut dyn Write,
    teller: &mut Teller<impl Write>,
) -> Result<Report> {
    let (settings, own_seed) = script.settings()?;
    let world = World::new(settings, seed.or(own_seed).unwrap_or(DEFAULT_SEED))?;
    let mut writer = Writer::new(trace, &world.trace_header())?;
    let mut done = Ok(());
    let report = play(script, seed, &mut |heard| {
        if done.is_ok() {
            done = teller.hear(&heard);
        }
        if let (Ok(()), Observed::Event(event)) = (&done, heard) {
            done = writer.event(event);
        }
    });
    done.and_then(|()| teller.end())?;
    Ok(report?)
}
