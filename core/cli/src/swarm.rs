//! `raftscape swarm`: plays random worlds under all checks, on as many processors and machines as there are.

use crate::{Verdict, paint};
use anyhow::{Context, Result, bail};
use clap::Args;
use hunt::swarm::{Batch, Summary};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Read, Seek, Write};
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

Each line of output is a JSON object: a finding, with a script that plays it again,
or a batch of seeds that are done, with what happened in them. Outputs of many
machines are merged by putting them one behind the other.";

/// How many seeds are played together, and written down together.
const BATCH: u64 = 50;

/// The most seeds of one call, so that the list of their batches fits into memory.
const MOST_SEEDS: u64 = 100_000_000;

#[derive(Args)]
pub(crate) struct Swarm {
    /// The seeds, from the first up to but without the second
    #[arg(long, value_name = "A..B", default_value = "0..1000")]
    seeds: Seeds,
    /// Player one part of them: the first of four is 1/4
    #[arg(long, value_name = "I/N", default_value = "1/1")]
    shard: Shard,
    /// How many worlds to play at a time [default: one for each processor]
    #[arg(long, value_name = "J")]
    jobs: Option<NonZeroUsize>,
    /// Add to this file; leave out what it says is done, so that the same call again goes on where this one stopped
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Player nothing: add up what swarms said; `-` is standard input
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

/// Plays the worlds, writes what they say, and adds it up on standard error.
pub(crate) fn swarm(call: &Swarm, out: &mut dyn Write) -> Result<Verdict> {
    if let Some(path) = &call.summary {
        let mut text = String::new();
        crate::input::open(path)?.read_to_string(&mut text)?;
        let summary = understood(&crate::input::name(path), &text)?;
        write!(out, "{}", shown(&summary, &io::stdout()))?;
        return Ok(verdict(&summary));
    }
    let (summary, stopped) = match &call.output {
        Some(path) => {
            let (mut file, before) = continued(path)?;
            play(call, before, &mut file)?
        }
        None => play(call, Summary::default(), out)?,
    };
    out.flush()?;
    eprint!("{}", shown(&summary, &io::stderr()));
    if stopped {
        eprintln!("Stopped before all seeds were played.");
    }
    Ok(verdict(&summary))
}

fn verdict(summary: &Summary) -> Verdict {
    match summary.findings() {
        0 => Verdict::Fine,
        _ => Verdict::Failed,
    }
}

fn understood(name: &str, text: &str) -> Result<Summary> {
    Summary::read(text).with_context(|| format!("{name} is no output of a swarm"))
}

/// Opens what an earlier call may have written. A last line that it did not finish is cut off.
fn continued(path: &Path) -> Result<(File, Summary)> {
    let name = path.display();
    let mut options = OpenOptions::new();
    let options = options.read(true).write(true).create(true).truncate(false);
    let mut file = options
        .open(path)
        .with_context(|| format!("{name} cannot be written"))?;
    let mut text = String::new();
    file.read_to_string(&mut text)
        .with_context(|| format!("{name} cannot be read as text"))?;
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    let summary = understood(&name.to_string(), &text[..whole])?;
    file.set_len(whole as u64)?;
    file.seek(io::SeekFrom::End(0))?;
    Ok((file, summary))
}

/// The batches of this shard that are still to be played.
fn batches(call: &Swarm, done: &Summary) -> Vec<Range<u64>> {
    let Seeds(seeds) = &call.seeds;
    let starts = (seeds.start..seeds.end).step_by(BATCH as usize);
    let batches = starts.map(|from| from..seeds.end.min(from.saturating_add(BATCH)));
    let own = |(number, _): &(u64, _)| number % call.shard.of == call.shard.part - 1;
    let shard = (0..).zip(batches).filter(own).map(|(_, batch)| batch);
    shard.filter(|batch| !done.has(batch)).collect()
}

/// Plays all batches and writes them as they are done. Tells whether somebody stopped it.
fn play(call: &Swarm, before: Summary, out: &mut dyn Write) -> Result<(Summary, bool)> {
    let batches = batches(call, &before);
    let jobs = call.jobs.or_else(|| thread::available_parallelism().ok());
    let jobs = jobs.map_or(1, NonZeroUsize::get);
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
        for _ in 0..jobs {
            let (send, next, batches, goes_on) = (send.clone(), &next, &batches, &goes_on);
            scope.spawn(move || {
                while let Some(seeds) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some(batch) = Batch::play(seeds.clone(), goes_on) else {
                        return;
                    };
                    if send.send(batch).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        for batch in done {
            out.write_all(batch.lines().as_bytes())?;
            out.flush()?;
            bar.inc(batch.seeds.end - batch.seeds.start);
            summary.add(&batch);
            bar.set_message(findings(summary.findings()));
        }
        io::Result::Ok(())
    });
    // Whoever reads the output may have seen enough: then the others stop as well.
    bar.finish_and_clear();
    written?;
    Ok((summary, !goes_on()))
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
    bar.set_message(findings(0));
    bar
}

/// What happened, to read.
fn shown(summary: &Summary, to: &impl IsTerminal) -> String {
    let Summary { seeds, events, .. } = summary;
    let counts = summary.coverage.iter();
    let lines = counts.map(|(what, count)| format!("{count:>12} {what}\n"));
    let found = paint::verdict(&findings(summary.findings()), summary.findings() == 0, to);
    format!(
        "{}{seeds} seeds, {events} events, {found}.\n",
        lines.collect::<String>()
    )
}

fn findings(count: u64) -> String {
    match count {
        0 => "nothing found".into(),
        1 => "1 finding".into(),
        _ => format!("{count} findings"),
    }
}
