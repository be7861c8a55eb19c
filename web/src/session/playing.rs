//! A script that is being played in the run.

use crate::on_demand::Plays;
use script::Failure;

pub(crate) struct Playing {
    pub(super) player: Box<dyn Plays>,
    /// Whether it has asked something, and waits for the reader to go on.
    pub(super) asks: bool,
    /// What was not as it expects.
    pub(super) failure: Option<Failure>,
}

impl Playing {
    pub(super) fn new(player: Box<dyn Plays>) -> Playing {
        Playing {
            player,
            asks: false,
            failure: None,
        }
    }
}
