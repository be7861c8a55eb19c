//! Going back: how long a jump takes in a run of some minutes, and how much memory its history takes.

use raft::Time;
use record::{Operation, Story};
use sim::{Action, Settings, Timeline};
use std::time::Instant;

/// How many moments are sought.
const JUMPS: usize = 1_000;

/// Between two operations, in microseconds: twenty in a second.
const PACE: u64 = 50_000;

/// What was measured of a run.
pub struct History {
    /// Of a jump to a moment somewhere in it, in milliseconds, at the 95th percentile.
    pub jump: f64,
    /// The events of the run.
    pub events: u64,
    /// The most events between a moment and a checkpoint.
    pub spacing: u64,
}

/// A run of the default settings, but with three clients, that lasts so many minutes of model time, and is gone back in. What
/// observes it is what a page keeps of one. `ended` is called while it is there.
pub fn go_back(minutes: u64, mut ended: impl FnMut()) -> History {
    let mut run = play(minutes);
    let (events, spacing) = (run.world().events(), run.spacing());
    ended();
    let mut times: Vec<f64> = (0..JUMPS as u64)
        .map(|number| {
            // Far from the one before, and all over the run.
            let to = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) % events;
            let start = Instant::now();
            run.seek_events(to);
            let time = start.elapsed().as_secs_f64() * 1_000.0;
            assert_eq!(run.world().events(), to);
            time
        })
        .collect();
    times.sort_by(f64::total_cmp);
    History {
        jump: times[JUMPS * 95 / 100],
        events,
        spacing,
    }
}

/// Plays such a run.
pub fn play(minutes: u64) -> Timeline<Story> {
    let settings = Settings {
        clients: 3,
        ..Settings::default()
    };
    let mut run = Timeline::new(settings, 7, Story::default()).expect("possible settings");
    let operation = Operation::Add {
        key: "x".into(),
        amount: 1,
    };
    let end = minutes * 60_000_000;
    for time in (1..=end / PACE).map(|round| round * PACE) {
        run.act(&Action::Submit(None, operation.clone()));
        run.advance(Time(time));
    }
    run
}
