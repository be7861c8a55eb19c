//! Timers: armed by a node, fired by the clock or by the user.

use super::World;
use super::actions::Refusal;
use crate::queue::Due;
use crate::server::Timer;
use raft::{Duration, Input, ServerId, TimerKind};
use record::{Control, EventKind, Outcome};

impl World {
    pub(super) fn arm(&mut self, id: ServerId, kind: TimerKind, range: (Duration, Duration)) {
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

    pub(super) fn timer_fires(&mut self, id: ServerId, kind: TimerKind, manual: bool) {
        let Some(timer) = self.server_mut(id).timer(kind).take() else {
            debug_assert!(false, "the {kind:?} timer of {id} does not run");
            return;
        };
        let cause = (!manual).then_some(timer.cause);
        let fired = EventKind::TimerFired {
            timer: kind,
            manual,
        };
        self.begin_event(cause, Some(id), fired);
        self.take_step(id, Input::Timer(kind));
        self.end_event();
    }

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

    /// Those of paused servers as well: their clocks run on.
    pub(super) fn align_timers(&mut self) -> Result<(), Refusal> {
        let mut timers: Vec<_> = self
            .servers
            .iter_mut()
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
        self.note(None, Control::TimersAligned { at }.into());
        Ok(())
    }
}
