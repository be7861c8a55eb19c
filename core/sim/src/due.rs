//! What comes due: each plan finds its owner and becomes an event.

use crate::client::{Pending, Reply};
use crate::dials::Dial;
use crate::network::InFlight;
use crate::queue::{Due, Plan, Sequence};
use crate::server::{Applying, Work};
use crate::world::World;
use raft::{Duration, Entries, Index, Input, ServerId, Ticket, TimerKind};
use record::view::Process;
use record::{ClientId, Envelope, EventKind, Held, LossReason, MessageId, Outcome, Serial};

impl World {
    /// Lets one plan happen, which is due: whoever made it remembers it, and nothing holds it.
    pub(crate) fn happen(&mut self, due: Due) {
        match due {
            Due::Start(id) => self.start(id),
            Due::Timer(id, kind) => self.timer_fires(id, kind, false),
            Due::Message(id) => self.message_is_due(id),
            Due::Disk(id) => self.disk_finishes(id, false),
            Due::Apply(id) => self.apply_finishes(id, false),
            Due::Snapshot(id) => self.snapshot_is_due(id),
            Due::Transit(client, serial) => self.transit_ends(client, serial),
            Due::ClientTimeout(client, serial) => self.client_loses_patience(client, serial),
            Due::ClientSends(client, serial) => self.client_sends(client, serial),
        }
    }

    /// Throws away what leads the queue and is planned no more, and parks what may not happen now, so that
    /// [`World::next_due`] tells the truth.
    pub(crate) fn tidy_queue(&mut self) {
        while let Some((time, sequence, due)) = self.queue.peek() {
            let planned = self.is_planned(due, sequence);
            if planned && !self.must_wait(due) {
                break;
            }
            self.queue.pop();
            if planned {
                self.park((time, sequence, due));
            }
        }
    }

    /// Keeps a plan until it may happen. Those that have become void meanwhile are forgotten when there is no room.
    fn park(&mut self, plan: Plan) {
        let mut parked = std::mem::take(&mut self.parked);
        if parked.len() == parked.capacity() {
            parked.retain(|(_, sequence, due)| self.is_planned(*due, *sequence));
            // At least twice the room, so that looking through all of them stays rare.
            parked.reserve(parked.len() + 1);
        }
        parked.push(plan);
        self.parked = parked;
    }

    /// Something that held plans holds them no more: they are due again as they were, so that those whose time has
    /// passed happen now, in their order.
    pub(crate) fn unpark(&mut self) {
        for plan in std::mem::take(&mut self.parked) {
            self.queue.put_back(plan);
        }
    }

    /// Whether a plan may not happen by itself now: its kind is held, or the process that it is for is paused.
    fn must_wait(&self, due: Due) -> bool {
        let held = |what| self.holds.contains(what);
        let paused = |id| self.server(id).process == Process::Paused;
        match due {
            Due::Start(id) => paused(id),
            Due::Timer(id, _) => held(Held::Timers) || paused(id),
            Due::Message(id) => {
                let for_paused =
                    |message: &InFlight| message.lost.is_none() && paused(message.envelope.to);
                held(Held::Messages) || self.network.find(id).is_some_and(for_paused)
            }
            Due::Disk(id) => held(Held::Disks) || paused(id),
            Due::Apply(id) => held(Held::Applies) || paused(id),
            Due::Snapshot(id) => paused(id),
            Due::ClientTimeout(..) | Due::ClientSends(..) => held(Held::Clients),
            Due::Transit(client, serial) => {
                held(Held::Clients) || self.requested(client, serial).is_some_and(paused)
            }
        }
    }

    /// The server that a request of a client travels to; none if none does.
    pub(crate) fn requested(&self, client: ClientId, serial: Serial) -> Option<ServerId> {
        let op = self.pending(client, serial)?;
        op.transit.filter(|transit| transit.reply.is_none())?;
        op.server
    }

    fn pending(&self, client: ClientId, serial: Serial) -> Option<&Pending> {
        let client = &self.clients[usize::from(client.0 - 1)];
        client.pending.iter().find(|op| op.serial == serial)
    }

    pub(crate) fn is_planned(&self, due: Due, sequence: Sequence) -> bool {
        let found = match due {
            Due::Start(id) => return self.server(id).is_new,
            Due::Timer(id, kind) => {
                self.server(id).timers[kind as usize].map(|timer| timer.sequence)
            }
            Due::Message(id) => self.network.find(id).map(|message| message.sequence),
            // Those of a paused process come due one after the other, and all wait.
            Due::Disk(id) => {
                let mut writes = self.server(id).disk.queue.iter();
                return writes.any(|write| write.sequence == Some(sequence));
            }
            Due::Apply(id) => self
                .server(id)
                .applying
                .as_ref()
                .and_then(|applying| applying.sequence),
            Due::Snapshot(id) => self.server(id).snapshot_due.map(|(sequence, _)| sequence),
            Due::Transit(client, serial) => self
                .pending(client, serial)
                .and_then(|op| op.transit)
                .map(|transit| transit.sequence),
            Due::ClientTimeout(client, serial) => {
                self.pending(client, serial).and_then(|op| op.timeout)
            }
            Due::ClientSends(client, serial) => {
                self.pending(client, serial).and_then(|op| op.sending)
            }
        };
        found == Some(sequence)
    }

    pub(crate) fn start(&mut self, id: ServerId) {
        self.server_mut(id).is_new = false;
        self.begin_event(None, Some(id), EventKind::Started { again: false });
        self.take_step(id, Input::Start);
        self.end_event();
    }

    pub(crate) fn timer_fires(&mut self, id: ServerId, kind: TimerKind, by_hand: bool) {
        let Some(timer) = self.server_mut(id).timer(kind).take() else {
            return;
        };
        let cause = (!by_hand).then_some(timer.cause);
        let fired = EventKind::TimerFired {
            timer: kind,
            by_hand,
        };
        self.begin_event(cause, Some(id), fired);
        self.take_step(id, Input::Timer(kind));
        self.end_event();
    }

    pub(crate) fn message_is_due(&mut self, id: MessageId) {
        match self.network.find(id).and_then(|message| message.lost) {
            Some((_, why)) => self.lose(id, why),
            None => self.deliver(id, false),
        }
    }

    /// A message leaves the network without arriving.
    pub(crate) fn lose(&mut self, id: MessageId, why: LossReason) {
        let Some(message) = self.network.remove(id) else {
            return;
        };
        let to = message.envelope.to;
        self.begin_event(
            Some(message.sent_by),
            Some(to),
            EventKind::Lost {
                envelope: message.envelope,
                why,
            },
        );
        self.end_event();
    }

    /// A message reaches its receiver.
    pub(crate) fn deliver(&mut self, id: MessageId, by_hand: bool) {
        let Some(message) = self.network.find(id) else {
            return;
        };
        if self.server(message.envelope.to).process == Process::Crashed {
            return self.lose(id, LossReason::Down);
        }
        let Some(message) = self.network.remove(id) else {
            return;
        };
        let Envelope {
            from,
            to,
            message: words,
            ..
        } = message.envelope.clone();
        self.begin_event(
            Some(message.sent_by),
            Some(to),
            EventKind::Delivered {
                envelope: message.envelope,
                by_hand,
            },
        );
        if words.is_reply() {
            let now = self.now;
            self.server_mut(to).heard[usize::from(from.0)] = Some(now);
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

    pub(crate) fn disk_finishes(&mut self, id: ServerId, by_hand: bool) {
        let Some(write) = self.server_mut(id).disk.finish() else {
            return;
        };
        let (ticket, cause) = (write.ticket, (!by_hand).then_some(write.cause));
        self.begin_event(cause, Some(id), EventKind::Persisted { ticket });
        self.send_what_waited(id, ticket);
        self.begin_restoring(id, ticket);
        self.take_step(id, Input::Persisted(ticket));
        self.end_event();
    }

    /// Messages that waited for a write may leave once it is durable.
    pub(crate) fn send_what_waited(&mut self, id: ServerId, ticket: Ticket) {
        while let Some(envelope) = self.server_mut(id).disk.release(ticket) {
            self.send(envelope);
        }
    }

    /// A received snapshot replaces the state machine, once it is durable.
    pub(crate) fn begin_restoring(&mut self, id: ServerId, ticket: Ticket) {
        let Some(Applying {
            work: Work::Snapshot(_, after),
            sequence: None,
            ..
        }) = &self.server(id).applying
        else {
            return;
        };
        if *after <= ticket {
            self.plan_apply(id);
        }
    }

    pub(crate) fn plan_apply(&mut self, id: ServerId) {
        let at = self.now + Duration(self.dials.get(Dial::ApplyDelay));
        let sequence = self.queue.plan(at, Due::Apply(id));
        if let Some(applying) = &mut self.server_mut(id).applying {
            applying.sequence = Some(sequence);
        }
    }

    pub(crate) fn apply_finishes(&mut self, id: ServerId, by_hand: bool) {
        let Some(applying) = self.server_mut(id).applying.take() else {
            return;
        };
        let last = match &applying.work {
            Work::Entries(first, entries) => first + entries.len() as u64 - 1,
            Work::Snapshot(snapshot, _) => snapshot.id.last_included_index,
        };
        let cause = (!by_hand).then_some(applying.cause);
        self.begin_event(cause, Some(id), EventKind::Applied { last });
        match applying.work {
            Work::Entries(first, entries) => self.apply_entries(id, first, &entries),
            Work::Snapshot(snapshot, _) => self.restore(id, &snapshot),
        }
        self.take_step(id, Input::Applied(last));
        self.plan_snapshot(id);
        self.end_event();
    }

    pub(crate) fn apply_entries(&mut self, id: ServerId, first: Index, entries: &Entries) {
        for (index, entry) in (first..).zip(entries.iter()) {
            let applied = self.server_mut(id).machine.apply(&entry.payload);
            self.event.outcomes.push(Outcome::AppliedEntry {
                index,
                term: entry.term,
                payload: entry.payload.clone(),
                content: record::content_hash(&entry.payload),
                answer: applied.map(|applied| applied.answer),
                repeated: applied.is_some_and(|applied| applied.repeated),
            });
            let done = Reply::Done(applied.and_then(|applied| applied.answer));
            while let Some((proposal, reply)) = self.server_mut(id).answer(index, entry.term, done)
            {
                self.reply(id, proposal.client, proposal.serial, reply);
            }
        }
    }

    pub(crate) fn restore(&mut self, id: ServerId, snapshot: &raft::Snapshot) {
        let server = self.server_mut(id);
        server.machine = crate::machine::Machine::from_bytes(&snapshot.data).unwrap_or_default();
        // Whoever waited for an entry that the snapshot swallowed will ask again.
        server
            .proposals
            .retain(|proposal| proposal.index > snapshot.id.last_included_index);
        self.event.outcomes.push(Outcome::Restored(snapshot.id));
    }

    pub(crate) fn plan_snapshot(&mut self, id: ServerId) {
        let threshold = self.dials.get(Dial::SnapshotThreshold);
        let node = &self.server(id).node;
        let grown = node
            .applied_index()
            .saturating_sub(node.snapshot().id.last_included_index);
        if threshold == 0 || grown < threshold || self.server(id).snapshot_due.is_some() {
            return;
        }
        let sequence = self.queue.plan(self.now, Due::Snapshot(id));
        let cause = self.event.number;
        self.server_mut(id).snapshot_due = Some((sequence, cause));
    }

    pub(crate) fn snapshot_is_due(&mut self, id: ServerId) {
        let Some((_, cause)) = self.server_mut(id).snapshot_due.take() else {
            return;
        };
        self.begin_event(Some(cause), Some(id), EventKind::SnapshotDue);
        self.hand_over_snapshot(id);
        self.end_event();
    }

    /// The outside decides when to take a snapshot, and takes it of what is applied (§7).
    pub(crate) fn hand_over_snapshot(&mut self, id: ServerId) {
        let server = self.server(id);
        let (index, data) = (server.node.applied_index(), server.machine.snapshot_bytes());
        self.take_step(id, Input::SnapshotTaken { index, data });
    }
}
