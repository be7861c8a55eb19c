//! A run that ended with the module in which it was, taken up again: what was done in it is kept as a script.

use super::super::recorded::Onlookers;
use crate::sharing::{Replayed, Replays};
use ::script::{Player, Script, Stop};
use raft::Time;
use recording::Shown;
use sim::{Timeline, World};

/// What an event counts of the budget of a player.
const EVENT: u64 = 200;

struct Again {
    player: Option<Player>,
    run: Timeline<Onlookers>,
    /// So many events had happened.
    events: u64,
}

/// # Errors
/// What is wrong with the script.
pub(super) fn replay(text: &str, events: u64) -> Result<Box<dyn Replays>, String> {
    let script = Script::parse(text).map_err(|mistakes| mistakes.to_string())?;
    let (settings, seed) = script.settings().map_err(|error| error.to_string())?;
    let world = World::new(settings, seed.unwrap_or(::script::DEFAULT_SEED));
    let world = world.map_err(|error| error.0)?;
    let onlookers = Onlookers::of(*world.settings());
    Ok(Box::new(Again {
        player: Some(Player::new(script)),
        run: Timeline::of(world, onlookers),
        events,
    }))
}

impl Replays for Again {
    fn go_on(&mut self, events: u64) -> Option<(u64, u64)> {
        let mut budget = events * EVENT;
        while budget > 0 {
            let Some(player) = &mut self.player else {
                if self.run.world().events() >= self.events || self.run.step().is_none() {
                    return None;
                }
                budget = budget.saturating_sub(EVENT);
                continue;
            };
            match player.next(&mut self.run, Time(u64::MAX), &mut budget) {
                Stop::Ended | Stop::Waits => self.player = None,
                Stop::Event | Stop::Narrates(..) | Stop::Failed(_) | Stop::Busy => {}
            }
        }
        Some((self.run.world().events(), self.events.max(1)))
    }

    fn end(self: Box<Again>) -> Replayed {
        Replayed {
            timeline: self.run,
            differs: None,
            shown: Shown::default(),
            pause_points: Vec::new(),
        }
    }
}
