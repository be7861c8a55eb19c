//! A picture of a world at a moment: everything that is drawn, as plain data.

use crate::client::{Client, Finished, Pending};
use crate::disk::{Disk, Write};
use crate::machine::Machine;
use crate::server::{Server, Timer, role_name};
use crate::world::World;
use raft::progress::{Mode, Progress};
use raft::{Node, Role, ServerId, ServerSet, TimerKind};
use record::view::{
    ClientView, DiskView, MessageView, OperationView, ProgressMode, ProgressView, ReceivingView,
    ServerView, SnapshotView, TimerView, TransitView, WriteView,
};
use record::{ClusterView, DiskWrite, Held};

impl World {
    /// All that a picture needs, now.
    pub fn view(&self) -> ClusterView {
        let held = self.holds.contains(Held::Messages);
        ClusterView {
            time: self.now,
            events: self.events,
            servers: self.servers.iter().map(server_view).collect(),
            messages: self
                .network
                .in_flight()
                .iter()
                .map(|message| MessageView {
                    envelope: message.envelope.clone(),
                    sent_at: message.sent_at,
                    fate: message.fate(),
                    sent_by: message.sent_by,
                    copy_of: message.copy_of,
                    held,
                })
                .collect(),
            cuts: self.network.cuts(),
            holds: self.holds,
            wiped: self.wiped,
            clients: self.clients.iter().map(client_view).collect(),
            checks: self.checks.views(),
            fingerprint: self.fingerprint(),
        }
    }
}

/// The node of a crashed server is what its disk kept, so the same picture fits both.
fn server_view(server: &Server) -> ServerView {
    let node = &server.node;
    let (granted, refused) = match node.role() {
        Role::Candidate {
            granted, refused, ..
        } => (*granted, *refused),
        _ => (ServerSet::EMPTY, ServerSet::EMPTY),
    };
    let timer = |kind: TimerKind| server.timers[kind as usize].map(timer_view);
    ServerView {
        id: server.id,
        process: server.process,
        role: role_name(node),
        term: node.term(),
        voted_for: node.voted_for(),
        leader: node.leader(),
        commit: node.commit_index(),
        applied: node.applied_index(),
        log: node.log().clone(),
        durable: node.durable_index(),
        snapshot: snapshot_view(node.snapshot()),
        receiving: receiving_view(node),
        configuration: *node.configuration(),
        election_timer: timer(TimerKind::Election),
        heartbeat_timer: timer(TimerKind::Heartbeat),
        votes_granted: granted,
        votes_refused: refused,
        progress: match node.role() {
            Role::Leader(leader) => {
                let followers = leader.progress.iter();
                followers
                    .map(|follower| in_true_time(server, own_progress(follower)))
                    .collect()
            }
            _ => Vec::new(),
        },
        disk: disk_view(&server.disk),
        machine: server.machine.values().clone(),
        snapshot_due: server.snapshot_due.is_some(),
        unknown: Default::default(),
    }
}

fn timer_view(timer: Timer) -> TimerView {
    TimerView {
        armed_at: timer.armed_at,
        due: timer.due,
    }
}

/// None where there is no snapshot.
pub(super) fn snapshot_view(snapshot: &raft::Snapshot) -> Option<SnapshotView> {
    (snapshot.id.last_included_index > 0).then(|| SnapshotView {
        id: snapshot.id,
        size: snapshot.data.len() as u64,
        // One that cannot be read shows nothing: the server that loads it reports a violation.
        contents: Machine::without_sessions(&snapshot.data)
            .unwrap_or_default()
            .values()
            .clone(),
        configuration: snapshot.configuration,
    })
}

pub(super) fn receiving_view(node: &Node) -> Option<ReceivingView> {
    node.partial().map(|partial| ReceivingView {
        id: partial.id,
        held: partial.data.len() as u64,
        total: partial.total,
        chunk_size: u64::from(node.config().chunk_size),
    })
}

/// What a leader believes of one of its followers, in the time of its own clock.
pub(super) fn own_progress((peer, progress): &(ServerId, Progress)) -> ProgressView {
    ProgressView {
        peer: *peer,
        next: progress.next_index,
        match_index: progress.match_index,
        mode: match progress.mode {
            Mode::Probe { .. } => ProgressMode::Probe,
            Mode::Replicate { .. } => ProgressMode::Replicate,
            Mode::Snapshot {
                acknowledged,
                ref snapshot,
                ..
            } => ProgressMode::Snapshot {
                acknowledged,
                total: snapshot.data.len() as u64,
            },
        },
        last_heard: progress.last_heard,
    }
}

/// The same in true time: the leader reads its own clock, and a picture shows all servers on one.
pub(super) fn in_true_time(server: &Server, own: ProgressView) -> ProgressView {
    ProgressView {
        last_heard: own.last_heard.map(|own| server.true_time(own)),
        ..own
    }
}

fn disk_view(disk: &Disk) -> DiskView {
    let write = |write: &Write| WriteView {
        ticket: write.ticket,
        began: write.began,
        due: (!disk.stalled).then_some(write.due),
        writes: write.ops.iter().map(DiskWrite::from).collect(),
    };
    DiskView {
        queue: disk.queue.iter().map(write).collect(),
        waiting: disk.waiting.clone(),
        stalled: disk.stalled,
    }
}

fn client_view(client: &Client) -> ClientView {
    let finished = client.finished.iter().map(finished_view);
    ClientView {
        id: client.id,
        operations: finished
            .chain(client.pending.iter().map(pending_view))
            .collect(),
    }
}

fn finished_view(op: &Finished) -> OperationView {
    OperationView {
        serial: op.serial,
        operation: op.operation.clone(),
        end: Some(op.end),
        retries: op.retries,
        server: op.server,
        transit: None,
    }
}

fn pending_view(op: &Pending) -> OperationView {
    OperationView {
        serial: op.serial,
        operation: op.operation.clone(),
        end: None,
        retries: op.sent.saturating_sub(1),
        server: op.server,
        transit: op.transit.map(|transit| TransitView {
            reply: transit.reply.is_some(),
            sent_at: transit.sent_at,
            arrives_at: transit.arrives,
        }),
    }
}
