//! What can be asked of a cluster at one moment, be it a world that runs or a [`ClusterView`] of one, or of a trace. Nothing
//! is built for an answer: it borrows, or is small.

use crate::event::{Envelope, EventNumber, OperationEnd, RoleName};
use crate::message::MessageName;
use crate::operation::{ClientId, Operation, Serial};
use crate::sorted::SortedMap;
use crate::unknown::Unknown;
use crate::view::{
    CheckView, ClientView, ClusterView, MessageView, Process, ProgressMode, ServerView,
};
use raft::{Configuration, Index, Log, ServerId, ServerSet, Term, Time};
use std::sync::Arc;

/// A cluster at one moment.
pub trait ClusterState {
    fn now(&self) -> Time;
    /// How many events have happened.
    fn events(&self) -> EventNumber;
    /// Running hash of all events so far.
    fn fingerprint(&self) -> u64;
    /// The servers, by ascending id.
    fn servers(&self) -> impl ExactSizeIterator<Item = ServerState<'_>>;
    /// Those that a leader is sending a snapshot; none if that server does not lead.
    fn transfers(&self, leader: ServerId) -> ServerSet;
    /// Messages on their way, by ascending number.
    fn messages(&self) -> impl DoubleEndedIterator<Item = MessageState<'_>> + ExactSizeIterator;
    /// How many operations are pending.
    fn pending(&self) -> usize;
    /// An operation, if it is known.
    fn operation(&self, client: ClientId, serial: Serial) -> Option<OperationState<'_>>;
    /// Shows the operations that are known, client by client, oldest first; old ones that are done may be left out.
    fn each_operation<'a>(&'a self, show: &mut dyn FnMut(OperationState<'a>));
    /// The safety properties, in the order in which they are listed.
    fn checks(&self) -> impl Iterator<Item = CheckState<'_>>;

    /// The leader of the highest term among the servers that are up.
    fn leader(&self) -> Option<ServerState<'_>> {
        let leads = |server: &ServerState<'_>| server.is_up() && server.role == RoleName::Leader;
        let mut leader: Option<ServerState<'_>> = None;
        for server in self.servers() {
            if leads(&server) && leader.is_none_or(|leader| leader.term <= server.term) {
                leader = Some(server);
            }
        }
        leader
    }

    fn all(&self) -> ServerSet {
        self.servers().map(|server| server.id).collect()
    }

    /// The servers that are up.
    fn up(&self) -> ServerSet {
        let up = self.servers().filter(ServerState::is_up);
        up.map(|server| server.id).collect()
    }

    /// The servers that are up and are not the leader.
    fn followers(&self) -> ServerSet {
        let mut followers = self.up();
        if let Some(leader) = self.leader() {
            followers.remove(leader.id);
        }
        followers
    }

    /// Who votes: as the leader has it, or all servers where no leader says it.
    fn voters(&self) -> ServerSet {
        let leader = self.leader().filter(|leader| !leader.unknown.configuration);
        leader.map_or_else(|| self.all(), |leader| leader.configuration.voters)
    }

    /// The first voters that make a majority.
    fn majority(&self) -> ServerSet {
        let voters = self.voters();
        voters.iter().take(voters.len() / 2 + 1).collect()
    }

    fn is_majority(&self, servers: ServerSet) -> bool {
        let voters = self.voters();
        servers.intersection(voters).len() > voters.len() / 2
    }
}

/// A server at one moment. Of one that is down: what its disk holds, as far as a disk holds it.
#[derive(Clone, Copy, Debug)]
pub struct ServerState<'a> {
    pub id: ServerId,
    pub process: Process,
    pub role: RoleName,
    pub term: Term,
    /// Who leads, as far as it knows.
    pub leader: Option<ServerId>,
    pub commit: Index,
    /// The last index that its state machine applied.
    pub applied: Index,
    /// The last index that is on its disk.
    pub durable: Index,
    /// The last index that its snapshot contains; 0 if there is none.
    pub snapshot: Index,
    /// The configuration in force.
    pub configuration: Configuration,
    pub log: &'a Log,
    /// What its state machine holds.
    pub values: &'a SortedMap<Arc<str>, i64>,
    /// Whether some write is not yet durable.
    pub is_writing: bool,
    /// Whether a message waits for a write before it may leave.
    pub has_waiting: bool,
    /// Whether its state machine is about to hand over a snapshot.
    pub snapshot_due: bool,
    /// What of all this is not known, and stands here as if it were nothing.
    pub unknown: Unknown,
}

impl ServerState<'_> {
    pub fn is_up(&self) -> bool {
        self.process != Process::Crashed
    }

    /// Whether its state machine is applying entries or a snapshot, or is about to hand over one.
    pub fn is_at_work(&self) -> bool {
        self.applied < self.commit || self.snapshot_due
    }
}

/// A message on its way.
#[derive(Clone, Copy, Debug)]
pub struct MessageState<'a> {
    pub envelope: &'a Envelope,
    pub copy_of: Option<MessageName>,
}

/// An operation of a client.
#[derive(Clone, Copy, Debug)]
pub struct OperationState<'a> {
    pub client: ClientId,
    pub serial: Serial,
    pub operation: &'a Operation,
    /// How it ended; none while it is pending.
    pub end: Option<OperationEnd>,
}

/// A safety property, as far as it has been judged.
#[derive(Clone, Copy, Debug)]
pub struct CheckState<'a> {
    /// Its name in the paper's words: `Election Safety`.
    pub name: &'static str,
    pub says: &'static str,
    /// The first event that broke it, and how.
    pub broken: Option<(EventNumber, &'a str)>,
    /// Whether it is undecided, because to decide would take too long.
    pub undecided: bool,
}

impl CheckState<'_> {
    /// Whether it is known to hold.
    pub fn holds(&self) -> bool {
        self.broken.is_none() && !self.undecided
    }
}

impl ClusterState for ClusterView {
    fn now(&self) -> Time {
        self.time
    }

    fn events(&self) -> EventNumber {
        self.events
    }

    fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    fn servers(&self) -> impl ExactSizeIterator<Item = ServerState<'_>> {
        self.servers.iter().map(server_state)
    }

    fn transfers(&self, leader: ServerId) -> ServerSet {
        let leader = self.servers.iter().filter(|server| server.id == leader);
        let progress = leader.flat_map(|server| &server.progress);
        progress
            .filter(|progress| matches!(progress.mode, ProgressMode::Snapshot { .. }))
            .map(|progress| progress.peer)
            .collect()
    }

    fn messages(&self) -> impl DoubleEndedIterator<Item = MessageState<'_>> + ExactSizeIterator {
        self.messages.iter().map(message_state)
    }

    fn pending(&self) -> usize {
        let operations = self.clients.iter().flat_map(operation_states);
        operations.filter(|op| op.end.is_none()).count()
    }

    fn operation(&self, client: ClientId, serial: Serial) -> Option<OperationState<'_>> {
        let mut operations = self.clients.iter().flat_map(operation_states);
        operations.find(|op| (op.client, op.serial) == (client, serial))
    }

    fn each_operation<'a>(&'a self, show: &mut dyn FnMut(OperationState<'a>)) {
        self.clients
            .iter()
            .flat_map(operation_states)
            .for_each(show);
    }

    fn checks(&self) -> impl Iterator<Item = CheckState<'_>> {
        self.checks.iter().map(check_state)
    }
}

fn server_state(server: &ServerView) -> ServerState<'_> {
    let snapshot = server.snapshot.as_ref();
    ServerState {
        id: server.id,
        process: server.process,
        role: server.role,
        term: server.term,
        leader: server.leader,
        commit: server.commit,
        applied: server.applied,
        durable: server.durable,
        snapshot: snapshot.map_or(0, |snapshot| snapshot.id.last_included_index),
        configuration: server.configuration,
        log: &server.log,
        values: &server.machine,
        is_writing: !server.disk.queue.is_empty(),
        has_waiting: !server.disk.waiting.is_empty(),
        snapshot_due: server.snapshot_due,
        unknown: server.unknown,
    }
}

fn message_state(message: &MessageView) -> MessageState<'_> {
    MessageState {
        envelope: &message.envelope,
        copy_of: message.copy_of,
    }
}

fn operation_states(client: &ClientView) -> impl Iterator<Item = OperationState<'_>> {
    client.operations.iter().map(|op| OperationState {
        client: client.id,
        serial: op.serial,
        operation: &op.operation,
        end: op.end,
    })
}

fn check_state(check: &CheckView) -> CheckState<'_> {
    let broken = check.broken.as_ref();
    CheckState {
        name: check.name,
        says: check.says,
        broken: broken.map(|(event, how)| (*event, how.as_str())),
        undecided: check.undecided,
    }
}
