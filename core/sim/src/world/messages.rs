//! Messages: handed over, sent, delivered and lost; and what the user may do to one in flight.

use super::World;
use super::actions::Refusal;
use crate::network::InFlight;
use crate::queue::Due;
use raft::{Duration, Input, Message, ServerId, Ticket};
use record::view::Process;
use record::{
    Control, Envelope, EventKind, Fate, LossReason, MessageControl, MessageName, MessageNumber,
    Outcome,
};

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
        let (when, draw) = ((self.now, self.event.number), (self.chance, &self.dials));
        let departure = self.network.send(envelope, when, draw, &mut self.queue);
        self.departs(departure.original);
        if let Some(copy) = departure.copy {
            self.departs(copy);
        }
    }

    /// Reports that a message just left.
    fn departs(&mut self, number: MessageNumber) {
        let Some(message) = self.network.find(number) else {
            debug_assert!(false, "{number:?} left, but is not in flight");
            return;
        };
        let sent = Outcome::Sent {
            envelope: message.envelope.clone(),
            fate: message.fate(),
            copy_of: message.copy_of,
        };
        self.event.outcomes.push(sent);
    }

    /// Plans the fate that a message in flight has now, which is another one than it had.
    pub(super) fn plan_fate(&mut self, number: MessageNumber) {
        let Some(message) = self.network.find(number) else {
            debug_assert!(false, "{number:?} is not in flight");
            return;
        };
        let time = message.ends();
        debug_assert!(time >= self.now, "{number:?} has a fate in the past");
        let sequence = self.queue.plan(time, Due::Message(number));
        self.network.planned(number, sequence);
    }

    /// The plans of a message that is no longer in flight are void.
    pub(super) fn message_is_due(&mut self, number: MessageNumber) {
        let Some(message) = self.network.remove(number) else {
            debug_assert!(false, "{number:?} is due, but is not in flight");
            return;
        };
        match message.lost {
            Some((_, why)) => self.lose(message, why, false),
            None => self.deliver(message, false),
        }
    }

    /// A message that has left the network did not arrive.
    fn lose(&mut self, message: InFlight, why: LossReason, manual: bool) {
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

    /// A message that has left the network is at its receiver.
    fn deliver(&mut self, message: InFlight, manual: bool) {
        if self.server(message.envelope.to).process == Process::Crashed {
            return self.lose(message, LossReason::Down, manual);
        }
        let crosses_cut = manual && self.network.is_before_cut(&message, self.now);
        let name = message.envelope.name();
        let (from, to) = (message.envelope.from, message.envelope.to);
        let Some(words) = message.envelope.message().cloned() else {
            debug_assert!(false, "{name} was sent by a node, so all of it is known");
            return;
        };
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
            self.event
                .outcomes
                .push(Outcome::FateChanged { name, fate });
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

    fn in_flight(&self, name: MessageName) -> Result<MessageNumber, Refusal> {
        match self.network.named(name) {
            Some(message) => Ok(message.envelope.number),
            None => Err(not_in_flight(name)),
        }
    }

    /// Takes a message off its way.
    fn take(&mut self, name: MessageName) -> Result<InFlight, Refusal> {
        let number = self.in_flight(name)?;
        let message = self.network.remove(number);
        message.ok_or_else(|| not_in_flight(name))
    }

    pub(super) fn drop_now(&mut self, name: MessageName) -> Result<(), Refusal> {
        let message = self.take(name)?;
        self.lose(message, LossReason::Manual, true);
        Ok(())
    }

    pub(super) fn deliver_now(&mut self, name: MessageName) -> Result<(), Refusal> {
        self.in_flight(name)?;
        self.takes_in(name.to)?;
        let message = self.take(name)?;
        self.deliver(message, true);
        Ok(())
    }

    pub(super) fn duplicate(&mut self, name: MessageName) -> Result<(), Refusal> {
        let number = self.in_flight(name)?;
        self.begin_event(
            None,
            None,
            Control::Message {
                what: MessageControl::Duplicated,
                name,
                fate: None,
            }
            .into(),
        );
        let when = (self.now, self.event.number);
        if let Some(copy) = self.network.duplicate(number, when, &mut self.queue) {
            self.departs(copy);
        }
        self.end_event();
        Ok(())
    }

    pub(super) fn delay(&mut self, name: MessageName, by: Duration) -> Result<(), Refusal> {
        let number = self.in_flight(name)?;
        if let Some(fate) = self.network.delay(number, by, self.now) {
            self.plan_fate(number);
            let (what, fate) = (MessageControl::Delayed, Some(fate));
            let delayed = Control::Message { what, name, fate };
            self.note(None, delayed.into());
        }
        Ok(())
    }
}

fn not_in_flight(name: MessageName) -> Refusal {
    format!("{name} is not on its way.")
}
