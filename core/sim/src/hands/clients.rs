//! Clients and dials by hand.

use super::Refusal;
use crate::client::Pending;
use crate::dials::{Dial, DialError};
use crate::world::World;
use raft::{Input, ServerId};
use record::view::Process;
use record::{ClientId, EventKind, Operation};

impl World {
    pub(crate) fn known_client(&self, id: ClientId) -> Result<(), Refusal> {
        match self.clients.len() {
            0 => Err("There is no client in this run.".to_string()),
            clients if (1..=clients).contains(&usize::from(id.0)) => Ok(()),
            clients => Err(format!(
                "There is no such client: the clients are C1 to C{clients}."
            )),
        }
    }

    pub(super) fn advance(&mut self, id: ClientId) -> Result<(), Refusal> {
        self.known_client(id)?;
        let moves = |op: &&mut Pending| op.transit.is_some() || op.sending.is_some();
        let Some(op) = self.client_mut(id).pending.iter_mut().find(moves) else {
            return Err(format!("Nothing of {id} is on its way."));
        };
        let (serial, sends) = (op.serial, op.sending.is_some());
        if let Some(to) = self.requested(id, serial) {
            self.takes_in(to)?;
        }
        if let Some(op) = self.client_mut(id).find(serial) {
            // What a hand moved has no other cause.
            op.cause = None;
        }
        match sends {
            true => self.client_sends(id, serial),
            false => self.transit_ends(id, serial),
        }
        Ok(())
    }

    pub(super) fn submit_by_hand(
        &mut self,
        client: Option<ClientId>,
        operation: &Operation,
        first: Option<ServerId>,
    ) -> Result<(), Refusal> {
        let idle = self
            .clients
            .iter()
            .min_by_key(|client| client.pending.len());
        let id = client
            .or(idle.map(|client| client.id))
            .unwrap_or(ClientId(0));
        self.known_client(id)?;
        self.begin_event(
            None,
            None,
            EventKind::Submitted {
                client: id,
                operation: operation.clone(),
            },
        );
        self.submit(id, (operation.clone(), first), self.now);
        self.end_event();
        Ok(())
    }

    pub(super) fn turn(&mut self, dial: Dial, value: u64) -> Result<(), Refusal> {
        self.dials
            .set(dial, value)
            .map_err(|DialError(sentence)| sentence)?;
        self.begin_event(
            None,
            None,
            EventKind::Tuned {
                dial: dial.info().label,
                value,
                shown: dial.info().show(value),
            },
        );
        let (luck, now) = ((self.chance, self.dials), self.now);
        for server in &mut self.servers {
            if dial == Dial::ClockDrift {
                server.drift(now, (luck.0, &luck.1));
            }
        }
        let config = self.dials.config();
        for id in (1..=self.settings.servers).map(ServerId) {
            if self.server(id).process != Process::Crashed
                && *self.server(id).node.config() != config
            {
                self.take_step(id, Input::Tune(config));
            }
        }
        // A dial concerns all servers; the event is nobody's step.
        self.event.after = None;
        self.end_event();
        Ok(())
    }
}
