//! What a step or a crash changed of a server that neither its notices nor its facts say: snapshot, chunks, progress.

use super::view::{in_true_time, own_progress, receiving_view, snapshot_view};
use crate::server::Server;
use raft::{Role, SnapshotId};
use record::Outcome;
use record::view::{ProgressView, ReceivingView};
use std::sync::Arc;

/// What events have said of a server so far.
#[derive(Clone)]
pub(crate) struct Reported {
    snapshot: SnapshotId,
    receiving: Option<ReceivingView>,
    /// Of a leader, in the order of its followers and in its own time.
    pub(super) progress: Vec<ProgressView>,
}

impl Reported {
    /// Before the first event: a server that begins with this snapshot.
    pub(crate) fn new(snapshot: SnapshotId) -> Reported {
        Reported {
            snapshot,
            receiving: None,
            progress: Vec::new(),
        }
    }
}

/// Adds what is not yet said of a server to the outcomes of the event.
pub(super) fn report_changes(server: &mut Server, outcomes: &mut Vec<Outcome>) {
    report_snapshot(server, outcomes);
    report_receiving(server, outcomes);
    report_progress(server, outcomes);
}

fn report_snapshot(server: &mut Server, outcomes: &mut Vec<Outcome>) {
    let snapshot = server.node.snapshot();
    if snapshot.id != server.reported.snapshot {
        server.reported.snapshot = snapshot.id;
        outcomes.push(Outcome::SnapshotChanged(
            snapshot_view(snapshot).map(Arc::new),
        ));
    }
}

fn report_receiving(server: &mut Server, outcomes: &mut Vec<Outcome>) {
    let now = receiving_view(&server.node);
    if now != server.reported.receiving {
        server.reported.receiving = now;
        let server = server.id;
        outcomes.push(Outcome::Receiving { server, now });
    }
}

/// Compared in the leader's own time, which costs no division for those of whom there is nothing new.
fn report_progress(server: &mut Server, outcomes: &mut Vec<Outcome>) {
    let Role::Leader(leader) = server.node.role() else {
        return server.reported.progress.clear();
    };
    for (place, follower) in leader.progress.iter().enumerate() {
        let now = own_progress(follower);
        match server.reported.progress.get_mut(place) {
            Some(said) if *said == now => continue,
            Some(said) => *said = now,
            None => server.reported.progress.push(now),
        }
        outcomes.push(Outcome::Progress {
            leader: server.id,
            follower: in_true_time(server, now),
        });
    }
}
