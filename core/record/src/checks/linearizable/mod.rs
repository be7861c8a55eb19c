//! Linearizable (§8): every operation takes effect at one moment between its call and its return, as if there were one
//! copy of the machine. Judged for each key by itself, which is enough (Herlihy & Wing 1990, locality).

mod history;
mod offence;
mod register;
mod search;

use crate::event::{EventNumber, OperationEnd};
use crate::operation::{ClientId, Operation, Serial};
use crate::sorted::SortedMap;
use history::History;
use search::Call;
use std::fmt::Write;
use std::sync::Arc;

/// Remembers, of every key, what is under way and what may be so.
#[derive(Clone, Default)]
pub(super) struct Linearizable(Arc<Histories>);

#[derive(Clone, Default)]
struct Histories {
    keys: SortedMap<Arc<str>, History>,
    /// The key of every operation that has not ended.
    open: Vec<(ClientId, Serial, Arc<str>)>,
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
        let histories = Arc::make_mut(&mut self.0);
        if histories
            .open
            .iter()
            .any(|(client, serial, _)| (*client, *serial) == id)
        {
            return;
        }
        let (client, serial) = id;
        let key = operation.key().clone();
        let history = histories.keys.or_default(key.clone());
        history.called(event, id, operation.clone());
        histories.open.push((client, serial, key));
    }

    /// A client knows how its operation ended. Returns what no order explains, if there is such.
    pub(super) fn ended(
        &mut self,
        event: EventNumber,
        id: (ClientId, Serial),
        end: OperationEnd,
    ) -> Option<String> {
        let histories = Arc::make_mut(&mut self.0);
        let own = |(client, serial, _): &(ClientId, Serial, Arc<str>)| (*client, *serial) == id;
        let place = histories.open.iter().position(own)?;
        let (_, _, key) = histories.open.swap_remove(place);
        let part = histories.keys.get_mut(&key)?.ended(event, id, end)?;
        Some(sentence(&part))
    }

    /// The run is over: what has not ended never will. Returns what no order explains, if there is such.
    pub(super) fn finish(&mut self) -> Option<String> {
        let histories = Arc::make_mut(&mut self.0);
        histories.open.clear();
        let mut parts = histories.keys.values_mut().filter_map(History::finish);
        parts.next().map(|part| sentence(&part))
    }

    /// Whether the history of some key would take too long to judge.
    pub(super) fn undecided(&self) -> bool {
        self.0
            .keys
            .iter()
            .any(|(_, history)| history.is_undecided())
    }
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
