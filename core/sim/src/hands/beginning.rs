//! A log that a server is given before the run begins.

use super::Refusal;
use crate::world::World;
use raft::{Durable, Entries, Entry, Index, Node, Notice, Payload, ServerId, Term};
use record::{ClientCommand, ClientId, EventKind, Operation, Outcome};

impl World {
    /// Before the run begins: a log to start from, and the term that goes with it. Entries of one index and term are the
    /// same wherever they are given: entry 3 of term 2 is `set e3 2`.
    pub(super) fn give_log(
        &mut self,
        id: ServerId,
        terms: &[Term],
        term: Term,
    ) -> Result<(), Refusal> {
        self.known(id)?;
        if self.begun {
            return Err("The run has begun: a log is given before it does.".into());
        }
        if !terms.is_sorted() || terms.first() == Some(&0) || terms.last() > Some(&term) {
            return Err(format!(
                "The terms of a log begin with 1 at least, never go down, and end with {term} at most, the server's own."
            ));
        }
        let entries: Entries = (1..)
            .zip(terms)
            .map(|(index, term)| given(index, *term))
            .collect();
        let mut durable = Durable::new(self.configuration());
        durable.term = term;
        durable.log.replace(1, &entries);
        let config = self.dials.config();
        let server = self.server_mut(id);
        server.node = Node::new(id, config, durable.clone(), server.ticket);
        server.disk.durable = durable;
        self.begin_event(None, Some(id), EventKind::LogGiven { term });
        if !entries.is_empty() {
            let appended = Notice::Appended { first: 1, entries };
            self.event.outcomes.push(Outcome::Noticed(appended));
        }
        self.end_event();
        Ok(())
    }
}

/// Entry `index` of a log that was given: of `term`, and the same wherever it is given.
fn given(index: Index, term: Term) -> Entry {
    let command = ClientCommand {
        client: ClientId(0),
        serial: 0,
        acknowledged: 0,
        operation: Operation::Set {
            key: format!("e{index}").into(),
            value: term.cast_signed(),
        },
    };
    Entry {
        term,
        payload: Payload::Command(command.encode()),
    }
}
