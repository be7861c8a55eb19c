//! Pieces of logs in cells.

use super::fact::{Holding, LogCell, LogRow};
use raft::{Index, Log};
use record::view::ServerView;

pub(super) fn holding(log: &Log, index: Index) -> Holding {
    match log.get(index) {
        Some(entry) => Holding::Entry(entry.term),
        None if index < log.first_index() => Holding::Compacted,
        None => Holding::Nothing,
    }
}

/// The indexes that are seen.
pub(super) struct Seen {
    pub(super) lowest: Index,
    pub(super) last: Index,
}

/// The most of them.
const MOST: u64 = 8;

impl Seen {
    pub(super) fn row(
        &self,
        server: &ServerView,
        compared: Index,
        holds: impl Fn(Index) -> Holding,
    ) -> LogRow {
        let first = self.lowest.max((self.last + 1).saturating_sub(MOST)).max(1);
        let cells = (first..=self.last).map(|index| LogCell {
            index,
            holds: holds(index),
            is_committed: index <= server.commit,
            is_compared: index == compared,
        });
        LogRow {
            server: server.id,
            cells: cells.collect(),
        }
    }
}
