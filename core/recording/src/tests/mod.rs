//! Tests of recordings: what is written is read again, what is no recording is refused, and what is played is the same run.

#[path = "../../../sim/src/tests/any.rs"]
mod any;
#[path = "../../../sim/src/tests/choices.rs"]
mod choices;
mod damage;
mod example;
mod generate;
mod refusals;
mod replay;
mod round_trip;
#[path = "../../../sim/src/tests/seed_range.rs"]
mod seed_range;
mod size;

use crate::{Differs, Progress, Recording, Replay, Shown};
use any::{NO_MESSAGE, any_to_message, any_to_server};
use raft::Time;
use sim::timeline::Timeline;
use sim::{Action, MessageAction, ServerAction, Settings};

type Run = Timeline<()>;

fn run(settings: Settings, seed: u64) -> Run {
    Timeline::new(settings, seed, ()).expect("possible settings")
}

/// The default cluster after so many milliseconds.
fn settled(millis: u64) -> Run {
    let mut run = run(Settings::default(), 7);
    run.advance(Time(millis * 1_000));
    run
}

fn recorded(run: &Run) -> Recording {
    Recording::of(run, Shown::default(), Vec::new())
}

/// Plays a recording in pieces of so many events.
fn played(recording: Recording, events: u64) -> (Run, Option<Differs>) {
    let mut replay = Replay::new(recording, ()).expect("possible settings");
    while replay.go_on(events) != Progress::Done {}
    replay.into_run()
}

fn read_again(recording: &Recording) -> Recording {
    let text = recording.to_text().expect("a link");
    Recording::from_text(&text).expect("what was written just now")
}
