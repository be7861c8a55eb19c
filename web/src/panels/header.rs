//! Title, seed, New run and help.

use crate::el::el;
use crate::panels::element::{El, button};
use crate::session::{Dialog, Layout, Msg, Session};

const COUNTS: [&str; 10] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

pub(crate) fn view(session: &Session) -> El {
    let wide = session.screen.layout() == Layout::Wide;
    el("header")
        .child(el("h1").text("Raftscape"))
        .child(about(session))
        .maybe(wide.then(|| button("Script…", Msg::OpenDialog(Dialog::Script))))
        .children(buttons())
}

pub(crate) fn about(session: &Session) -> El {
    let servers = session.run.view.servers.len();
    let plural = if servers == 1 { "" } else { "s" };
    el("p").class("about").text(format!(
        "{} server{plural} · Seed {}",
        COUNTS[servers.min(9)],
        session.run.world().seed()
    ))
}

/// A partition, a new run and help, which narrow mounts show elsewhere.
pub(crate) fn buttons() -> [El; 3] {
    [
        button("Partition…", Msg::OpenDialog(Dialog::Partition)),
        button("New run", Msg::OpenDialog(Dialog::NewRun)),
        button("?", Msg::OpenDialog(Dialog::Help)).label("Help"),
    ]
}
