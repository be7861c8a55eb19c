//! What is due next: each plan finds its owner and becomes an event, or waits while something holds it.

use super::World;
use crate::network::InFlight;
use crate::queue::{Due, Plan, Sequence};
use record::Held;
use record::view::Process;

impl World {
    /// Lets one plan happen, which is due: its owner remembers it, and nothing holds it.
    pub(super) fn happen(&mut self, due: Due) {
        match due {
            Due::Start(id) => self.start(id),
            Due::Timer(id, kind) => self.timer_fires(id, kind, false),
            Due::Message(id) => self.message_is_due(id),
            Due::Disk(id) => self.disk_finishes(id, false),
            Due::Apply(id) => self.apply_finishes(id, false),
            Due::Snapshot(id) => self.snapshot_is_due(id),
            Due::Transit(client, serial) => self.transit_ends(client, serial, false),
            Due::ClientTimeout(client, serial) => self.client_times_out(client, serial),
            Due::ClientSends(client, serial) => self.client_sends(client, serial, false),
        }
    }

    /// Throws away what leads the queue and is planned no more, and parks what may not happen now, so that
    /// [`World::next_due`] is right.
    pub(super) fn tidy_queue(&mut self) {
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

    /// Keeps a plan until it may happen. Those that have become void meanwhile are forgotten when memory is full.
    fn park(&mut self, plan: Plan) {
        let mut parked = std::mem::take(&mut self.parked);
        if parked.len() == parked.capacity() {
            parked.retain(|(_, sequence, due)| self.is_planned(*due, *sequence));
            // At least twice as much, so that looking through all of them stays rare.
            parked.reserve(parked.len() + 1);
        }
        parked.push(plan);
        self.parked = parked;
    }

    /// Something that held plans holds them no more: they are due again as they were, so that those whose time has
    /// passed happen now, in their order.
    pub(super) fn unpark(&mut self) {
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

    pub(super) fn is_planned(&self, due: Due, sequence: Sequence) -> bool {
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
}
