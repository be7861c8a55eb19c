//! `raftscape swarm`: runs random worlds under all checks, on as many processors and machines as there are.

use crate::output::{self, BAD, GOOD, Pipe, Text};
use crate::{Verdict, input};
use anyhow::{Context, Result, bail};
use clap::Args;
use hunt::swarm::{Batch, Summary};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Seek, SeekFrom, Write};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

pub(crate) const EXAMPLES: &str = "Examples:
  raftscape swarm --seeds 0..10000
  raftscape swarm --seeds 0..1000000 --shard 3/40 --output 3.ndjson
  cat *.ndjson | raftscape swarm --summary -

Each line of output is a JSON object: a violation, with a script that reproduces it,
or a batch of seeds that are done, with what happened in them. Outputs of many
machines are merged by putting them one behind the other.";

/// How many seeds are run together, and written down together.
const BATCH: u64 = 50;

/// More bytes than a line of a swarm has.
const LONGEST_LINE: u64 = 8 << 20;

/// How each line of a swarm begins.
const LINES_BEGIN: [&str; 2] = ["{\"coverage\":", "{\"finding\":"];

/// The most seeds of one call, so that the list of their batches fits into memory.
const MOST_SEEDS: u64 = 100_000_000;

#[derive(Args)]
pub(crate) struct Swarm {
    /// The seeds, from the first up to but without the second
    #[arg(long, value_name = "A..B", default_value = "0..1000")]
    seeds: Seeds,
    /// Run one part of them: the first of four is 1/4
    #[arg(long, value_name = "I/N", default_value = "1/1")]
    shard: Shard,
    /// How many worlds to run at a time [default: one for each processor]
    #[arg(long, value_name = "J")]
    jobs: Option<NonZeroUsize>,
    /// Add to this file; leave out what it says is done, so that the same call again goes on where this one stopped
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Run nothing: add up what swarms wrote; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "seeds", "shard", "jobs"])]
    summary: Option<PathBuf>,
}

#[derive(Clone)]
struct Seeds(Range<u64>);

impl FromStr for Seeds {
    type Err = String;

    fn from_str(text: &str) -> Result<Seeds, String> {
        let ends = text
            .split_once("..")
            .and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
        ends.filter(|ends: &Range<u64>| !ends.is_empty() && ends.end - ends.start <= MOST_SEEDS)
            .map(Seeds)
            .ok_or_else(|| format!("seeds are like 0..1000, at least one and at most {MOST_SEEDS}"))
    }
}

#[derive(Clone)]
struct Shard {
    part: u64,
    of: u64,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let parts = text
            .split_once('/')
            .and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        parts
            .filter(|(part, of)| (1..=*of).contains(part))
            .map(|(part, of)| Shard { part, of })
            .ok_or_else(|| "a shard is like 1/4: the first of four".into())
    }
}

/// Runs the worlds, writes what happened, and adds it up on standard error.
pub(crate) fn swarm(arguments: &Swarm) -> Result<Verdict> {
    if let Some(path) = &arguments.summary {
        let summary = read(&input::name(path), input::open(path)?)?;
        let mut out = output::text();
        print(&summary, &mut out)?;
        out.flush()?;
        return Ok(verdict(&summary));
    }
    let (summary, is_stopped) = match &arguments.output {
        Some(path) => {
            let (file, before) = resume(path)?;
            run(arguments, before, &mut Pipe::new(file, input::name(path)))?
        }
        None => run(arguments, Summary::default(), &mut output::data())?,
    };
    let mut errors = output::errors();
    // If the sums cannot be written there, the exit code still holds.
    let _ = print(&summary, &mut errors);
    if is_stopped {
        output::complain("Stopped before all seeds were run.\n");
    }
    Ok(verdict(&summary))
}

fn verdict(summary: &Summary) -> Verdict {
    match summary.violations() {
        0 => Verdict::Passed,
        _ => Verdict::Failed,
    }
}

fn read(name: &str, input: impl BufRead) -> Result<Summary> {
    Summary::read(input).with_context(|| format!("{name} is no output of a swarm"))
}

/// Opens the output of an earlier call, to write behind it. Only a file has one, not a device or a pipe.
fn resume(path: &Path) -> Result<(File, Summary)> {
    let is_other = fs::metadata(path).is_ok_and(|known| !known.is_file());
    let mut options = OpenOptions::new();
    let options = options.write(true).read(!is_other).create(!is_other);
    let cannot = || format!("{} cannot be written", input::name(path));
    let mut file = options.open(path).with_context(cannot)?;
    if is_other {
        return Ok((file, Summary::default()));
    }
    let whole = whole_lines(&mut file)
        .with_context(|| format!("{} cannot be continued", input::name(path)))?;
    file.rewind()?;
    let summary = read(&input::name(path), BufReader::new((&file).take(whole)))?;
    file.set_len(whole).with_context(cannot)?;
    file.seek(SeekFrom::End(0))?;
    Ok((file, summary))
}

/// How many bytes of a file are whole lines. Behind them stands nothing, or the beginning of a line of a swarm that was
/// stopped while it wrote it.
fn whole_lines(file: &mut File) -> Result<u64> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LONGEST_LINE)))?;
    let mut end = Vec::new();
    file.take(LONGEST_LINE).read_to_end(&mut end)?;
    let rest = match end.iter().rposition(|byte| *byte == b'\n') {
        Some(newline) => &end[newline + 1..],
        None => &end[..],
    };
    let begins =
        |line: &&str| line.as_bytes().starts_with(rest) || rest.starts_with(line.as_bytes());
    if !LINES_BEGIN.iter().any(begins) {
        bail!("its last line was not written by a swarm");
    }
    Ok(length - rest.len() as u64)
}

/// The batches of this shard that are still to be run.
fn batches(arguments: &Swarm, done: &Summary) -> Vec<Range<u64>> {
    let Seeds(seeds) = &arguments.seeds;
    let starts = (seeds.start..seeds.end).step_by(BATCH as usize);
    let batches = starts.map(|from| from..seeds.end.min(from.saturating_add(BATCH)));
    let own = |(number, _): &(u64, _)| number % arguments.shard.of == arguments.shard.part - 1;
    let shard = (0..).zip(batches).filter(own).map(|(_, batch)| batch);
    shard.filter(|batch| !done.has(batch)).collect()
}

/// Runs all batches and writes them as they are done. The second value says whether an interrupt stopped it.
fn run(arguments: &Swarm, before: Summary, out: &mut dyn Write) -> Result<(Summary, bool)> {
    let batches = batches(arguments, &before);
    let jobs = arguments
        .jobs
        .or_else(|| thread::available_parallelism().ok());
    let jobs = jobs.map_or(1, NonZeroUsize::get).min(batches.len());
    let stop = Arc::new(AtomicBool::new(false));
    let stopping = stop.clone();
    if let Err(error) = ctrlc::set_handler(move || stopping.store(true, Ordering::Relaxed)) {
        bail!("the interrupt cannot be caught: {error}");
    }
    let bar = progress(batches.iter().map(|batch| batch.end - batch.start).sum());
    let (next, goes_on) = (AtomicUsize::new(0), || !stop.load(Ordering::Relaxed));
    let mut summary = before;
    let written = thread::scope(|scope| {
        let (send, done) = mpsc::channel();
        let (next, batches, goes_on) = (&next, &batches, &goes_on);
        let work = |send: mpsc::Sender<Batch>| {
            move || {
                while let Some(seeds) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let batch = Batch::play(seeds.clone(), goes_on);
                    if batch.is_none_or(|batch| send.send(batch).is_err()) {
                        return;
                    }
                }
            }
        };
        let begun = (0..jobs).try_for_each(|_| {
            let job = thread::Builder::new().spawn_scoped(scope, work(send.clone()));
            job.map(drop).context("there is no room for so many jobs")
        });
        drop(send);
        let written = begun.and_then(|()| {
            for batch in done {
                out.write_all(batch.lines().as_bytes())?;
                out.flush()?;
                bar.inc(batch.seeds.end - batch.seeds.start);
                summary.add(&batch);
                bar.set_message(violations(summary.violations()));
            }
            Ok(())
        });
        let is_stopped = !goes_on();
        // What can be neither begun nor written need not be run.
        stop.store(true, Ordering::Relaxed);
        written.map(|()| is_stopped)
    });
    bar.finish_and_clear();
    Ok((summary, written?))
}

fn progress(seeds: u64) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(seeds);
    let form = "{bar:40} {pos} of {len} seeds, {per_sec}, {eta} left, {msg}";
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar.set_message(violations(0));
    bar
}

/// Prints what happened.
fn print<W: Write>(summary: &Summary, out: &mut Text<W>) -> io::Result<()> {
    for (what, count) in summary.coverage.iter() {
        writeln!(out, "{count:>12} {what}")?;
    }
    let style = match summary.violations() {
        0 => GOOD,
        _ => BAD,
    };
    write!(out, "{} seeds, {} events, ", summary.seeds, summary.events)?;
    out.styled(style, violations(summary.violations()))?;
    writeln!(out, ".")
}

fn violations(count: u64) -> String {
    match count {
        0 => "no violation".into(),
        1 => "1 violation".into(),
        _ => format!("{count} violations"),
    }
}
