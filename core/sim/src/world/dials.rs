//! Dials turned in mid-run, and what is held.

use super::World;
use super::actions::Refusal;
use crate::dials::{Dial, DialError};
use raft::{Input, ServerId};
use record::view::Process;
use record::{EventKind, Held};

impl World {
    pub(super) fn turn(&mut self, dial: Dial, value: u64) -> Result<(), Refusal> {
        self.dials
            .set(dial, value)
            .map_err(|DialError(sentence)| sentence)?;
        self.begin_event(
            None,
            None,
            EventKind::Tuned {
                dial: dial.info().label,
                value,
                shown: dial.info().show(value),
            },
        );
        let (draw, now) = ((self.chance, self.dials), self.now);
        for server in &mut self.servers {
            if dial == Dial::ClockDrift {
                server.drift(now, (draw.0, &draw.1));
            }
        }
        let config = self.dials.config();
        for id in (1..=self.settings.servers).map(ServerId) {
            if self.server(id).process != Process::Crashed
                && *self.server(id).node.config() != config
            {
                self.take_step(id, Input::Tune(config));
            }
        }
        // A dial concerns all servers; the event is nobody's step.
        self.event.after = None;
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
