//! A script that is being played in the run: what it waits for, and the stops that it has come to.

use super::caption::Caption;
use super::recorded::Recorded;
use super::run::Own;
use crate::on_demand::Plays;
use raft::{ServerSet, Time};
use script::{Failure, Narration, Run as _};
use sim::timeline::BranchId;
use sim::world::Position;

pub(crate) struct Playing {
    pub(super) player: Box<dyn Plays>,
    /// What it waits for before it goes on.
    pub(super) pause: Option<Pause>,
    /// What a step looks for in it, besides events.
    pub(super) seeks: Seeks,
    /// What was not as it expects.
    pub(super) failure: Option<Failure>,
    /// What the reader is to bring about, the oldest first.
    pub(super) goals: Vec<String>,
    /// The servers that it says to look at.
    pub(super) focus: Option<ServerSet>,
    /// How many actions it has done at the moment of the last one, and when that was.
    at_once: (u32, Time),
}

/// What a script waits for, in the reader's time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pause {
    /// The answer to a question.
    Answer,
    /// A remark is read, or an action looked at, for so many microseconds more.
    Reading(u32),
}

/// What a step looks for in a script.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Seeks {
    /// Events alone: it ends with one, unless there is something to be read before.
    #[default]
    Events,
    /// It ends with what is said at its last moment.
    Remark,
    /// The same, or with the mark that is there.
    Mark,
}

/// A moment at which the script can be taken up again.
#[derive(Clone)]
pub(crate) struct Stop {
    pub(super) position: Position,
    /// The branch in which it came there.
    pub(super) branch: BranchId,
    /// Whether it said something there: a slide remote stops at it.
    pub(super) is_said: bool,
    pub(super) caption: Option<Caption>,
    player: Copied,
    goals: Vec<String>,
    focus: Option<ServerSet>,
    failure: Option<Failure>,
}

struct Copied(Box<dyn Plays>);

impl Clone for Copied {
    fn clone(&self) -> Copied {
        Copied(self.0.copy())
    }
}

impl Playing {
    pub(super) fn new(player: Box<dyn Plays>) -> Playing {
        Playing {
            player,
            pause: None,
            seeks: Seeks::Events,
            failure: None,
            goals: Vec::new(),
            focus: None,
            at_once: (0, Time::ZERO),
        }
    }

    /// The moment that it has come to.
    pub(super) fn stop(
        &self,
        (branch, position): (BranchId, Position),
        said: Option<Caption>,
    ) -> Stop {
        Stop {
            position,
            branch,
            is_said: said.is_some(),
            caption: said,
            player: Copied(self.player.copy()),
            goals: self.goals.clone(),
            focus: self.focus,
            failure: self.failure.clone(),
        }
    }

    /// Does again what it did on the way to a moment of the run, where the reader did `own`; false if it comes to its end before.
    pub(super) fn play_to(&mut self, run: &mut Recorded, own: &[Own], to: Position) -> bool {
        let mut budget = u64::MAX;
        while run.world().events() < to.events {
            let next = run.next_done().filter(|at| at.time <= to.time);
            let is_own = |at: Position| Own::is_next(own, at.events, &*self.player);
            if !run.timeline.is_at_head() && next.is_some_and(is_own) {
                run.step();
                self.player.observe(run);
                continue;
            }
            match self.player.next(run, to.time, &mut budget) {
                script::Stop::Ended => return false,
                script::Stop::Waits => break,
                script::Stop::Narrates(_, narration) => self.hears(&narration),
                script::Stop::Failed(failure) => {
                    self.failure.get_or_insert(failure);
                }
                script::Stop::Event | script::Stop::Busy => {}
            }
        }
        true
    }

    /// Goals come and are reached, and others are to be looked at.
    pub(super) fn hears(&mut self, narration: &Narration) {
        match narration {
            Narration::Goal(words) => self.goals.push(words.clone()),
            Narration::Focus(servers) => self.focus = Some(servers.iter().copied().collect()),
            Narration::Reached(words) => self.goals.retain(|goal| goal != words),
            _ => {}
        }
    }

    /// It has done something: how much it has done at this moment by now.
    pub(super) fn count_action(&mut self, now: Time) -> u32 {
        let (count, at) = self.at_once;
        self.at_once = (if at == now { count + 1 } else { 1 }, now);
        self.at_once.0
    }
}

impl Stop {
    /// Whether it is the same moment, at which the same was said.
    pub(super) fn is_same(&self, other: &Stop) -> bool {
        let of = |stop: &Stop| (stop.position, stop.branch, stop.is_said);
        of(self) == of(other) && self.caption == other.caption
    }

    /// Whether it said anything there but this.
    pub(super) fn says_other(&self, words: &str) -> bool {
        self.caption.as_ref().is_some_and(|said| said.text != words)
    }

    /// The script as it goes on from there.
    pub(super) fn playing(self) -> Playing {
        Playing {
            goals: self.goals,
            focus: self.focus,
            failure: self.failure,
            ..Playing::new(self.player.0)
        }
    }
}
