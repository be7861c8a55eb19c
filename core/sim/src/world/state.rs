//! What can be asked of a world now.

use super::World;
use crate::client::{Client, Finished, Pending};
use crate::machine::Machine;
use crate::network::InFlight;
use crate::server::{Server, role_name};
use raft::progress::Mode;
use raft::{Duration, Log, Role, ServerId, ServerSet, Time};
use record::state::{CheckState, ClusterState, MessageState, OperationState, ServerState};
use record::{ClientId, Event, EventNumber, LinkOverride, Scope, Serial, Unknown};

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

    /// The snapshot of a server, of one that is down that of its disk; that of index 0 is none. None if there is no such server.
    pub fn snapshot(&self, id: ServerId) -> Option<&raft::Snapshot> {
        let mut servers = self.servers.iter();
        Some(servers.find(|server| server.id == id)?.node.snapshot())
    }

    /// The log of a server; of one that is down, that of its disk. None if there is no such server.
    pub fn log(&self, id: ServerId) -> Option<&Log> {
        let mut servers = self.servers.iter();
        Some(servers.find(|server| server.id == id)?.node.log())
    }

    /// The state machine of a server, with its sessions; of one that is down an empty one, since it is lost with the memory.
    /// None if there is no such server.
    pub fn machine(&self, id: ServerId) -> Option<&Machine> {
        let mut servers = self.servers.iter();
        Some(&servers.find(|server| server.id == id)?.machine)
    }
}

/// What differs from what the dials say.
impl World {
    /// Between which times a write of this server takes; none if that is what the dials say.
    pub fn disk_override(&self, id: ServerId) -> Option<(Duration, Duration)> {
        let mut servers = self.servers.iter();
        let (min, max) = servers.find(|server| server.id == id)?.disk.own_latency?;
        Some((Duration(min), Duration(max)))
    }

    /// In what these messages differ.
    pub fn link_overrides(&self, scope: Scope) -> impl Iterator<Item = LinkOverride> {
        let rules = self.network.rules().iter();
        rules
            .filter(move |rule| rule.scope == scope)
            .map(|rule| rule.profile)
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
        let mut servers = self.servers.iter();
        let leader = servers.find(|server| server.id == leader);
        if let Some(Role::Leader(leader)) = leader.map(|server| server.node.role()) {
            for (peer, progress) in leader.progress.iter() {
                if matches!(progress.mode, Mode::Snapshot { .. }) {
                    transfers.insert(*peer);
                }
            }
        }
        transfers
    }

    fn messages(&self) -> impl DoubleEndedIterator<Item = MessageState<'_>> + ExactSizeIterator {
        self.network.in_flight().iter().map(message_state)
    }

    fn pending(&self) -> usize {
        self.clients.iter().map(|client| client.pending.len()).sum()
    }

    fn operation(&self, client: ClientId, serial: Serial) -> Option<OperationState<'_>> {
        let client = self.clients.iter().find(|own| own.id == client)?;
        let pending = client.pending.iter().find(|op| op.serial == serial);
        let finished = client.finished.iter().find(|op| op.serial == serial);
        let pending = pending.map(|op| pending_state(client, op));
        pending.or_else(|| finished.map(|op| finished_state(client, op)))
    }

    fn each_operation<'a>(&'a self, show: &mut dyn FnMut(OperationState<'a>)) {
        for client in &self.clients {
            for op in client.finished.iter() {
                show(finished_state(client, op));
            }
            for op in &client.pending {
                show(pending_state(client, op));
            }
        }
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
        configuration: *node.configuration(),
        log: node.log(),
        values: server.machine.values(),
        is_writing: !server.disk.queue.is_empty(),
        has_waiting: !server.disk.waiting.is_empty(),
        snapshot_due: server.snapshot_due.is_some(),
        unknown: Unknown::default(),
    }
}

fn message_state(message: &InFlight) -> MessageState<'_> {
    MessageState {
        envelope: &message.envelope,
        copy_of: message.copy_of,
    }
}

fn finished_state<'a>(client: &Client, op: &'a Finished) -> OperationState<'a> {
    OperationState {
        client: client.id,
        serial: op.serial,
        operation: &op.operation,
        end: Some(op.end),
    }
}

fn pending_state<'a>(client: &Client, op: &'a Pending) -> OperationState<'a> {
    OperationState {
        client: client.id,
        serial: op.serial,
        operation: &op.operation,
        end: None,
    }
}
