//! Measures the workloads natively and prints a line of JSON for each figure: `{"name", "value", "unit", "better"}`. With
//! `record MINUTES FILE` it writes down such a run as is gone back in, for the page to open.

mod heap;

use bench::history::{go_back, play};
use bench::{EVERYWHERE, NATIVE, Workload};
use cpu_time::ProcessTime;
use recording::{Recording, Shown};
use serde::Serialize;
use std::error::Error;
use std::fs;

/// How often each workload runs. The median counts.
const RUNS: usize = 5;

#[global_allocator]
static COUNTED: heap::Counted = heap::Counted;

#[derive(Serialize)]
struct Figure {
    name: String,
    value: f64,
    unit: String,
    better: &'static str,
}

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["names"] => println!("{}", serde_json::to_string(&EVERYWHERE)?),
        ["record", minutes, file] => {
            let run = play(minutes.parse()?);
            let recording = Recording::of(&run, Shown::default(), Vec::new());
            fs::write(file, recording.to_file()?)?;
        }
        _ => measure()?,
    }
    Ok(())
}

fn measure() -> serde_json::Result<()> {
    let mut rates = Vec::new();
    for workload in EVERYWHERE.iter().chain(&NATIVE) {
        let rate = median_rate(workload);
        let unit = format!("{} per s", workload.unit);
        print(workload.name, (rate.round(), unit), "higher")?;
        rates.push(rate);
    }
    for (place, of) in ["steps", "commands"].into_iter().enumerate() {
        let ratio = rates[place] / rates[EVERYWHERE.len() + place];
        let name = format!("node against raft-rs 0.7: {of}");
        print(&name, (hundredths(ratio), "times".to_owned()), "higher")?;
    }
    for minutes in [10, 60] {
        let before = heap::bytes();
        let mut bytes = 0;
        let history = go_back(minutes, || bytes = heap::bytes() - before);
        let name = |what: &str| format!("going back in {minutes} minutes: {what}");
        let jump = (hundredths(history.jump), "ms".to_owned());
        print(&name("a jump, 95th percentile"), jump, "lower")?;
        let memory = (hundredths(bytes as f64 / 1e6), "MB".to_owned());
        print(&name("memory"), memory, "lower")?;
        let spacing = (history.spacing as f64, "events".to_owned());
        let between = format!("between checkpoints, of {} events", history.events);
        print(&name(&between), spacing, "lower")?;
    }
    Ok(())
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn print(name: &str, (value, unit): (f64, String), better: &'static str) -> serde_json::Result<()> {
    let figure = Figure {
        name: format!("native at opt-level 3, {name}"),
        value,
        unit,
        better,
    };
    println!("{}", serde_json::to_string(&figure)?);
    Ok(())
}

/// Units of work in a second of the processor's time, which other programs on the machine hardly change.
fn median_rate(workload: &Workload) -> f64 {
    (workload.run)();
    let mut rates: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = ProcessTime::now();
            let done = (workload.run)();
            done as f64 / start.elapsed().as_secs_f64()
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    rates[RUNS / 2]
}
