//! Answered from the Log: a client is told only what a state machine answered when it applied the client's command (§8).

use crate::event::{Event, EventKind, OperationEnd, Outcome};
use crate::operation::{Answer, ClientCommand, ClientId, Operation, Serial};
use raft::Payload;
use std::collections::{BTreeMap, BTreeSet};

/// The name of the check.
pub(super) const NAME: &str = "Answered from the Log";

/// What it says.
pub(super) const SAYS: &str =
    "A client is answered only what a state machine answered when it applied the client's command.";

/// Remembers the answers to operations that are under way.
#[derive(Default)]
pub(super) struct Replies {
    open: BTreeMap<(ClientId, Serial), Open>,
    /// Of clients without a session, whose commands have no number.
    unnumbered: BTreeSet<(ClientId, String, Answer)>,
}

struct Open {
    operation: Operation,
    answers: BTreeSet<Answer>,
}

impl Replies {
    /// What contradicts what, if a client got an answer that nobody computed.
    pub(super) fn look(&mut self, event: &Event) -> Option<String> {
        if let EventKind::ClientSent {
            client,
            serial,
            operation,
            ..
        } = &event.kind
        {
            let new = || Open {
                operation: operation.clone(),
                answers: BTreeSet::new(),
            };
            self.open.entry((*client, *serial)).or_insert_with(new);
        }
        let mut breach = None;
        for outcome in &event.outcomes {
            match outcome {
                Outcome::AppliedEntry {
                    payload: Payload::Command(bytes),
                    answer: Some(answer),
                    ..
                } => self.applied(ClientCommand::decode(bytes), *answer),
                Outcome::OperationEnded {
                    client,
                    serial,
                    end,
                } => breach = breach.or(self.ended(*client, *serial, *end)),
                _ => {}
            }
        }
        breach
    }

    fn applied(&mut self, command: Option<ClientCommand>, answer: Answer) {
        let Some(command) = command else { return };
        if let Some(open) = self.open.get_mut(&(command.client, command.serial)) {
            open.answers.insert(answer);
        } else if command.serial == 0 {
            let words = command.operation.to_string();
            self.unnumbered.insert((command.client, words, answer));
        }
    }

    fn ended(&mut self, client: ClientId, serial: Serial, end: OperationEnd) -> Option<String> {
        let open = self.open.remove(&(client, serial));
        let OperationEnd::Ok(answer) = end else {
            return None;
        };
        let Some(open) = open else {
            return Some(format!(
                "{client} was answered operation {serial}, which it never sent."
            ));
        };
        let operation = open.operation.to_string();
        let computed = open.answers.contains(&answer)
            || self
                .unnumbered
                .contains(&(client, operation.clone(), answer));
        let answer = answer.map_or("nothing".into(), |value| value.to_string());
        (!computed).then(|| {
            format!("{client} was answered {answer} to its operation {serial}, `{operation}`, but no server had applied it with that answer.")
        })
    }
}
