//! What may be done to the world: each action becomes an event, or is refused with a message and changes nothing.

use super::World;
use crate::action::{Action, MessageAction, ServerAction};
use crate::dials::Dial;
use crate::disk::KeptWrites;
use raft::{Duration, ServerId};
use record::view::Process;
use record::{Control, Event, EventKind, MessageName};

impl World {
    /// Does something to the world now. What is not possible changes nothing and is the control `Refused`.
    pub fn apply(&mut self, action: &Action) -> &Event {
        let done = match action {
            Action::Server(action, id) => self.apply_to_server(*action, *id),
            Action::Message(action, name) => self.apply_to_message(*action, *name),
            Action::GiveLog(id, terms, term) => self.give_log(*id, terms, *term),
            Action::AlignTimers => self.align_timers(),
            Action::OverrideDisk(id, latency) => self.override_disk(*id, *latency),
            Action::SnapshotAt(id, index) => self.take_snapshot_at(*id, *index),
            Action::EraseLog(id, from) => self.erase_log(*id, *from),
            Action::Hold(what) => self.hold(*what, true),
            Action::Release(what) => self.hold(*what, false),
            Action::Cut(from, to) => self
                .link(*from, *to)
                .and_then(|link| self.set_links(&[link], true)),
            Action::CutBoth(a, b) => self
                .link(*a, *b)
                .and_then(|(a, b)| self.set_links(&[(a, b), (b, a)], true)),
            Action::Heal(a, b) => self
                .link(*a, *b)
                .and_then(|(a, b)| self.set_links(&[(a, b), (b, a)], false)),
            Action::HealLink(from, to) => self
                .link(*from, *to)
                .and_then(|link| self.set_links(&[link], false)),
            Action::Partition(groups) => self.partition(groups),
            Action::HealAll => self.set_links(&self.network.cuts(), false),
            Action::Submit(client, operation) => self.submit_manually(*client, operation, None),
            Action::SubmitAt(client, operation, server) => self
                .known(*server)
                .and_then(|_| self.submit_manually(*client, operation, Some(*server))),
            Action::Advance(client) => self.advance(*client),
            Action::OverrideLink(scope, profile) => self.override_link(*scope, *profile),
            Action::Set(dial, value) => self.turn(*dial, *value),
        };
        if let Err(sentence) = done {
            self.begin_event(None, None, Control::Refused { sentence }.into());
            self.end_event();
        }
        self.tidy_queue();
        &self.event
    }

    fn apply_to_server(&mut self, action: ServerAction, id: ServerId) -> Result<(), Refusal> {
        match action {
            ServerAction::Crash => self.crash(id, KeptWrites::by(&self.dials)),
            ServerAction::CrashBeforeSend => self.crash_before_send(id),
            ServerAction::CrashTearing => self.crash(id, KeptWrites::TornLast),
            ServerAction::Restart => self.restart(id),
            ServerAction::Pause => self.pause(id),
            ServerAction::Resume => self.resume(id),
            ServerAction::Wipe => self.wipe(id),
            ServerAction::TimeOut => self.time_out(id),
            ServerAction::Heartbeat => self.beat(id),
            ServerAction::TakeSnapshot => self.take_snapshot(id),
            ServerAction::StallDisk => self.stall_disk(id),
            ServerAction::ReleaseDisk => self.release_disk(id),
            ServerAction::Sync => self.sync(id),
            ServerAction::Apply => self.finish_applying(id),
            ServerAction::Isolate => self.set_links(&self.links_of(id)?, true),
            ServerAction::Reconnect => self.set_links(&self.links_of(id)?, false),
        }
    }

    fn apply_to_message(
        &mut self,
        action: MessageAction,
        name: MessageName,
    ) -> Result<(), Refusal> {
        match action {
            MessageAction::Drop => self.drop_now(name),
            MessageAction::Deliver => self.deliver_now(name),
            MessageAction::Duplicate => self.duplicate(name),
            MessageAction::Delay(by) => self.delay(name, by),
        }
    }

    /// The event of an action that took place, with nothing more to it.
    pub(super) fn note(&mut self, server: Option<ServerId>, kind: EventKind) {
        self.begin_event(None, server, kind);
        self.end_event();
    }

    pub(crate) fn known(&self, id: ServerId) -> Result<Process, Refusal> {
        let server = usize::from(id.0)
            .checked_sub(1)
            .and_then(|place| self.servers.get(place));
        server
            .map(|server| server.process)
            .ok_or_else(|| match self.servers.len() {
                1 => format!("There is no {id}: the only server is S1."),
                count => format!("There is no {id}: the servers are S1 to S{count}."),
            })
    }

    /// A server whose process can do something now.
    pub(super) fn running(&self, id: ServerId) -> Result<(), Refusal> {
        match self.known(id)? {
            Process::Running => Ok(()),
            Process::Paused => Err(format!("{id} is paused: resume it first.")),
            Process::Crashed => Err(format!("{id} is down: restart it first.")),
        }
    }

    /// What travels to a server that is paused waits; to one that is down it gets, and is lost.
    pub(super) fn takes_in(&self, id: ServerId) -> Result<(), Refusal> {
        match self.known(id)? {
            Process::Paused => Err(format!(
                "{id} is paused and takes nothing in: resume it first."
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn not_down(&self, id: ServerId) -> Result<(), Refusal> {
        match self.known(id)? {
            Process::Crashed => Err(format!("{id} is down already.")),
            _ => Ok(()),
        }
    }

    pub(super) fn down(&self, id: ServerId) -> Result<(), Refusal> {
        match self.known(id)? {
            Process::Crashed => Ok(()),
            _ => Err(format!("{id} is not down: crash it first.")),
        }
    }
}

/// Why an action was not possible: the message to show.
pub type Refusal = String;

/// Whether both ends are in order, and such as the dial allows.
pub(super) fn is_range(dial: Dial, min: Duration, max: Duration) -> Result<(), Refusal> {
    let info = dial.info();
    if min <= max && min.0 >= info.min && max.0 <= info.max {
        return Ok(());
    }
    Err(format!(
        "It goes from {} to {}, the shorter one first.",
        info.show(info.min),
        info.show(info.max)
    ))
}
