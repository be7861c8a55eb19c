//! Disks and state machines by hand.

use super::{Refusal, is_range};
use crate::dials::Dial;
use crate::queue::Due;
use crate::world::World;
use raft::{Duration, ServerId};
use record::EventKind;

impl World {
    pub(super) fn stall_disk(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.running(id)?;
        if self.server(id).disk.stalled {
            return Err(format!("The disk of {id} is stalled already."));
        }
        self.server_mut(id).disk.stall();
        self.note(Some(id), EventKind::DiskStalled);
        Ok(())
    }

    pub(super) fn release_disk(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.known(id)?;
        if !self.server(id).disk.stalled {
            return Err(format!("The disk of {id} is not stalled."));
        }
        self.server_mut(id).disk.stalled = false;
        self.plan_writes(id, Duration(self.dials.get(Dial::DiskMin)));
        self.note(Some(id), EventKind::DiskReleased);
        Ok(())
    }

    pub(super) fn shape_disk(
        &mut self,
        id: ServerId,
        latency: Option<(Duration, Duration)>,
    ) -> Result<(), Refusal> {
        self.known(id)?;
        if let Some((min, max)) = latency {
            is_range(Dial::DiskMin, min, max)?;
        }
        self.server_mut(id).disk.own_latency = latency.map(|(min, max)| (min.0, max.0));
        self.note(Some(id), EventKind::DiskShaped { latency });
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

    pub(super) fn finish_applying(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.running(id)?;
        let applying = self.server(id).applying.as_ref();
        if applying.is_none_or(|applying| applying.sequence.is_none()) {
            return Err(format!("The state machine of {id} has nothing to apply."));
        }
        self.apply_finishes(id, true);
        Ok(())
    }

    /// Plans every write in a disk's queue anew: none is durable before `latency` has passed.
    pub(super) fn plan_writes(&mut self, id: ServerId, latency: Duration) {
        let earliest = self.now + latency;
        let disk = &mut self.servers[usize::from(id.0 - 1)].disk;
        for write in disk.queue.iter_mut().filter(|_| !disk.stalled) {
            write.due = write.due.max(earliest);
            write.sequence = Some(self.queue.plan(write.due, Due::Disk(id)));
        }
    }
}
