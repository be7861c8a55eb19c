//! The logs, one row per server, aligned by index. Only the columns that are seen are drawn.

mod columns;
mod legend;
mod row;

use columns::Columns;

use crate::el::{On, el};
use crate::panels::element::El;
use crate::panels::why;
use crate::session::{Field, Layout, Say, Selection, Session};
use raft::Index;
use std::ops::Range;

/// Width of a column in pixels, as `ledger.css` has it.
pub(crate) const COLUMN: u32 = 24;

/// Columns drawn beyond those seen, so that a small move uncovers no empty place.
const MARGIN: usize = 6;

pub(crate) fn view(session: &Session) -> El {
    let view = &session.run.view;
    let columns = Columns::of(view, session.screen.ledger_scroll.map(|away| away.end));
    let seen = seen(session, columns.len());
    let empty = view
        .servers
        .iter()
        .all(|server| server.log.last_index() == 0);
    let leader = why::leader(view);
    let sheet = row::Sheet {
        view,
        columns: &columns,
        indexes: indexes(session, &columns, seen.clone()),
        leader,
        selection: session.screen.selection,
        entrance: entrance(session),
    };
    let table = el("div")
        .class("l-table")
        .role("table")
        .label("Logs")
        .number("aria-colcount", columns.len() as i64 + 2)
        .attr("style", sheet.measures())
        .child(header(&columns, seen))
        .children(view.servers.iter().map(|server| sheet.row(server)));
    el("section")
        .class("ledger")
        .child(
            el("div")
                .class("title")
                .child(el("h2").text("Logs"))
                .child(legend::view()),
        )
        .child(
            el("div")
                .class("l-scroll")
                .on(On::Scroll, Say::Value(Field::LedgerScroll))
                .child(table),
        )
        .maybe(empty.then(|| el("p").class("none").text("No entries yet.")))
}

/// The columns that are in sight, and some more. The sheet is read from its right end: distance 0 shows the newest.
fn seen(session: &Session, columns: usize) -> Range<usize> {
    let width = match session.screen.layout() {
        Layout::Wide => session.screen.whole.0 / 2,
        Layout::Narrow => session.screen.whole.0,
    };
    let distance = session.screen.ledger_scroll.map_or(0, |away| away.distance);
    let end = columns.saturating_sub((distance / COLUMN) as usize) + MARGIN;
    let shown = usize::from(width) / COLUMN as usize + 2 * MARGIN;
    end.saturating_sub(shown)..end.min(columns)
}

/// The indexes to draw: those in sight, and the one that is to have the focus, wherever it is.
fn indexes(session: &Session, columns: &Columns, seen: Range<usize>) -> Vec<Index> {
    let mut indexes: Vec<Index> = columns.indexes(seen).collect();
    if let Some(Selection::Entry { index, .. }) = session.screen.focused
        && let Err(place) = indexes.binary_search(&index)
        && columns.column(index).is_some()
    {
        indexes.insert(place, index);
    }
    indexes
}

/// The one entry that Tab comes to; from there the arrow keys go on.
fn entrance(session: &Session) -> Option<Selection> {
    let of_ledger = |selection: &Selection| match *selection {
        Selection::Entry { server, index } => why::server(&session.run.view, server)
            .is_some_and(|server| server.log.get(index).is_some()),
        Selection::Snapshot { server } => {
            why::server(&session.run.view, server).is_some_and(|server| server.snapshot.is_some())
        }
        _ => false,
    };
    session
        .screen
        .focused
        .filter(of_ledger)
        .or(session.screen.selection.filter(of_ledger))
        .or_else(|| {
            let newest = session
                .run
                .view
                .servers
                .iter()
                .max_by_key(|server| server.log.last_index())?;
            let index = newest.log.last_index();
            let entry = Selection::Entry {
                server: newest.id,
                index,
            };
            Some(entry).filter(|_| newest.log.get(index).is_some())
        })
}

fn header(columns: &Columns, seen: Range<usize>) -> El {
    let long = columns
        .indexes(columns.len().saturating_sub(1)..columns.len())
        .any(|last| last > 999);
    let numbers = columns
        .indexes(seen.clone())
        // Long numbers do not fit side by side.
        .filter(|index| !long || index % 5 == 0)
        .filter_map(|index| {
            let column = columns.column(index)?;
            Some(
                row::at(el("div"), column)
                    .role("columnheader")
                    .key(index.to_string())
                    .text(index.to_string()),
            )
        });
    let folds = columns
        .folds()
        .filter(|(column, ..)| seen.contains(column))
        .map(|(column, first, last)| {
            row::at(el("div"), column)
                .class("l-gap")
                .role("columnheader")
                .key(format!("{first}-"))
                .attr("title", format!("{first} to {last}: in no log"))
                .text("⋯")
        });
    el("div")
        .key("head")
        .class("l-row l-head")
        .role("row")
        .child(
            el("div")
                .class("l-name")
                .role("columnheader")
                .child(row::hidden("Server")),
        )
        .child(
            el("div")
                .class("l-lead")
                .role("columnheader")
                .child(row::hidden("Snapshot")),
        )
        .child(
            el("div")
                .class("l-strip")
                .role("none")
                .children(numbers)
                .children(folds),
        )
}
