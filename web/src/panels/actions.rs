//! The actions on the thing that is selected: one table, from which the menu and the inspector are made.

use super::why;
use crate::session::Selection;
use raft::{Duration, ServerId};
use record::view::{Process, ServerView};
use record::{ClusterView, Held, MessageName, RoleName};
use sim::ServerAction::*;
use sim::{Action, MessageAction, ServerAction};
use std::borrow::Cow;

/// How much later a message arrives each time it is delayed.
pub(crate) const DELAY: Duration = Duration::from_millis(10);

/// An action that menu and inspector offer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Offer {
    pub(crate) name: Cow<'static, str>,
    pub(crate) action: Action,
    /// Why it would do nothing now; none if it is possible.
    pub(crate) not_now: Option<&'static str>,
}

/// Whether something stands in the way, and what.
type WhyNot = (bool, &'static str);

fn offer(name: impl Into<Cow<'static, str>>, action: Action, why_not: &[WhyNot]) -> Offer {
    Offer {
        name: name.into(),
        action,
        not_now: why_not.iter().find(|(is, _)| *is).map(|(_, why)| *why),
    }
}

/// All actions on this thing; of opposites the one that makes sense now.
pub(crate) fn offers(view: &ClusterView, of: Selection) -> Vec<Offer> {
    match of {
        Selection::Server(id) => match why::server(view, id) {
            Some(server) => to_server(view, server),
            None => Vec::new(),
        },
        Selection::Message(name) => to_message(view, name),
        Selection::Link { from, to } => to_link(view, from, to),
        Selection::Snapshot { server } => to_snapshot(view, server),
        Selection::Entry { .. } => Vec::new(),
    }
}

fn to_server(view: &ClusterView, server: &ServerView) -> Vec<Offer> {
    let id = server.id;
    let down = server.process == Process::Crashed;
    let paused = server.process == Process::Paused;
    let touches = |(from, to): &&(ServerId, ServerId)| *from == id || *to == id;
    let cuts = view.cuts.iter().filter(touches).count();
    let stalled = server.disk.stalled;
    let held = |what| view.holds.contains(what);
    let stopped = [(down, "It is down."), (paused, "Its process is paused.")];
    let leads = (
        server.role == RoleName::Leader,
        "A leader runs no election timer.",
    );
    let covered = server.snapshot.as_ref();
    let covered = covered.map_or(0, |snapshot| snapshot.id.last_included_index);
    let covers_all = (
        server.applied <= covered,
        "Nothing was applied since the last one.",
    );
    let synced = (server.disk.queue.is_empty(), "Nothing is being written.");
    let applied = (
        server.applied >= server.commit,
        "Nothing waits to be applied.",
    );
    // Whether it makes sense now, its name, the action, and what stands in its way.
    let table: [(bool, &'static str, ServerAction, &[WhyNot]); _] = [
        (down, "Restart", Restart, &[]),
        (!down, "Crash", Crash, &[]),
        (paused, "Resume process", Resume, &[]),
        (!paused, "Pause process", Pause, &stopped),
        (cuts < 2 * (view.servers.len() - 1), "Isolate", Isolate, &[]),
        (cuts > 0, "Reconnect", Reconnect, &[]),
        (
            true,
            "Time out now",
            TimeOut,
            &[stopped[0], stopped[1], leads],
        ),
        (
            held(Held::Timers) && server.heartbeat_timer.is_some(),
            "Heartbeat now",
            Heartbeat,
            &[],
        ),
        (
            true,
            "Take snapshot",
            TakeSnapshot,
            &[stopped[0], stopped[1], covers_all],
        ),
        (held(Held::Disks), "Sync disk", Sync, &[synced]),
        (held(Held::Applies), "Apply now", Apply, &[applied]),
        (stalled, "Release disk", ReleaseDisk, &[]),
        (!stalled, "Stall disk", StallDisk, &stopped),
    ];
    let offered = table.into_iter().filter(|(makes_sense, ..)| *makes_sense);
    offered
        .map(|(_, name, action, why_not)| offer(name, Action::Server(action, id), why_not))
        .collect()
}

fn to_snapshot(view: &ClusterView, id: ServerId) -> Vec<Offer> {
    let offers = why::server(view, id).map(|server| to_server(view, server));
    let mut offers = offers.unwrap_or_default();
    offers.retain(|offer| offer.action == Action::Server(TakeSnapshot, id));
    offers
}

fn to_message(view: &ClusterView, name: MessageName) -> Vec<Offer> {
    let flying = why::in_flight(view, name);
    let receiver = flying.and_then(|message| why::server(view, message.envelope.to));
    let paused = receiver.is_some_and(|server| server.process == Process::Paused);
    let gone = (flying.is_none(), "It is not on its way.");
    if flying.is_none() && why::explain(view, Selection::Message(name)).is_some() {
        // It waits at a disk: what lets it go is done to the server.
        return Vec::new();
    }
    let table: [(&'static str, MessageAction, &[WhyNot]); _] = [
        ("Drop", MessageAction::Drop, &[gone]),
        (
            "Deliver now",
            MessageAction::Deliver,
            &[gone, (paused, "Its receiver is paused.")],
        ),
        ("Duplicate", MessageAction::Duplicate, &[gone]),
        ("Delay", MessageAction::Delay(DELAY), &[gone]),
    ];
    let to_it = |(title, action, why_not)| offer(title, Action::Message(action, name), why_not);
    table.map(to_it).into()
}

fn to_link(view: &ClusterView, from: ServerId, to: ServerId) -> Vec<Offer> {
    let one_way = |from, to| !view.cuts.contains(&(from, to));
    let (there, back) = (one_way(from, to), one_way(to, from));
    let mut offers = Vec::new();
    if there || back {
        offers.push(offer("Cut both ways", Action::CutBoth(from, to), &[]));
    }
    for (open, from, to) in [(there, from, to), (back, to, from)] {
        if open {
            offers.push(offer(
                format!("Cut {from} to {to}"),
                Action::Cut(from, to),
                &[],
            ));
        }
    }
    if !there || !back {
        offers.push(offer("Heal", Action::Heal(from, to), &[]));
    }
    offers
}
