//! Plays a script, step by step: as far as time has come, and no longer at a time than its caller allows.

mod acting;
mod advancing;
mod history;
mod narrating;
mod narration;
mod pauses;
mod player;
mod run;
mod task;

pub use narration::{Failure, Narration};
pub use player::{Player, Stop};
pub use run::Run;

use super::command::Script;
use super::error::ScriptError;
use super::limits::DEFAULT_SEED;
use pauses::{Pause, Pauses};
use raft::Time;
use record::Event;
use sim::timeline::Done;
use sim::world::Position;
use sim::{Settings, Timeline, World};

/// Later than anything that happens.
const NEVER: Time = Time(u64::MAX);

pub struct Report {
    pub settings: Settings,
    pub seed: u64,
    pub done: Vec<Done>,
    /// What the script said, with its line and when.
    pub narration: Vec<(usize, Position, Narration)>,
    /// What was not as the script expects.
    pub failures: Vec<Failure>,
    /// The world at the end.
    pub world: World,
}

/// What can be observed while a script runs.
pub enum Observed<'a> {
    /// An event, also those of what the script did.
    Event(&'a Event),
    Narration(usize, &'a Narration),
    Failed(&'a Failure),
}

/// Runs a script to its end, or to the first line that makes no sense any more: an expectation that fails does not
/// end a run; what cannot be done does, and what is waited for in vain.
///
/// The seed is the script's, if it names one and `seed` is none; otherwise [`DEFAULT_SEED`]. A run always ends: it has
/// at most two million events.
///
/// # Errors
/// Why there can be no such world, and the line that asks for it. A script that was read has none.
pub fn play(
    script: &Script,
    seed: Option<u64>,
    observe: &mut dyn FnMut(Observed<'_>),
) -> Result<Report, Box<ScriptError>> {
    let (settings, own_seed) = script.settings()?;
    let seed = seed.or(own_seed).unwrap_or(DEFAULT_SEED);
    let run = Timeline::new(settings, seed, ());
    let run = run.map_err(|error| ScriptError::at_line("", 1, error.to_string()))?;
    let mut run = run.remembering(0);
    let mut player = Player::new(script.clone());
    let mut pauses = Pauses::default();
    let mut log = Log {
        observe,
        narration: Vec::new(),
        failures: Vec::new(),
    };
    let mut unlimited = u64::MAX;
    loop {
        match player.next(&mut run, NEVER, &mut unlimited) {
            Stop::Event => match pauses.judge(&mut player, run.world()) {
                Ok(reached) => log.happened(run.world(), reached),
                Err(over) => {
                    log.happened(run.world(), Vec::new());
                    log.fails(over);
                }
            },
            Stop::Narrates(line, said) => {
                if let Narration::Watches(point) = &said {
                    pauses.set(line, point, run.world());
                }
                log.narrates(line, run.position(), said);
            }
            stop @ Stop::Failed(_) => log.fails(stop),
            Stop::Waits | Stop::Busy => debug_assert!(false, "there is time enough, and budget"),
            Stop::Ended => break,
        }
    }
    let Log {
        narration,
        failures,
        ..
    } = log;
    Ok(Report {
        settings,
        seed,
        done: run.branch().journal().iter().cloned().collect(),
        narration,
        failures,
        world: run.world().clone(),
    })
}

/// What is observed of a script while it runs.
struct Log<'a> {
    observe: &'a mut dyn FnMut(Observed<'_>),
    narration: Vec<(usize, Position, Narration)>,
    failures: Vec<Failure>,
}

impl Log<'_> {
    /// The last event happened, and the run came to these pause points: before it, or right after it.
    fn happened(&mut self, world: &World, reached: Vec<Pause>) {
        let (before, after): (Vec<_>, Vec<_>) =
            reached.into_iter().partition(|pause| pause.point.is_before);
        self.pauses(before);
        if let Some(event) = world.last_event() {
            (self.observe)(Observed::Event(event));
        }
        self.pauses(after);
    }

    fn pauses(&mut self, reached: Vec<Pause>) {
        for pause in reached {
            self.narrates(pause.line, pause.position, Narration::Pauses(pause.point));
        }
    }

    fn narrates(&mut self, line: usize, position: Position, said: Narration) {
        (self.observe)(Observed::Narration(line, &said));
        self.narration.push((line, position, said));
    }

    fn fails(&mut self, stop: Stop) {
        if let Stop::Failed(failure) = stop {
            (self.observe)(Observed::Failed(&failure));
            self.failures.push(failure);
        }
    }
}
