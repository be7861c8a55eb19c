//! One Raft server: its state, an invariant per field, and `step`, the only way in.

use crate::config::Config;
use crate::durable::Durable;
use crate::io::{Effect, Input, Ticket};
use crate::log::{Index, Log, Term};
use crate::membership::Configuration;
use crate::role::Role;
use crate::server::ServerId;
use crate::snapshot::{PartialSnapshot, Snapshot};
use crate::time::Time;

/// One Raft server.
#[derive(Clone, Debug)]
pub struct Node {}

impl Node {
    /// A server as it comes up with what its disk kept. Follow with [`Input::Start`].
    ///
    /// `ticket` is the last one that an earlier process of this server was given; none is ever given twice.
    pub fn new(_id: ServerId, _config: Config, _durable: Durable, _ticket: Ticket) -> Node {
        todo!()
    }
    /// Takes one input at the server's own time `now` and appends what is to be done to `effects`.
    pub fn step(&mut self, _now: Time, _input: Input, _effects: &mut Vec<Effect>) {
        todo!()
    }
    /// The server's name.
    pub fn id(&self) -> ServerId {
        todo!()
    }
    /// The current term.
    pub fn term(&self) -> Term {
        todo!()
    }
    /// Whom the server voted for in the current term.
    pub fn voted_for(&self) -> Option<ServerId> {
        todo!()
    }
    /// The role and what belongs to it.
    pub fn role(&self) -> &Role {
        todo!()
    }
    /// Who leads the current term, as far as this server knows; itself if it does.
    pub fn leader(&self) -> Option<ServerId> {
        todo!()
    }
    /// The log, durable or not.
    pub fn log(&self) -> &Log {
        todo!()
    }
    /// The highest index known to be committed.
    pub fn commit_index(&self) -> Index {
        todo!()
    }
    /// The highest index that the state machine has applied, as far as the outside said.
    pub fn applied_index(&self) -> Index {
        todo!()
    }
    /// The longest prefix of the log that is on the disk and that no later write has touched.
    pub fn durable_index(&self) -> Index {
        todo!()
    }
    /// The latest complete snapshot; at index 0 if there is none.
    pub fn snapshot(&self) -> &Snapshot {
        todo!()
    }
    /// A snapshot on its way in.
    pub fn partial(&self) -> Option<&PartialSnapshot> {
        todo!()
    }
    /// The configuration in force.
    pub fn configuration(&self) -> &Configuration {
        todo!()
    }
    /// Timeouts and sizes.
    pub fn config(&self) -> &Config {
        todo!()
    }
}
