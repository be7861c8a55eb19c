//! Pieces of logs side by side, in cells like those of the ledger.

use super::why::{Holding, LogCell, LogRow};
use crate::el::el;
use crate::panels::element::El;
use crate::scene::term_class;

pub(super) fn view(rows: &[LogRow]) -> Option<El> {
    let first = rows.first()?;
    let index = |cell: &LogCell| {
        let index = cell.index.to_string();
        el("th").attr("scope", "col").text(index)
    };
    let head = el("tr")
        .child(el("td"))
        .children(first.cells.iter().map(index));
    let table = el("table")
        .label(match rows.len() {
            1 => "The log",
            _ => "The logs as they were then",
        })
        .child(el("thead").child(head))
        .child(el("tbody").children(rows.iter().map(row)));
    Some(el("div").class("logs").child(table))
}

fn row(row: &LogRow) -> El {
    let name = el("th").attr("scope", "row").text(row.server.to_string());
    el("tr").child(name).children(row.cells.iter().map(cell))
}

fn cell(cell: &LogCell) -> El {
    let is_compared = cell.is_compared;
    let committed = match cell.is_committed {
        true => " committed",
        false => "",
    };
    let shown = match cell.holds {
        Holding::Entry(term) => el("span")
            .class(["l-entry ", term_class(term), committed].concat())
            .text(term.to_string()),
        Holding::Compacted => el("span").label("in a snapshot").role("img").text("≤"),
        Holding::Nothing => el("span").label("no entry").role("img").text("–"),
    };
    el("td")
        .attr_if(is_compared, "class", "compared")
        .child(shown)
}
