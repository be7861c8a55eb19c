//! What the lab's tester may see: what servers say of themselves, what they apply, and counters of the network.

use crate::lab::Verdict;

use raft::{Command, Index, Payload, ServerId, Term, size};
use record::{Event, EventKind, Outcome, RoleName};

/// What the tester has seen.
pub(crate) struct Tester {
    servers: Vec<Seen>,
    /// What was applied at each index, by the first server that did, from index 1 on.
    agreed: Vec<Command>,
    /// A server whose state machine was just replaced by its snapshot.
    restored: Option<ServerId>,
    /// How many snapshots crossed the network and were taken over.
    pub(crate) installed: u64,
    /// Bytes of all messages that were sent.
    pub(crate) bytes: u64,
    /// How many requests reached a server.
    pub(crate) requests: u64,
}

/// One server, as it shows itself.
#[derive(Clone, Default)]
struct Seen {
    /// Its term, and whether it believes that it leads; none if it is down.
    state: Option<(Term, bool)>,
    /// The last index that it has applied since it came up.
    applied: Index,
}

impl Tester {
    pub(crate) fn new(servers: u8) -> Tester {
        Tester {
            servers: vec![Seen::default(); servers.into()],
            agreed: Vec::new(),
            restored: None,
            installed: 0,
            bytes: 0,
            requests: 0,
        }
    }

    pub(crate) fn is_up(&self, id: ServerId) -> bool {
        self.seen(id).state.is_some()
    }

    pub(crate) fn leads(&self, id: ServerId) -> bool {
        matches!(self.seen(id).state, Some((_, true)))
    }

    /// The server's term; none if it is down.
    pub(crate) fn term(&self, id: ServerId) -> Option<Term> {
        self.seen(id).state.map(|(term, _)| term)
    }

    /// How many servers have applied this index, and what they applied.
    pub(crate) fn committed(&self, index: Index) -> (usize, Option<&Command>) {
        let servers = self.servers.iter().filter(|seen| seen.applied >= index);
        (servers.count(), self.agreed.get(index as usize - 1))
    }

    /// What was applied through this index.
    pub(crate) fn agreed(&self, through: Index) -> &[Command] {
        &self.agreed[..self.agreed.len().min(through as usize)]
    }

    /// The server whose state machine was replaced since this was last asked.
    pub(crate) fn take_restored(&mut self) -> Option<ServerId> {
        self.restored.take()
    }

    /// Takes an event in, and says what is wrong with it.
    pub(crate) fn hear(&mut self, event: &Event) -> Verdict {
        for outcome in &event.outcomes {
            match (outcome, event.server) {
                (Outcome::Sent { envelope, .. }, _) => {
                    self.bytes += envelope.message().map_or(0, size::of_message);
                }
                (Outcome::AppliedEntry { index, payload, .. }, Some(id)) => {
                    self.applies(id, *index, payload)?;
                }
                (Outcome::Restored(_), Some(id)) => {
                    self.installed += 1;
                    self.restored = Some(id);
                }
                (Outcome::CheckFailed { sentence, .. }, _) => return Err(sentence.clone()),
                _ => {}
            }
        }
        self.note(event);
        Ok(())
    }

    fn note(&mut self, event: &Event) {
        if let EventKind::Delivered { envelope, .. } = &event.kind {
            self.requests += u64::from(!envelope.body.kind().is_reply());
        }
        let Some(id) = event.server else {
            return;
        };
        if let EventKind::Crashed { .. } = event.kind {
            *self.seen_mut(id) = Seen::default();
        }
        if let Some(facts) = event.after {
            let leads = facts.role == RoleName::Leader;
            self.seen_mut(id).state = Some((facts.term, leads));
        }
    }

    /// Every server applies every index, one after the other, and at one index all apply the same.
    fn applies(&mut self, id: ServerId, index: Index, payload: &Payload) -> Verdict {
        let Payload::Command(command) = payload else {
            return Err(format!("{id} applied {index}, which is no command"));
        };
        let before = self.seen(id).applied;
        if index != before + 1 {
            return Err(format!("{id} applied {index} after {before}"));
        }
        match self.agreed.get(index as usize - 1) {
            None => self.agreed.push(command.clone()),
            Some(agreed) if agreed == command => {}
            Some(_) => return Err(format!("{id} applied another {index} than others did")),
        }
        self.seen_mut(id).applied = index;
        Ok(())
    }

    /// The server goes on from its snapshot, which never takes it back.
    pub(crate) fn restored(&mut self, id: ServerId, index: Index) -> Verdict {
        let before = self.seen(id).applied;
        if index < before {
            return Err(format!(
                "{id} had applied {before} and went back to {index}"
            ));
        }
        self.seen_mut(id).applied = index;
        Ok(())
    }

    fn seen(&self, id: ServerId) -> &Seen {
        &self.servers[usize::from(id.0 - 1)]
    }

    fn seen_mut(&mut self, id: ServerId) -> &mut Seen {
        &mut self.servers[usize::from(id.0 - 1)]
    }
}
