//! §6: the configuration in force, simple or joint. It travels in the log and in snapshots.

use crate::server::{ServerId, ServerSet};

/// Who votes, and who only listens.
///
/// While `outgoing` is not empty the configuration is joint (C_old,new): every decision needs a majority of
/// `voters` (C_new) and, separately, a majority of `outgoing` (C_old).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct Configuration {
    /// The voting members; C_new while the configuration is joint.
    pub voters: ServerSet,
    /// C_old while the configuration is joint, else empty.
    pub outgoing: ServerSet,
    /// Members that receive the log but are counted in no majority.
    pub learners: ServerSet,
}

impl Configuration {
    /// The simple configuration of these voters.
    pub fn simple(voters: ServerSet) -> Configuration {
        Configuration {
            voters,
            ..Configuration::default()
        }
    }

    /// Whether two majorities are needed.
    pub fn is_joint(&self) -> bool {
        !self.outgoing.is_empty()
    }

    /// Everybody who receives the log.
    pub fn members(&self) -> ServerSet {
        self.voters.union(self.outgoing).union(self.learners)
    }

    /// Whether `id` is counted in some majority.
    pub fn is_voter(&self, id: ServerId) -> bool {
        self.voters.union(self.outgoing).contains(id)
    }
}
