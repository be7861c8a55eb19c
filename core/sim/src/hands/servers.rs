//! Servers by hand: crash, wipe, restart, pause, resume.

use super::Refusal;
use crate::disk::Keeps;
use crate::world::World;
use raft::{Configuration, Durable, Index, Input, Log, Notice, ServerId, ServerSet};
use record::view::Process;
use record::{EventKind, Outcome};

impl World {
    pub(super) fn crash(&mut self, id: ServerId, keeps: Keeps) -> Result<(), Refusal> {
        self.not_down(id)?;
        let (unsynced, kept) = self.lose_memory(id, keeps);
        self.begin_event(None, Some(id), EventKind::Crashed { unsynced, kept });
        self.break_connections(id);
        self.end_event();
        Ok(())
    }

    /// What the server sent at this moment had not left when it went down; what it wrote was on its way to the disk.
    pub(super) fn crash_before_send(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.not_down(id)?;
        let unsent = self.network.unsend(id, self.now);
        self.unsend_replies(id);
        let (unsynced, kept) = self.lose_memory(id, Keeps::by(&self.dials));
        self.begin_event(None, Some(id), EventKind::Crashed { unsynced, kept });
        let never_sent = unsent.into_iter().map(|id| Outcome::NeverSent { id });
        self.event.outcomes.extend(never_sent);
        self.break_connections(id);
        self.end_event();
        Ok(())
    }

    pub(super) fn lose_memory(&mut self, id: ServerId, keeps: Keeps) -> (u32, u32) {
        let chance = self.chance;
        let lost = self.server_mut(id).crash(keeps, chance);
        // What waited for a paused process comes to one that is down.
        self.unpark();
        lost
    }

    pub(super) fn wipe(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.down(id)?;
        let configuration = self.configuration();
        self.server_mut(id).disk.durable = Durable::new(configuration);
        self.wiped.insert(id);
        self.note(Some(id), EventKind::Wiped);
        Ok(())
    }

    pub(super) fn restart(&mut self, id: ServerId) -> Result<(), Refusal> {
        if self.known(id)? != Process::Crashed {
            return Err(format!("{id} is not down."));
        }
        let dials = self.dials;
        let before = self.server_mut(id).restart(&dials);
        self.begin_event(None, Some(id), EventKind::Started { again: true });
        let after = self.server(id).node.log().clone();
        self.tell_what_was_lost(&before, &after);
        self.take_step(id, Input::Start);
        self.end_event();
        Ok(())
    }

    /// Tells how the log that the disk kept differs from the one that the process had in memory.
    pub(super) fn tell_what_was_lost(&mut self, before: &Log, after: &Log) {
        let start = before.first_index().max(after.first_index()) - 1;
        let same = |index: &Index| before.term_at(*index) == after.term_at(*index);
        let end = before.last_index().max(after.last_index());
        let Some(from) = (start..=end).find(|index| !same(index)) else {
            return;
        };
        // Where the first entry that both can tell differs, those below it may differ as well.
        let from = if from == start {
            after.first_index()
        } else {
            from
        };
        if from <= before.last_index() {
            let last = before.last_index();
            self.event
                .outcomes
                .push(Outcome::Noticed(Notice::Truncated { from, last }));
        }
        let kept = (from..=after.last_index()).filter_map(|index| after.get(index).cloned());
        let entries: raft::Entries = kept.collect();
        if !entries.is_empty() {
            self.event.outcomes.push(Outcome::Noticed(Notice::Appended {
                first: from,
                entries,
            }));
        }
    }

    pub(super) fn pause(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.running(id)?;
        self.server_mut(id).process = Process::Paused;
        self.note(Some(id), EventKind::Paused);
        Ok(())
    }

    pub(super) fn resume(&mut self, id: ServerId) -> Result<(), Refusal> {
        if self.known(id)? != Process::Paused {
            return Err(format!("{id} is not paused."));
        }
        self.server_mut(id).process = Process::Running;
        self.unpark();
        self.note(Some(id), EventKind::Resumed);
        Ok(())
    }

    pub(super) fn configuration(&self) -> Configuration {
        Configuration::simple(ServerSet::first(self.settings.servers))
    }
}
