//! The actions on the thing that is selected: one table, from which the menu and the inspector are made.

use super::why;
use crate::session::Selection;
use raft::{Duration, ServerId};
use record::view::{Process, ServerView};
use record::{ClusterView, Held, Kinds, LinkOverride, MessageName, Scope};
use sim::ServerAction::*;
use sim::{Action, Dial, MessageAction, Refusal, World};
use std::borrow::Cow;

/// How much later a message arrives each time it is delayed.
pub(crate) const DELAY: Duration = Duration::from_millis(10);

/// An action that menu and inspector offer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Offer {
    pub(crate) name: Cow<'static, str>,
    pub(crate) action: Action,
    /// Why it is not possible now, as the world says; none if it is.
    pub(crate) not_now: Option<Refusal>,
}

fn offer(world: &World, name: impl Into<Cow<'static, str>>, action: Action) -> Offer {
    Offer {
        name: name.into(),
        not_now: world.refusal(&action),
        action,
    }
}

/// All actions on this thing; of opposites the one that makes sense now. The view is that of the world.
pub(crate) fn offers(world: &World, view: &ClusterView, of: Selection) -> Vec<Offer> {
    match of {
        Selection::Server(id) => match why::server(view, id) {
            Some(server) => to_server(world, view, server),
            None => Vec::new(),
        },
        Selection::Message(name) => to_message(world, view, name),
        Selection::Link { from, to } => to_link(world, view, from, to),
        Selection::Snapshot { server } => {
            let take = Action::Server(TakeSnapshot, server);
            vec![offer(world, "Take snapshot", take)]
        }
        Selection::Disk(id) => match why::server(view, id) {
            Some(server) => to_disk(world, view, server),
            None => Vec::new(),
        },
        Selection::Entry { .. }
        | Selection::Machine(_)
        | Selection::Operation { .. }
        | Selection::Event(_)
        | Selection::Check(_) => Vec::new(),
    }
}

fn to_server(world: &World, view: &ClusterView, server: &ServerView) -> Vec<Offer> {
    let id = server.id;
    let down = server.process == Process::Crashed;
    let paused = server.process == Process::Paused;
    let touches = |(from, to): &&(ServerId, ServerId)| *from == id || *to == id;
    let cuts = view.cuts.iter().filter(touches).count();
    let held = |what| view.holds.contains(what);
    let beats = held(Held::Timers) && server.heartbeat_timer.is_some();
    let writes = !server.disk.queue.is_empty();
    // Whether it makes sense now, its name, and the action.
    let table = [
        (down, "Restart", Restart),
        (!down, "Crash", Crash),
        (
            !down && writes,
            "Crash before its messages leave",
            CrashBeforeSend,
        ),
        (
            !down && writes,
            "Crash tearing the last write",
            CrashTearing,
        ),
        (paused, "Resume process", Resume),
        (!paused, "Pause process", Pause),
        (cuts < 2 * (view.servers.len() - 1), "Isolate", Isolate),
        (cuts > 0, "Reconnect", Reconnect),
        (true, "Time out now", TimeOut),
        (beats, "Heartbeat now", Heartbeat),
        (true, "Take snapshot", TakeSnapshot),
        (held(Held::Applies), "Apply now", Apply),
    ];
    let mut offers = those_that_make_sense(world, id, &table);
    offers.extend(to_disk(world, view, server));
    let from = Scope {
        from: Some(id),
        ..Scope::ALL
    };
    offers.push(slow_messages(world, from, &format!("messages from {id}")));
    offers
}

fn to_disk(world: &World, view: &ClusterView, server: &ServerView) -> Vec<Offer> {
    let id = server.id;
    let stalled = server.disk.stalled;
    let table = [
        (view.holds.contains(Held::Disks), "Sync disk", Sync),
        (stalled, "Release disk", ReleaseDisk),
        (!stalled, "Stall disk", StallDisk),
        (server.process == Process::Crashed, "Wipe disk", Wipe),
    ];
    let mut offers = those_that_make_sense(world, id, &table);
    offers.push(match world.disk_override(id) {
        Some(_) => offer(world, "Usual disk", Action::OverrideDisk(id, None)),
        None => {
            let slow = slower(world, Dial::DiskMin, Dial::DiskMax);
            offer(world, "Slow disk", Action::OverrideDisk(id, Some(slow)))
        }
    });
    offers
}

/// Whether each makes sense now, its name, and what it does.
type Table<'a> = &'a [(bool, &'static str, sim::ServerAction)];

fn those_that_make_sense(world: &World, id: ServerId, table: Table<'_>) -> Vec<Offer> {
    let offered = table.iter().filter(|(makes_sense, ..)| *makes_sense);
    offered
        .map(|(_, name, action)| offer(world, *name, Action::Server(*action, id)))
        .collect()
}

/// Slower than the dials say by this factor is what is called slow.
const SLOW: u64 = 10;

/// The times between which something lies that is slow, of the dials for its shortest and its longest time.
fn slower(world: &World, shortest: Dial, longest: Dial) -> (Duration, Duration) {
    let of = |dial: Dial| Duration((world.dials().get(dial) * SLOW).min(dial.info().max));
    (of(shortest), of(longest))
}

fn slow_messages(world: &World, which: Scope, words: &str) -> Offer {
    if world.link_overrides(which).next().is_some() {
        let usual = Action::OverrideLink(which, None);
        return offer(world, format!("Usual {words}"), usual);
    }
    let (min, max) = slower(world, Dial::LatencyMin, Dial::LatencyMax);
    let slow = Some(LinkOverride::Latency(min, max));
    offer(
        world,
        format!("Slow {words}"),
        Action::OverrideLink(which, slow),
    )
}

fn to_message(world: &World, view: &ClusterView, name: MessageName) -> Vec<Offer> {
    if why::in_flight(view, name).is_none() {
        // What lets go a message that waits at a disk is done to the server.
        return Vec::new();
    }
    let table = [
        ("Drop", MessageAction::Drop),
        ("Deliver now", MessageAction::Deliver),
        ("Duplicate", MessageAction::Duplicate),
        ("Delay", MessageAction::Delay(DELAY)),
    ];
    let to_it = |(title, action)| offer(world, title, Action::Message(action, name));
    table.map(to_it).into()
}

fn to_link(world: &World, view: &ClusterView, from: ServerId, to: ServerId) -> Vec<Offer> {
    let one_way = |from, to| !view.cuts.contains(&(from, to));
    let (there, back) = (one_way(from, to), one_way(to, from));
    let mut offers = Vec::new();
    if there || back {
        offers.push(offer(world, "Cut both ways", Action::CutBoth(from, to)));
    }
    for (open, from, to) in [(there, from, to), (back, to, from)] {
        if open {
            let name = format!("Cut {from} to {to}");
            offers.push(offer(world, name, Action::Cut(from, to)));
        }
    }
    if !there || !back {
        offers.push(offer(world, "Heal", Action::Heal(from, to)));
    }
    for (from, to) in [(from, to), (to, from)] {
        let which = Scope {
            kinds: Kinds::ALL,
            from: Some(from),
            to: Some(to),
        };
        offers.push(slow_messages(
            world,
            which,
            &format!("messages {from} to {to}"),
        ));
    }
    offers
}
