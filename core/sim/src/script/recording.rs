//! Writes down what somebody did to a world, so that a script does it again, to the same fingerprint.

use super::condition::Condition;
use super::deed::{Deed, MessageDeed, ServerDeed, Setting};
use super::name::{Messages, Name, One, Pick, Selector};
use super::{Command, Done, Line, Position, Script, setup};
use crate::action::Action;
use crate::settings::Settings;
use crate::world::World;
use raft::{ServerId, ServerSet, Time};
use record::{ClientId, EventKind, Kinds, MessageId, Operation, Scope};

pub(super) fn of_run(settings: Settings, seed: u64, done: &[Done], end: Position) -> Script {
    let mut commands = setup::lines(&settings, seed);
    let Ok(mut world) = World::new(settings, seed) else {
        return script(commands);
    };
    // Dials that are turned before the first event would be taken for a part of the set-up.
    if done
        .first()
        .is_some_and(|(at, _)| at.events == 0 && at.time == Time::ZERO)
    {
        commands.push(Command::Step(0));
    }
    for (at, action) in done {
        travel(&mut world, *at, &mut commands);
        let deed = Deed::of(action, &world);
        let event = world.apply(action);
        let is_try = matches!(event.kind, EventKind::Refused { .. });
        commands.push(Command::Do { deed, is_try });
    }
    travel(&mut world, end, &mut commands);
    let fingerprint = Condition::Fingerprint(world.fingerprint());
    commands.push(Command::Expect(fingerprint, None));
    script(commands)
}

fn script(commands: Vec<Command>) -> Script {
    let line = |command| Line {
        command: Some(command),
        comment: None,
    };
    Script {
        lines: commands.into_iter().map(line).collect(),
    }
}

/// Goes to a moment of the run: by letting time pass if that comes to the same, event by event if it does not.
fn travel(world: &mut World, to: Position, commands: &mut Vec<Command>) {
    let from = world.position();
    let mut ahead = world.clone();
    ahead.run_until(to.time, &mut |_| {});
    if ahead.events() == to.events {
        if ahead.position() != from {
            commands.extend(Command::run(to.time.since(from.time)));
        }
        *world = ahead;
        return;
    }
    commands.extend(Command::step(to.events.saturating_sub(from.events)));
    let time = Time::ZERO;
    world.run_to(Position { time, ..to }, &mut |_| {});
    let rest = to.time.since(world.now());
    if rest.as_micros() > 0 {
        commands.extend(Command::run(rest));
        world.run_to(to, &mut |_| {});
    }
}

impl Deed {
    /// An action as a script says it at this moment of a world: a message is named by kind and way where that is enough.
    pub fn of(action: &Action, world: &World) -> Deed {
        of_action(action, world)
    }
}

fn of_action(action: &Action, world: &World) -> Deed {
    let to_server = |deed, id: &ServerId| Deed::ToServers(deed, vec![Name::Server(*id)]);
    let to_message = |deed, id: &MessageId| Deed::ToMessages(deed, selector(*id, world));
    let one = |id: &ServerId| One::Server(*id);
    match action {
        Action::Crash(id) => to_server(ServerDeed::Crash, id),
        Action::CrashBeforeSend(id) => to_server(ServerDeed::CrashBeforeSend, id),
        Action::CrashTearing(id) => to_server(ServerDeed::CrashTearing, id),
        Action::Wipe(id) => to_server(ServerDeed::Wipe, id),
        Action::Restart(id) => to_server(ServerDeed::Restart, id),
        Action::Pause(id) => to_server(ServerDeed::Pause, id),
        Action::Resume(id) => to_server(ServerDeed::Resume, id),
        Action::TimeOut(id) => to_server(ServerDeed::TimeOut, id),
        Action::Heartbeat(id) => to_server(ServerDeed::Heartbeat, id),
        Action::TakeSnapshot(id) => to_server(ServerDeed::TakeSnapshot, id),
        Action::StallDisk(id) => to_server(ServerDeed::StallDisk, id),
        Action::ReleaseDisk(id) => to_server(ServerDeed::ReleaseDisk, id),
        Action::Sync(id) => to_server(ServerDeed::Sync, id),
        Action::Apply(id) => to_server(ServerDeed::Apply, id),
        Action::Isolate(id) => to_server(ServerDeed::Isolate, id),
        Action::Reconnect(id) => to_server(ServerDeed::Reconnect, id),
        Action::AlignTimers => Deed::AlignTimers,
        Action::GiveLog(id, terms, term) => Deed::Log(*id, terms.clone(), Some(*term)),
        Action::Hold(what) => Deed::Hold(vec![*what]),
        Action::Release(what) => Deed::Release(vec![*what]),
        Action::Drop(id) => to_message(MessageDeed::Drop, id),
        Action::Deliver(id) => to_message(MessageDeed::Deliver, id),
        Action::Duplicate(id) => to_message(MessageDeed::Duplicate, id),
        Action::Delay(id, by) => to_message(MessageDeed::Delay(*by), id),
        Action::Cut(from, to) => Deed::Cut(one(from), one(to)),
        Action::CutBoth(a, b) => Deed::CutBoth(one(a), one(b)),
        Action::Heal(a, b) => Deed::Heal(one(a), one(b)),
        Action::HealAll => Deed::HealAll,
        Action::Divide(groups) => Deed::Divide(groups.iter().map(names).collect()),
        Action::Submit(client, operation) => submit(operation, *client, None),
        Action::SubmitAt(client, operation, server) => {
            submit(operation, *client, Some(one(server)))
        }
        Action::Advance(client) => Deed::Advance(*client),
        Action::Shape(scope, shape) => Deed::Shape(messages(*scope), *shape),
        Action::ShapeDisk(id, latency) => Deed::ShapeDisk(vec![Name::Server(*id)], *latency),
        Action::Set(dial, value) => Deed::Set(Setting::One(*dial, *value)),
    }
}

fn submit(operation: &Operation, by: Option<ClientId>, at: Option<One>) -> Deed {
    Deed::Submit {
        operation: operation.clone(),
        by,
        at,
        times: 1,
    }
}

fn names(group: &ServerSet) -> Vec<Name> {
    group.iter().map(Name::Server).collect()
}

fn messages(scope: Scope) -> Messages {
    Messages {
        kinds: scope.kinds,
        from: scope.from.map(One::Server),
        to: scope.to.map(One::Server),
    }
}

/// A message by kind and way where it is the oldest of them, and by its number where it is not.
fn selector(id: MessageId, world: &World) -> Selector {
    let Some(message) = world.network.find(id) else {
        return Selector::Id(id.0);
    };
    let envelope = &message.envelope;
    let scope = Scope {
        kinds: Kinds::of(&envelope.message),
        from: Some(envelope.from),
        to: Some(envelope.to),
    };
    let mut alike = world.network.in_flight().iter();
    let oldest = alike.find(|other| scope.contains(&other.envelope));
    match oldest.is_some_and(|oldest| oldest.envelope.id == id) {
        true => Selector::Of(Pick::Oldest, messages(scope)),
        false => Selector::Id(id.0),
    }
}
