//! What the keys do and what the marks mean.

use crate::el::el;
use crate::panels::cards::meaning;
use crate::panels::element::{El, button, nothing};
use crate::panels::{dialog, header, legend};
use crate::session::{Dialog, Msg, Session};

const KEYS: [(&str, &str); 11] = [
    ("Space", "play or pause"),
    (".", "pause"),
    (
        "→",
        "one step: one input to one server, with all its effects",
    ),
    (
        "Shift →",
        "on to the next election, commit, fault or violation, or mark of a script",
    ),
    (
        "Page Down, Page Up",
        "on to the next mark or remark of a script, back to the one before",
    ),
    ("Ctrl →", "the single next event"),
    ("[ ]", "slower, faster"),
    (
        "Page Down, Page Up, Home, End",
        "on the time bar: along the run",
    ),
    (
        "+ - 0",
        "on the time bar: more closely, less closely, all of the run",
    ),
    ("Enter", "on a server or a message: what can be done to it"),
    ("Esc", "close"),
];

/// The marks on the stage, by what their cards say.
const MARKS: [(&str, &str); 16] = [
    ("Leader", ".node.leader"),
    ("Its pips", ".pips"),
    ("Follower", ".node"),
    ("Candidate", ".node.candidate"),
    ("Its pips", ".candidate .pips"),
    ("Crashed", ".node.crashed"),
    ("Solid cell", ".cell"),
    ("Dashed cell", ".cell.open"),
    ("Tick below", ".commit"),
    ("Block", ".block"),
    ("Drum", ".disk"),
    ("Envelope", ".waiting"),
    ("?", "[aria-label^='RequestVote']"),
    ("Cells in a box", "[aria-label^='AppendEntries']"),
    ("Dot", "[aria-label^='AppendEntries, heartbeat']"),
    ("c5", "[aria-label^='AppendEntries, heartbeat, commit']"),
];

const BAR: [(&str, &str); 9] = [
    ("Coloured", ".led"),
    ("Hatched", ".down"),
    ("Outlined", ".apart"),
    ("Tick", ".tick"),
    ("Box", ".box"),
    ("Ring", ".stood"),
    ("Cross", ".fault"),
    ("Line below", ".asked"),
    ("Flag", ".flag"),
];

pub(crate) fn view(session: &Session) -> El {
    if session.screen.dialog != Some(Dialog::Help) {
        return nothing();
    }
    let help = el("div")
        .class("dialog help")
        .id("dialog")
        .attr("tabindex", "-1")
        .child(el("h2").text("A Raft cluster to watch and to act on"))
        .child(el("p").text("Click, tap or press Enter on anything that you see: a server, a message, an entry. Time stops while a menu is open."))
        .child(list("Keys", &KEYS))
        .child(list("Marks", &MARKS.map(explained)))
        .child(el("p").text("A filled arrow asks, a hollow one answers. Colour is the term, and nothing else. Rest on a mark, or come to it by Tab, and it says what it means."))
        .child(el("section").child(el("h3").text("In the logs")).child(legend::view()))
        .child(list("Time bar", &BAR.map(explained)))
        .child(header::about(session))
        .child(el("p").class("about").text(format!("Fingerprint {:016x}", session.run.view.fingerprint)))
        .child(el("div").class("buttons").child(button("Close", Msg::CloseDialog)));
    dialog::over_page("Help", help)
}

fn explained((what, of): (&'static str, &'static str)) -> (&'static str, &'static str) {
    (what, meaning(of))
}

fn list(title: &'static str, lines: &[(&'static str, &'static str)]) -> El {
    let line = |(what, means): &(&'static str, &'static str)| {
        el("div")
            .child(el("dt").text(*what))
            .child(el("dd").text(*means))
    };
    el("section")
        .child(el("h3").text(title))
        .child(el("dl").children(lines.iter().map(line)))
}
