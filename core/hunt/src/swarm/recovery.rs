//! The faults stop, at rest or under load. Then there must be one leader, equal logs and machines, a fresh write and a
//! fresh read, and no acknowledged write may be lost.

use super::trouble::{KEYS, link};
use super::{Run, load};
use crate::rng::Rng;
use record::view::{ClientView, Process, ServerView};
use record::{ClusterView, Operation, RoleName};
use sim::{Action, Dial, ServerAction};
use std::sync::Arc;

/// Dials that decide whether a cluster can work, set to where it surely can.
const HEALTHY: [Dial; 11] = [
    Dial::Loss,
    Dial::Duplication,
    Dial::LatencyMax,
    Dial::LatencyMin,
    Dial::ElectionTimeoutMax,
    Dial::ElectionTimeoutMin,
    Dial::Heartbeat,
    Dial::DiskMax,
    Dial::DiskMin,
    Dial::ClockDrift,
    Dial::EntriesPerAppend,
];

/// How long the cluster may take, in microseconds: to settle, and to answer. Clients that waited long still do.
pub(super) const LIMIT: u64 = 30_000_000;

/// How often the cluster is observed meanwhile.
const INTERVAL: u64 = 100_000;

/// Heals the world, under load in half of them, and requires that it works. The error is what it does not do.
pub(super) fn recover(run: &mut Run<'_>, rng: &mut Rng) -> Result<(), String> {
    heal(run);
    if rng.below(2) == 0 {
        load::recover(run, rng)?;
    }
    // Without a no-op, an old entry may stay uncommitted behind the leader's last one until there is a new one.
    rest(run, "follow one leader after the faults", led)?;
    let Some(client) = run.world().view().clients.first().map(|client| client.id) else {
        return Ok(());
    };
    // Reading every key through the log shows whether an acknowledged write was lost: the check of histories sees it.
    let key = Arc::from("fresh");
    let reads = KEYS.map(|key| Operation::Get { key: key.into() });
    for operation in [Operation::Set { key, value: 1 }].into_iter().chain(reads) {
        run.act(&Action::Submit(Some(client), operation));
    }
    rest(run, "answer a fresh write and reads", settled)?;
    rest(run, "agree on a fresh write", agreed)?;
    run.checked()
}

/// Lets time pass until nothing is missing any more.
fn rest(
    run: &mut Run<'_>,
    what: &str,
    missing: impl Fn(&ClusterView) -> Option<String>,
) -> Result<(), String> {
    run.wait((what, LIMIT), missing, |run| run.pass(INTERVAL))
}

fn heal(run: &mut Run<'_>) {
    for dial in HEALTHY {
        run.act(&Action::Set(dial, dial.info().default));
    }
    run.act(&Action::HealAll);
    let servers = run.world().ids();
    for from in servers.iter() {
        for to in servers.iter().filter(|to| *to != from) {
            run.act(&Action::OverrideLink(link(from, to), None));
        }
    }
    for id in servers.iter() {
        run.act(&Action::Server(ServerAction::Restart, id));
        run.act(&Action::Server(ServerAction::Resume, id));
        run.act(&Action::Server(ServerAction::ReleaseDisk, id));
    }
}

/// What keeps the cluster from rest: all servers run and follow one leader, and no client waits.
fn led(view: &ClusterView) -> Option<String> {
    let waits = |client: &&ClientView| client.operations.iter().any(|op| op.end.is_none());
    if let Some(client) = view.clients.iter().find(waits) {
        return Some(format!("{} still waits for an answer", client.id));
    }
    follow(view)
}

/// What keeps all servers from running and following one leader.
pub(super) fn follow(view: &ClusterView) -> Option<String> {
    let leads = |server: &&ServerView| server.role == RoleName::Leader;
    let leaders = view.servers.iter().filter(leads).count();
    if leaders != 1 {
        return Some(format!("{leaders} servers lead"));
    }
    unlike(view, |first, server| {
        let follows = server.leader == first.leader && server.term == first.term;
        (server.process != Process::Running)
            .then_some("do not both run")
            .or((!follows).then_some("follow different leaders"))
    })
}

/// The same, and the logs are equal.
fn settled(view: &ClusterView) -> Option<String> {
    let last = |server: &ServerView| (server.log.last_index(), server.log.last_term());
    let unequal = |first: &ServerView, server: &ServerView| {
        (last(server) != last(first)).then_some("have different logs")
    };
    led(view).or_else(|| unlike(view, unequal))
}

/// What keeps the servers from agreeing on the fresh write.
fn agreed(view: &ClusterView) -> Option<String> {
    unlike(view, |first, server| {
        let same = server.applied == first.applied && server.machine == first.machine;
        (!same)
            .then_some("have different machines")
            .or((server.machine.get("fresh") != Some(&1)).then_some("do not have it"))
    })
}

/// How some server differs from the first.
fn unlike(
    view: &ClusterView,
    how: impl Fn(&ServerView, &ServerView) -> Option<&'static str>,
) -> Option<String> {
    let first = view.servers.first()?;
    let differs = |server| Some((server, how(first, server)?));
    let (server, how) = view.servers.iter().find_map(differs)?;
    Some(format!("{} and {} {how}", first.id, server.id))
}
