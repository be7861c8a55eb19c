//! What a leader believes of one follower (Figure 2: nextIndex, matchIndex), and how entries travel to it.

use crate::log::Index;
use crate::server::{ServerId, ServerSet};
use crate::snapshot::Snapshot;
use crate::time::Time;

/// What a leader believes of one follower.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The next entry to send. Invariant: `match_index < next_index`, and at most one past the leader's last entry.
    pub next_index: Index,
    /// The highest entry known to be durable there. It never goes back.
    pub match_index: Index,
    /// The highest commit index that the follower may have taken over from what was sent so far.
    pub commit_sent: Index,
    /// How many appends went there in this term; the number of the latest.
    pub requests: u64,
    /// The latest append when `match_index` last rose: what is refused of a later one was acknowledged before it was sent.
    pub matched_by: u64,
    /// When the leader last heard from it in this term, by the leader's own clock.
    pub last_heard: Option<Time>,
    /// How entries travel there now.
    pub mode: Mode,
}

/// What a leader believes of each other member, by ascending id.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Followers(Vec<(ServerId, Progress)>);

impl Followers {
    pub fn iter(&self) -> impl Iterator<Item = &(ServerId, Progress)> {
        self.0.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut (ServerId, Progress)> {
        self.0.iter_mut()
    }

    pub fn get(&self, id: ServerId) -> Option<&Progress> {
        self.0.iter().find(|(of, _)| *of == id).map(|(_, of)| of)
    }

    pub(crate) fn get_mut(&mut self, id: ServerId) -> Option<&mut Progress> {
        let found = self.0.iter_mut().find(|(of, _)| *of == id);
        found.map(|(_, of)| of)
    }

    pub(crate) fn ids(&self) -> ServerSet {
        self.0.iter().map(|(id, _)| *id).collect()
    }

    /// The followers are these now. What is believed of those that stay is kept; to the others `next_index` goes first.
    pub(crate) fn become_these(&mut self, ids: ServerSet, next_index: Index) {
        self.0.retain(|(id, _)| ids.contains(*id));
        for id in ids.without(self.ids()).iter() {
            let place = self.0.partition_point(|(of, _)| *of < id);
            self.0.insert(place, (id, Progress::new(next_index)));
        }
    }
}

/// How entries travel to one follower.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mode {
    /// One append at a time, until one is accepted.
    Probe {
        /// Whether one is on its way.
        waiting: bool,
    },
    /// Pipelined, up to a window.
    Replicate {
        /// The appends with entries that are on their way.
        in_flight: InFlight,
    },
    /// A snapshot is on its way. `next_index` is the entry after it.
    Snapshot {
        /// The snapshot. A newer one of the leader does not replace it, so that a slow transfer comes to its end.
        snapshot: Snapshot,
        /// The next byte to send.
        sent: u64,
        acknowledged: u64,
        /// What the follower answered since the last heartbeat.
        heard: Heard,
    },
}

/// What a follower answered to chunks since the last heartbeat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard {
    /// Nothing that brings the transfer on.
    Nothing,
    /// That it holds more than before.
    More,
    /// That it stands at this byte, which it had acknowledged long ago. Either the answer is an old one, or those that
    /// said more were, from before it lost what it held.
    Behind(u64),
}

impl Progress {
    /// What a new leader believes of everybody: `next_index` is one past its last entry.
    pub fn new(next_index: Index) -> Progress {
        Progress {
            next_index,
            match_index: 0,
            commit_sent: 0,
            requests: 0,
            matched_by: 0,
            last_heard: None,
            mode: Mode::Probe { waiting: false },
        }
    }

    /// The follower holds everything through `index`. Returns whether that is news.
    pub(crate) fn matched(&mut self, index: Index) -> bool {
        let news = index > self.match_index;
        if news {
            self.matched_by = self.requests;
        }
        self.match_index = self.match_index.max(index);
        self.next_index = self.next_index.max(self.match_index + 1);
        news
    }

    /// The follower agrees with the log at `next_index - 1`, so that entries may be pipelined from there.
    pub(crate) fn replicate(&mut self) {
        let in_flight = InFlight::default();
        self.mode = Mode::Replicate { in_flight };
    }

    /// One append at a time from `next_index` on, though never from below what is known to match.
    pub(crate) fn probe(&mut self, next_index: Index) {
        self.next_index = next_index.max(self.match_index + 1);
        self.mode = Mode::Probe { waiting: false };
    }

    /// `snapshot` goes out, from its first byte on.
    pub(crate) fn send_snapshot(&mut self, snapshot: Snapshot) {
        self.next_index = snapshot.id.last_included_index + 1;
        self.mode = Mode::Snapshot {
            snapshot,
            sent: 0,
            acknowledged: 0,
            heard: Heard::More,
        };
    }
}

/// Which of the latest 64 requests carry entries and have not been acknowledged: one bit each, the lowest for the latest.
///
/// Acknowledgements are cumulative, since each request begins where the one before it ended: an answer to one
/// answers all before it. So a lost or repeated answer does no harm.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct InFlight(u64);

impl InFlight {
    /// The most that can be counted.
    pub const MAX: u32 = u64::BITS;

    #[expect(clippy::len_without_is_empty, reason = "a count, not a container")]
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Another request went out.
    pub(crate) fn sent(&mut self, with_entries: bool) {
        self.0 = self.0 << 1 | u64::from(with_entries);
    }

    /// The `ago`-th request before the latest was answered.
    pub(crate) fn acknowledged(&mut self, ago: u64) {
        if ago < u64::from(InFlight::MAX) {
            self.0 &= (1 << ago) - 1;
        }
    }
}
