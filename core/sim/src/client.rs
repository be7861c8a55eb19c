//! Clients: they send operations, follow the leader, retry with the same number, and note how each one ended (§8).

use crate::queue::Sequence;
use raft::{Duration, ServerId, ServerSet, Time};
use record::view::ClientView;
use record::{Answer, ClientId, EventNumber, Operation, OperationEnd, Serial};
use std::sync::Arc;

/// How long a client waits for an answer before it tries another server,
/// beyond what the messages themselves may take.
pub(crate) const TIMEOUT: Duration = Duration::from_millis(500);

/// How long a client waits before it retries, when no server seems to lead.
pub(crate) const BACKOFF: Duration = Duration::from_millis(60);

/// How often a client retries before it gives up.
pub(crate) const RETRIES: u32 = 20;

/// How many operations of one client may be under way at a time; more wait in line.
pub(crate) const AT_ONCE: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    Done(Answer),
    /// This server does not lead; perhaps that one does.
    NotLeader(Option<ServerId>),
    /// Another entry took its place in the log.
    Overwritten,
    /// None: the server is down.
    Gone,
}

/// A request or a reply on its way.
#[derive(Clone, Copy)]
pub(crate) struct Transit {
    pub(crate) reply: Option<Reply>,
    pub(crate) sent_at: Time,
    pub(crate) arrives: Time,
    pub(crate) sequence: Sequence,
}

/// One operation that is under way.
#[derive(Clone)]
pub(crate) struct Pending {
    pub(crate) serial: Serial,
    pub(crate) operation: Operation,
    /// The event that led to the next move.
    pub(crate) cause: Option<EventNumber>,
    /// Where it was sent, or is to be sent at first.
    pub(crate) server: Option<ServerId>,
    pub(crate) sent: u32,
    pub(crate) transit: Option<Transit>,
    /// When the client waits no longer: its plan in the queue.
    pub(crate) timeout: Option<Sequence>,
    /// When it is sent: its plan in the queue.
    pub(crate) sending: Option<Sequence>,
    /// Whether some server may have taken it into its log.
    pub(crate) taken: bool,
}

impl Pending {
    /// Whether the client waits for an answer of this server, and none is on its way.
    pub(crate) fn waits_for(&self, server: ServerId) -> bool {
        let was_sent = self.sent > 0 && self.server == Some(server);
        was_sent && self.transit.is_none() && self.sending.is_none()
    }
}

/// One operation that came to an end.
#[derive(Clone)]
pub(crate) struct Finished {
    pub(crate) serial: Serial,
    pub(crate) operation: Operation,
    pub(crate) server: Option<ServerId>,
    pub(crate) retries: u32,
    pub(crate) end: OperationEnd,
}

#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) id: ClientId,
    /// The last serial number that was given.
    last_serial: Serial,
    /// Under way or in line, by ascending serial.
    pub(crate) pending: Vec<Pending>,
    /// The last that have ended, which clones share until another one does.
    pub(crate) finished: Arc<Vec<Finished>>,
    /// Who leads, as far as the client knows.
    pub(crate) leader: Option<ServerId>,
}

impl Client {
    pub(crate) fn new(id: ClientId) -> Client {
        Client {
            id,
            last_serial: 0,
            pending: Vec::new(),
            finished: Arc::default(),
            leader: None,
        }
    }

    /// Puts an operation in line, to be sent to `first` at first, if that is given. Returns its number.
    pub(crate) fn submit(&mut self, operation: Operation, first: Option<ServerId>) -> Serial {
        self.last_serial += 1;
        self.pending.push(Pending {
            serial: self.last_serial,
            operation,
            cause: None,
            server: first,
            sent: 0,
            transit: None,
            timeout: None,
            sending: None,
            taken: false,
        });
        self.last_serial
    }

    /// The operations that may be under way now and are not yet.
    pub(crate) fn ready(&self) -> impl Iterator<Item = Serial> {
        self.pending
            .iter()
            .take(AT_ONCE)
            .filter(|op| op.sent == 0 && op.sending.is_none())
            .map(|op| op.serial)
    }

    /// The client has the answers to everything through this operation.
    pub(crate) fn acknowledged(&self) -> Serial {
        self.pending
            .first()
            .map_or(self.last_serial, |op| op.serial - 1)
    }

    pub(crate) fn find(&mut self, serial: Serial) -> Option<&mut Pending> {
        self.pending.iter_mut().find(|op| op.serial == serial)
    }

    /// The server to try: who leads, as far as known, or one after the other.
    pub(crate) fn choose(&self, servers: ServerSet, sent: u32) -> ServerId {
        let turn = sent as usize + usize::from(self.id.0) - 1;
        let in_turn = || servers.iter().nth(turn % servers.len());
        let server = self.leader.or_else(in_turn);
        debug_assert!(server.is_some(), "a cluster has servers");
        server.unwrap_or(ServerId(1))
    }

    pub(crate) fn finish(&mut self, serial: Serial, end: OperationEnd) {
        let Some(place) = self.pending.iter().position(|op| op.serial == serial) else {
            debug_assert!(false, "operation {serial} ends twice");
            return;
        };
        let op = self.pending.remove(place);
        let finished = Arc::make_mut(&mut self.finished);
        if finished.len() == ClientView::ENDED {
            finished.remove(0);
        }
        finished.push(Finished {
            serial,
            operation: op.operation,
            server: op.server,
            retries: op.sent.saturating_sub(1),
            end,
        });
    }
}
