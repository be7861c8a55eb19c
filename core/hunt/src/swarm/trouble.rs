//! What a world suffers: some of the faults that there are, and clients that go on working.

use super::Run;
use crate::lots::Lots;
use raft::{Duration, ServerId, ServerSet};
use record::{ClientId, MessageId, Operation, Scope, Shape};
use sim::Action;

/// What may be done to a world, one moment after the other. What undoes a fault is likelier than the fault.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Crash,
    /// A crash at the very moment of an event, of the server it happens to.
    Strike,
    Pause,
    Stall,
    Cut,
    Divide,
    Isolate,
    TimeOut,
    Snapshot,
    Align,
    Shape,
    Meddle,
    Dial,
}

const FAULTS: [Fault; 13] = [
    Fault::Crash,
    Fault::Strike,
    Fault::Pause,
    Fault::Stall,
    Fault::Cut,
    Fault::Divide,
    Fault::Isolate,
    Fault::TimeOut,
    Fault::Snapshot,
    Fault::Align,
    Fault::Shape,
    Fault::Meddle,
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

/// Lets a world work and suffer for a while. The error is what a check found.
pub(super) fn suffer(run: &mut Run<'_>, lots: &mut Lots) -> Result<(), String> {
    let faults: Vec<Fault> = FAULTS.into_iter().filter(|_| lots.below(2) == 0).collect();
    let clients = run.world.settings().clients;
    let (keys, haste) = (
        lots.between((2, KEYS.len() as u64)) as usize,
        lots.between((20_000, 250_000)),
    );
    for _ in 0..lots.between((30, 90)) {
        for _ in 0..lots.below(4) {
            run.act(&command(lots, keys, clients));
        }
        if let Some(fault) = faults.get(lots.below(faults.len() as u64) as usize) {
            let action = deed(*fault, run, lots);
            run.act(&action);
        }
        run.pass(lots.below(haste));
    }
    run.checked()
}

fn deed(fault: Fault, run: &mut Run<'_>, lots: &mut Lots) -> Action {
    let servers = u64::from(run.world.settings().servers);
    let server = |lots: &mut Lots| ServerId(1 + lots.below(servers) as u8);
    let (id, other, again) = (server(lots), server(lots), lots.below(3) > 0);
    match fault {
        Fault::Crash if again => Action::Restart(id),
        Fault::Crash => Action::Crash(id),
        Fault::Strike => strike(run.step().unwrap_or(id), lots),
        Fault::Pause if again => Action::Resume(id),
        Fault::Pause => Action::Pause(id),
        Fault::Stall if again => Action::ReleaseDisk(id),
        Fault::Stall => Action::StallDisk(id),
        Fault::Cut if again => Action::Heal(id, other),
        Fault::Cut => Action::Cut(id, other),
        Fault::Divide if again => Action::HealAll,
        Fault::Divide => Action::Divide(groups(servers as u8, lots)),
        Fault::Isolate if again => Action::Reconnect(id),
        Fault::Isolate => Action::Isolate(id),
        Fault::TimeOut => Action::TimeOut(id),
        Fault::Snapshot => Action::TakeSnapshot(id),
        Fault::Align => Action::AlignTimers,
        Fault::Shape if again => Action::Shape(link(id, other), None),
        Fault::Shape => Action::Shape(link(id, other), Some(shape(lots))),
        Fault::Meddle => meddle(message(run, lots), lots),
        Fault::Dial => {
            let (dial, most) = lots.pick(&TURNED);
            let least = dial.info().min;
            Action::Set(dial, lots.between((least, most)))
        }
    }
}

fn strike(id: ServerId, lots: &mut Lots) -> Action {
    match lots.below(3) {
        0 => Action::CrashBeforeSend(id),
        1 => Action::CrashTearing(id),
        _ => Action::Crash(id),
    }
}

/// All messages of one direction.
pub(super) fn link(from: ServerId, to: ServerId) -> Scope {
    Scope {
        from: Some(from),
        to: Some(to),
        ..Scope::ALL
    }
}

fn shape(lots: &mut Lots) -> Shape {
    match lots.below(3) {
        0 => Shape::Latency(Duration(1_000), Duration(lots.between((1_000, 400_000)))),
        1 => Shape::Loss(lots.below(900) as u16),
        _ => Shape::Late(lots.below(900) as u16),
    }
}

/// Everybody in one of two groups.
fn groups(servers: u8, lots: &mut Lots) -> Vec<ServerSet> {
    let all = ServerSet::first(servers);
    let some = ServerSet::from_bits(lots.below(1 << 10) as u16).intersection(all);
    vec![some, all.without(some)]
}

/// A message that is on its way, if there is one.
fn message(run: &Run<'_>, lots: &mut Lots) -> MessageId {
    let messages = run.world.view().messages;
    let place = lots.below(messages.len() as u64) as usize;
    messages
        .get(place)
        .map_or(MessageId(0), |message| message.envelope.id)
}

fn meddle(id: MessageId, lots: &mut Lots) -> Action {
    match lots.below(4) {
        0 => Action::Drop(id),
        1 => Action::Deliver(id),
        2 => Action::Duplicate(id),
        _ => Action::Delay(id, Duration(lots.below(600_000))),
    }
}

fn command(lots: &mut Lots, keys: usize, clients: u8) -> Action {
    let key = lots.pick(&KEYS[..keys]).into();
    let value = lots.below(20) as i64;
    let operation = match lots.below(8) {
        0..2 => Operation::Set { key, value },
        2..5 => Operation::Add { key, amount: value },
        5..7 => Operation::Get { key },
        _ => Operation::Delete { key },
    };
    let client = ClientId(1 + lots.below(u64::from(clients)) as u8);
    Action::Submit(Some(client), operation)
}
