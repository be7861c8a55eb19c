//! The actions on the thing that is selected: one table, from which the menu and the inspector are made.

use super::why;
use crate::session::Selection;
use raft::{Duration, ServerId};
use record::view::{Process, ServerView};
use record::{ClusterView, Held, MessageName};
use sim::ServerAction::*;
use sim::{Action, MessageAction, Refusal, World};
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
        Selection::Entry { .. } => Vec::new(),
    }
}

fn to_server(world: &World, view: &ClusterView, server: &ServerView) -> Vec<Offer> {
    let id = server.id;
    let down = server.process == Process::Crashed;
    let paused = server.process == Process::Paused;
    let touches = |(from, to): &&(ServerId, ServerId)| *from == id || *to == id;
    let cuts = view.cuts.iter().filter(touches).count();
    let stalled = server.disk.stalled;
    let held = |what| view.holds.contains(what);
    let beats = held(Held::Timers) && server.heartbeat_timer.is_some();
    // Whether it makes sense now, its name, and the action.
    let table = [
        (down, "Restart", Restart),
        (!down, "Crash", Crash),
        (paused, "Resume process", Resume),
        (!paused, "Pause process", Pause),
        (cuts < 2 * (view.servers.len() - 1), "Isolate", Isolate),
        (cuts > 0, "Reconnect", Reconnect),
        (true, "Time out now", TimeOut),
        (beats, "Heartbeat now", Heartbeat),
        (true, "Take snapshot", TakeSnapshot),
        (held(Held::Disks), "Sync disk", Sync),
        (held(Held::Applies), "Apply now", Apply),
        (stalled, "Release disk", ReleaseDisk),
        (!stalled, "Stall disk", StallDisk),
    ];
    let offered = table.into_iter().filter(|(makes_sense, ..)| *makes_sense);
    offered
        .map(|(_, name, action)| offer(world, name, Action::Server(action, id)))
        .collect()
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
    offers
}
