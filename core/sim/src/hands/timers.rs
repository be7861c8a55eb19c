//! Timers and snapshots by hand, and what is held.

use super::Refusal;
use crate::queue::Due;
use crate::server::Server;
use crate::world::World;
use raft::{ServerId, TimerKind};
use record::view::Process;
use record::{EventKind, Held};

impl World {
    pub(super) fn time_out(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.running(id)?;
        if self.server_mut(id).timer(TimerKind::Election).is_none() {
            return Err(format!(
                "{id} runs no election timer: it leads, or has not started."
            ));
        }
        self.timer_fires(id, TimerKind::Election, true);
        Ok(())
    }

    pub(super) fn beat(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.running(id)?;
        if self.server_mut(id).timer(TimerKind::Heartbeat).is_none() {
            return Err(format!("{id} follows: it has no heartbeat timer."));
        }
        self.timer_fires(id, TimerKind::Heartbeat, true);
        Ok(())
    }

    pub(super) fn align_timers(&mut self) -> Result<(), Refusal> {
        let runs = |server: &&mut Server| server.process == Process::Running;
        let mut timers: Vec<_> = self
            .servers
            .iter_mut()
            .filter(runs)
            .filter_map(|server| Some((server.id, server.timer(TimerKind::Election).as_mut()?)))
            .collect();
        let first = timers.iter().map(|(_, timer)| timer.due).min();
        let (Some(first), 2..) = (first, timers.len()) else {
            return Err("Fewer than two election timers run.".into());
        };
        let at = first.max(self.now);
        for (id, timer) in &mut timers {
            timer.due = at;
            timer.sequence = self.queue.plan(at, Due::Timer(*id, TimerKind::Election));
        }
        self.note(None, EventKind::TimersAligned { at });
        Ok(())
    }

    pub(super) fn take_snapshot(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.running(id)?;
        let node = &self.server(id).node;
        let (applied, covered) = (node.applied_index(), node.snapshot().id.last_included_index);
        if applied <= covered {
            return Err(format!(
                "{id} has applied nothing since its snapshot up to {covered}."
            ));
        }
        self.begin_event(None, Some(id), EventKind::SnapshotRequested);
        self.hand_over_snapshot(id);
        self.end_event();
        Ok(())
    }

    pub(super) fn hold(&mut self, what: Held, held: bool) -> Result<(), Refusal> {
        if !self.holds.set(what, held) {
            let already = if held { "held already" } else { "not held" };
            return Err(format!("The {what} are {already}."));
        }
        let kind = if held {
            EventKind::Held { what }
        } else {
            self.unpark();
            EventKind::Released { what }
        };
        self.note(None, kind);
        Ok(())
    }
}
