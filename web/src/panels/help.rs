//! What the keys do and what the marks mean.

use crate::el::el;
use crate::panels::element::{El, button, nothing};
use crate::panels::{dialog, header, legend};
use crate::session::{Dialog, Msg, Session};

const KEYS: [(&str, &str); 9] = [
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
    ("Enter", "on a server or a message: what can be done to it"),
    ("Esc", "close"),
];

const MARKS: [(&str, &str); 7] = [
    (
        "Colour",
        "the term, whose number is always written beside it",
    ),
    (
        "Arc",
        "the time left on an election timer; a full circle is the longest",
    ),
    (
        "Filled arrow, hollow arrow",
        "a request, a reply; a dot is a routine heartbeat",
    ),
    (
        "Solid, dashed",
        "committed, not yet committed; dotted underneath: not yet on disk",
    ),
    (
        "Pips",
        "a candidate’s votes; a leader’s acknowledgements of its first uncommitted entry",
    ),
    ("Block", "a snapshot in place of the entries before it"),
    (
        "Envelope",
        "messages that wait for a write to become durable",
    ),
];

const BAR: [(&str, &str); 5] = [
    ("Coloured", "this server leads the term of that colour"),
    ("Hatched", "it is down, or its process is paused"),
    (
        "Outlined",
        "it is apart from others: the letter is its group",
    ),
    ("Tick", "a leader’s commit index advanced"),
    ("Box", "a snapshot was taken or installed"),
];

pub(crate) fn view(session: &Session) -> El {
    if session.screen.dialog != Some(Dialog::Help) {
        return nothing();
    }
    let help = el("div")
        .class("dialog help")
        .id("dialog")
        .attr("tabindex", "-1")
        .child(el("h2").text("A Raft cluster to watch and handle"))
        .child(el("p").text("Click, tap or press Enter on anything that you see: a server, a message, an entry. Time holds while a menu is open."))
        .child(list("Keys", &KEYS))
        .child(list("Marks", &MARKS))
        .child(el("section").child(el("h3").text("In the logs")).child(legend::view()))
        .child(list("Time bar", &BAR))
        .child(header::about(session))
        .child(el("p").class("about").text(format!("Fingerprint {:016x}", session.run.view.fingerprint)))
        .child(el("div").class("buttons").child(button("Close", Msg::CloseDialog)));
    dialog::over_page("Help", help)
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
