//! Dials turned in mid-run, and what is held.

use super::World;
use super::actions::Refusal;
use super::reported::report_changes;
use crate::dials::{Dial, DialError};
use raft::{Input, ServerId};
use record::view::Process;
use record::{Control, Held};

impl World {
    pub(super) fn turn(&mut self, dial: Dial, value: u64) -> Result<(), Refusal> {
        let along = self
            .dials
            .set(dial, value)
            .map_err(|DialError(sentence)| sentence)?;
        self.begin_event(
            None,
            None,
            Control::Tuned {
                dial: dial.info().label.into(),
                value,
                shown: dial.info().show(value),
                along: along.map(|along| along.info().label.into()),
            }
            .into(),
        );
        let (draw, now) = ((self.chance, self.dials), self.now);
        for server in &mut self.servers {
            if dial == Dial::ClockDrift {
                server.drift(now, (draw.0, &draw.1));
            }
        }
        for id in self.ids().iter() {
            if self.server(id).process == Process::Running {
                self.tune(id);
            }
        }
        if dial == Dial::ClockDrift {
            // When a leader heard its followers, it knows by its own clock: all of it is to be said again.
            for server in &mut self.servers {
                server.reported.progress.clear();
                report_changes(server, &mut self.event.outcomes);
            }
        }
        // A dial concerns all servers, so the event is no server's step.
        self.event.after = None;
        self.end_event();
        Ok(())
    }

    /// A server whose process runs takes over what the dials say now. One that is paused does so when it resumes, and one
    /// that is down when it restarts.
    pub(super) fn tune(&mut self, id: ServerId) {
        let config = self.dials.config();
        let server = self.server_mut(id);
        if *server.node.config() == config {
            return;
        }
        match server.is_new {
            true => server.load(config),
            false => self.take_step(id, Input::Tune(config)),
        }
    }

    pub(super) fn hold(&mut self, what: Held, held: bool) -> Result<(), Refusal> {
        if !self.holds.set(what, held) {
            let already = if held { "held already" } else { "not held" };
            return Err(format!("The {what} are {already}."));
        }
        let kind = if held {
            Control::Held { what }.into()
        } else {
            self.unpark();
            Control::Released { what }.into()
        };
        self.note(None, kind);
        Ok(())
    }
}
