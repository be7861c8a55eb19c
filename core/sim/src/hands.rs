//! What each action does. What is not possible changes nothing and says so.

use crate::action::Action;
use crate::dials::{Dial, DialError};
use crate::queue::Due;
use crate::world::World;
use raft::{Duration, Index, Input, Log, Notice, ServerId, ServerSet, TimerKind};
use record::view::Process;
use record::{ClientId, Event, EventKind, LossReason, MessageId, Operation, Outcome};

/// Why an action was not possible, as a sentence.
type Refusal = String;

impl World {
    /// Does something to the world now. What is not possible changes nothing and is an event of kind `Refused`.
    pub fn apply(&mut self, action: &Action) -> &Event {
        let done = match action {
            Action::Crash(id) => self.crash(*id),
            Action::Restart(id) => self.restart(*id),
            Action::Pause(id) => self.pause(*id),
            Action::Resume(id) => self.resume(*id),
            Action::TimeOut(id) => self.time_out(*id),
            Action::TakeSnapshot(id) => self.take_snapshot(*id),
            Action::StallDisk(id) => self.stall_disk(*id),
            Action::ReleaseDisk(id) => self.release_disk(*id),
            Action::Isolate(id) => self
                .links_of(*id)
                .and_then(|links| self.set_links(&links, true)),
            Action::Reconnect(id) => self
                .links_of(*id)
                .and_then(|links| self.set_links(&links, false)),
            Action::Drop(id) => self
                .in_flight(*id)
                .map(|()| self.lose(*id, LossReason::ByHand)),
            Action::Deliver(id) => self.deliver_now(*id),
            Action::Duplicate(id) => self.duplicate(*id),
            Action::Delay(id, by) => self.delay(*id, *by),
            Action::Cut(from, to) => self
                .link(*from, *to)
                .and_then(|link| self.set_links(&[link], true)),
            Action::CutBoth(a, b) => self
                .link(*a, *b)
                .and_then(|(a, b)| self.set_links(&[(a, b), (b, a)], true)),
            Action::Heal(a, b) => self
                .link(*a, *b)
                .and_then(|(a, b)| self.set_links(&[(a, b), (b, a)], false)),
            Action::Divide(groups) => self.divide(groups),
            Action::HealAll => self.set_links(&self.network.cuts(), false),
            Action::Submit(client, operation) => self.submit_by_hand(*client, operation),
            Action::Set(dial, value) => self.turn(*dial, *value),
        };
        if let Err(sentence) = done {
            self.begin_event(None, None, EventKind::Refused { sentence });
            self.end_event();
        }
        self.forget_void_plans();
        &self.event
    }

    /// The event of an action that took place, with nothing more to it.
    fn note(&mut self, server: Option<ServerId>, kind: EventKind) {
        self.begin_event(None, server, kind);
        self.end_event();
    }

    // — servers —

    fn known(&self, id: ServerId) -> Result<Process, Refusal> {
        let server = usize::from(id.0)
            .checked_sub(1)
            .and_then(|place| self.servers.get(place));
        server.map(|server| server.process).ok_or_else(|| {
            format!(
                "There is no {id}: the servers are S1 to S{}.",
                self.servers.len()
            )
        })
    }

    /// A server whose process can do something now.
    fn running(&self, id: ServerId) -> Result<(), Refusal> {
        match self.known(id)? {
            Process::Running => Ok(()),
            Process::Paused => Err(format!("{id} is paused: resume it first.")),
            Process::Crashed => Err(format!("{id} is down: restart it first.")),
        }
    }

    fn crash(&mut self, id: ServerId) -> Result<(), Refusal> {
        if self.known(id)? == Process::Crashed {
            return Err(format!("{id} is down already."));
        }
        let luck = (self.chance, &self.dials);
        let (unsynced, kept) = self.servers[usize::from(id.0 - 1)].crash(luck);
        self.begin_event(None, Some(id), EventKind::Crashed { unsynced, kept });
        self.break_connections(id);
        self.end_event();
        Ok(())
    }

    fn restart(&mut self, id: ServerId) -> Result<(), Refusal> {
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
    fn tell_what_was_lost(&mut self, before: &Log, after: &Log) {
        let start = before.first_index().max(after.first_index()) - 1;
        let same = |index: &Index| before.term_at(*index) == after.term_at(*index);
        let end = before.last_index().max(after.last_index());
        let Some(from) = (start..=end).find(|index| !same(index)) else {
            return;
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

    fn pause(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.running(id)?;
        self.server_mut(id).process = Process::Paused;
        self.note(Some(id), EventKind::Paused);
        Ok(())
    }

    fn resume(&mut self, id: ServerId) -> Result<(), Refusal> {
        if self.known(id)? != Process::Paused {
            return Err(format!("{id} is not paused."));
        }
        self.server_mut(id).process = Process::Running;
        self.plan_writes(id, Duration::ZERO);
        for due in std::mem::take(&mut self.server_mut(id).backlog) {
            self.plan_again(due);
        }
        self.note(Some(id), EventKind::Resumed);
        Ok(())
    }

    /// What came due during a pause happens now, in the order in which it came.
    fn plan_again(&mut self, due: Due) {
        if matches!(due, Due::Disk(_)) {
            return;
        }
        let sequence = self.queue.plan(self.now, due);
        match due {
            Due::Timer(id, kind) => {
                if let Some(timer) = self.server_mut(id).timer(kind) {
                    timer.sequence = sequence;
                }
            }
            Due::Message(id) => {
                // One that was delayed meanwhile keeps its later time.
                if self
                    .network
                    .find(id)
                    .is_some_and(|message| message.arrives <= self.now)
                {
                    self.network.planned(id, sequence);
                }
            }
            Due::Apply(id) => {
                if let Some(applying) = &mut self.server_mut(id).applying {
                    applying.sequence = Some(sequence);
                }
            }
            Due::Snapshot(id) => {
                if let Some((planned, _)) = &mut self.server_mut(id).snapshot_due {
                    *planned = sequence;
                }
            }
            Due::Transit(client, serial) => {
                let transit = self
                    .client_mut(client)
                    .find(serial)
                    .and_then(|op| op.transit.as_mut());
                if let Some(transit) = transit {
                    transit.sequence = sequence;
                }
            }
            // Processes come up before anything can pause them; clients are never paused; writes were planned together.
            Due::Start(_) | Due::Disk(_) | Due::ClientTimeout(..) | Due::ClientSends(..) => {}
        }
    }

    fn time_out(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.running(id)?;
        if self
            .server_mut(id)
            .timer(TimerKind::Election)
            .take()
            .is_none()
        {
            return Err(format!("{id} leads: its election timer does not run."));
        }
        let kind = EventKind::TimerFired {
            timer: TimerKind::Election,
            by_hand: true,
        };
        self.begin_event(None, Some(id), kind);
        self.take_step(id, Input::Timer(TimerKind::Election));
        self.end_event();
        Ok(())
    }

    fn take_snapshot(&mut self, id: ServerId) -> Result<(), Refusal> {
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

    fn stall_disk(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.running(id)?;
        if self.server(id).disk.stalled {
            return Err(format!("The disk of {id} is stalled already."));
        }
        self.server_mut(id).disk.stall();
        self.note(Some(id), EventKind::DiskStalled);
        Ok(())
    }

    fn release_disk(&mut self, id: ServerId) -> Result<(), Refusal> {
        self.known(id)?;
        if !self.server(id).disk.stalled {
            return Err(format!("The disk of {id} is not stalled."));
        }
        self.server_mut(id).disk.stalled = false;
        self.plan_writes(id, Duration(self.dials.get(Dial::DiskMin)));
        self.note(Some(id), EventKind::DiskReleased);
        Ok(())
    }

    /// Plans every write in a disk's queue anew: none is durable before `latency` has passed.
    fn plan_writes(&mut self, id: ServerId, latency: Duration) {
        let earliest = self.now + latency;
        let disk = &mut self.servers[usize::from(id.0 - 1)].disk;
        for write in disk.queue.iter_mut().filter(|_| !disk.stalled) {
            write.due = write.due.max(earliest);
            write.sequence = Some(self.queue.plan(write.due, Due::Disk(id)));
        }
    }

    // — messages —

    fn in_flight(&self, id: MessageId) -> Result<(), Refusal> {
        match self.network.find(id) {
            Some(_) => Ok(()),
            None => Err("That message is no longer on its way.".to_string()),
        }
    }

    fn deliver_now(&mut self, id: MessageId) -> Result<(), Refusal> {
        self.in_flight(id)?;
        let paused = self.network.find(id).map(|message| message.envelope.to);
        if let Some(to) = paused.filter(|to| self.server(*to).process == Process::Paused) {
            return Err(format!(
                "{to} is paused and takes nothing in: resume it first."
            ));
        }
        self.deliver(id, true);
        Ok(())
    }

    fn duplicate(&mut self, id: MessageId) -> Result<(), Refusal> {
        self.in_flight(id)?;
        self.begin_event(None, None, EventKind::Duplicated { id });
        if let Some(copy) = self.network.duplicate(id) {
            self.tell_departure(copy);
        }
        self.end_event();
        Ok(())
    }

    fn delay(&mut self, id: MessageId, by: Duration) -> Result<(), Refusal> {
        self.in_flight(id)?;
        let Some(fate) = self.network.delay(id, by, self.now) else {
            return Ok(());
        };
        self.plan_fate(id);
        self.note(None, EventKind::Delayed { id, fate });
        Ok(())
    }

    // — links —

    fn link(&self, from: ServerId, to: ServerId) -> Result<(ServerId, ServerId), Refusal> {
        self.known(from)?;
        self.known(to)?;
        if from == to {
            return Err(format!("{from} has no link to itself."));
        }
        Ok((from, to))
    }

    /// Both directions of every link of a server.
    fn links_of(&self, id: ServerId) -> Result<Vec<(ServerId, ServerId)>, Refusal> {
        self.known(id)?;
        let others = self
            .servers
            .iter()
            .map(|server| server.id)
            .filter(|other| *other != id);
        Ok(others
            .flat_map(|other| [(id, other), (other, id)])
            .collect())
    }

    fn set_links(&mut self, links: &[(ServerId, ServerId)], cut: bool) -> Result<(), Refusal> {
        let changed: Vec<_> = links
            .iter()
            .copied()
            .filter(|(from, to)| self.network.set_cut(*from, *to, cut))
            .collect();
        if changed.is_empty() {
            return Err(format!(
                "Nothing to {} there.",
                if cut { "cut" } else { "mend" }
            ));
        }
        let kind = if cut {
            EventKind::Cut { links: changed }
        } else {
            EventKind::Healed { links: changed }
        };
        self.begin_event(None, None, kind);
        self.meet_cuts();
        self.end_event();
        Ok(())
    }

    fn divide(&mut self, groups: &[ServerSet]) -> Result<(), Refusal> {
        let mut seen = ServerSet::EMPTY;
        for id in groups.iter().flat_map(|group| group.iter()) {
            self.known(id)?;
            if !seen.insert(id) {
                return Err(format!("{id} is in two groups."));
            }
        }
        let ids: Vec<ServerId> = self.servers.iter().map(|server| server.id).collect();
        for (from, to) in ids
            .iter()
            .flat_map(|from| ids.iter().map(move |to| (*from, *to)))
        {
            let together = groups
                .iter()
                .any(|group| group.contains(from) && group.contains(to));
            self.network.set_cut(from, to, from != to && !together);
        }
        self.begin_event(
            None,
            None,
            EventKind::Divided {
                groups: groups.to_vec(),
            },
        );
        self.meet_cuts();
        self.end_event();
        Ok(())
    }

    fn meet_cuts(&mut self) {
        for (id, fate) in self.network.meet_cuts(self.now) {
            self.plan_fate(id);
            self.event.outcomes.push(Outcome::FateChanged { id, fate });
        }
    }

    // — clients and dials —

    fn submit_by_hand(
        &mut self,
        client: Option<ClientId>,
        operation: &Operation,
    ) -> Result<(), Refusal> {
        if self.clients.is_empty() {
            return Err("There is no client in this run.".to_string());
        }
        let idle = self
            .clients
            .iter()
            .min_by_key(|client| client.pending.len())
            .map(|client| client.id);
        let Some(id) = client
            .or(idle)
            .filter(|id| (1..=self.clients.len()).contains(&usize::from(id.0)))
        else {
            return Err(format!(
                "There is no such client: the clients are C1 to C{}.",
                self.clients.len()
            ));
        };
        self.begin_event(
            None,
            None,
            EventKind::Submitted {
                client: id,
                operation: operation.clone(),
            },
        );
        self.submit(id, operation.clone(), self.now);
        self.end_event();
        Ok(())
    }

    fn turn(&mut self, dial: Dial, value: u64) -> Result<(), Refusal> {
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
        let (luck, now) = ((self.chance, self.dials), self.now);
        for server in &mut self.servers {
            if dial == Dial::ClockDrift {
                server.drift(now, (luck.0, &luck.1));
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
}
