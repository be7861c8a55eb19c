//! What can be asked of a world now.

use super::World;
use crate::client::Client;
use crate::network::InFlight;
use crate::server::{Server, role_name};
use raft::progress::Mode;
use raft::{Role, ServerId, ServerSet, Time};
use record::state::{CheckState, ClusterState, MessageState, OperationState, ServerState};
use record::{Event, EventNumber};

impl World {
    /// The event that happened last.
    pub fn last_event(&self) -> Option<&Event> {
        (self.events > 0).then_some(&self.event)
    }

    /// Whether a server has yet to start, as all servers do with the first events of a run: it has no timer before.
    pub fn is_new(&self, id: ServerId) -> bool {
        let mut servers = self.servers.iter();
        servers.any(|server| server.id == id && server.is_new)
    }
}

impl ClusterState for World {
    fn now(&self) -> Time {
        self.now
    }

    fn events(&self) -> EventNumber {
        self.events
    }

    fn fingerprint(&self) -> u64 {
        self.fingerprint.value()
    }

    fn servers(&self) -> impl ExactSizeIterator<Item = ServerState<'_>> {
        self.servers.iter().map(server_state)
    }

    fn transfers(&self, leader: ServerId) -> ServerSet {
        let mut transfers = ServerSet::EMPTY;
        for server in self.servers.iter().filter(|server| server.id == leader) {
            let Role::Leader(leader) = server.node.role() else {
                continue;
            };
            let sent = leader
                .progress
                .iter()
                .filter(|(_, progress)| matches!(progress.mode, Mode::Snapshot { .. }));
            transfers = transfers.union(sent.map(|(peer, _)| *peer).collect());
        }
        transfers
    }

    fn messages(&self) -> impl DoubleEndedIterator<Item = MessageState<'_>> + ExactSizeIterator {
        self.network.in_flight().iter().map(message_state)
    }

    fn operations(&self) -> impl Iterator<Item = OperationState<'_>> {
        self.clients.iter().flat_map(operation_states)
    }

    fn checks(&self) -> impl Iterator<Item = CheckState<'_>> {
        self.checks.states().into_iter()
    }
}

/// The node of a crashed server is what its disk kept.
fn server_state(server: &Server) -> ServerState<'_> {
    let node = &server.node;
    ServerState {
        id: server.id,
        process: server.process,
        role: role_name(node),
        term: node.term(),
        leader: node.leader(),
        commit: node.commit_index(),
        applied: node.applied_index(),
        durable: node.durable_index(),
        snapshot: node.snapshot().id.last_included_index,
        log: node.log(),
        values: server.machine.values(),
        is_writing: !server.disk.queue.is_empty(),
        has_waiting: !server.disk.waiting.is_empty(),
        snapshot_due: server.snapshot_due.is_some(),
    }
}

fn message_state(message: &InFlight) -> MessageState<'_> {
    MessageState {
        envelope: &message.envelope,
        copy_of: message.copy_of,
    }
}

fn operation_states(client: &Client) -> impl Iterator<Item = OperationState<'_>> {
    let finished = client.finished.iter().map(|op| OperationState {
        client: client.id,
        serial: op.serial,
        operation: &op.operation,
        end: Some(op.end),
    });
    let pending = client.pending.iter().map(|op| OperationState {
        client: client.id,
        serial: op.serial,
        operation: &op.operation,
        end: None,
    });
    finished.chain(pending)
}
