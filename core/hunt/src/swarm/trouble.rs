//! Faults for a world: some of those that there are, and clients that go on working.

use super::Run;
use crate::rng::Rng;
use raft::{Duration, ServerId, ServerSet};
use record::{ClientId, LinkOverride, MessageKind, MessageName, Operation, Scope};
use sim::{Action, MessageAction, ServerAction};

/// What may be done to a world, one moment after the other. What undoes a fault is likelier than the fault.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Something done to a server, and what undoes it, if something does.
    Server(ServerAction, Option<ServerAction>),
    /// A crash at the very moment of an event, of the server it happens to.
    Strike,
    Cut,
    Partition,
    Align,
    LinkOverride,
    /// A message is dropped, delivered, duplicated or delayed.
    Message,
    Dial,
}

const FAULTS: [Fault; 13] = [
    Fault::Server(ServerAction::Crash, Some(ServerAction::Restart)),
    Fault::Strike,
    Fault::Server(ServerAction::Pause, Some(ServerAction::Resume)),
    Fault::Server(ServerAction::StallDisk, Some(ServerAction::ReleaseDisk)),
    Fault::Cut,
    Fault::Partition,
    Fault::Server(ServerAction::Isolate, Some(ServerAction::Reconnect)),
    Fault::Server(ServerAction::TimeOut, None),
    Fault::Server(ServerAction::TakeSnapshot, None),
    Fault::Align,
    Fault::LinkOverride,
    Fault::Message,
    Fault::Dial,
];

/// The keys that clients work on.
pub(super) const KEYS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// Dials that are turned while a world runs, and how far.
const TURNED: [(sim::Dial, u64); 6] = [
    (sim::Dial::Loss, 400),
    (sim::Dial::Duplication, 400),
    (sim::Dial::LatencyMax, 200_000),
    (sim::Dial::DiskMax, 100_000),
    (sim::Dial::CrashKeeps, 3),
    (sim::Dial::EntriesPerAppend, 8),
];

/// Lets a world work under some of the faults for a while. The error is what a check found.
pub(super) fn inflict(run: &mut Run<'_>, rng: &mut Rng) -> Result<(), String> {
    let faults: Vec<Fault> = FAULTS.into_iter().filter(|_| rng.below(2) == 0).collect();
    let clients = run.world().settings().clients;
    let (keys, longest_pause) = (
        rng.between((2, KEYS.len() as u64)) as usize,
        rng.between((20_000, 250_000)),
    );
    for _ in 0..rng.between((30, 90)) {
        for _ in 0..rng.below(4) {
            run.act(&command(rng, keys, clients));
        }
        if let Some(fault) = faults.get(rng.below(faults.len() as u64) as usize) {
            let action = action(*fault, run, rng);
            run.act(&action);
        }
        run.pass(rng.below(longest_pause));
    }
    run.checked()
}

fn action(fault: Fault, run: &mut Run<'_>, rng: &mut Rng) -> Action {
    let servers = run.world().ids();
    let all: Vec<ServerId> = servers.iter().collect();
    let server = |rng: &mut Rng| rng.pick(&all);
    let (id, other, again) = (server(rng), server(rng), rng.below(3) > 0);
    match fault {
        Fault::Server(_, Some(undo)) if again => Action::Server(undo, id),
        Fault::Server(fault, _) => Action::Server(fault, id),
        Fault::Strike => strike(run.step().unwrap_or(id), rng),
        Fault::Cut if again => Action::Heal(id, other),
        Fault::Cut => Action::Cut(id, other),
        Fault::Partition if again => Action::HealAll,
        Fault::Partition => Action::Partition(groups(servers, rng)),
        Fault::Align => Action::AlignTimers,
        Fault::LinkOverride if again => Action::OverrideLink(link(id, other), None),
        Fault::LinkOverride => Action::OverrideLink(link(id, other), Some(override_link(rng))),
        Fault::Message => to_message(message(run, rng), rng),
        Fault::Dial => {
            let (dial, most) = rng.pick(&TURNED);
            let least = dial.info().min;
            Action::Set(dial, rng.between((least, most)))
        }
    }
}

fn strike(id: ServerId, rng: &mut Rng) -> Action {
    let crash = match rng.below(3) {
        0 => ServerAction::CrashBeforeSend,
        1 => ServerAction::CrashTearing,
        _ => ServerAction::Crash,
    };
    Action::Server(crash, id)
}

/// All messages of one direction.
pub(super) fn link(from: ServerId, to: ServerId) -> Scope {
    Scope {
        from: Some(from),
        to: Some(to),
        ..Scope::ALL
    }
}

fn override_link(rng: &mut Rng) -> LinkOverride {
    match rng.below(3) {
        0 => LinkOverride::Latency(Duration(1_000), Duration(rng.between((1_000, 400_000)))),
        1 => LinkOverride::Loss(rng.below(900) as u16),
        _ => LinkOverride::Late(rng.below(900) as u16),
    }
}

/// All servers, each in one of two groups.
fn groups(servers: ServerSet, rng: &mut Rng) -> Vec<ServerSet> {
    let some = ServerSet::from_bits(rng.below(1 << 10) as u16).intersection(servers);
    vec![some, servers.without(some)]
}

/// A message of no term, which no server sends.
const NONE: MessageName = MessageName {
    from: ServerId(1),
    to: ServerId(1),
    kind: MessageKind::RequestVote,
    term: 0,
    nth: 1,
    copy: 0,
};

/// A message that is on its way, if there is one.
fn message(run: &Run<'_>, rng: &mut Rng) -> MessageName {
    let messages = run.world().view().messages;
    let place = rng.below(messages.len() as u64) as usize;
    messages
        .get(place)
        .map_or(NONE, |message| message.envelope.name())
}

fn to_message(name: MessageName, rng: &mut Rng) -> Action {
    let action = match rng.below(4) {
        0 => MessageAction::Drop,
        1 => MessageAction::Deliver,
        2 => MessageAction::Duplicate,
        _ => MessageAction::Delay(Duration(rng.below(600_000))),
    };
    Action::Message(action, name)
}

pub(super) fn command(rng: &mut Rng, keys: usize, clients: u8) -> Action {
    let key = rng.pick(&KEYS[..keys]).into();
    let value = rng.below(20) as i64;
    let operation = match rng.below(8) {
        0..2 => Operation::Set { key, value },
        2..5 => Operation::Add { key, amount: value },
        5..7 => Operation::Get { key },
        _ => Operation::Delete { key },
    };
    let client = ClientId(1 + rng.below(u64::from(clients)) as u8);
    Action::Submit(Some(client), operation)
}
