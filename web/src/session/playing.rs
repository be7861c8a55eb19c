//! A script that is being played in the run: what it waits for, and the stops that it has come to.

use super::caption::Caption;
use crate::on_demand::Plays;
use raft::Time;
use script::Failure;
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
pub(super) enum Seeks {
    /// Events alone: it ends with one, unless there is something to be read before.
    #[default]
    Events,
    /// It ends with what is said at its last moment.
    Remark,
    /// The same, or with the mark that is there.
    Mark,
}

/// A moment to which the reader can go back: where the script said something.
#[derive(Clone)]
pub(super) struct Stop {
    pub(super) position: Position,
    pub(super) caption: Option<Caption>,
    player: Copied,
    goals: Vec<String>,
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
            at_once: (0, Time::ZERO),
        }
    }

    /// The moment that it has come to.
    pub(super) fn stop(&self, position: Position, caption: Option<Caption>) -> Stop {
        Stop {
            position,
            caption,
            player: Copied(self.player.copy()),
            goals: self.goals.clone(),
            failure: self.failure.clone(),
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
    /// The script as it goes on from there.
    pub(super) fn playing(self) -> Playing {
        Playing {
            goals: self.goals,
            failure: self.failure,
            ..Playing::new(self.player.0)
        }
    }
}
