//! Healing under load: clients go on, so that the log is compacted while snapshots travel. A server that was away must
//! get one all the same, and a transfer that was interrupted goes on where it stood.

use super::Run;
use super::coverage::STARTED_OVER;
use super::recovery::{LIMIT, follow};
use super::trouble::{KEYS, command};
use crate::rng::Rng;
use raft::{Index, ServerId};
use record::view::{MessageView, ServerView};
use record::{ClusterView, MessageKind};
use sim::{Action, Dial, MessageAction, ServerAction};

/// Between two operations, in microseconds.
const PACE: u64 = 10_000;

/// How many operations are submitted between two looks at the cluster.
const OPERATIONS: u32 = 5;

/// How long a snapshot may take to arrive, in microseconds. The slowest drawn needs about 50 round trips.
const ARRIVAL: u64 = 10_000_000;

/// The smallest cluster that goes on without one of its servers.
const SMALLEST: usize = 3;

/// How a transfer is interrupted once its receiver holds a part of the snapshot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Interruption {
    None,
    /// Its chunks in flight and the answers to them are dropped.
    Drop,
    /// Its receiver crashes and restarts.
    Crash,
}

/// Heals a server that was away under load. The error is what the cluster does not do.
pub(super) fn recover(run: &mut Run<'_>, rng: &mut Rng) -> Result<(), String> {
    if run.world().ids().len() < SMALLEST {
        return Ok(());
    }
    run.act(&Action::Set(Dial::SnapshotThreshold, rng.between((3, 10))));
    run.act(&Action::Set(Dial::EntriesKept, rng.between((0, 3))));
    let started_over = run.observer.coverage.of(STARTED_OVER);
    run.observer.coverage.under_load = true;
    let limit = ("follow one leader under load", LIMIT);
    run.wait(limit, follow, |run| load(run, rng))?;
    if let Some((leader, away)) = pair(run, rng) {
        run.act(&Action::Server(ServerAction::Crash, away));
        let limit = ("compact its log", LIMIT);
        run.wait(
            limit,
            |view| uncompacted(view, leader, away),
            |run| load(run, rng),
        )?;
        returns(run, rng, away)?;
    }
    run.observer.coverage.under_load = false;
    match run.observer.coverage.of(STARTED_OVER) - started_over {
        0 => Ok(()),
        times => Err(format!(
            "Recovery: under load, transfers of snapshots started over at byte 0 {times} times."
        )),
    }
}

/// The server that was away restarts, and must hold by a snapshot what was committed until then.
fn returns(run: &mut Run<'_>, rng: &mut Rng, away: ServerId) -> Result<(), String> {
    let commits = run.world().view().servers.into_iter();
    let commit = commits.map(|server| server.commit).max().unwrap_or(0);
    let mut interruption = rng.pick(&[Interruption::None, Interruption::Drop, Interruption::Crash]);
    run.act(&Action::Server(ServerAction::Restart, away));
    let what = format!("bring {away} up to entry {commit} under load");
    run.wait(
        (&what, ARRIVAL),
        |view| behind(view, away, commit),
        |run| {
            load(run, rng);
            interruption = interrupt(run, away, interruption);
        },
    )
}

/// Clients submit operations, one after the other.
fn load(run: &mut Run<'_>, rng: &mut Rng) {
    let clients = run.world().settings().clients;
    for _ in 0..OPERATIONS {
        run.act(&command(rng, KEYS.len(), clients));
        run.pass(PACE);
    }
}

/// Interrupts the transfer to a server, if one is under way. Returns the interruption that is still to come.
fn interrupt(run: &mut Run<'_>, to: ServerId, interruption: Interruption) -> Interruption {
    if interruption == Interruption::None {
        return interruption;
    }
    let view = run.world().view();
    let partial = server(&view, to).receiving;
    if partial.is_none_or(|partial| partial.held == 0) {
        return interruption;
    }
    match interruption {
        Interruption::None => {}
        Interruption::Drop => {
            for message in view.messages.iter().filter(|message| is_part(message, to)) {
                run.act(&Action::Message(
                    MessageAction::Drop,
                    message.envelope.name(),
                ));
            }
        }
        Interruption::Crash => {
            run.act(&Action::Server(ServerAction::Crash, to));
            run.act(&Action::Server(ServerAction::Restart, to));
        }
    }
    Interruption::None
}

/// Whether a message is a chunk for a server, or its answer to one.
fn is_part(message: &MessageView, of: ServerId) -> bool {
    let envelope = &message.envelope;
    match envelope.body.kind() {
        MessageKind::InstallSnapshot => envelope.to == of,
        MessageKind::InstallSnapshotReply => envelope.from == of,
        _ => false,
    }
}

/// The leader, and one of the others.
fn pair(run: &Run<'_>, rng: &mut Rng) -> Option<(ServerId, ServerId)> {
    let leader = run.world().leader()?;
    let servers = run.world().ids();
    let others: Vec<ServerId> = servers.iter().filter(|id| *id != leader).collect();
    Some((leader, rng.pick(&others)))
}

/// Why the leader could still send entries to a server that is away.
fn uncompacted(view: &ClusterView, leader: ServerId, away: ServerId) -> Option<String> {
    let first = server(view, leader).log.first_index();
    let last = server(view, away).log.last_index();
    (first <= last + 1).then(|| format!("{leader} still has entry {first}"))
}

fn behind(view: &ClusterView, id: ServerId, commit: Index) -> Option<String> {
    let applied = server(view, id).applied;
    (applied < commit).then(|| format!("it has applied through entry {applied}"))
}

fn server(view: &ClusterView, id: ServerId) -> &ServerView {
    &view.servers[usize::from(id.0 - 1)]
}
