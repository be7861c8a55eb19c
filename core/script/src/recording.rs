//! Writes down what was done to a world, so that a script does it again, to the same fingerprint.

use super::action::{Instruction, ScriptAction, Setting};
use super::command::{Command, Line, Script};
use super::condition::Condition;
use super::name::{Messages, Name, One, Pick, Selector};
use super::pause_point::PausePoint;
use super::setup;
use raft::{ServerId, ServerSet, Time};
use record::{ClientId, ClusterState, Control, EventKind, Kinds, MessageName, Operation, Scope};
use sim::timeline::Done;
use sim::world::Position;
use sim::{Action, Settings, World};

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
        let written = ScriptAction::of(action, &world);
        let event = world.apply(action);
        let is_try = matches!(event.kind, EventKind::Control(Control::Refused { .. }));
        commands.push(Command::Do(Instruction {
            is_try,
            ..Instruction::once(written)
        }));
    }
    travel(&mut world, end, &mut commands);
    let fingerprint = Condition::Fingerprint(world.fingerprint());
    commands.push(Command::Expect(fingerprint, None));
    script(commands)
}

/// A recorded run with pause points, which are set from its first event on, and with triggers that have yet to fire, which are set
/// at its end: what they would do is not done again.
pub(super) fn watched(mut script: Script, points: &[PausePoint], triggers: &[Trigger]) -> Script {
    let begin = setup::length(&script);
    let points = points.iter().cloned().map(Command::Pause);
    script.lines.splice(begin..begin, points.map(Line::of));
    let end = script.lines.len().saturating_sub(1);
    let triggers = triggers.iter().cloned();
    let triggers = triggers.map(|(condition, then)| Command::When(condition, then));
    script.lines.splice(end..end, triggers.map(Line::of));
    script
}

/// What is done once a condition holds.
pub(super) type Trigger = (Condition, Instruction);

fn script(commands: Vec<Command>) -> Script {
    Script {
        lines: commands.into_iter().map(Line::of).collect(),
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

impl ScriptAction {
    /// An action as a script says it at this moment of a world: a message is named by kind and way where that is enough.
    pub fn of(action: &Action, world: &World) -> ScriptAction {
        of_action(action, world)
    }
}

fn of_action(action: &Action, world: &World) -> ScriptAction {
    let one = |id: &ServerId| One::Server(*id);
    match action {
        Action::Server(action, id) => ScriptAction::ToServers(*action, vec![Name::Server(*id)]),
        Action::Message(action, name) => ScriptAction::ToMessages(*action, selector(*name, world)),
        Action::AlignTimers => ScriptAction::AlignTimers,
        Action::GiveLog(id, terms, term) => ScriptAction::Log(*id, terms.clone(), Some(*term)),
        Action::Hold(what) => ScriptAction::Hold(vec![*what]),
        Action::Release(what) => ScriptAction::Release(vec![*what]),
        Action::Cut(from, to) => ScriptAction::Cut(one(from), one(to)),
        Action::CutBoth(a, b) => ScriptAction::CutBoth(one(a), one(b)),
        Action::Heal(a, b) => ScriptAction::HealBoth(one(a), one(b)),
        Action::HealLink(from, to) => ScriptAction::Heal(one(from), one(to)),
        Action::HealAll => ScriptAction::HealAll,
        Action::Partition(groups) => ScriptAction::Partition(groups.iter().map(names).collect()),
        Action::Submit(client, operation) => submit(operation, *client, None),
        Action::SubmitAt(client, operation, server) => {
            submit(operation, *client, Some(one(server)))
        }
        Action::Advance(client) => ScriptAction::Advance(*client),
        Action::OverrideLink(scope, profile) => {
            ScriptAction::OverrideLink(messages(*scope), *profile)
        }
        Action::OverrideDisk(id, latency) => {
            ScriptAction::OverrideDisk(vec![Name::Server(*id)], *latency)
        }
        Action::SnapshotAt(id, index) => ScriptAction::SnapshotAt(vec![Name::Server(*id)], *index),
        Action::EraseLog(id, from) => ScriptAction::EraseLog(vec![Name::Server(*id)], *from),
        Action::Set(dial, value) => ScriptAction::Set(Setting::One(*dial, *value)),
    }
}

fn submit(operation: &Operation, by: Option<ClientId>, at: Option<One>) -> ScriptAction {
    ScriptAction::Submit {
        operation: operation.clone(),
        by,
        at,
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

/// A message by kind and way where it is the oldest of them, and by its name where it is not.
fn selector(name: MessageName, world: &World) -> Selector {
    let mut envelopes = world.messages().map(|message| message.envelope);
    let Some(envelope) = envelopes.find(|envelope| envelope.name() == name) else {
        return Selector::Named(name);
    };
    let scope = Scope {
        kinds: Kinds::of(&envelope.body),
        from: Some(envelope.from),
        to: Some(envelope.to),
    };
    let mut alike = world.messages().map(|message| message.envelope);
    let oldest = alike.find(|other| scope.contains(other));
    match oldest.is_some_and(|oldest| oldest.name() == name) {
        true => Selector::Of(Pick::Oldest, messages(scope)),
        false => Selector::Named(name),
    }
}
