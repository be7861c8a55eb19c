//! Clients: operations queued, requests and replies in transit, retries, and how operations end (§8).

use super::World;
use super::actions::Refusal;
use crate::chance::Purpose;
use crate::client::{self, Pending, Reply, Transit};
use crate::dials::Dial;
use crate::queue::Due;
use crate::server::Proposal;
use raft::{Command, Duration, Index, Input, ProposalId, ServerId, Time};
use record::view::Process;
use record::{
    ClientCommand, ClientId, Control, Event, EventKind, EventNumber, Operation, OperationEnd,
    Outcome, Serial,
};

impl World {
    /// Gives the first client its first operation, once there is a leader, which is sent it.
    pub(super) fn submit_opening(&mut self, leader: ServerId) {
        if std::mem::take(&mut self.opening) {
            let operation = Operation::Set {
                key: "x".into(),
                value: 1,
            };
            let at = self.now + OPENING_PAUSE;
            self.submit(ClientId(1), (operation, Some(leader)), at);
        }
    }

    pub(super) fn known_client(&self, id: ClientId) -> Result<(), Refusal> {
        match self.clients.len() {
            0 => Err(NO_CLIENT.into()),
            clients if (1..=clients).contains(&usize::from(id.0)) => Ok(()),
            clients => Err(format!(
                "There is no such client: the clients are C1 to C{clients}."
            )),
        }
    }

    pub(super) fn submit_manually(
        &mut self,
        client: Option<ClientId>,
        operation: &Operation,
        first: Option<ServerId>,
    ) -> Result<(), Refusal> {
        let idle = self
            .clients
            .iter()
            .min_by_key(|client| client.pending.len());
        let Some(id) = client.or(idle.map(|client| client.id)) else {
            return Err(NO_CLIENT.into());
        };
        self.known_client(id)?;
        self.begin_event(
            None,
            None,
            Control::Submitted {
                client: id,
                operation: operation.clone(),
            }
            .into(),
        );
        self.submit(id, (operation.clone(), first), self.now);
        self.end_event();
        Ok(())
    }

    /// Queues an operation of a client. It is sent at `at`, or when its turn comes: to `first`, or else to the server that
    /// the client takes for the leader.
    pub(super) fn submit(
        &mut self,
        client: ClientId,
        (operation, first): (Operation, Option<ServerId>),
        at: Time,
    ) {
        let serial = self.client_mut(client).submit(operation.clone(), first);
        self.event.outcomes.push(Outcome::Queued {
            client,
            serial,
            operation,
            server: first,
        });
        self.plan_ready(client, at);
    }

    /// Plans the sending of every operation whose turn has come.
    pub(super) fn plan_ready(&mut self, client: ClientId, at: Time) {
        let ready: Vec<Serial> = self.client_mut(client).ready().collect();
        for serial in ready {
            self.plan_sending(client, serial, at);
        }
    }

    fn plan_sending(&mut self, client: ClientId, serial: Serial, at: Time) {
        let sequence = self.queue.plan(at, Due::ClientSends(client, serial));
        let cause = self.event.number;
        if let Some(op) = self.due_operation(client, serial) {
            op.sending = Some(sequence);
            op.cause = Some(cause);
        }
    }

    /// An operation that moves: the plans of one that has ended are void.
    fn due_operation(&mut self, client: ClientId, serial: Serial) -> Option<&mut Pending> {
        let op = self.client_mut(client).find(serial);
        debug_assert!(op.is_some(), "operation {serial} of {client} has ended");
        op
    }

    pub(super) fn client_sends(&mut self, id: ClientId, serial: Serial, manual: bool) {
        let Some((sent, first)) = self
            .due_operation(id, serial)
            .map(|op| (op.sent, op.server))
        else {
            return;
        };
        let servers = self.ids();
        let server = match first {
            Some(first) if sent == 0 => first,
            _ => self.client_mut(id).choose(servers, sent),
        };
        let arrives = self.now + self.client_latency(id, serial, sent * 2);
        let sequence = self.queue.plan(arrives, Due::Transit(id, serial));
        let times_out = self.now + self.client_timeout();
        let timeout = self.queue.plan(times_out, Due::ClientTimeout(id, serial));
        let (now, number) = (self.now, self.events);
        let Some(op) = self.due_operation(id, serial) else {
            return;
        };
        let cause = op.cause.replace(number).filter(|_| !manual);
        op.sending = None;
        op.sent += 1;
        op.server = Some(server);
        op.transit = Some(Transit {
            reply: None,
            sent_at: now,
            arrives,
            sequence,
        });
        op.timeout = Some(timeout);
        let operation = op.operation.clone();
        self.begin_event(
            cause,
            Some(server),
            EventKind::ClientSent {
                client: id,
                serial,
                operation,
                retries: sent,
                arrives: Some(arrives),
            },
        );
        self.end_event();
    }

    /// A request or a reply arrives.
    pub(super) fn transit_ends(&mut self, client: ClientId, serial: Serial, manual: bool) {
        let Some(op) = self.due_operation(client, serial) else {
            return;
        };
        let (Some(transit), Some(server)) = (op.transit.take(), op.server) else {
            debug_assert!(false, "operation {serial} of {client} is not in transit");
            return;
        };
        let cause = op.cause.filter(|_| !manual);
        let is_down = self.server(server).process == Process::Crashed;
        match transit.reply {
            None if is_down => self.reply_arrives((client, serial), server, Reply::Gone, cause),
            None => self.request_arrives((client, serial), server, cause),
            Some(reply) => self.reply_arrives((client, serial), server, reply, cause),
        }
    }

    fn request_arrives(
        &mut self,
        (client, serial): (ClientId, Serial),
        server: ServerId,
        cause: Option<EventNumber>,
    ) {
        let acknowledged = self.client_mut(client).acknowledged();
        let Some(op) = self.due_operation(client, serial) else {
            return;
        };
        let operation = op.operation.clone();
        self.begin_event(
            cause,
            Some(server),
            EventKind::RequestArrived { client, serial },
        );
        let has_session = self.dials.get(Dial::Sessions) == 1;
        let command = ClientCommand {
            client,
            serial: if has_session { serial } else { 0 },
            acknowledged,
            operation,
        }
        .encode();
        self.take_step(
            server,
            Input::Propose {
                id: to_proposal(client, serial),
                command,
            },
        );
        self.end_event();
    }

    /// Lets a request of a client reach a server now, with any bytes as its command: past the client's own queue, so it is
    /// never retried, and only the event says where it was appended. Test harnesses that come with clients of
    /// their own drive a cluster like this.
    ///
    /// To a server that is down or paused, or from a client that there is not, the event is of kind `Refused`.
    pub fn request(&mut self, client: ClientId, server: ServerId, command: Command) -> &Event {
        let possible = self
            .known_client(client)
            .and_then(|()| self.running(server));
        match possible {
            Ok(()) => {
                let arrived = EventKind::RequestArrived { client, serial: 0 };
                self.begin_event(None, Some(server), arrived);
                let id = to_proposal(client, 0);
                self.take_step(server, Input::Propose { id, command });
            }
            Err(sentence) => self.begin_event(None, None, Control::Refused { sentence }.into()),
        }
        self.end_event();
        self.tidy_queue();
        &self.event
    }

    /// The server that a request of a client travels to; none if none does.
    pub(super) fn requested(&self, client: ClientId, serial: Serial) -> Option<ServerId> {
        let op = self.pending(client, serial)?;
        op.transit.filter(|transit| transit.reply.is_none())?;
        op.server
    }

    pub(super) fn pending(&self, client: ClientId, serial: Serial) -> Option<&Pending> {
        let client = &self.clients[usize::from(client.0 - 1)];
        client.pending.iter().find(|op| op.serial == serial)
    }

    pub(super) fn note_proposal(
        &mut self,
        server: ServerId,
        id: ProposalId,
        index: Index,
        term: raft::Term,
    ) {
        let (client, serial) = from_proposal(id);
        self.server_mut(server).proposals.push(Proposal {
            index,
            term,
            client,
            serial,
        });
        if let Some(op) = self.client_mut(client).find(serial) {
            op.taken = true;
        }
    }

    /// Every client that waits for an answer of a server that went down loses its connection.
    pub(super) fn break_connections(&mut self, server: ServerId) {
        let clients = self.clients.iter();
        let waiting: Vec<_> = clients
            .flat_map(|client| client.pending.iter().map(|op| (client.id, op)))
            .filter(|(_, op)| op.waits_for(server))
            .map(|(client, op)| (client, op.serial))
            .collect();
        for (client, serial) in waiting {
            self.reply(server, client, serial, Reply::Gone);
        }
    }

    /// The answers that a server sent at this very moment do not leave, and their clients wait on. Names the operations.
    pub(super) fn unsend_replies(&mut self, server: ServerId) -> Vec<(ClientId, Serial)> {
        let now = self.now;
        let mut unsent = Vec::new();
        let ops = (self.clients.iter_mut()).flat_map(|client| {
            let id = client.id;
            client.pending.iter_mut().map(move |op| (id, op))
        });
        for (client, op) in ops {
            let leaves = |transit: &Transit| transit.reply.is_some() && transit.sent_at == now;
            if op.server == Some(server) && op.transit.as_ref().is_some_and(leaves) {
                op.transit = None;
                unsent.push((client, op.serial));
            }
        }
        unsent
    }

    /// A server answers a client, unless the client meanwhile asks another one.
    pub(super) fn reply(
        &mut self,
        server: ServerId,
        client: ClientId,
        serial: Serial,
        reply: Reply,
    ) {
        let op = self.client_mut(client).find(serial);
        let Some(op) = op.filter(|op| op.waits_for(server)) else {
            return;
        };
        let leg = op.sent * 2 + 1;
        let arrives = self.now + self.client_latency(client, serial, leg);
        let sequence = self.queue.plan(arrives, Due::Transit(client, serial));
        let (now, cause) = (self.now, self.event.number);
        if let Some(op) = self.due_operation(client, serial) {
            op.transit = Some(Transit {
                reply: Some(reply),
                sent_at: now,
                arrives,
                sequence,
            });
            op.cause = Some(cause);
        }
        self.event.outcomes.push(Outcome::Replied {
            client,
            serial,
            arrives,
        });
    }

    fn reply_arrives(
        &mut self,
        (id, serial): (ClientId, Serial),
        server: ServerId,
        reply: Reply,
        cause: Option<EventNumber>,
    ) {
        let Some(op) = self.due_operation(id, serial) else {
            return;
        };
        op.timeout = None;
        let kind = match reply {
            Reply::Gone => EventKind::ConnectionLost { client: id, serial },
            _ => EventKind::ReplyArrived { client: id, serial },
        };
        self.begin_event(cause, Some(server), kind);
        match reply {
            Reply::Done(answer) => {
                self.client_mut(id).leader = Some(server);
                self.end_operation(id, serial, OperationEnd::Ok(answer));
            }
            Reply::NotLeader(Some(leader)) => {
                self.client_mut(id).leader = Some(leader);
                self.retry(id, serial, Duration::ZERO);
            }
            Reply::NotLeader(None) | Reply::Gone => {
                self.client_mut(id).leader = None;
                self.retry(id, serial, client::BACKOFF);
            }
            Reply::Overwritten => self.retry(id, serial, Duration::ZERO),
        }
        self.end_event();
    }

    pub(super) fn client_times_out(&mut self, id: ClientId, serial: Serial) {
        let Some(op) = self.due_operation(id, serial) else {
            return;
        };
        (op.transit, op.timeout) = (None, None);
        let (cause, server) = (op.cause, op.server);
        self.client_mut(id).leader = None;
        self.begin_event(
            cause,
            server,
            EventKind::ClientTimedOut { client: id, serial },
        );
        self.retry(id, serial, Duration::ZERO);
        self.end_event();
    }

    /// Plans to send an operation again, or gives it up.
    fn retry(&mut self, id: ClientId, serial: Serial, backoff: Duration) {
        let Some(op) = self.due_operation(id, serial) else {
            return;
        };
        if op.sent <= client::RETRIES {
            return self.plan_sending(id, serial, self.now + backoff);
        }
        let end = if op.taken {
            OperationEnd::Unknown
        } else {
            OperationEnd::Failed
        };
        self.end_operation(id, serial, end);
    }

    fn end_operation(&mut self, client: ClientId, serial: Serial, end: OperationEnd) {
        self.client_mut(client).finish(serial, end);
        self.event.outcomes.push(Outcome::OperationEnded {
            client,
            serial,
            end,
        });
        self.plan_ready(client, self.now);
    }

    pub(super) fn advance(&mut self, id: ClientId) -> Result<(), Refusal> {
        self.known_client(id)?;
        let moves = |op: &&mut Pending| op.transit.is_some() || op.sending.is_some();
        let Some(op) = self.client_mut(id).pending.iter_mut().find(moves) else {
            return Err(format!("Nothing of {id} is on its way."));
        };
        let (serial, sends) = (op.serial, op.sending.is_some());
        if let Some(to) = self.requested(id, serial) {
            self.takes_in(to)?;
        }
        match sends {
            true => self.client_sends(id, serial, true),
            false => self.transit_ends(id, serial, true),
        }
        Ok(())
    }

    /// How long a request or reply travels: as long as any message, drawn for each by itself.
    fn client_latency(&self, client: ClientId, serial: Serial, leg: u32) -> Duration {
        let range = (
            self.dials.get(Dial::LatencyMin),
            self.dials.get(Dial::LatencyMax),
        );
        let key = serial << 16 ^ u64::from(leg);
        Duration(
            self.chance
                .between(range, Purpose::ClientLatency, u64::from(client.0), key),
        )
    }

    /// How long a client waits: longer where messages or disks are slow, so that it does not retry in vain.
    fn client_timeout(&self) -> Duration {
        let slow = self.dials.get(Dial::LatencyMax) * 4 + self.dials.get(Dial::DiskMax) * 2;
        client::TIMEOUT + Duration(slow)
    }
}

pub(crate) fn to_proposal(client: ClientId, serial: Serial) -> ProposalId {
    ProposalId(u64::from(client.0) << 56 | serial)
}

pub(crate) fn from_proposal(id: ProposalId) -> (ClientId, Serial) {
    (ClientId((id.0 >> 56) as u8), id.0 & ((1 << 56) - 1))
}

/// Why nothing can be submitted where no client is.
const NO_CLIENT: &str = "There is no client in this run.";

/// How long after the first election the opening operation is sent.
const OPENING_PAUSE: Duration = Duration::from_millis(30);
