//! A trial of dials: a run with three clients and twenty operations a second, played once for each of some variants.

use raft::{Chunks, Time};
use record::Operation;
use sim::trial::{Progress, Run, Trial, Variant};
use sim::world::Position;
use sim::{Action, Dial, Settings};

/// How long the run is, in microseconds.
const LENGTH: u64 = 30_000_000;

/// Between two operations, in microseconds.
const PACE: u64 = 50_000;

/// How many events a page lets happen at a time.
const SLICE: u64 = 1_000;

/// How many events happened in all copies together.
pub(crate) fn of_dials() -> u64 {
    let submit = Action::Submit(
        None,
        Operation::Add {
            key: "x".into(),
            amount: 1,
        },
    );
    let mut journal = Chunks::default();
    for time in (1..=LENGTH / PACE).map(|round| Time(round * PACE)) {
        // Behind all that happens at that time.
        let events = u64::MAX;
        journal.push((Position { time, events }, submit.clone()));
    }
    let now = Time(LENGTH);
    let run = Run {
        settings: Settings {
            clients: 3,
            ..Settings::default()
        },
        seed: 7,
        journal,
        from: Time::ZERO,
        now,
        until: now,
        samples: 200,
    };
    let kept = [0, 30].map(|value| Variant(vec![(Dial::EntriesKept, value)]));
    let threshold = [0, 100].map(|value| Variant(vec![(Dial::SnapshotThreshold, value)]));
    let variants = [vec![Variant::default()], kept.into(), threshold.into()].concat();
    let mut trial = Trial::new(run, variants).expect("possible settings");
    while trial.go_on(SLICE) != Progress::Ended {}
    trial.tried().iter().map(|tried| tried.events).sum()
}
