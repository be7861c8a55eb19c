//! What a server has in memory, what its disk holds, and what a restart would make of that: side by side, index by index.

use super::remark;
use crate::el::el;
use crate::panels::element::El;
use crate::panels::why::count;
use crate::scene::term_class;
use crate::session::Session;
use raft::{Durable, Index, Log, SnapshotId, Term};
use record::view::{Process, ServerView};

/// The most indexes that are shown.
const MOST: u64 = 12;

/// A snapshot and a log, wherever they are.
struct Holds<'a> {
    name: &'static str,
    snapshot: SnapshotId,
    log: &'a Log,
    /// The last index that is certainly on the disk.
    durable: Index,
}

pub(super) fn view(session: &Session, server: &ServerView) -> Vec<El> {
    let world = session.run.world();
    let held = world.disk(server.id).zip(world.snapshot(server.id));
    let Some((disk, snapshot)) = held else {
        debug_assert!(false, "{} is one of this world", server.id);
        return Vec::new();
    };
    let recovered = disk.clone().recovered();
    let memory = Holds {
        name: "In memory",
        snapshot: snapshot.id,
        log: &server.log,
        durable: server.durable,
    };
    let is_up = server.process != Process::Crashed;
    let mut rows: Vec<Holds<'_>> = is_up.then_some(memory).into_iter().collect();
    rows.push(on_disk("On disk", disk));
    rows.push(on_disk("After a restart", &recovered));
    vec![table(&rows), remark(outcome(server, disk, &recovered))]
}

fn on_disk<'a>(name: &'static str, disk: &'a Durable) -> Holds<'a> {
    Holds {
        name,
        snapshot: disk.snapshot.id,
        log: &disk.log,
        durable: Index::MAX,
    }
}

fn table(rows: &[Holds<'_>]) -> El {
    let lasts = rows.iter().map(|row| {
        let snapshot = row.snapshot.last_included_index;
        row.log.last_index().max(snapshot)
    });
    let last = lasts.max().unwrap_or(0).max(1);
    let lowest = rows.iter().map(|row| row.log.first_index()).min();
    let first = lowest
        .unwrap_or(1)
        .max((last + 1).saturating_sub(MOST))
        .max(1);
    let heads = (first..=last).map(|index| el("th").attr("scope", "col").text(index.to_string()));
    let head = el("tr")
        .child(el("td"))
        .child(el("th").attr("scope", "col").text("snapshot"))
        .children(heads);
    let table = el("table")
        .label("Memory, disk, and what a restart makes of it")
        .child(el("thead").child(head))
        .child(el("tbody").children(rows.iter().map(|row| self::row(row, first, last))));
    el("div")
        .class("logs lab-logs")
        .attr("tabindex", "0")
        .child(table)
}

fn row(row: &Holds<'_>, first: Index, last: Index) -> El {
    let snapshot = match row.snapshot.last_included_index {
        0 => el("td").child(nothing("none")),
        index => el("td").child(el("span").class("lab-block").text(format!(
            "≤ {index} · term {}",
            row.snapshot.last_included_term
        ))),
    };
    el("tr")
        .child(el("th").attr("scope", "row").text(row.name))
        .child(snapshot)
        .children((first..=last).map(|index| cell(row, index)))
}

fn cell(row: &Holds<'_>, index: Index) -> El {
    let covered = row.snapshot.last_included_index;
    let inside = match row
        .log
        .term_at(index)
        .filter(|_| row.log.get(index).is_some())
    {
        Some(term) => entry(term, index <= row.durable, index <= covered),
        None if index <= covered => el("span")
            .role("img")
            .label("in the snapshot")
            .class("lab-in")
            .text("≤"),
        None => nothing("no entry"),
    };
    el("td").child(inside)
}

/// An entry; pale until it is on the disk, and struck where the snapshot holds it as well.
fn entry(term: Term, is_durable: bool, is_covered: bool) -> El {
    let state = match (is_durable, is_covered) {
        (false, _) => "",
        (true, false) => " committed",
        (true, true) => " committed lab-twice",
    };
    el("span")
        .class(["l-entry ", term_class(term), state].concat())
        .text(term.to_string())
}

fn nothing(words: &'static str) -> El {
    el("span").role("img").label(words).text("–")
}

/// What a restart makes of the disk, and why.
fn outcome(server: &ServerView, disk: &Durable, recovered: &Durable) -> String {
    let id = server.id;
    let is_up = server.process != Process::Crashed;
    let begin = if is_up {
        "If it crashed now and lost what is not on the disk"
    } else {
        "When it restarts"
    };
    let snapshot = recovered.snapshot.id.last_included_index;
    let with = match snapshot {
        0 => "no snapshot".to_owned(),
        index => format!("the snapshot up to {index}"),
    };
    let (first, last) = (recovered.log.first_index(), recovered.log.last_index());
    let log = match last + 1 - first {
        0 => "no entry".to_owned(),
        1 => format!("entry {first}"),
        _ => format!("entries {first} to {last}"),
    };
    let twice = (snapshot + 1).saturating_sub(first).min(last + 1 - first);
    let why = if disk.log != recovered.log {
        " The log on the disk contradicts the snapshot, or does not reach it: the snapshot counts."
    } else if twice > 0 && snapshot > 0 {
        &format!(
            " The log still has {} that the snapshot contains; they agree, so nothing is wrong.",
            count(twice, "entry")
        )
    } else {
        ""
    };
    format!("{begin}, {id} has {with} and {log}.{why}")
}
