//! Which log index stands in which column. Stretches that no log holds any more, or yet, are folded into one column.

use raft::Index;
use record::view::ServerView;
use std::ops::Range;

/// The columns of the ledger: stretches of indexes, ascending, with one narrow column of nothing between two of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Columns {
    stretches: Vec<Stretch>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Stretch {
    first: Index,
    last: Index,
    /// The column of `first`.
    column: usize,
}

/// A gap of so many indexes is shown as it is; folding it would save too little.
const SHOWN_GAP: Index = 2;

impl Columns {
    /// The columns for the logs of these servers. A reader who looks at what was keeps the columns up to `end`.
    pub(super) fn of<'a>(
        servers: impl Iterator<Item = &'a ServerView>,
        end: Option<Index>,
    ) -> Columns {
        let held = servers.map(|server| {
            let log = &server.log;
            let last = log.last_index();
            (log.first_index(), end.map_or(last, |end| last.min(end)))
        });
        Columns::covering(held.filter(|(first, last)| first <= last))
    }

    fn covering(ranges: impl IntoIterator<Item = (Index, Index)>) -> Columns {
        let mut stretches: Vec<Stretch> = Vec::new();
        for (first, last) in ascending(ranges) {
            match stretches.last_mut() {
                Some(before) if first <= before.last + 1 + SHOWN_GAP => {
                    before.last = before.last.max(last);
                }
                before => {
                    let column = before.map_or(0, |before| before.end() + 1);
                    stretches.push(Stretch {
                        first,
                        last,
                        column,
                    });
                }
            }
        }
        Columns { stretches }
    }

    pub(super) fn len(&self) -> usize {
        self.stretches.last().map_or(0, |stretch| stretch.end())
    }

    /// The column of an index, if it has one.
    pub(super) fn column(&self, index: Index) -> Option<usize> {
        let stretch = self
            .stretches
            .iter()
            .find(|stretch| (stretch.first..=stretch.last).contains(&index))?;
        Some(stretch.column + (index - stretch.first) as usize)
    }

    /// How many columns belong to this index and those before it.
    pub(super) fn through(&self, index: Index) -> usize {
        let before = self
            .stretches
            .iter()
            .rev()
            .find(|stretch| stretch.first <= index);
        before.map_or(0, |stretch| {
            stretch.column + (index.min(stretch.last) - stretch.first) as usize + 1
        })
    }

    /// The indexes that stand in these columns, ascending.
    pub(super) fn indexes(&self, seen: Range<usize>) -> impl Iterator<Item = Index> {
        self.stretches.iter().flat_map(move |stretch| {
            let from = seen.start.clamp(stretch.column, stretch.end()) - stretch.column;
            let to = seen.end.clamp(stretch.column, stretch.end()) - stretch.column;
            (from..to).map(|offset| stretch.first + offset as Index)
        })
    }

    /// The columns where indexes were folded away, with the first and the last of them.
    pub(super) fn folds(&self) -> impl Iterator<Item = (usize, Index, Index)> {
        self.stretches
            .windows(2)
            .map(|pair| (pair[0].end(), pair[0].last + 1, pair[1].first - 1))
    }
}

impl Stretch {
    fn end(&self) -> usize {
        self.column + (self.last - self.first) as usize + 1
    }
}

/// The ranges in order, inserted one by one: a sort from the standard library weighs more than this file.
fn ascending(ranges: impl IntoIterator<Item = (Index, Index)>) -> Vec<(Index, Index)> {
    let mut sorted = Vec::new();
    for range in ranges {
        let place = sorted.partition_point(|before| *before < range);
        sorted.insert(place, range);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_that_overlap_share_their_columns() {
        let columns = Columns::covering(vec![(1, 4), (3, 6)]);
        assert_eq!(columns.len(), 6);
        assert_eq!(columns.column(5), Some(4));
        assert_eq!(columns.column(7), None);
    }

    #[test]
    fn what_no_log_holds_takes_one_column_however_long_it_is() {
        let columns = Columns::covering(vec![(9_000, 9_010), (1, 8)]);
        assert_eq!(columns.len(), 8 + 1 + 11);
        assert_eq!(columns.column(9_000), Some(9));
        assert_eq!(columns.folds().collect::<Vec<_>>(), [(8, 9, 8_999)]);
        assert_eq!(columns.through(5_000), 8);
        assert_eq!(columns.through(9_000), 10);
    }

    #[test]
    fn only_the_indexes_of_the_columns_seen_are_listed() {
        let columns = Columns::covering(vec![(1, 4), (100, 110)]);
        assert_eq!(columns.indexes(2..7).collect::<Vec<_>>(), [3, 4, 100, 101]);
    }
}
