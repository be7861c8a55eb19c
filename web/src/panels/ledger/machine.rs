//! What a server's machine holds, at the end of its row, with what has just changed.

use crate::el::{On, el};
use crate::panels::element::El;
use crate::session::{Msg, Say, Selection, Session};
use raft::ServerId;
use record::view::{Process, ServerView};

/// The keys shown of one machine; all of them stand in *Why?*.
const SHOWN: usize = 24;

pub(super) fn cell(session: &Session, server: &ServerView) -> El {
    let held = server.machine.iter().take(SHOWN).map(|(key, value)| {
        let word = el("span").key(key.to_string());
        match is_new(session, server.id, key) {
            true => word.class("new").attr("title", "changed just now"),
            false => word,
        }
        .text(format!("{key} {value}"))
    });
    let empty = match server.process {
        Process::Crashed => Some("down"),
        _ => server.machine.is_empty().then_some("–"),
    };
    let of = Selection::Machine(server.id);
    let held = el("button")
        .attr("type", "button")
        .id(of.id())
        // Arrows lead there, as to the entries.
        .attr("tabindex", "-1")
        .attr_if(session.screen.selection == Some(of), "aria-current", "true")
        .on(On::Click, Say::Msg(Msg::Select(of)))
        .children(held.filter(|_| empty.is_none()))
        .maybe(empty.map(|words| el("span").class("none").text(words)));
    let machine = el("div")
        .role("group")
        .label(format!("{} machine", server.id))
        .child(held);
    el("div").class("l-machine").role("cell").child(machine)
}

fn is_new(session: &Session, server: ServerId, key: &str) -> bool {
    let mut changes = session.run.changes.iter();
    changes.any(|change| change.server == server && &*change.key == key)
}
