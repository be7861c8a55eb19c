//! The row below a server.

use super::sample::{append, chunk, cluster, lead, receiving, send, server, snapshot};
use super::{moment, wide, with_class, words};
use crate::scene::log::Row;
use raft::Term;
use record::ClusterView;
use record::view::ProgressMode;

#[test]
fn the_last_six_entries_are_shown_and_that_there_are_more() {
    let view = cluster(3, 4, &[1, 1, 2, 2, 3, 3, 4, 4]);
    let row = row(&view, 0);
    assert_eq!(terms(&row), [2, 2, 3, 3, 4, 4]);
    assert!(row.more);
    assert_eq!(row.folded, 0);
}

#[test]
fn a_snapshot_is_a_block_before_the_entries_that_it_does_not_contain() {
    let mut view = cluster(3, 4, &[1, 1, 2, 2, 3, 3, 4, 4]);
    view.servers[0].snapshot = Some(snapshot(6, 3));
    let row = row(&view, 0);
    assert_eq!((row.folded, terms(&row), row.more), (6, vec![4, 4], false));
    assert_eq!(words(&row.draw(&wide(&view).sizes)), ["≤6", "4", "4"]);
}

#[test]
fn an_entry_is_dashed_until_it_is_committed_and_underlined_until_it_is_on_disk() {
    let mut view = cluster(3, 4, &[4, 4, 4]);
    view.servers[0].commit = 1;
    view.servers[0].durable = 2;
    let drawn = row(&view, 0).draw(&wide(&view).sizes);
    assert_eq!(with_class(&drawn, "open").len(), 2);
    assert_eq!(with_class(&drawn, "volatile").len(), 1);
    assert_eq!(with_class(&drawn, "commit").len(), 1);
}

#[test]
fn a_snapshot_on_its_way_divides_its_senders_block_and_grows_at_its_receiver() {
    let mut view = cluster(3, 4, &[4, 4, 4]);
    lead(&mut view, 1);
    view.servers[0].snapshot = Some(snapshot(2, 4));
    view.servers[0].progress[0].mode = ProgressMode::Snapshot {
        acknowledged: 64,
        total: 320,
    };
    view.servers[1] = server(2, 3, 4, &[]);
    view.servers[1].receiving = Some(receiving(2, 2, 5));
    assert_eq!(row(&view, 0).chunks, 5);
    assert_eq!(row(&view, 1).arriving, Some((2, 2, 5)));
    let sizes = &wide(&view).sizes;
    assert_eq!(with_class(&row(&view, 0).draw(sizes), "seam").len(), 4);
    let drawn = row(&view, 1).draw(sizes);
    assert_eq!(words(&drawn), ["≤ 2, 2 of 5 held"]);
}

#[test]
fn the_first_chunk_on_its_way_divides_the_block_already() {
    let mut view = cluster(3, 4, &[4]);
    lead(&mut view, 1);
    send(&mut view, 1, 2, 10, append(4, &[], 1));
    assert_eq!(row(&view, 0).chunks, 1);
    view.servers[0].progress[0].mode = ProgressMode::Snapshot {
        acknowledged: 0,
        total: 192,
    };
    send(&mut view, 1, 2, 20, chunk(4, 1, 1, 3));
    assert_eq!(row(&view, 0).chunks, 3);
}

fn row(view: &ClusterView, number: usize) -> Row {
    let layout = wide(view);
    Row::of(&view.servers[number], &moment(view, &layout))
}

fn terms(row: &Row) -> Vec<Term> {
    row.cells.iter().map(|cell| cell.term).collect()
}
