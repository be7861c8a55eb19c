//! Measures the workloads natively and prints one line a figure: `{"name", "value", "unit", "better"}`.

use bench::{EVERYWHERE, NATIVE, Workload};
use std::time::Instant;

/// How often each workload runs. The median counts.
const RUNS: usize = 5;

fn main() {
    if std::env::args().nth(1).as_deref() == Some("names") {
        return names();
    }
    let mut rates = Vec::new();
    for workload in EVERYWHERE.iter().chain(&NATIVE) {
        let rate = median_rate(workload);
        println!(
            r#"{{"name":"native at opt-level 3, {}","value":{rate:.0},"unit":"{} per s","better":"higher"}}"#,
            workload.name, workload.unit
        );
        rates.push(rate);
    }
    for (place, of) in ["steps", "commands"].into_iter().enumerate() {
        let ratio = rates[place] / rates[EVERYWHERE.len() + place];
        println!(
            r#"{{"name":"native at opt-level 3, node against raft-rs 0.7: {of}","value":{ratio:.2},"unit":"times","better":"higher"}}"#
        );
    }
}

/// Prints names and units of what also runs as WebAssembly, for the program that measures it.
fn names() {
    let name = |workload: &Workload| {
        format!(
            r#"{{"name":"{}","unit":"{}"}}"#,
            workload.name, workload.unit
        )
    };
    println!(
        "[{}]",
        EVERYWHERE.iter().map(name).collect::<Vec<_>>().join(",")
    );
}

fn median_rate(workload: &Workload) -> f64 {
    (workload.run)();
    let mut rates: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            let done = (workload.run)();
            done as f64 / start.elapsed().as_secs_f64()
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    rates[RUNS / 2]
}
