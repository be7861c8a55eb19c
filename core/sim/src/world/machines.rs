//! State machines: applying entries, restoring a snapshot, and taking one.

use super::World;
use super::actions::Refusal;
use crate::client::Reply;
use crate::dials::Dial;
use crate::machine::Machine;
use crate::queue::Due;
use crate::server::{Applying, Work};
use raft::{Duration, Entries, Index, Input, Notice, ServerId, Ticket};
use record::{EventKind, Outcome, ServerControl};

impl World {
    pub(super) fn begin_applying(&mut self, id: ServerId, work: Work) {
        let at_once = matches!(work, Work::Entries(..));
        let cause = self.event.number;
        self.server_mut(id).applying = Some(Applying {
            work,
            sequence: None,
            cause,
        });
        if at_once {
            self.plan_apply(id);
        }
    }

    /// A received snapshot replaces the state machine, once it is durable.
    pub(super) fn begin_restoring(&mut self, id: ServerId, ticket: Ticket) {
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

    pub(super) fn plan_apply(&mut self, id: ServerId) {
        let at = self.now + Duration(self.dials.get(Dial::ApplyDelay));
        let sequence = self.queue.plan(at, Due::Apply(id));
        if let Some(applying) = &mut self.server_mut(id).applying {
            applying.sequence = Some(sequence);
        }
    }

    pub(super) fn apply_finishes(&mut self, id: ServerId, manual: bool) {
        let Some(applying) = self.server_mut(id).applying.take() else {
            debug_assert!(false, "the state machine of {id} has nothing to apply");
            return;
        };
        let last = match &applying.work {
            Work::Entries(first, entries) => first + entries.len() as u64 - 1,
            Work::Snapshot(snapshot, _) => snapshot.id.last_included_index,
        };
        let cause = (!manual).then_some(applying.cause);
        self.begin_event(cause, Some(id), EventKind::Applied { last });
        match applying.work {
            Work::Entries(first, entries) => self.apply_entries(id, first, &entries),
            Work::Snapshot(snapshot, _) => self.restore(id, &snapshot),
        }
        self.take_step(id, Input::Applied(last));
        self.plan_snapshot(id);
        self.end_event();
    }

    pub(super) fn apply_entries(&mut self, id: ServerId, first: Index, entries: &Entries) {
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

    pub(super) fn restore(&mut self, id: ServerId, snapshot: &raft::Snapshot) {
        self.load_machine(id, &snapshot.data);
        // The client of an entry that the snapshot covers retries.
        self.server_mut(id)
            .proposals
            .retain(|proposal| proposal.index > snapshot.id.last_included_index);
        self.event.outcomes.push(Outcome::Restored(snapshot.id));
    }

    /// The state machine of a server becomes what a snapshot holds. One that cannot be read is a violation, and leaves an
    /// empty machine.
    pub(super) fn load_machine(&mut self, id: ServerId, data: &[u8]) {
        let machine = Machine::from_bytes(data).unwrap_or_else(|_| {
            let violation = Notice::Violation("its state machine cannot read the snapshot".into());
            self.event.outcomes.push(Outcome::Noticed(violation));
            Machine::default()
        });
        self.server_mut(id).machine = machine;
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

    pub(super) fn plan_snapshot(&mut self, id: ServerId) {
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
        self.event.outcomes.push(Outcome::SnapshotPlanned);
    }

    pub(super) fn snapshot_is_due(&mut self, id: ServerId) {
        let Some((_, cause)) = self.server_mut(id).snapshot_due.take() else {
            debug_assert!(false, "no snapshot of {id} is due");
            return;
        };
        self.begin_event(Some(cause), Some(id), EventKind::SnapshotDue);
        self.hand_over_snapshot(id);
        self.end_event();
    }

    pub(super) fn take_snapshot(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.running(id)?;
        let node = &self.server(id).node;
        let (applied, covered) = (node.applied_index(), node.snapshot().id.last_included_index);
        if applied <= covered {
            return Err(nothing_since(id, covered));
        }
        self.begin_event(None, Some(id), ServerControl::SnapshotRequested.into());
        self.hand_over_snapshot(id);
        self.end_event();
        Ok(())
    }

    /// A state machine may be behind itself with its snapshots: what it was at an index that the server has applied follows from
    /// the snapshot before and the entries between.
    pub(super) fn take_snapshot_at(&mut self, id: ServerId, index: Index) -> Result<(), Refusal> {
        self.running(id)?;
        let node = &self.server(id).node;
        let (applied, before) = (node.applied_index(), node.snapshot());
        let covered = before.id.last_included_index;
        if applied <= covered {
            return Err(nothing_since(id, covered));
        }
        if index <= covered || index > applied {
            let (first, last) = (covered + 1, applied);
            let at = if first == last {
                last.to_string()
            } else {
                format!("{first} to {last}")
            };
            return Err(format!(
                "{id} can take a snapshot at {at}: its last one reaches through {covered}, and it has applied through {last}."
            ));
        }
        let entries = node.log().iter_from(covered + 1);
        let entries = entries.take((index - covered) as usize);
        let machine = Machine::after(before, entries).map_err(|error| {
            format!("The state machine of {id} cannot go on from its snapshot. {error}")
        })?;
        self.begin_event(None, Some(id), ServerControl::SnapshotRequested.into());
        let data = machine.snapshot_bytes();
        self.take_step(id, Input::SnapshotTaken { index, data });
        self.end_event();
        Ok(())
    }

    /// The outside decides when to take a snapshot, and takes it of what is applied (§7).
    pub(super) fn hand_over_snapshot(&mut self, id: ServerId) {
        let server = self.server(id);
        let (index, data) = (server.node.applied_index(), server.machine.snapshot_bytes());
        self.take_step(id, Input::SnapshotTaken { index, data });
    }
}

fn nothing_since(id: ServerId, covered: Index) -> Refusal {
    format!("{id} has applied nothing since its snapshot up to {covered}.")
}
