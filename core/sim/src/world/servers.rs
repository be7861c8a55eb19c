//! Servers: starting, crashing, erasing a disk or the end of its log, pausing, and the log a server may be given before the run begins.

use super::World;
use super::actions::Refusal;
use super::reported::report_changes;
use crate::disk::KeptWrites;
use raft::{Durable, Entries, Entry, Index, Input, Log, Notice, Payload, ServerId, Term};
use record::view::Process;
use record::{
    ClientCommand, ClientId, ClusterState, Control, DiskHeld, EventKind, Operation, Outcome,
    ServerControl,
};

impl World {
    /// The leader of the highest term among the servers that are up.
    pub fn leader(&self) -> Option<ServerId> {
        ClusterState::leader(self).map(|leader| leader.id)
    }

    pub(super) fn start(&mut self, id: ServerId) {
        self.server_mut(id).is_new = false;
        self.begin_event(None, Some(id), EventKind::Started { again: false });
        self.take_step(id, Input::Start);
        self.end_event();
    }

    pub(super) fn crash(&mut self, id: ServerId, kept: KeptWrites) -> Result<(), Refusal> {
        self.not_down(id)?;
        let log = self.server(id).node.log().clone();
        let (unsynced, kept) = self.lose_memory(id, kept);
        self.begin_event(None, Some(id), EventKind::Crashed { unsynced, kept });
        self.report_disk(id, &log);
        self.break_connections(id);
        self.end_event();
        Ok(())
    }

    /// What the server sent at this moment had not left when it went down; what it wrote was on its way to the disk.
    pub(super) fn crash_before_send(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.not_down(id)?;
        let log = self.server(id).node.log().clone();
        let unsent = self.network.unsend(id, self.now);
        let unsent_replies = self.unsend_replies(id);
        let (unsynced, kept) = self.lose_memory(id, KeptWrites::by(&self.dials));
        self.begin_event(None, Some(id), EventKind::Crashed { unsynced, kept });
        let never_sent = unsent.into_iter().map(|name| Outcome::NeverSent { name });
        self.event.outcomes.extend(never_sent);
        let never_replied = unsent_replies.into_iter();
        let never_replied =
            never_replied.map(|(client, serial)| Outcome::NeverReplied { client, serial });
        self.event.outcomes.extend(never_replied);
        self.report_disk(id, &log);
        self.break_connections(id);
        self.end_event();
        Ok(())
    }

    pub(super) fn lose_memory(&mut self, id: ServerId, kept: KeptWrites) -> (u32, u32) {
        let chance = self.chance;
        let lost = self.server_mut(id).crash(kept, chance);
        // What waited for a paused process comes to one that is down.
        self.unpark();
        lost
    }

    pub(super) fn wipe(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.down(id)?;
        let log = self.server(id).node.log().clone();
        let configuration = self.settings.members();
        self.server_mut(id).set_durable(Durable::new(configuration));
        self.wiped.insert(id);
        self.begin_event(None, Some(id), ServerControl::DiskErased.into());
        self.report_disk(id, &log);
        self.end_event();
        Ok(())
    }

    /// What a restart makes of the rest is what the disk holds from now on, as after a crash.
    pub(super) fn erase_log(&mut self, id: ServerId, from: Index) -> Result<(), Refusal> {
        self.down(id)?;
        let mut durable = self.server(id).disk.durable.clone();
        let (first, last) = (durable.log.first_index(), durable.log.last_index());
        if durable.log.get(from).is_none() {
            return Err(match last.checked_sub(first) {
                None => format!("The log on the disk of {id} is empty."),
                Some(0) => format!("The log on the disk of {id} holds entry {last} only."),
                Some(_) => format!("The log on the disk of {id} holds entries {first} to {last}."),
            });
        }
        let log = self.server(id).node.log().clone();
        durable.log.truncate(from);
        self.server_mut(id).set_durable(durable.recovered());
        self.wiped.insert(id);
        self.begin_event(None, Some(id), Control::LogErased { from }.into());
        self.report_disk(id, &log);
        self.end_event();
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
        self.report_lost_entries(&before, &after);
        let snapshot = self.server(id).node.snapshot().clone();
        if snapshot.id.last_included_index > 0 {
            self.load_machine(id, &snapshot.data);
        }
        self.take_step(id, Input::Start);
        self.end_event();
        Ok(())
    }

    /// Reports what the disk of a server holds whose process does not run, beside the log that was known before.
    fn report_disk(&mut self, id: ServerId, before: &Log) {
        let server = &mut self.servers[usize::from(id.0 - 1)];
        report_changes(server, &mut self.event.outcomes);
        let log = server.node.log();
        let reaches_back = log.base_index() < before.base_index();
        let first = match first_difference(before, log) {
            _ if reaches_back => log.first_index(),
            first => first.unwrap_or(log.last_index() + 1),
        };
        let held = DiskHeld {
            facts: server.facts(),
            first,
            entries: log.iter_from(first).cloned().collect(),
        };
        self.event.outcomes.push(Outcome::DiskHolds(Box::new(held)));
    }

    /// Reports how the log that the disk kept differs from the one that the process had in memory.
    fn report_lost_entries(&mut self, before: &Log, after: &Log) {
        let Some(from) = first_difference(before, after) else {
            return;
        };
        if from <= before.last_index() {
            let last = before.last_index();
            self.event
                .outcomes
                .push(Outcome::Noticed(Notice::Truncated { from, last }));
        }
        let entries: Entries = after.iter_from(from).cloned().collect();
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
        self.note(Some(id), ServerControl::Paused.into());
        Ok(())
    }

    pub(super) fn resume(&mut self, id: ServerId) -> Result<(), Refusal> {
        if self.known(id)? != Process::Paused {
            return Err(format!("{id} is not paused."));
        }
        self.server_mut(id).process = Process::Running;
        self.unpark();
        self.begin_event(None, Some(id), ServerControl::Resumed.into());
        self.tune(id);
        self.end_event();
        Ok(())
    }

    /// Before the run begins: a log to start from, and the term that goes with it. Entries of one index and term are the
    /// same wherever they are given: entry 3 of term 2 is `set e3 2`.
    pub(super) fn give_log(
        &mut self,
        id: ServerId,
        terms: &[Term],
        term: Term,
    ) -> Result<(), Refusal> {
        self.known(id)?;
        if self.begun {
            return Err("The run has begun: a log is given before it does.".into());
        }
        if !terms.is_sorted() || terms.first() == Some(&0) || terms.last() > Some(&term) {
            return Err(format!(
                "The terms of a log begin with 1 at least, never go down, and end with {term} at most, the server's own."
            ));
        }
        let entries: Entries = (1..)
            .zip(terms)
            .map(|(index, term)| given(index, *term))
            .collect();
        let mut durable = Durable::new(self.settings.members());
        durable.term = term;
        durable.log.replace(1, &entries);
        let log = self.server(id).node.log().clone();
        self.server_mut(id).set_durable(durable);
        self.begin_event(None, Some(id), Control::LogGiven { term }.into());
        if !entries.is_empty() {
            let appended = Notice::Appended { first: 1, entries };
            self.event.outcomes.push(Outcome::Noticed(appended));
        }
        self.report_disk(id, &log);
        self.end_event();
        Ok(())
    }
}

/// Entry `index` of a log that was given: of `term`, and the same wherever it is given.
fn given(index: Index, term: Term) -> Entry {
    let command = ClientCommand {
        client: ClientId(0),
        serial: 0,
        acknowledged: 0,
        operation: Operation::Set {
            key: format!("e{index}").into(),
            value: term.cast_signed(),
        },
    };
    Entry {
        term,
        payload: Payload::Command(command.encode()),
    }
}

/// Where two logs of one server begin to differ; none if all that they have is the same.
fn first_difference(before: &Log, after: &Log) -> Option<Index> {
    let start = before.first_index().max(after.first_index()) - 1;
    let end = before.last_index().max(after.last_index());
    let mut indexes = start..=end;
    let index = indexes.find(|index| before.term_at(*index) != after.term_at(*index))?;
    // Where the first entry that both have differs, those below it may differ as well.
    Some(if index == start {
        after.first_index()
    } else {
        index
    })
}
