//! Actions as lines of words, as a reader would write them down to do the same again.

use record::{ClientId, MessageId};
use sim::Action;

/// An action in words: `crash S1`, `cut S1 -> S2`, `set loss 100`.
pub(super) fn of(action: &Action) -> String {
    match action {
        Action::Crash(server) => format!("crash {server}"),
        Action::Restart(server) => format!("restart {server}"),
        Action::Pause(server) => format!("pause {server}"),
        Action::Resume(server) => format!("resume {server}"),
        Action::TimeOut(server) => format!("time-out {server}"),
        Action::TakeSnapshot(server) => format!("snapshot {server}"),
        Action::StallDisk(server) => format!("stall {server}"),
        Action::ReleaseDisk(server) => format!("release {server}"),
        Action::Isolate(server) => format!("isolate {server}"),
        Action::Reconnect(server) => format!("reconnect {server}"),
        Action::Drop(MessageId(id)) => format!("drop {id}"),
        Action::Deliver(MessageId(id)) => format!("deliver {id}"),
        Action::Duplicate(MessageId(id)) => format!("duplicate {id}"),
        Action::Delay(MessageId(id), by) => format!("delay {id} {by}"),
        Action::Cut(from, to) => format!("cut {from} -> {to}"),
        Action::CutBoth(a, b) => format!("cut {a} {b}"),
        Action::Heal(a, b) => format!("heal {a} {b}"),
        Action::Divide(groups) => {
            let groups: Vec<String> = groups.iter().map(ToString::to_string).collect();
            format!("cut {}", groups.join(" | "))
        }
        Action::HealAll => "heal".to_owned(),
        Action::Submit(None, operation) => format!("submit \"{operation}\""),
        Action::Submit(Some(client), operation) => by(*client, operation),
        Action::CrashBeforeSend(server) => format!("crash {server} before-send"),
        Action::CrashTearing(server) => format!("crash {server} tearing"),
        Action::Wipe(server) => format!("wipe {server}"),
        Action::GiveLog(server, terms, term) => format!("log {server} = {terms:?} term {term}"),
        Action::Heartbeat(server) => format!("heartbeat {server}"),
        Action::AlignTimers => "align timers".to_owned(),
        Action::ShapeDisk(server, latency) => format!("set disk {latency:?} on {server}"),
        Action::Sync(server) => format!("sync {server}"),
        Action::Apply(server) => format!("apply {server}"),
        Action::Hold(what) => format!("hold {what}"),
        Action::Release(what) => format!("release {what}"),
        Action::SubmitAt(client, operation, server) => {
            format!("submit \"{operation}\" by {client:?} at {server}")
        }
        Action::Advance(client) => format!("deliver {client}"),
        Action::Shape(scope, shape) => format!("set {shape:?} on {scope}"),
        Action::Set(dial, value) => format!("set {} {value}", dial.info().name),
    }
}

fn by(client: ClientId, operation: &record::Operation) -> String {
    format!("submit \"{operation}\" by {client}")
}
