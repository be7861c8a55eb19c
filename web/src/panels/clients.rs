//! The clients' operations: pending, ok, failed, unknown.

use crate::el::el;
use crate::panels::element::{El, button};
use crate::session::{Msg, Session};
use record::view::{ClientView, OperationView};
use record::{ClientId, Held, Operation, OperationEnd};
use sim::Action;

/// Operations shown of one client.
const SHOWN: usize = 4;

pub(crate) fn view(session: &Session) -> El {
    let clients = &session.run.view.clients;
    let quiet = clients.iter().all(|client| client.operations.is_empty());
    let held = session.run.view.holds.contains(Held::Clients);
    let lines = clients.iter().flat_map(newest);
    let steps = clients.iter().map(|client| {
        let words = format!("Advance {}", client.id);
        button(words, Msg::Do(Action::Advance(client.id)))
    });
    el("section")
        .class("clients")
        .child(el("h2").text("Clients"))
        .maybe(quiet.then(|| el("p").class("none").text("No operations yet.")))
        .maybe((!quiet).then(|| el("ul").label("Clients").children(lines)))
        .children(steps.filter(|_| held))
}

fn newest(client: &ClientView) -> impl Iterator<Item = El> {
    let newest = client.operations.iter().rev().take(SHOWN);
    newest.map(|operation| line(client.id, operation))
}

fn line(client: ClientId, operation: &OperationView) -> El {
    let (class, state) = state(operation);
    let retries = match operation.retries {
        0 => None,
        1 => Some("retried once".to_owned()),
        2 => Some("retried twice".to_owned()),
        n => Some(format!("retried {n} times")),
    };
    el("li")
        .key(format!("{client}.{}", operation.serial))
        .class(class)
        .child(el("b").text(client.to_string()))
        .text(" ")
        .child(el("code").text(operation.operation.to_string()))
        .text(" ")
        .child(el("span").class("c-end").text(state))
        .maybe(retries.map(|words| el("span").class("c-again").text(words)))
}

fn state(operation: &OperationView) -> (&'static str, String) {
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
