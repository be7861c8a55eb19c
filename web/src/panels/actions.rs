//! The actions on the thing that is selected: one table, from which the menu and the inspector are made.

use super::why;
use crate::session::Selection;
use raft::{Duration, ServerId};
use record::view::{Process, ServerView};
use record::{ClusterView, Held, MessageName, RoleName};
use sim::Action;
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

fn offer(name: impl Into<Cow<'static, str>>, action: Action) -> Offer {
    Offer {
        name: name.into(),
        action,
        not_now: None,
    }
}

impl Offer {
    fn unless(mut self, why_not: &[(bool, &'static str)]) -> Offer {
        self.not_now = why_not.iter().find(|(is, _)| *is).map(|(_, why)| *why);
        self
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
    let cuts = view
        .cuts
        .iter()
        .filter(|(from, to)| *from == id || *to == id)
        .count();
    let mut offers = vec![if down {
        offer("Restart", Action::Restart(id))
    } else {
        offer("Crash", Action::Crash(id))
    }];
    if paused {
        offers.push(offer("Resume process", Action::Resume(id)));
    } else {
        offers.push(offer("Pause process", Action::Pause(id)).unless(&[(down, DOWN)]));
    }
    if cuts < 2 * (view.servers.len() - 1) {
        offers.push(offer("Isolate", Action::Isolate(id)));
    }
    if cuts > 0 {
        offers.push(offer("Reconnect", Action::Reconnect(id)));
    }
    offers.push(offer("Time out now", Action::TimeOut(id)).unless(&[
        (down, DOWN),
        (paused, PAUSED),
        (
            server.role == RoleName::Leader,
            "A leader runs no election timer.",
        ),
    ]));
    let held = |what| view.holds.contains(what);
    if held(Held::Timers) && server.heartbeat_timer.is_some() {
        offers.push(offer("Heartbeat now", Action::Heartbeat(id)));
    }
    offers.push(take_snapshot(server));
    if held(Held::Disks) {
        let idle = server.disk.queue.is_empty();
        offers.push(
            offer("Sync disk", Action::Sync(id)).unless(&[(idle, "Nothing is being written.")]),
        );
    }
    if held(Held::Applies) {
        let idle = server.applied >= server.commit;
        offers.push(
            offer("Apply now", Action::Apply(id)).unless(&[(idle, "Nothing waits to be applied.")]),
        );
    }
    offers.push(if server.disk.stalled {
        offer("Release disk", Action::ReleaseDisk(id))
    } else {
        offer("Stall disk", Action::StallDisk(id)).unless(&[(down, DOWN), (paused, PAUSED)])
    });
    offers
}

const DOWN: &str = "It is down.";
const PAUSED: &str = "Its process is paused.";

fn take_snapshot(server: &ServerView) -> Offer {
    let last = server
        .snapshot
        .as_ref()
        .map_or(0, |snapshot| snapshot.id.last_included_index);
    offer("Take snapshot", Action::TakeSnapshot(server.id)).unless(&[
        (server.process == Process::Crashed, DOWN),
        (server.process == Process::Paused, PAUSED),
        (
            server.applied <= last,
            "Nothing was applied since the last one.",
        ),
    ])
}

fn to_snapshot(view: &ClusterView, server: ServerId) -> Vec<Offer> {
    why::server(view, server)
        .map(take_snapshot)
        .into_iter()
        .collect()
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
    vec![
        offer("Drop", Action::Drop(name)).unless(&[gone]),
        offer("Deliver now", Action::Deliver(name))
            .unless(&[gone, (paused, "Its receiver is paused.")]),
        offer("Duplicate", Action::Duplicate(name)).unless(&[gone]),
        offer("Delay", Action::Delay(name, DELAY)).unless(&[gone]),
    ]
}

fn to_link(view: &ClusterView, from: ServerId, to: ServerId) -> Vec<Offer> {
    let one_way = |from, to| !view.cuts.contains(&(from, to));
    let (there, back) = (one_way(from, to), one_way(to, from));
    let mut offers = Vec::new();
    if there || back {
        offers.push(offer("Cut both ways", Action::CutBoth(from, to)));
    }
    for (open, from, to) in [(there, from, to), (back, to, from)] {
        if open {
            offers.push(offer(format!("Cut {from} to {to}"), Action::Cut(from, to)));
        }
    }
    if !there || !back {
        offers.push(offer("Heal", Action::Heal(from, to)));
    }
    offers
}
