//! The line above all: title, seed, what begins another run or cuts links, a command, the checks at a glance, and help.

use crate::el::{On, el};
use crate::panels::element::{El, button};
use crate::panels::{checks, command};
use crate::session::{Dialog, Layout, Msg, Say, Session, Topic};

const COUNTS: [&str; 10] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

/// What opens a form or an explanation: in the header or, where that has no room, in a menu.
pub(crate) const DIALOGS: [(&str, Dialog); 4] = [
    ("New run", Dialog::NewRun),
    ("Partition…", Dialog::Partition),
    ("Script…", Dialog::Script),
    ("Help", Dialog::Help),
];

pub(crate) fn view(session: &Session) -> El {
    let header = el("header")
        .child(el("h1").text("Raftscape"))
        .child(about(session));
    if session.screen.layout() == Layout::Narrow {
        return header.child(checks::glance(session)).child(more());
    }
    let open = |(words, dialog)| button(words, Msg::OpenDialog(dialog));
    let [begin, cut, script, _] = DIALOGS.map(open);
    let help = button("?", Msg::OpenDialog(Dialog::Help)).label("Help");
    header
        .child(begin)
        .child(cut)
        .child(script)
        .child(command::view(session))
        .child(checks::glance(session))
        .child(help)
}

/// `five servers · Seed 7`
pub(crate) fn about(session: &Session) -> El {
    let (count, plural) = count(session.run.view.servers.len());
    let count = format!("{count} server{plural} · ");
    el("p")
        .class("about")
        .child(el("span").class("count").text(count))
        .text(format!("Seed {}", session.run.world().seed()))
}

/// How many, in a word, and the ending of what is counted.
pub(crate) fn count(servers: usize) -> (&'static str, &'static str) {
    (COUNTS[servers.min(9)], if servers == 1 { "" } else { "s" })
}

/// Opens the menu of what has no room.
pub(crate) fn more() -> El {
    el("button")
        .attr("type", "button")
        .class("more")
        .label("More")
        .attr("aria-haspopup", "menu")
        .on(On::Click, Say::Menu(Topic::Page))
        .text("⋯")
}
