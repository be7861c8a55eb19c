//! The search for the end of a step: a copy of the run plays ahead, a little in each frame if it is far.

use super::playing::Seeks;
use super::run::Run;
use super::slice::{PIECE, Slice};
use crate::on_demand::Plays;
use ::script::{Narration, Stop};
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
    /// None if no event ends it.
    is_end: Option<fn(&Event) -> bool>,
    /// Whether a mark of the script ends it as well.
    at_marks: bool,
    /// Where the script said something last.
    said: Option<Position>,
    /// After so many events it is given up.
    last: u64,
}

/// What a part of the search came to.
pub(super) enum Found {
    /// There, with the event or with what the script says then.
    At(Position, Seeks),
    /// There is none, or none in reach.
    Nowhere,
    /// It goes on in the next frame.
    NotYet,
}

impl Search {
    pub(super) fn new(run: &Run, is_end: Option<fn(&Event) -> bool>, at_marks: bool) -> Search {
        Search {
            world: run.world().clone(),
            player: run.playing.as_ref().map(|playing| playing.player.copy()),
            is_end,
            at_marks,
            said: run.stops.last().map(|stop| stop.position),
            last: run.world().events() + FAR_EVENTS,
        }
    }

    /// Whether no event ends it.
    pub(super) fn is_for_marks_alone(&self) -> bool {
        self.is_end.is_none()
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
            match self.next(&mut budget) {
                Next::Event => {}
                Next::Said(seeks) => return Found::At(self.world.position(), seeks),
                Next::Nothing => return Found::Nowhere,
            }
            // A script may end, or the budget be spent, without another event.
            let happened = self.world.events() > before;
            let ends = |event: &Event| self.is_end.is_some_and(|is_end| is_end(event));
            if happened && self.world.last_event().is_some_and(ends) {
                return Found::At(self.world.position(), Seeks::Events);
            }
        }
        Found::Nowhere
    }

    /// Lets the next event happen, be it of the script or due, as far as the budget allows.
    fn next(&mut self, budget: &mut u64) -> Next {
        let Some(player) = &mut self.player else {
            *budget = budget.saturating_sub(EVENT);
            return match ::script::Run::step(&mut self.world) {
                true => Next::Event,
                false => Next::Nothing,
            };
        };
        loop {
            match player.next(&mut self.world, NEVER, budget) {
                Stop::Event | Stop::Busy => return Next::Event,
                Stop::Narrates(_, Narration::Mark(_)) => {
                    let is_said = self.said == Some(self.world.position()) || player.says_next();
                    if self.at_marks && !is_said {
                        return Next::Said(Seeks::Mark);
                    }
                }
                Stop::Narrates(_, Narration::Focus(_) | Narration::Show(_)) | Stop::Failed(_) => {}
                Stop::Narrates(..) => return Next::Said(Seeks::Remark),
                Stop::Waits | Stop::Ended => break,
            }
        }
        self.player = None;
        match self.is_end {
            Some(_) => Next::Event,
            None => Next::Nothing,
        }
    }
}

enum Next {
    /// Perhaps.
    Event,
    Said(Seeks),
    /// Nothing ever will.
    Nothing,
}
