//! What a node wants done, done: each effect of a step becomes something of the world.

use crate::client::Reply;
use crate::queue::Due;
use crate::requests::from_proposal;
use crate::server::{Applying, Timer, Work};
use crate::world::World;
use raft::{DiskOp, Duration, Effect, Message, Notice, ServerId, Ticket, TimerKind};
use record::{ClientId, Envelope, MessageId, Operation, Outcome};

/// How long the first leader stands before the opening operation is sent.
const OPENING_PAUSE: Duration = Duration::from_millis(30);

impl World {
    /// Carries one effect out.
    pub(crate) fn carry_out(&mut self, id: ServerId, effect: Effect) {
        match effect {
            Effect::Persist { ticket, ops } => self.persist(id, ticket, ops),
            Effect::Send { to, message, after } => self.hand_over(id, to, message, after),
            Effect::Apply { first, entries } => {
                self.begin_applying(id, Work::Entries(first, entries))
            }
            Effect::InstallState { snapshot, after } => {
                self.begin_applying(id, Work::Snapshot(snapshot, after))
            }
            Effect::Arm { timer, min, max } => self.arm(id, timer, (min, max)),
            Effect::Disarm(timer) => {
                if self.server_mut(id).timer(timer).take().is_some() {
                    self.event.outcomes.push(Outcome::TimerStopped(timer));
                }
            }
            Effect::Proposed {
                id: proposal,
                index,
                term,
            } => self.note_proposal(id, proposal, index, term),
            Effect::Refused {
                id: proposal,
                leader,
            } => {
                let (client, serial) = from_proposal(proposal);
                self.reply(id, client, serial, Reply::NotLeader(leader));
            }
            Effect::Decided(reason) => self.event.outcomes.push(Outcome::Decided(reason)),
            Effect::Notify(notice) => self.notice(id, notice),
        }
    }

    pub(crate) fn persist(&mut self, id: ServerId, ticket: Ticket, ops: Vec<DiskOp>) {
        let (now, cause) = (self.now, self.event.number);
        let luck = (self.chance, &self.dials);
        let server = &mut self.servers[usize::from(id.0 - 1)];
        let latency = server.disk.latency(id, ticket, luck);
        server.ticket = ticket;
        let due = server.disk.begin((ticket, ops), now, latency, cause);
        if !server.disk.stalled {
            let sequence = self.queue.plan(due, Due::Disk(id));
            if let Some(write) = self.server_mut(id).disk.queue.last_mut() {
                write.sequence = Some(sequence);
            }
        }
        self.event.outcomes.push(Outcome::WriteBegan { ticket });
    }

    pub(crate) fn hand_over(
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

    pub(crate) fn send(&mut self, envelope: Envelope) {
        let luck = (self.chance, &self.dials);
        let departure = self
            .network
            .send(envelope, self.now, self.event.number, luck);
        self.tell_departure(departure.original);
        if let Some(copy) = departure.copy {
            self.tell_departure(copy);
        }
    }

    /// Plans the fate of a message that just left, and tells it.
    pub(crate) fn tell_departure(&mut self, id: MessageId) {
        let Some(message) = self.network.find(id) else {
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

    /// Plans the fate of a message in flight anew.
    pub(crate) fn plan_fate(&mut self, id: MessageId) {
        let Some(message) = self.network.find(id) else {
            return;
        };
        let sequence = self.queue.plan(message.fate().time(), Due::Message(id));
        self.network.planned(id, sequence);
    }

    pub(crate) fn begin_applying(&mut self, id: ServerId, work: Work) {
        let at_once = matches!(work, Work::Entries(..));
        let cause = self.event.number;
        self.server_mut(id).applying = Some(Applying {
            work,
            sequence: None,
            cause,
        });
        if at_once {
            self.plan_apply(id);
        }
    }

    pub(crate) fn arm(&mut self, id: ServerId, kind: TimerKind, range: (Duration, Duration)) {
        let (now, chance, cause) = (self.now, self.chance, self.event.number);
        let due = now + self.server_mut(id).timeout(range, chance);
        let sequence = self.queue.plan(due, Due::Timer(id, kind));
        *self.server_mut(id).timer(kind) = Some(Timer {
            armed_at: now,
            due,
            sequence,
            cause,
        });
        self.event.outcomes.push(Outcome::TimerArmed {
            timer: kind,
            at: due,
        });
    }

    pub(crate) fn notice(&mut self, id: ServerId, notice: Notice) {
        if matches!(notice, Notice::BecameCandidate(_)) {
            self.server_mut(id).heard = Default::default();
        }
        if matches!(notice, Notice::BecameLeader(_)) && std::mem::take(&mut self.opening) {
            let at = self.now + OPENING_PAUSE;
            self.submit(ClientId(1), (opening_operation(), None), at);
        }
        self.event.outcomes.push(Outcome::Noticed(notice));
    }
}

fn opening_operation() -> Operation {
    Operation::Set {
        key: "x".into(),
        value: 1,
    }
}
