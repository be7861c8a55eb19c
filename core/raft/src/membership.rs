//! §6: the configuration in force, simple or joint. It travels in the log and in snapshots.

use crate::io::{Effect, TimerKind};
use crate::log::{Entry, Index, Log, Payload};
use crate::node::Node;
use crate::output::Output;
use crate::role::Role;
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

impl Node {
    /// What follows when another configuration is in force than `before`, because an entry was appended or cut off, a
    /// snapshot was installed or the server started: a leader replicates to the members that are, and may commit what
    /// fewer need to hold; of the others those that vote have an election timer.
    pub(crate) fn configured(&mut self, before: Configuration, out: &mut Output) {
        let configuration = *self.configuration();
        if configuration == before {
            return;
        }
        let (others, next_index) = (self.other_members(), self.log.last_index() + 1);
        if let Role::Leader(leader) = &mut self.role {
            leader.progress.become_these(others, next_index);
            return self.try_commit(out);
        }
        match (before.is_voter(self.id), configuration.is_voter(self.id)) {
            (false, true) => self.arm_election_timer(out),
            (true, false) => out.push(Effect::Disarm(TimerKind::Election)),
            _ => {}
        }
    }
}

/// The configurations of one server: that of its snapshot, and those in its log after it.
///
/// A configuration is in force from when its entry is appended, committed or not, until another one follows or the
/// entry is cut off (§6).
#[derive(Clone, Debug)]
pub(crate) struct Configurations {
    /// The latest that is contained in a snapshot, and the index of its entry.
    base: (Index, Configuration),
    /// Those of the log, by ascending index.
    later: Vec<(Index, Configuration)>,
}

impl Configurations {
    /// Those of a snapshot at `index` and of the log after it.
    pub(crate) fn new(index: Index, configuration: Configuration, log: &Log) -> Configurations {
        let mut all = Configurations {
            base: (index, configuration),
            later: Vec::new(),
        };
        for (entry, index) in log.iter_from(index + 1).zip(index + 1..) {
            all.append(index, entry);
        }
        all
    }

    /// The one in force, and the index of its entry.
    pub(crate) fn in_force(&self) -> &(Index, Configuration) {
        self.later.last().unwrap_or(&self.base)
    }

    /// The one in force after the entry at `index`, which is not below the snapshot.
    pub(crate) fn at(&self, index: Index) -> &Configuration {
        let up_to = self.later.iter().rev().find(|(of, _)| *of <= index);
        &up_to.unwrap_or(&self.base).1
    }

    /// An entry was appended. Returns whether it brought a configuration.
    pub(crate) fn append(&mut self, index: Index, entry: &Entry) -> bool {
        let Payload::Configuration(configuration) = &entry.payload else {
            return false;
        };
        self.later.push((index, *configuration));
        true
    }

    /// Everything from `from` on was cut off. Returns whether that took a configuration away.
    pub(crate) fn truncate(&mut self, from: Index) -> bool {
        let before = self.later.len();
        self.later.retain(|(index, _)| *index < from);
        self.later.len() < before
    }

    /// A snapshot now contains everything through `index`.
    pub(crate) fn compact(&mut self, index: Index) {
        while let Some(first) = self.later.first()
            && first.0 <= index
        {
            self.base = self.later.remove(0);
        }
    }
}
