//! The clients' operations: pending, ok, failed, unknown; where there is no header, with the field for a command.

use crate::el::el;
use crate::panels::command;
use crate::panels::element::{El, button, door};
use crate::session::{Layout, Msg, Selection, Session};
use record::view::{ClientView, OperationView};
use record::{ClientId, Held, Operation, OperationEnd};
use sim::Action;

pub(crate) fn view(session: &Session) -> El {
    let clients = &session.run.view.clients;
    let quiet = clients.iter().all(|client| client.operations.is_empty());
    let held = session.run.view.holds.contains(Held::Clients);
    let lines = clients.iter().flat_map(operations);
    let screen = &session.screen;
    let is_alone = screen.layout() == Layout::Narrow || !screen.has_header();
    let acts = screen.outfit.interactive;
    let steps = clients.iter().map(|client| {
        let words = format!("Advance {}", client.id);
        button(words, Msg::Do(Action::Advance(client.id)))
    });
    el("section")
        .class("clients")
        .maybe((is_alone && acts).then(|| command::view(session)))
        .maybe(quiet.then(|| el("p").class("none").text("No operations yet.")))
        .maybe((!quiet).then(|| el("ul").label("Clients").children(lines)))
        .children(clients.iter().filter_map(earlier))
        .children(steps.filter(|_| held && acts))
}

/// A client's operations, in the order in which they were called, the newest first.
fn operations(client: &ClientView) -> impl Iterator<Item = El> {
    let mut by_call: Vec<&OperationView> = Vec::new();
    for operation in &client.operations {
        let place = by_call.partition_point(|other| other.serial > operation.serial);
        by_call.insert(place, operation);
    }
    by_call
        .into_iter()
        .map(|operation| line(client.id, operation))
}

/// How many of a client's operations are not in the list.
fn earlier(client: &ClientView) -> Option<El> {
    let newest = client
        .operations
        .iter()
        .map(|operation| operation.serial)
        .max()?;
    let shown = client.operations.len() as u64;
    let words = match newest.saturating_sub(shown) {
        0 => return None,
        1 => format!("1 earlier operation of {} is not shown.", client.id),
        more => format!("{more} earlier operations of {} are not shown.", client.id),
    };
    Some(el("p").class("none").text(words))
}

fn line(client: ClientId, operation: &OperationView) -> El {
    let (class, state) = state(operation);
    let retries = match operation.retries {
        0 => None,
        1 => Some("retried once".to_owned()),
        2 => Some("retried twice".to_owned()),
        n => Some(format!("retried {n} times")),
    };
    let of = Selection::Operation {
        client,
        serial: operation.serial,
    };
    let asked = door("", of)
        .id(of.id())
        .child(el("b").text(client.to_string()))
        .text(" ")
        .child(el("code").text(operation.operation.to_string()));
    el("li")
        .key(of.id())
        .class(class)
        .child(asked)
        .text(" ")
        .child(el("span").class("c-end").text(state))
        .maybe(retries.map(|words| el("span").class("c-again").text(words)))
}

/// A word for how an operation stands, and a sentence.
pub(super) fn state(operation: &OperationView) -> (&'static str, String) {
    match operation.end {
        None => match operation.server {
            Some(server) => ("pending", format!("pending at {server}")),
            None => ("pending", "pending".into()),
        },
        Some(OperationEnd::Ok(answer)) => (
            "ok",
            format!("ok: {}", answered(&operation.operation, answer)),
        ),
        Some(OperationEnd::Failed) => ("failed", "failed: not done".into()),
        Some(OperationEnd::Unknown) => ("unknown", "unknown: no answer came".into()),
    }
}

fn answered(operation: &Operation, answer: record::Answer) -> String {
    let Some(key) = operation.key() else {
        return answer.map_or("done".into(), |value| value.to_string());
    };
    match (operation, answer) {
        (Operation::Delete { .. }, Some(value)) => format!("{key} was {value}"),
        (Operation::Delete { .. }, None) => format!("there was no {key}"),
        (_, Some(value)) => format!("{key} = {value}"),
        (_, None) => format!("there is no {key}"),
    }
}
