//! How followers catch up: from when until when, and how much they lacked.

use raft::{Index, ServerId, Time};

/// A follower catches up with what was committed without it.
///
/// It begins when the follower can be reached again (it comes up, goes on, or nothing is cut any more between it and the
/// leader) or when a leader needs a snapshot for it, and it then has not applied all that is known to be committed. It ends
/// when it has applied that much. Where it can be reached again once more before that, it begins at that time instead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Episode {
    pub server: ServerId,
    pub began: Time,
    /// None if it has not ended yet.
    pub ended: Option<Time>,
    /// How many committed entries the follower had not applied when it began, at least 1.
    pub lacked: u64,
    /// Whether a leader needed a snapshot for it meanwhile, or a part of one came.
    pub by_snapshot: bool,
}

/// How far a server has come that can catch up.
#[derive(Clone, Copy)]
pub(super) struct Reach {
    /// The last index that its state machine applied.
    pub(super) applied: Index,
    /// The highest index that is known to be committed.
    pub(super) commit: Index,
}

#[derive(Clone, Default, Debug)]
pub(super) struct Episodes {
    /// In the order in which they ended.
    ended: Vec<Episode>,
    /// Those that have not ended, each with the index that has to be applied; at most one of a server.
    open: Vec<(Episode, Index)>,
}

impl Episodes {
    /// In the order in which they began; of those that began together, by server.
    pub(super) fn all(&self) -> Vec<Episode> {
        let open = self.open.iter().map(|(episode, _)| episode);
        let mut all: Vec<Episode> = self.ended.iter().chain(open).copied().collect();
        all.sort_by_key(|episode| (episode.began, episode.server));
        all
    }

    /// A server can be reached again, if it can now: what it was about before is no episode.
    pub(super) fn begin(&mut self, server: ServerId, reach: Option<Reach>, now: Time) {
        let Some(Reach { applied, commit }) = reach else {
            return;
        };
        self.open.retain(|(episode, _)| episode.server != server);
        if applied < commit {
            let episode = Episode {
                server,
                began: now,
                ended: None,
                lacked: commit - applied,
                by_snapshot: false,
            };
            self.open.push((episode, commit));
        }
    }

    /// A leader has discarded what a follower needs next.
    pub(super) fn need_snapshot(&mut self, server: ServerId, reach: Option<Reach>, now: Time) {
        if self.of(server).is_none() {
            self.begin(server, reach, now);
        }
        self.takes_snapshot(server);
    }

    /// A server catches up by snapshot, if it does.
    pub(super) fn takes_snapshot(&mut self, server: ServerId) {
        if let Some(episode) = self.of(server) {
            episode.by_snapshot = true;
        }
    }

    /// A server has applied everything through this index.
    pub(super) fn reach(&mut self, server: ServerId, applied: Index, now: Time) {
        let is_there =
            |(episode, goal): &(Episode, Index)| episode.server == server && *goal <= applied;
        if let Some(place) = self.open.iter().position(is_there) {
            let (episode, _) = self.open.swap_remove(place);
            self.ended.push(Episode {
                ended: Some(now),
                ..episode
            });
        }
    }

    fn of(&mut self, server: ServerId) -> Option<&mut Episode> {
        let mut open = self.open.iter_mut().map(|(episode, _)| episode);
        open.find(|episode| episode.server == server)
    }
}
