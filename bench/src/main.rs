//! Measures the workloads natively and prints a line of JSON for each figure: `{"name", "value", "unit", "better"}`.

use bench::{EVERYWHERE, NATIVE, Workload};
use cpu_time::ProcessTime;
use serde::Serialize;

/// How often each workload runs. The median counts.
const RUNS: usize = 5;

/// What was measured. More is always better here.
#[derive(Serialize)]
struct Figure {
    name: String,
    value: f64,
    unit: String,
    better: &'static str,
}

fn main() -> serde_json::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("names") {
        println!("{}", serde_json::to_string(&EVERYWHERE)?);
        return Ok(());
    }
    let mut rates = Vec::new();
    for workload in EVERYWHERE.iter().chain(&NATIVE) {
        let rate = median_rate(workload);
        let unit = format!("{} per s", workload.unit);
        print(workload.name, rate.round(), unit)?;
        rates.push(rate);
    }
    for (place, of) in ["steps", "commands"].into_iter().enumerate() {
        let ratio = rates[place] / rates[EVERYWHERE.len() + place];
        let name = format!("node against raft-rs 0.7: {of}");
        print(&name, (ratio * 100.0).round() / 100.0, "times".to_owned())?;
    }
    Ok(())
}

fn print(name: &str, value: f64, unit: String) -> serde_json::Result<()> {
    let figure = Figure {
        name: format!("native at opt-level 3, {name}"),
        value,
        unit,
        better: "higher",
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
