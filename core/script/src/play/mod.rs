//! Plays a script, step by step: as far as time has come, and no longer at a time than its caller allows.

mod acting;
mod advancing;
mod history;
mod narrating;
mod narration;
mod player;
mod run;
mod task;

pub use narration::{Failure, Narration};
pub use player::{Player, Stop};
pub use run::Run;

use super::command::Script;
use super::error::ScriptError;
use super::limits::DEFAULT_SEED;
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
    let (mut narration, mut failures) = (Vec::new(), Vec::new());
    let mut unlimited = u64::MAX;
    loop {
        match player.next(&mut run, NEVER, &mut unlimited) {
            Stop::Event => {
                let event = run.world().last_event();
                event
                    .into_iter()
                    .for_each(|event| observe(Observed::Event(event)));
            }
            Stop::Narrates(line, said) => {
                observe(Observed::Narration(line, &said));
                narration.push((line, run.position(), said));
            }
            Stop::Failed(failure) => {
                observe(Observed::Failed(&failure));
                failures.push(failure);
            }
            Stop::Waits | Stop::Busy => debug_assert!(false, "there is time enough, and budget"),
            Stop::Ended => break,
        }
    }
    Ok(Report {
        settings,
        seed,
        done: run.branch().journal().iter().cloned().collect(),
        narration,
        failures,
        world: run.world().clone(),
    })
}
