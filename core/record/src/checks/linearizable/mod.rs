//! Linearizable (§8): every operation takes effect at one moment between its call and its return, as if there were one
//! copy of the machine. Judged for each key by itself, which is enough (Herlihy & Wing 1990, locality).
//!
//! A search looks for an order that explains the answers on a key, and is exact until there are too many ways to look
//! at. From then on the order in which the operations were applied decides: if it explains them, the property holds.

mod contradiction;
mod history;
mod register;
mod search;
mod witness;

use super::buckets::Buckets;
use crate::content::hash_of_text;
use crate::event::{EventNumber, OperationEnd};
use crate::operation::{Answer, ClientCommand, ClientId, Operation, Serial};
use history::History;
use raft::{Index, Payload};
use search::Call;
use std::fmt::Write;
use std::sync::Arc;

/// Remembers, of every key, what is under way and what may be so.
#[derive(Clone, Default)]
pub(super) struct Linearizable {
    keys: Buckets<Arc<str>, Arc<History>>,
    /// Operations that have not ended, or may yet be applied.
    operations: Buckets<(ClientId, Serial), Open>,
    /// The highest index that a server has applied.
    applied: Index,
    /// How many keys have a history that is undecided.
    undecided: u32,
}

/// An operation whose moment or end is still to come.
#[derive(Clone)]
struct Open {
    operation: Operation,
    /// What it answers in the order of the log, once it was applied.
    applied: Option<Answer>,
    /// Whether its client waits no more.
    has_ended: bool,
}

impl Linearizable {
    pub(super) const NAME: &'static str = "Linearizable";
    pub(super) const SAYS: &'static str = "Every operation takes effect at one moment between its call and its return, \
        and answers what the value of its key is at that moment.";

    /// A client sends an operation. Sending it again changes nothing.
    pub(super) fn called(
        &mut self,
        event: EventNumber,
        id: (ClientId, Serial),
        operation: &Operation,
    ) {
        let is_open = |open: &mut Open| !open.has_ended;
        if self
            .operations
            .get_mut(hash_of(id), &id)
            .is_some_and(is_open)
        {
            return;
        }
        let open = Open {
            operation: operation.clone(),
            applied: None,
            has_ended: false,
        };
        self.operations.insert(hash_of(id), &id, open);
        self.change(operation, |history| {
            history.called(event, id, operation.clone());
            None
        });
    }

    /// A server applies an entry: if it is the first, and a client waits for the command, that is its moment.
    pub(super) fn applied(&mut self, index: Index, payload: &Payload) {
        if index <= self.applied {
            return;
        }
        self.applied = index;
        let Payload::Command(bytes) = payload else {
            return;
        };
        let Some(command) = ClientCommand::decode(bytes) else {
            return;
        };
        let id = (command.client, command.serial);
        let Some(open) = self.operations.get_mut(hash_of(id), &id) else {
            return;
        };
        let Some(key) = command.operation.key() else {
            return;
        };
        let Some(history) = self.keys.get_mut(hash_of_text(key), key) else {
            debug_assert!(
                open.operation != command.operation,
                "{:?} is open, but its key has no history",
                open.operation
            );
            return;
        };
        if open.applied.is_none() && open.operation == command.operation {
            let history = Arc::make_mut(history);
            open.applied = Some(history.witness.applied(&command.operation));
            if open.has_ended {
                self.operations.remove(hash_of(id), &id);
            }
        }
    }

    /// A client knows how its operation ended. Returns what no order explains, if there is such.
    pub(super) fn ended(
        &mut self,
        event: EventNumber,
        id: (ClientId, Serial),
        end: OperationEnd,
    ) -> Option<String> {
        let open = self.operations.get_mut(hash_of(id), &id);
        let open = open.filter(|open| !open.has_ended)?;
        let Open {
            operation, applied, ..
        } = open.clone();
        let is_read = matches!(operation, Operation::Get { .. });
        let explained = match end {
            OperationEnd::Ok(answer) => applied == Some(answer),
            OperationEnd::Failed => is_read || applied.is_none(),
            OperationEnd::Unknown => true,
        };
        match end {
            OperationEnd::Unknown if !is_read && applied.is_none() => open.has_ended = true,
            _ => self.operations.remove(hash_of(id), &id),
        }
        let part = self.change(&operation, |history| {
            if !explained {
                history.witness.is_refuted();
            }
            history.ended(event, id, end)
        })?;
        Some(sentence(&part))
    }

    /// The run is over: what has not ended never will. Returns what no order explains, if there is such.
    pub(super) fn finish(&mut self) -> Option<String> {
        let (mut broken, mut undecided) = (None, 0);
        self.keys.for_each(|history| {
            let history = Arc::make_mut(history);
            if broken.is_none() {
                broken = history.finish();
            }
            undecided += u32::from(history.is_undecided());
        });
        self.undecided = undecided;
        broken.map(|part| sentence(&part))
    }

    /// Whether the history of some key would take too long to judge.
    pub(super) fn undecided(&self) -> bool {
        self.undecided > 0
    }

    /// Changes the history of the key of an operation.
    fn change(
        &mut self,
        operation: &Operation,
        how: impl FnOnce(&mut History) -> Option<Vec<Call>>,
    ) -> Option<Vec<Call>> {
        let key = operation.key()?;
        let history = self
            .keys
            .or_insert_with(hash_of_text(key), key, Arc::default);
        let history = Arc::make_mut(history);
        let before = history.is_undecided();
        let result = how(history);
        self.undecided += u32::from(!before && history.is_undecided());
        result
    }
}

/// Operations of a client that follow each other, and those of other clients, lie side by side.
fn hash_of((client, serial): (ClientId, Serial)) -> u64 {
    serial.wrapping_mul(16).wrapping_add(u64::from(client.0))
}
fn sentence(part: &[Call]) -> String {
    let mut text = String::from("No order explains");
    for (place, call) in part.iter().enumerate() {
        let (client, operation, called) = (call.client, &call.operation, call.called);
        let comma = if place == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(text, "{comma} {client}'s `{operation}`");
        let _ = match call.answer.flatten() {
            Some(value) => write!(text, " that gave {value}"),
            None => write!(text, " that gave nothing"),
        };
        let _ = write!(
            text,
            " (events {called} to {})",
            call.returns.unwrap_or_default()
        );
    }
    text.push('.');
    text
}
