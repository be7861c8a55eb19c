//! The search for the end of a step: a copy of the run plays ahead, a little in each frame if it is far.

use super::playing::Seeks;
use super::run::{Own, Run};
use super::slice::{PIECE, Slice};
use crate::on_demand::{self, Plays};
use ::script::{Narration, Stop};
use raft::Time;
use record::Event;
use sim::timeline::{Ahead, BranchId};
use sim::world::Position;

/// How far ahead it is looked for: further than any reader would wait.
const FAR_EVENTS: u64 = 200_000;

/// What an event counts of the budget, without a script.
const EVENT: u64 = 200;

/// Later than anything that happens.
const NEVER: Time = Time(u64::MAX);

/// In which direction.
pub(crate) enum Looking {
    Ahead(Box<Search>),
    Back(SearchBack),
}

pub(crate) struct Search {
    ahead: Ahead,
    player: Option<Box<dyn Plays>>,
    /// None if no event ends it.
    is_end: Option<fn(&Event) -> bool>,
    /// Whether a mark of the script ends it as well.
    at_marks: bool,
    /// Where the script said something last.
    said: Option<Position>,
    /// What the reader did on the way, by its events: a script comes by that.
    own: Vec<Own>,
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
            ahead: run.recorded.timeline.ahead(),
            player: run.playing.as_ref().map(|playing| playing.player.copy()),
            is_end,
            at_marks,
            said: run.last_said(),
            own: run.own_on_way(),
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
        while self.ahead.world().events() < self.last {
            if budget == 0 {
                if !slice.goes_on() {
                    return Found::NotYet;
                }
                budget = PIECE;
            }
            let before = self.ahead.world().events();
            match self.next(&mut budget) {
                Next::Event => {}
                Next::Said(seeks) => return Found::At(self.ahead.world().position(), seeks),
                Next::Nothing => return Found::Nowhere,
            }
            // A script may end, or the budget be spent, without another event.
            let happened = self.ahead.world().events() > before;
            let ends = |event: &Event| self.is_end.is_some_and(|is_end| is_end(event));
            if happened && self.ahead.world().last_event().is_some_and(ends) {
                return Found::At(self.ahead.world().position(), Seeks::Events);
            }
        }
        Found::Nowhere
    }

    /// Lets the next event happen, be it of the script or due, as far as the budget allows.
    fn next(&mut self, budget: &mut u64) -> Next {
        if self.player.is_some()
            && let Some(language) = on_demand::language()
        {
            return (language.search)(self, budget);
        }
        *budget = budget.saturating_sub(EVENT);
        match self.ahead.next(NEVER) {
            Some(_) => Next::Event,
            None => Next::Nothing,
        }
    }

    /// The same where a script plays.
    pub(crate) fn next_in_script(&mut self, budget: &mut u64) -> Next {
        let Some(player) = &mut self.player else {
            return Next::Nothing;
        };
        let events = self.ahead.world().events();
        if Own::is_next(&self.own, events, &**player) && self.ahead.next(NEVER).is_some() {
            player.observe(&self.ahead);
            return Next::Event;
        }
        loop {
            match player.next(&mut self.ahead, NEVER, budget) {
                Stop::Event | Stop::Busy => return Next::Event,
                Stop::Narrates(_, Narration::Mark(_)) => {
                    let is_said =
                        self.said == Some(self.ahead.world().position()) || player.says_next();
                    if self.at_marks && !is_said {
                        return Next::Said(Seeks::Mark);
                    }
                }
                Stop::Narrates(
                    _,
                    Narration::Focus(_) | Narration::Show(_) | Narration::Watches(_),
                )
                | Stop::Failed(_) => {}
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

/// The search for the last event before a moment that meets a condition: stretch by stretch, each from a checkpoint on.
pub(crate) struct SearchBack {
    branch: BranchId,
    /// Nothing at it or behind it is looked for.
    here: Position,
    /// What lies behind it has been looked through.
    before: Position,
    is_end: fn(&Event) -> bool,
}

impl SearchBack {
    pub(super) fn new(run: &Run, is_end: fn(&Event) -> bool) -> SearchBack {
        let timeline = &run.recorded.timeline;
        SearchBack {
            branch: timeline.here(),
            here: timeline.position(),
            before: timeline.position(),
            is_end,
        }
    }

    /// Goes on as far as a frame allows: to the moment right behind the event; none if there is none.
    pub(super) fn go_on(&mut self, run: &Run, mut slice: Slice) -> Option<Option<Position>> {
        while slice.goes_on() {
            if self.before.events == 0 {
                return Some(None);
            }
            if let Some(found) = self.look_through(run) {
                return Some(Some(found));
            }
        }
        None
    }

    /// The last one in the stretch that ends there; what is not there lies before it.
    fn look_through(&mut self, run: &Run) -> Option<Position> {
        let events = self.before.events - 1;
        let begin = Position {
            events,
            ..self.before
        };
        let mut copy = run.recorded.timeline.before(self.branch, begin);
        let begin = copy.world().position();
        let mut found = None;
        while copy.world().events() < self.before.events {
            let Some(event) = copy.next(NEVER) else {
                debug_assert!(false, "the branch has that event");
                break;
            };
            let is_end = (self.is_end)(event);
            let position = copy.world().position();
            if is_end && position < self.here {
                found = Some(position);
            }
        }
        self.before = begin;
        found
    }
}

pub(crate) enum Next {
    /// Perhaps.
    Event,
    Said(Seeks),
    /// Nothing ever will.
    Nothing,
}
