//! Messages: handed over, sent, delivered and lost; and what the user may do to one in flight.

use super::World;
use super::actions::Refusal;
use crate::network::InFlight;
use crate::queue::Due;
use raft::{Duration, Input, Message, ServerId, Ticket};
use record::view::Process;
use record::{Envelope, EventKind, Fate, LossReason, MessageId, Outcome};

impl World {
    pub(super) fn hand_over(
        &mut self,
        from: ServerId,
        to: ServerId,
        message: Message,
        after: Option<Ticket>,
    ) {
        let envelope = self.network.address(from, to, message);
        match after {
            Some(ticket) => {
                self.event.outcomes.push(Outcome::Waits {
                    envelope: envelope.clone(),
                    ticket,
                });
                self.server_mut(from).disk.waiting.push((ticket, envelope));
            }
            None => self.send(envelope),
        }
    }

    pub(super) fn send(&mut self, envelope: Envelope) {
        let draw = (self.chance, &self.dials);
        let departure = self
            .network
            .send(envelope, self.now, self.event.number, draw);
        self.departs(departure.original);
        if let Some(copy) = departure.copy {
            self.departs(copy);
        }
    }

    /// The message in flight of a plan: the plans of one that is no longer in flight are void.
    fn due_message(&self, id: MessageId) -> Option<&InFlight> {
        let message = self.network.find(id);
        debug_assert!(message.is_some(), "{id:?} is not in flight");
        message
    }

    /// Plans the fate of a message that just left, and reports that it left.
    fn departs(&mut self, id: MessageId) {
        let Some(message) = self.due_message(id) else {
            return;
        };
        let fate = message.fate();
        let sent = Outcome::Sent {
            envelope: message.envelope.clone(),
            fate,
            copy_of: message.copy_of,
        };
        self.event.outcomes.push(sent);
        self.plan_fate(id);
    }

    /// Plans the fate that a message in flight has now.
    pub(super) fn plan_fate(&mut self, id: MessageId) {
        let Some(message) = self.due_message(id) else {
            return;
        };
        let time = message.fate().time();
        debug_assert!(time >= self.now, "{id:?} has a fate in the past");
        let sequence = self.queue.plan(time, Due::Message(id));
        self.network.planned(id, sequence);
    }

    pub(super) fn message_is_due(&mut self, id: MessageId) {
        match self.due_message(id).and_then(|message| message.lost) {
            Some((_, why)) => self.lose(id, why, false),
            None => self.deliver(id, false),
        }
    }

    /// A message leaves the network without arriving.
    pub(super) fn lose(&mut self, id: MessageId, why: LossReason, manual: bool) {
        let Some(message) = self.network.remove(id) else {
            debug_assert!(false, "{id:?} is lost, but is not in flight");
            return;
        };
        let to = message.envelope.to;
        self.begin_event(
            (!manual).then_some(message.sent_by),
            Some(to),
            EventKind::Lost {
                envelope: message.envelope,
                why,
                manual,
            },
        );
        self.end_event();
    }

    pub(super) fn deliver(&mut self, id: MessageId, manual: bool) {
        let Some(message) = self.due_message(id) else {
            return;
        };
        if self.server(message.envelope.to).process == Process::Crashed {
            return self.lose(id, LossReason::Down, manual);
        }
        let Some(message) = self.network.remove(id) else {
            return;
        };
        let crosses_cut = manual && self.network.is_before_cut(&message, self.now);
        let Envelope {
            from,
            to,
            message: words,
            ..
        } = message.envelope.clone();
        self.begin_event(
            (!manual).then_some(message.sent_by),
            Some(to),
            EventKind::Delivered {
                envelope: message.envelope,
                manual,
            },
        );
        if crosses_cut {
            let fate = Fate::Arrives(self.now);
            self.event.outcomes.push(Outcome::FateChanged { id, fate });
        }
        self.take_step(
            to,
            Input::Message {
                from,
                message: words,
            },
        );
        self.end_event();
    }

    pub(super) fn in_flight(&self, id: MessageId) -> Result<(), Refusal> {
        match self.network.find(id) {
            Some(_) => Ok(()),
            None => Err("That message is no longer on its way.".to_string()),
        }
    }

    pub(super) fn deliver_now(&mut self, id: MessageId) -> Result<(), Refusal> {
        self.in_flight(id)?;
        if let Some(to) = self.network.find(id).map(|message| message.envelope.to) {
            self.takes_in(to)?;
        }
        self.deliver(id, true);
        Ok(())
    }

    pub(super) fn duplicate(&mut self, id: MessageId) -> Result<(), Refusal> {
        self.in_flight(id)?;
        self.begin_event(None, None, EventKind::Duplicated { id });
        if let Some(copy) = self.network.duplicate(id, self.now, self.event.number) {
            self.departs(copy);
        }
        self.end_event();
        Ok(())
    }

    pub(super) fn delay(&mut self, id: MessageId, by: Duration) -> Result<(), Refusal> {
        self.in_flight(id)?;
        if let Some(fate) = self.network.delay(id, by, self.now) {
            self.plan_fate(id);
            self.note(None, EventKind::Delayed { id, fate });
        }
        Ok(())
    }
}
