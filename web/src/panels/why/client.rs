//! An operation of a client: where it is, and what came of it.

use super::fact::{Fact, fact, ruled, server};
use crate::panels::clients::state;
use crate::session::Selection;
use raft::Payload;
use record::{ClientCommand, ClientId, ClusterView, Serial};

pub(super) fn explain(
    view: &ClusterView,
    client: ClientId,
    serial: Serial,
) -> Option<(String, Vec<Fact>)> {
    let of = view.clients.iter().find(|it| it.id == client)?;
    let operation = of.operations.iter().find(|it| it.serial == serial)?;
    let (_, end) = state(operation);
    let mut facts = vec![
        fact("asks", format!("`{}`", operation.operation)),
        fact("state", end),
        ruled(
            "serial",
            format!("{serial}: sent again, it has the same, and is applied once"),
            "§8",
        ),
    ];
    if operation.retries > 0 {
        facts.push(fact("sent again", format!("{} times", operation.retries)));
    }
    if let Some(way) = operation.transit {
        let what = if way.reply {
            "the answer"
        } else {
            "the request"
        };
        facts.push(fact(
            "on its way",
            format!("{what}, arrives at {}", way.arrives_at),
        ));
    }
    if let Some(id) = operation.server {
        let entry = entry_of(view, id, client, serial);
        let in_log = |index| {
            let text = format!("{index} in the log of {id}");
            fact("entry", text).to(Selection::Entry { server: id, index })
        };
        facts.extend(entry.map(in_log));
    }
    Some((format!("{client}, {}", operation.operation), facts))
}

/// The entry that holds this operation in the log of a server.
fn entry_of(
    view: &ClusterView,
    id: raft::ServerId,
    client: ClientId,
    serial: Serial,
) -> Option<raft::Index> {
    let log = &server(view, id)?.log;
    let holds = |index: &raft::Index| match log.get(*index).map(|entry| &entry.payload) {
        Some(Payload::Command(bytes)) => ClientCommand::decode(bytes)
            .is_some_and(|command| command.client == client && command.serial == serial),
        _ => false,
    };
    (log.first_index()..=log.last_index()).rev().find(holds)
}
