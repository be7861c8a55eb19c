//! The state of every server, a row each: its log, aligned by index, and what its machine holds. Only the columns that are seen
//! are drawn.

mod columns;
mod machine;
mod row;

use columns::Columns;

use crate::el::{On, el};
use crate::on_demand;
use crate::panels::element::{El, Place};
use crate::panels::{header, why};
use crate::session::{Field, Picture, Room, Say, Selection, Session};
use raft::Index;
use record::view::ServerView;
pub(crate) use row::Sheet;
use std::ops::Range;

/// Columns drawn beyond those seen, so that a small move uncovers no empty place.
const MARGIN: usize = 6;

/// Width of a column in pixels.
fn column(room: Room) -> u32 {
    let letters = u32::from(room.letters());
    if room.side() < 440 {
        letters * 10 / 7
    } else {
        letters * 12 / 7
    }
}

/// Width of what a machine holds, in pixels.
fn machine_width(room: Room) -> u32 {
    u32::from(room.side()) * 24 / 100
}

pub(crate) fn view(session: &Session) -> El {
    let view = &session.run.view;
    let room = session.screen.room;
    let compared = session.run.compared.as_ref().map(|it| &it.view.servers);
    let all = view.servers.iter().chain(compared.into_iter().flatten());
    let columns = Columns::of(all, session.screen.ledger_scroll.map(|away| away.end));
    let leader = why::leader(view);
    let seen = seen(session, &columns);
    let drawn = seen.start.saturating_sub(MARGIN)..(seen.end + MARGIN).min(columns.len());
    let sheet = Sheet {
        view,
        indexes: indexes(session, &columns, drawn.clone()),
        columns: &columns,
        seen,
        leader,
        selection: session.screen.selection,
        entrance: entrance(session),
    };
    let style = format!(
        "--n:{};--lead:{}px;--col:{}px;--machine:{}px",
        columns.len(),
        lead_width(session),
        column(room),
        machine_width(room)
    );
    let row = |table: El, server: &ServerView| {
        let row = sheet.row(server).child(machine::cell(session, server));
        let table = table.place(Place::Kept(server.id.to_string().into(), row));
        let there = compared.zip(on_demand::going());
        let there = there.and_then(|(others, going)| (going.row_there)(&sheet, server, others));
        let key = || format!("{} there", server.id).into();
        there
            .into_iter()
            .fold(table, |table, row| table.place(Place::Kept(key(), row)))
    };
    let table = el("div")
        .class("l-table")
        .role("table")
        .label("Logs")
        .number("aria-colcount", columns.len() as i64 + 3)
        .attr("style", style)
        .place(Place::Kept("head".into(), header(&columns, drawn)));
    let table = view.servers.iter().fold(table, row);
    let scroll = el("div")
        .class("l-scroll")
        .on(On::Scroll, Say::Value(Field::LedgerScroll))
        .child(table);
    // Where there are many servers and little height, rows are lower.
    let low = view.servers.len() > 5 && room.height() < 800;
    el("section")
        .class(if low { "ledger low" } else { "ledger" })
        .child(header::picture(Picture::Logs))
        .child(scroll)
}

/// The columns that are in sight. The sheet is read from its right end: distance 0 shows the newest.
fn seen(session: &Session, columns: &Columns) -> Range<usize> {
    let room = session.screen.room;
    let taken = machine_width(room) + lead_width(session) + u32::from(room.letters()) * 4;
    let width = u32::from(room.side()).saturating_sub(taken);
    let distance = session.screen.ledger_scroll.map_or(0, |away| away.distance);
    let end = (columns.len()).saturating_sub((distance / column(room)) as usize);
    end.saturating_sub((width / column(room)) as usize)..end
}

/// The width that the longest description of a prefix needs, in pixels; 0 if there is none.
fn lead_width(session: &Session) -> u32 {
    let longest = session
        .run
        .view
        .servers
        .iter()
        .map(row::letters_of_prefix)
        .max();
    let letters = longest.filter(|letters| *letters > 0);
    letters.map_or(0, |count| {
        (count * 54 + 220) * u32::from(session.screen.room.letters()) / 100
    })
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
    let empty = (columns.len() == 0).then(|| el("p").class("none").text("No entries yet."));
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
                .children(folds)
                .maybe(empty),
        )
        .child(
            el("div")
                .class("l-machine")
                .role("columnheader")
                .text("machine"),
        )
}
