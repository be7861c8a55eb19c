//! A script that is being played in the run: what it waits for, and the stops that it has come to.

use super::caption::Caption;
use crate::on_demand::Plays;
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
    /// How many actions it has done at this moment, and at which.
    pub(super) at_once: (u32, u64),
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
            at_once: (0, 0),
        }
    }

    /// The moment that it has come to.
    pub(super) fn stop(&self, position: Position, caption: Option<Caption>) -> Stop {
        Stop {
            position,
            caption,
            player: Copied(self.player.copy()),
            goals: self.goals.clone(),
        }
    }

    /// Another action at the moment after so many events of the run's own: how many there are now.
    pub(super) fn count_action(&mut self, now: u64) -> u32 {
        self.at_once = match self.at_once {
            (count, at) if at == now => (count + 1, at),
            _ => (1, now),
        };
        self.at_once.0
    }
}

impl Stop {
    /// The script as it goes on from there.
    pub(super) fn playing(self) -> Playing {
        Playing {
            goals: self.goals,
            ..Playing::new(self.player.0)
        }
    }
}
