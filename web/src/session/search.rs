//! The search for the end of a step: a copy of the run plays ahead, a little in each frame if it is far.

use super::run::Run;
use super::slice::{PIECE, Slice};
use crate::on_demand::Plays;
use ::script::Stop;
use raft::Time;
use record::Event;
use sim::World;
use sim::world::Position;

/// How far ahead it is looked for: further than any reader would wait.
const FAR_EVENTS: u64 = 200_000;

/// What an event counts of the budget, without a script.
const EVENT: u64 = 200;

/// Later than anything that happens.
const NEVER: Time = Time(u64::MAX);

pub(crate) struct Search {
    world: World,
    player: Option<Box<dyn Plays>>,
    is_end: fn(&Event) -> bool,
    /// After so many events it is given up.
    last: u64,
}

/// What a part of the search came to.
pub(super) enum Found {
    At(Position),
    /// There is none, or none in reach.
    Nowhere,
    /// It goes on in the next frame.
    NotYet,
}

impl Search {
    pub(super) fn new(run: &Run, is_end: fn(&Event) -> bool) -> Search {
        Search {
            world: run.world().clone(),
            player: run.playing.as_ref().map(|playing| playing.player.copy()),
            is_end,
            last: run.world().events() + FAR_EVENTS,
        }
    }

    /// Goes on as far as a frame allows.
    pub(super) fn go_on(&mut self, mut slice: Slice) -> Found {
        let mut budget = 0;
        while self.world.events() < self.last {
            if budget == 0 {
                if !slice.goes_on() {
                    return Found::NotYet;
                }
                budget = PIECE;
            }
            let before = self.world.events();
            if !self.next(&mut budget) {
                return Found::Nowhere;
            }
            // A script may end, or the budget be spent, without another event.
            let happened = self.world.events() > before;
            if happened && self.world.last_event().is_some_and(self.is_end) {
                return Found::At(self.world.position());
            }
        }
        Found::Nowhere
    }

    /// Lets the next event happen, be it of the script or due, as far as the budget allows; false if there is none.
    fn next(&mut self, budget: &mut u64) -> bool {
        let Some(player) = &mut self.player else {
            *budget = budget.saturating_sub(EVENT);
            return ::script::Run::step(&mut self.world);
        };
        loop {
            match player.next(&mut self.world, NEVER, budget) {
                Stop::Event => return true,
                Stop::Narrates(..) | Stop::Failed(_) => {}
                Stop::Busy => return true,
                Stop::Waits | Stop::Ended => break,
            }
        }
        self.player = None;
        true
    }
}
