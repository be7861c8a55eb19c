//! The key-value contents of every server, with what changed last.

use crate::el::el;
use crate::panels::element::El;
use crate::scene::term_class;
use crate::session::Session;
use raft::Payload;
use record::view::{Process, ServerView};
use record::{ClientCommand, Operation};

pub(crate) fn view(session: &Session) -> El {
    let servers = &session.run.view.servers;
    el("section")
        .class("machines")
        .child(el("h2").text("Machines"))
        .child(
            el("div")
                .class("m-all")
                .children(servers.iter().map(machine)),
        )
}

/// The keys shown of one machine; more would push the rest of the page away.
const SHOWN: usize = 24;

fn machine(server: &ServerView) -> El {
    let changed = changed(server);
    let held = server.machine.iter().take(SHOWN);
    let lines = held.map(|(key, value)| {
        let is_new = changed.as_deref() == Some(key);
        line(key, &value.to_string(), is_new)
    });
    let gone = changed
        .as_deref()
        .filter(|key| !server.machine.contains_key(*key));
    let empty = match server.process {
        Process::Crashed => Some("down"),
        _ => (server.machine.is_empty() && gone.is_none()).then_some("empty"),
    };
    let more = server.machine.len().saturating_sub(SHOWN);
    el("div")
        .class(["m-one ", term_class(server.term)].concat())
        .role("group")
        .key(server.id.to_string())
        .label(format!("{} machine", server.id))
        .child(el("h3").text(server.id.to_string()))
        .maybe(empty.map(|words| el("p").class("none").text(words)))
        .maybe((empty != Some("down")).then(|| {
            el("dl")
                .children(lines)
                .maybe(gone.map(|key| line(key, "gone", true)))
        }))
        .maybe((more > 0).then(|| el("p").class("none").text(format!("and {more} more"))))
}

fn line(key: &str, value: &str, is_new: bool) -> El {
    let line = el("div").key(key.to_owned());
    let line = if is_new {
        line.class("new").attr("title", "changed last")
    } else {
        line
    };
    line.child(el("dt").text(key.to_owned()))
        .child(el("dd").text(value.to_owned()))
}

/// The key that the last applied entry wrote or removed.
fn changed(server: &ServerView) -> Option<String> {
    let Payload::Command(bytes) = &server.log.get(server.applied)?.payload else {
        return None;
    };
    match ClientCommand::decode(bytes)?.operation {
        Operation::Get { .. } => None,
        operation => Some(operation.key()?.to_string()),
    }
}
