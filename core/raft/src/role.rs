//! The three roles of §5.1, each with the data that only it has, and the only transitions between them.

use crate::io::{Effect, Notice, TimerKind};
use crate::log::{Entries, Index};
use crate::node::Node;
use crate::output::Output;
use crate::progress::{Followers, Progress};
use crate::server::{ServerId, ServerSet};
use crate::time::Time;
use std::mem;

/// What a server is in its current term.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Role {
    /// Answers candidates and leaders.
    Follower {
        /// Who leads the term, once it was heard.
        leader: Option<ServerId>,
    },
    Candidate {
        /// Who granted, the candidate itself once its vote is durable.
        granted: ServerSet,
        refused: ServerSet,
        /// When each of those last answered, by server number and the candidate's own clock.
        heard: [Time; ServerSet::MAX_ID as usize + 1],
    },
    Leader(Leader),
}

/// What only a leader knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leader {
    pub progress: Followers,
    /// The entries that were sent last and the index of the first, to be sent again to the next follower that stands
    /// at the same place. They stay true, since a leader only appends (§5.3).
    pub(crate) latest: (Index, Entries),
}

impl Role {
    /// What only a leader knows. Asked only where the server leads; anything else is a bug.
    pub(crate) fn leading(&mut self) -> Option<&mut Leader> {
        match self {
            Role::Leader(leader) => Some(leader),
            _ => {
                debug_assert!(false, "only a leader replicates");
                None
            }
        }
    }

    /// When `id` last answered a candidate in its term.
    fn answered_at(&self, id: ServerId) -> Option<Time> {
        let Role::Candidate {
            granted,
            refused,
            heard,
        } = self
        else {
            return None;
        };
        let answered = granted.union(*refused).contains(id);
        answered.then(|| heard[id.0 as usize])
    }

    /// What a leader believes of `id`, if that is one of its followers.
    pub(crate) fn follower(&mut self, id: ServerId) -> Option<&mut Progress> {
        match self {
            Role::Leader(leader) => leader.progress.get_mut(id),
            _ => None,
        }
    }

    /// What a leader believes of one of its followers. Asked only where it is one; anything else is a bug.
    pub(crate) fn progress(&mut self, of: ServerId) -> Option<&mut Progress> {
        let found = self.follower(of);
        debug_assert!(found.is_some(), "a leader replicates to its followers only");
        found
    }

    /// Whom a leader replicates to. Of another role: no server.
    pub(crate) fn followers(&self) -> ServerSet {
        match self {
            Role::Leader(leader) => leader.progress.ids(),
            _ => ServerSet::EMPTY,
        }
    }
}

impl Node {
    /// Follower of `leader`, if one is known. The only way to stop being leader or candidate.
    ///
    /// A candidate's election timer goes on running; a leader had none.
    pub(crate) fn become_follower(&mut self, leader: Option<ServerId>, out: &mut Output) {
        match mem::replace(&mut self.role, Role::Follower { leader }) {
            Role::Follower { .. } => return,
            Role::Candidate { .. } => {}
            Role::Leader(_) => self.arm_election_timer(out),
        }
        out.push(Effect::Disarm(TimerKind::Heartbeat));
        out.notify(Notice::SteppedDown(self.term));
    }

    /// Candidate of the current term, with no vote yet: its own comes when it is durable.
    pub(crate) fn become_candidate(&mut self, out: &mut Output) {
        self.role = Role::Candidate {
            granted: ServerSet::EMPTY,
            refused: ServerSet::EMPTY,
            heard: Default::default(),
        };
        out.notify(Notice::BecameCandidate(self.term));
        out.arm(TimerKind::Heartbeat, &self.config);
    }

    /// Leader of the current term: every nextIndex one past the last entry, every matchIndex 0 (Figure 2).
    pub(crate) fn become_leader(&mut self, out: &mut Output) {
        let mut progress = Followers::default();
        progress.become_these(self.other_members(), self.log.last_index() + 1);
        for (id, progress) in progress.iter_mut() {
            progress.last_heard = self.role.answered_at(*id);
        }
        self.role = Role::Leader(Leader {
            progress,
            latest: (0, Entries::default()),
        });
        out.notify(Notice::BecameLeader(self.term));
        out.push(Effect::Disarm(TimerKind::Election));
        out.arm(TimerKind::Heartbeat, &self.config);
    }
}
