//! A picture of a world at a moment: everything that is drawn, as plain data.

use crate::client::{Client, Finished, Pending};
use crate::disk::{Disk, Write};
use crate::machine::Machine;
use crate::server::{Server, Timer, role_name};
use crate::world::World;
use raft::progress::{Mode, Progress};
use raft::{DiskOp, Role, ServerSet, TimerKind};
use record::view::{
    ClientView, DiskView, MessageView, OperationView, Process, ProgressMode, ProgressView,
    ReceivingView, ServerView, SnapshotView, TimerView, TransitView, WriteView,
};
use record::{ClusterView, Held, RoleName};

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

fn server_view(server: &Server) -> ServerView {
    let node = &server.node;
    let up = server.process != Process::Crashed;
    let durable = &server.disk.durable;
    let snapshot = if up {
        node.snapshot()
    } else {
        &durable.snapshot
    };
    let (granted, refused) = match node.role() {
        Role::Candidate { granted, refused } if up => (*granted, *refused),
        _ => (ServerSet::EMPTY, ServerSet::EMPTY),
    };
    let timer = |kind: TimerKind| server.timers[kind as usize].map(timer_view);
    ServerView {
        id: server.id,
        process: server.process,
        role: if up {
            role_name(node)
        } else {
            RoleName::Follower
        },
        term: if up { node.term() } else { durable.term },
        voted_for: if up {
            node.voted_for()
        } else {
            durable.voted_for
        },
        leader: node.leader().filter(|_| up),
        commit: if up {
            node.commit_index()
        } else {
            snapshot.id.last_included_index
        },
        applied: if up {
            node.applied_index()
        } else {
            snapshot.id.last_included_index
        },
        log: if up {
            node.log().clone()
        } else {
            durable.log.clone()
        },
        durable: if up {
            node.durable_index()
        } else {
            durable.log.last_index()
        },
        snapshot: (snapshot.id.last_included_index > 0).then(|| snapshot_view(snapshot)),
        receiving: receiving_view(server, up),
        configuration: *node.configuration(),
        election_timer: timer(TimerKind::Election),
        heartbeat_timer: timer(TimerKind::Heartbeat),
        votes_granted: granted,
        votes_refused: refused,
        progress: if up {
            progress_view(server)
        } else {
            Vec::new()
        },
        disk: disk_view(&server.disk),
        machine: if up {
            server.machine.values().clone()
        } else {
            Machine::default().values().clone()
        },
    }
}

fn timer_view(timer: Timer) -> TimerView {
    TimerView {
        armed_at: timer.armed_at,
        due: timer.due,
    }
}

fn snapshot_view(snapshot: &raft::Snapshot) -> SnapshotView {
    SnapshotView {
        id: snapshot.id,
        size: snapshot.data.len() as u64,
        contents: Machine::from_bytes(&snapshot.data)
            .unwrap_or_default()
            .values()
            .clone(),
        configuration: snapshot.configuration,
    }
}

fn receiving_view(server: &Server, up: bool) -> Option<ReceivingView> {
    let partial = if up {
        server.node.partial()
    } else {
        server.disk.durable.partial.as_ref()
    }?;
    Some(ReceivingView {
        id: partial.id,
        held: partial.data.len() as u64,
        total: partial.total,
        chunk_size: u64::from(server.node.config().chunk_size),
    })
}

fn progress_view(server: &Server) -> Vec<ProgressView> {
    let Role::Leader(leader) = server.node.role() else {
        return Vec::new();
    };
    let view = |(peer, progress): &(raft::ServerId, Progress)| ProgressView {
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
        last_heard: server.heard[usize::from(peer.0)],
    };
    leader.progress.iter().map(view).collect()
}

fn disk_view(disk: &Disk) -> DiskView {
    let write = |write: &Write| WriteView {
        ticket: write.ticket,
        began: write.began,
        due: (!disk.stalled).then_some(write.due),
        what: write.ops.iter().map(what).collect::<Vec<_>>().join(", "),
    };
    DiskView {
        queue: disk.queue.iter().map(write).collect(),
        waiting: disk.waiting.clone(),
        stalled: disk.stalled,
    }
}

/// What an operation writes, in words.
fn what(op: &DiskOp) -> String {
    match op {
        DiskOp::TermVote {
            term,
            voted_for: Some(id),
        } => format!("term {term}, vote for {id}"),
        DiskOp::TermVote {
            term,
            voted_for: None,
        } => format!("term {term}"),
        DiskOp::Write { from, entries, .. } if entries.is_empty() => format!("log cut from {from}"),
        DiskOp::Write { from, entries, .. } if entries.len() == 1 => format!("entry {from}"),
        DiskOp::Write { from, entries, .. } => {
            format!("entries {from} to {}", from + entries.len() as u64 - 1)
        }
        DiskOp::SaveSnapshot(snapshot) => {
            format!("snapshot up to {}", snapshot.id.last_included_index)
        }
        DiskOp::SaveChunk(chunk) => {
            let end = chunk.offset + chunk.data.len() as u64;
            format!("bytes {} to {end} of a snapshot", chunk.offset)
        }
        DiskOp::DropPartial => "received chunks dropped".into(),
        DiskOp::DropPrefix { through, .. } => format!("log dropped through {through}"),
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
