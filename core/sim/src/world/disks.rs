//! Disks: writes that begin and become durable, stalls, and disks that differ from what the dials say.

use super::World;
use super::actions::{Refusal, is_range};
use crate::dials::Dial;
use crate::queue::Due;
use raft::{DiskOp, Duration, Input, ServerId, Ticket};
use record::{Control, DiskWrite, EventKind, Outcome, ServerControl};

impl World {
    pub(super) fn persist(&mut self, id: ServerId, ticket: Ticket, ops: Vec<DiskOp>) {
        let (now, cause) = (self.now, self.event.number);
        let draw = (self.chance, &self.dials);
        let server = &mut self.servers[usize::from(id.0 - 1)];
        let latency = server.disk.latency(id, ticket, draw);
        server.ticket = ticket;
        let writes = ops.iter().map(DiskWrite::from).collect();
        let due = server.disk.begin((ticket, ops), now, latency, cause);
        let stalled = server.disk.stalled;
        if !stalled {
            let sequence = self.queue.plan(due, Due::Disk(id));
            if let Some(write) = self.server_mut(id).disk.queue.last_mut() {
                write.sequence = Some(sequence);
            }
        }
        self.event.outcomes.push(Outcome::WriteBegan {
            ticket,
            writes,
            due: (!stalled).then_some(due),
        });
    }

    pub(super) fn disk_finishes(&mut self, id: ServerId, manual: bool) {
        let Some(write) = self.server_mut(id).disk.finish() else {
            debug_assert!(false, "the disk of {id} has nothing to write");
            return;
        };
        let (ticket, cause) = (write.ticket, (!manual).then_some(write.cause));
        self.begin_event(cause, Some(id), EventKind::Persisted { ticket });
        self.release_messages(id, ticket);
        self.begin_restoring(id, ticket);
        self.take_step(id, Input::Persisted(ticket));
        self.end_event();
    }

    /// Messages that waited for a write may leave once it is durable.
    pub(super) fn release_messages(&mut self, id: ServerId, ticket: Ticket) {
        while let Some(envelope) = self.server_mut(id).disk.release(ticket) {
            self.send(envelope);
        }
    }

    pub(super) fn stall_disk(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.running(id)?;
        if self.server(id).disk.stalled {
            return Err(format!("The disk of {id} is stalled already."));
        }
        self.server_mut(id).disk.stall();
        self.note(Some(id), ServerControl::DiskStalled.into());
        Ok(())
    }

    pub(super) fn release_disk(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.known(id)?;
        if !self.server(id).disk.stalled {
            return Err(format!("The disk of {id} is not stalled."));
        }
        self.server_mut(id).disk.stalled = false;
        self.begin_event(None, Some(id), ServerControl::DiskReleased.into());
        self.plan_writes(id, Duration(self.dials.get(Dial::DiskMin)));
        self.end_event();
        Ok(())
    }

    pub(super) fn override_disk(
        &mut self,
        id: ServerId,
        latency: Option<(Duration, Duration)>,
    ) -> Result<(), Refusal> {
        self.known(id)?;
        if let Some((min, max)) = latency {
            is_range(Dial::DiskMin, min, max)?;
        }
        self.server_mut(id).disk.own_latency = latency.map(|(min, max)| (min.0, max.0));
        self.note(Some(id), Control::DiskOverridden { latency }.into());
        Ok(())
    }

    pub(super) fn sync(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.running(id)?;
        if self.server(id).disk.queue.is_empty() {
            return Err(format!("The disk of {id} has nothing to write."));
        }
        self.disk_finishes(id, true);
        Ok(())
    }

    /// Plans every write in a disk's queue again: none is durable before `latency` has passed.
    pub(super) fn plan_writes(&mut self, id: ServerId, latency: Duration) {
        let earliest = self.now + latency;
        let disk = &mut self.servers[usize::from(id.0 - 1)].disk;
        for write in disk.queue.iter_mut().filter(|_| !disk.stalled) {
            write.due = write.due.max(earliest);
            write.sequence = Some(self.queue.plan(write.due, Due::Disk(id)));
            self.event.outcomes.push(Outcome::WriteDue {
                ticket: write.ticket,
                due: write.due,
            });
        }
    }
}
