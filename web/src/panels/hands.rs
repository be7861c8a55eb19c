//! What can be done to the thing that is selected: one table, from which the menu and the inspector are made.

use super::why;
use crate::session::Selection;
use raft::{Duration, ServerId};
use record::view::{Process, ServerView};
use record::{ClusterView, Held, MessageId, RoleName};
use sim::Action;
use std::borrow::Cow;

/// How much later a message arrives each time it is delayed.
pub const DELAY: Duration = Duration::from_millis(10);

/// One thing that can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hand {
    /// What it is called: `Crash`.
    pub name: Cow<'static, str>,
    /// What it does.
    pub action: Action,
    /// Why it would do nothing now; none if it can be done.
    pub not_now: Option<&'static str>,
}

fn hand(name: impl Into<Cow<'static, str>>, action: Action) -> Hand {
    Hand {
        name: name.into(),
        action,
        not_now: None,
    }
}

impl Hand {
    fn unless(mut self, why_not: &[(bool, &'static str)]) -> Hand {
        self.not_now = why_not.iter().find(|(is, _)| *is).map(|(_, why)| *why);
        self
    }
}

/// All that can be done to this thing, of opposites the one that makes sense.
pub fn hands(view: &ClusterView, of: Selection) -> Vec<Hand> {
    match of {
        Selection::Server(id) => match why::server(view, id) {
            Some(server) => to_server(view, server),
            None => Vec::new(),
        },
        Selection::Message(id) => to_message(view, id),
        Selection::Link { from, to } => to_link(view, from, to),
        Selection::Snapshot { server } => to_snapshot(view, server),
        Selection::Entry { .. } => Vec::new(),
    }
}

fn to_server(view: &ClusterView, server: &ServerView) -> Vec<Hand> {
    let id = server.id;
    let down = server.process == Process::Crashed;
    let paused = server.process == Process::Paused;
    let cuts = view
        .cuts
        .iter()
        .filter(|(from, to)| *from == id || *to == id)
        .count();
    let mut hands = vec![if down {
        hand("Restart", Action::Restart(id))
    } else {
        hand("Crash", Action::Crash(id))
    }];
    if paused {
        hands.push(hand("Resume process", Action::Resume(id)));
    } else {
        hands.push(hand("Pause process", Action::Pause(id)).unless(&[(down, DOWN)]));
    }
    if cuts < 2 * (view.servers.len() - 1) {
        hands.push(hand("Isolate", Action::Isolate(id)));
    }
    if cuts > 0 {
        hands.push(hand("Reconnect", Action::Reconnect(id)));
    }
    hands.push(hand("Time out now", Action::TimeOut(id)).unless(&[
        (down, DOWN),
        (paused, PAUSED),
        (
            server.role == RoleName::Leader,
            "A leader runs no election timer.",
        ),
    ]));
    let held = |what| view.holds.contains(what);
    if held(Held::Timers) && server.heartbeat_timer.is_some() {
        hands.push(hand("Heartbeat now", Action::Heartbeat(id)));
    }
    hands.push(take_snapshot(server));
    if held(Held::Disks) {
        let idle = server.disk.queue.is_empty();
        hands.push(
            hand("Sync disk", Action::Sync(id)).unless(&[(idle, "Nothing is being written.")]),
        );
    }
    if held(Held::Applies) {
        let idle = server.applied >= server.commit;
        hands.push(
            hand("Apply now", Action::Apply(id)).unless(&[(idle, "Nothing waits to be applied.")]),
        );
    }
    hands.push(if server.disk.stalled {
        hand("Release disk", Action::ReleaseDisk(id))
    } else {
        hand("Stall disk", Action::StallDisk(id)).unless(&[(down, DOWN), (paused, PAUSED)])
    });
    hands
}

const DOWN: &str = "It is down.";
const PAUSED: &str = "Its process is paused.";

fn take_snapshot(server: &ServerView) -> Hand {
    let last = server
        .snapshot
        .as_ref()
        .map_or(0, |snapshot| snapshot.id.last_included_index);
    hand("Take snapshot", Action::TakeSnapshot(server.id)).unless(&[
        (server.process == Process::Crashed, DOWN),
        (server.process == Process::Paused, PAUSED),
        (
            server.applied <= last,
            "Nothing was applied since the last one.",
        ),
    ])
}

fn to_snapshot(view: &ClusterView, server: ServerId) -> Vec<Hand> {
    why::server(view, server)
        .map(take_snapshot)
        .into_iter()
        .collect()
}

fn to_message(view: &ClusterView, id: MessageId) -> Vec<Hand> {
    let flying = why::in_flight(view, id);
    let receiver = flying.and_then(|message| why::server(view, message.envelope.to));
    let paused = receiver.is_some_and(|server| server.process == Process::Paused);
    let gone = (flying.is_none(), "It is not on its way.");
    if flying.is_none() && why::explain(view, Selection::Message(id)).is_some() {
        // It waits at a disk: what lets it go is done to the server.
        return Vec::new();
    }
    vec![
        hand("Drop", Action::Drop(id)).unless(&[gone]),
        hand("Deliver now", Action::Deliver(id))
            .unless(&[gone, (paused, "Its receiver is paused.")]),
        hand("Duplicate", Action::Duplicate(id)).unless(&[gone]),
        hand("Delay", Action::Delay(id, DELAY)).unless(&[gone]),
    ]
}

fn to_link(view: &ClusterView, from: ServerId, to: ServerId) -> Vec<Hand> {
    let one_way = |from, to| !view.cuts.contains(&(from, to));
    let (there, back) = (one_way(from, to), one_way(to, from));
    let mut hands = Vec::new();
    if there || back {
        hands.push(hand("Cut both ways", Action::CutBoth(from, to)));
    }
    for (open, from, to) in [(there, from, to), (back, to, from)] {
        if open {
            hands.push(hand(format!("Cut {from} to {to}"), Action::Cut(from, to)));
        }
    }
    if !there || !back {
        hands.push(hand("Heal", Action::Heal(from, to)));
    }
    hands
}
