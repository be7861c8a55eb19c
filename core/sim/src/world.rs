//! The world: servers, network, disks, clients and what is due, as a pure function of (settings, seed, actions).

use crate::chance::{Chance, Purpose};
use crate::client::{self, Client, Reply, Transit};
use crate::dials::{Dial, Dials};
use crate::disk;
use crate::network::Network;
use crate::queue::{Due, Queue, Sequence};
use crate::server::{Applying, Proposal, Server, Timer, Work};
use crate::settings::{Settings, SettingsError};
use raft::{
    Configuration, DiskOp, Durable, Duration, Effect, Entries, Index, Input, Message, Notice,
    ProposalId, ServerId, ServerSet, Ticket, Time, TimerKind,
};
use record::checks::{Checks, Finding};
use record::fingerprint::Fingerprint;
use record::view::Process;
use record::{
    ClientCommand, ClientId, Envelope, Event, EventKind, EventNumber, LossReason, MessageId,
    Operation, OperationEnd, Outcome, Serial,
};

/// How long the first leader stands before the opening operation is sent.
const OPENING_PAUSE: Duration = Duration::from_millis(30);

/// A cluster with everything around it. Cloning is cheap: it costs what is there now, not what has been.
#[derive(Clone)]
pub struct World {
    pub(crate) settings: Settings,
    pub(crate) dials: Dials,
    pub(crate) chance: Chance,
    pub(crate) now: Time,
    pub(crate) queue: Queue,
    /// By ascending id, `S1` first.
    pub(crate) servers: Vec<Server>,
    pub(crate) network: Network,
    /// By ascending id, `C1` first.
    pub(crate) clients: Vec<Client>,
    pub(crate) checks: Checks,
    pub(crate) fingerprint: Fingerprint,
    /// How many events have happened.
    pub(crate) events: EventNumber,
    /// Whether the opening operation is still to be sent.
    opening: bool,
    /// The event that is happening, or that happened last. Its room is used again for the next.
    pub(crate) event: Event,
    /// Room for the effects of a step.
    effects: Vec<Effect>,
}

impl World {
    /// A new world at time zero. Its servers start with its first events.
    pub fn new(settings: Settings, seed: u64) -> Result<World, SettingsError> {
        let settings = settings.checked()?;
        let (chance, dials) = (Chance::new(seed), settings.dials);
        let configuration = Configuration::simple(ServerSet::first(settings.servers));
        let ids = (1..=settings.servers).map(ServerId);
        let mut queue = Queue::default();
        for id in ids.clone() {
            queue.plan(Time::ZERO, Due::Start(id));
        }
        Ok(World {
            settings,
            dials,
            chance,
            now: Time::ZERO,
            queue,
            servers: ids
                .map(|id| Server::new(id, Durable::new(configuration), (chance, &dials)))
                .collect(),
            network: Network::new(settings.servers),
            clients: (1..=settings.clients)
                .map(|number| Client::new(ClientId(number)))
                .collect(),
            checks: Checks::new(),
            fingerprint: Fingerprint::new(),
            events: 0,
            opening: settings.opening_operation && settings.clients > 0,
            event: Event {
                number: 0,
                time: Time::ZERO,
                cause: None,
                server: None,
                kind: EventKind::SnapshotDue,
                outcomes: Vec::new(),
                after: None,
            },
            effects: Vec::new(),
        })
    }

    /// The moment: the time of the last event, or a later one that [`World::run_until`] reached.
    pub fn now(&self) -> Time {
        self.now
    }

    /// When the next event will happen; none if nothing ever will.
    pub fn next_due(&self) -> Option<Time> {
        self.queue.peek().map(|(time, ..)| time)
    }

    /// Lets the next event happen. None if nothing ever will.
    pub fn step(&mut self) -> Option<&Event> {
        loop {
            let (time, _, due) = self.queue.pop()?;
            self.now = self.now.max(time);
            let happened = self.happen(due);
            self.forget_void_plans();
            if happened {
                return Some(&self.event);
            }
        }
    }

    /// Lets everything happen that is due by `until`, telling each event, and moves the clock there.
    pub fn run_until(&mut self, until: Time, tell: &mut dyn FnMut(&Event)) {
        while self.next_due().is_some_and(|due| due <= until) {
            if let Some(event) = self.step() {
                tell(event);
            }
        }
        self.now = self.now.max(until);
    }

    /// How many events have happened.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Running hash of all events; the same natively and as wasm.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint.value()
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.chance.seed()
    }

    /// What the world was made of.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The dials now.
    pub fn dials(&self) -> &Dials {
        &self.dials
    }

    // — what is due —

    /// Lets one plan happen. False if it waits because the process is paused.
    fn happen(&mut self, due: Due) -> bool {
        match due {
            Due::Start(id) => self.start(id),
            Due::Timer(id, kind) => return self.timer_fires(id, kind),
            Due::Message(id) => return self.message_is_due(id),
            Due::Disk(id) => return self.disk_finishes(id),
            Due::Apply(id) => return self.apply_finishes(id),
            Due::Snapshot(id) => return self.snapshot_is_due(id),
            Due::Transit(client, serial) => return self.transit_ends(client, serial),
            Due::ClientTimeout(client, serial) => self.client_loses_patience(client, serial),
            Due::ClientSends(client, serial) => self.client_sends(client, serial),
        }
        true
    }

    /// Throws away what leads the queue and is planned no more, so that [`World::next_due`] tells the truth.
    pub(crate) fn forget_void_plans(&mut self) {
        while let Some((_, sequence, due)) = self.queue.peek() {
            if self.is_planned(due, sequence) {
                break;
            }
            self.queue.pop();
        }
    }

    fn is_planned(&self, due: Due, sequence: Sequence) -> bool {
        let pending = |client: ClientId, serial| {
            self.clients[usize::from(client.0 - 1)]
                .pending
                .iter()
                .find(|op| op.serial == serial)
        };
        let found = match due {
            Due::Start(_) => return true,
            Due::Timer(id, kind) => {
                self.server(id).timers[kind as usize].map(|timer| timer.sequence)
            }
            Due::Message(id) => self.network.find(id).map(|message| message.sequence),
            // Those of a paused process come due one after the other, and all wait.
            Due::Disk(id) => {
                let mut writes = self.server(id).disk.queue.iter();
                return writes.any(|write| write.sequence == Some(sequence));
            }
            Due::Apply(id) => self
                .server(id)
                .applying
                .as_ref()
                .and_then(|applying| applying.sequence),
            Due::Snapshot(id) => self.server(id).snapshot_due.map(|(sequence, _)| sequence),
            Due::Transit(client, serial) => pending(client, serial)
                .and_then(|op| op.transit)
                .map(|transit| transit.sequence),
            Due::ClientTimeout(client, serial) => pending(client, serial).and_then(|op| op.timeout),
            Due::ClientSends(client, serial) => pending(client, serial).and_then(|op| op.sending),
        };
        found == Some(sequence)
    }

    fn start(&mut self, id: ServerId) {
        self.begin_event(None, Some(id), EventKind::Started { again: false });
        self.take_step(id, Input::Start);
        self.end_event();
    }

    fn timer_fires(&mut self, id: ServerId, kind: TimerKind) -> bool {
        if self.waits(id, Due::Timer(id, kind)) {
            return false;
        }
        let Some(timer) = self.server_mut(id).timer(kind).take() else {
            return false;
        };
        self.begin_event(
            Some(timer.cause),
            Some(id),
            EventKind::TimerFired {
                timer: kind,
                by_hand: false,
            },
        );
        self.take_step(id, Input::Timer(kind));
        self.end_event();
        true
    }

    fn message_is_due(&mut self, id: MessageId) -> bool {
        let Some(message) = self.network.find(id) else {
            return false;
        };
        let (to, lost) = (message.envelope.to, message.lost);
        if lost.is_none() && self.waits(to, Due::Message(id)) {
            return false;
        }
        match lost {
            Some((_, why)) => self.lose(id, why),
            None => self.deliver(id, false),
        }
        true
    }

    /// A message leaves the network without arriving.
    pub(crate) fn lose(&mut self, id: MessageId, why: LossReason) {
        let Some(message) = self.network.remove(id) else {
            return;
        };
        let to = message.envelope.to;
        self.begin_event(
            Some(message.sent_by),
            Some(to),
            EventKind::Lost {
                envelope: message.envelope,
                why,
            },
        );
        self.end_event();
    }

    /// A message reaches its receiver.
    pub(crate) fn deliver(&mut self, id: MessageId, by_hand: bool) {
        let Some(message) = self.network.find(id) else {
            return;
        };
        if self.server(message.envelope.to).process == Process::Crashed {
            return self.lose(id, LossReason::Down);
        }
        let Some(message) = self.network.remove(id) else {
            return;
        };
        let Envelope {
            from,
            to,
            message: words,
            ..
        } = message.envelope.clone();
        self.begin_event(
            Some(message.sent_by),
            Some(to),
            EventKind::Delivered {
                envelope: message.envelope,
                by_hand,
            },
        );
        if words.is_reply() {
            let now = self.now;
            self.server_mut(to).heard[usize::from(from.0)] = Some(now);
        }
        self.take_step(
            to,
            Input::Message {
                from,
                message: words,
            },
        );
        self.end_event();
    }

    fn disk_finishes(&mut self, id: ServerId) -> bool {
        if self.waits(id, Due::Disk(id)) {
            return false;
        }
        let Some(write) = self.server_mut(id).disk.finish() else {
            return false;
        };
        let ticket = write.ticket;
        self.begin_event(Some(write.cause), Some(id), EventKind::Persisted { ticket });
        self.send_what_waited(id, ticket);
        self.begin_restoring(id, ticket);
        self.take_step(id, Input::Persisted(ticket));
        self.end_event();
        true
    }

    /// Messages that waited for a write may leave once it is durable.
    fn send_what_waited(&mut self, id: ServerId, ticket: Ticket) {
        while self
            .server(id)
            .disk
            .waiting
            .front()
            .is_some_and(|(after, _)| *after <= ticket)
        {
            if let Some((_, envelope)) = self.server_mut(id).disk.waiting.pop_front() {
                self.send(envelope);
            }
        }
    }

    /// A received snapshot replaces the state machine, once it is durable.
    fn begin_restoring(&mut self, id: ServerId, ticket: Ticket) {
        let Some(Applying {
            work: Work::Snapshot(_, after),
            sequence: None,
            ..
        }) = &self.server(id).applying
        else {
            return;
        };
        if *after <= ticket {
            self.plan_apply(id);
        }
    }

    fn plan_apply(&mut self, id: ServerId) {
        let at = self.now + Duration(self.dials.get(Dial::ApplyDelay));
        let sequence = self.queue.plan(at, Due::Apply(id));
        if let Some(applying) = &mut self.server_mut(id).applying {
            applying.sequence = Some(sequence);
        }
    }

    fn apply_finishes(&mut self, id: ServerId) -> bool {
        if self.waits(id, Due::Apply(id)) {
            return false;
        }
        let Some(applying) = self.server_mut(id).applying.take() else {
            return false;
        };
        let last = match &applying.work {
            Work::Entries(first, entries) => first + entries.len() as u64 - 1,
            Work::Snapshot(snapshot, _) => snapshot.id.last_included_index,
        };
        self.begin_event(Some(applying.cause), Some(id), EventKind::Applied { last });
        match applying.work {
            Work::Entries(first, entries) => self.apply_entries(id, first, &entries),
            Work::Snapshot(snapshot, _) => self.restore(id, &snapshot),
        }
        self.take_step(id, Input::Applied(last));
        self.plan_snapshot(id);
        self.end_event();
        true
    }

    fn apply_entries(&mut self, id: ServerId, first: Index, entries: &Entries) {
        for (index, entry) in (first..).zip(entries.iter()) {
            let applied = self.server_mut(id).machine.apply(&entry.payload);
            self.event.outcomes.push(Outcome::AppliedEntry {
                index,
                term: entry.term,
                content: record::content_hash(&entry.payload),
                answer: applied.map(|applied| applied.answer),
                repeated: applied.is_some_and(|applied| applied.repeated),
            });
            let done = Reply::Done(applied.and_then(|applied| applied.answer));
            while let Some((proposal, reply)) = self.server_mut(id).answer(index, entry.term, done)
            {
                self.reply(id, proposal.client, proposal.serial, reply);
            }
        }
    }

    fn restore(&mut self, id: ServerId, snapshot: &raft::Snapshot) {
        let server = self.server_mut(id);
        server.machine = crate::machine::Machine::from_bytes(&snapshot.data).unwrap_or_default();
        // Whoever waited for an entry that the snapshot swallowed will ask again.
        server
            .proposals
            .retain(|proposal| proposal.index > snapshot.id.last_included_index);
        self.event.outcomes.push(Outcome::Restored(snapshot.id));
    }

    fn plan_snapshot(&mut self, id: ServerId) {
        let threshold = self.dials.get(Dial::SnapshotThreshold);
        let node = &self.server(id).node;
        let grown = node
            .applied_index()
            .saturating_sub(node.snapshot().id.last_included_index);
        if threshold == 0 || grown < threshold || self.server(id).snapshot_due.is_some() {
            return;
        }
        let sequence = self.queue.plan(self.now, Due::Snapshot(id));
        let cause = self.event.number;
        self.server_mut(id).snapshot_due = Some((sequence, cause));
    }

    fn snapshot_is_due(&mut self, id: ServerId) -> bool {
        if self.waits(id, Due::Snapshot(id)) {
            return false;
        }
        let Some((_, cause)) = self.server_mut(id).snapshot_due.take() else {
            return false;
        };
        self.begin_event(Some(cause), Some(id), EventKind::SnapshotDue);
        self.hand_over_snapshot(id);
        self.end_event();
        true
    }

    /// The outside decides when to take a snapshot, and takes it of what is applied (§7).
    pub(crate) fn hand_over_snapshot(&mut self, id: ServerId) {
        let server = self.server(id);
        let (index, data) = (server.node.applied_index(), server.machine.snapshot_bytes());
        self.take_step(id, Input::SnapshotTaken { index, data });
    }

    /// Whether the process is paused, so that this must wait; it is kept.
    fn waits(&mut self, id: ServerId, due: Due) -> bool {
        let server = self.server_mut(id);
        let paused = server.process == Process::Paused;
        if paused {
            server.backlog.push(due);
        }
        paused
    }

    // — one step of one server —

    pub(crate) fn take_step(&mut self, id: ServerId, input: Input) {
        let mut effects = std::mem::take(&mut self.effects);
        let now = self.now;
        let server = self.server_mut(id);
        let clock = server.clock(now);
        server.node.step(clock, input, &mut effects);
        for effect in effects.drain(..) {
            self.carry_out(id, effect);
        }
        self.effects = effects;
        self.event.after = Some(self.server(id).facts());
    }

    fn carry_out(&mut self, id: ServerId, effect: Effect) {
        match effect {
            Effect::Persist { ticket, ops } => self.persist(id, ticket, ops),
            Effect::Send { to, message, after } => self.hand_over(id, to, message, after),
            Effect::Apply { first, entries } => {
                self.begin_applying(id, Work::Entries(first, entries))
            }
            Effect::InstallState { snapshot, after } => {
                self.begin_applying(id, Work::Snapshot(snapshot, after))
            }
            Effect::Arm { timer, min, max } => self.arm(id, timer, (min, max)),
            Effect::Disarm(timer) => {
                if self.server_mut(id).timer(timer).take().is_some() {
                    self.event.outcomes.push(Outcome::TimerStopped(timer));
                }
            }
            Effect::Proposed {
                id: proposal,
                index,
                term,
            } => self.note_proposal(id, proposal, index, term),
            Effect::Refused {
                id: proposal,
                leader,
            } => {
                let (client, serial) = from_proposal(proposal);
                self.reply(id, client, serial, Reply::NotLeader(leader));
            }
            Effect::Decided(reason) => self.event.outcomes.push(Outcome::Decided(reason)),
            Effect::Notify(notice) => self.notice(id, notice),
        }
    }

    fn persist(&mut self, id: ServerId, ticket: Ticket, ops: Vec<DiskOp>) {
        let latency = disk::latency(id, ticket, (self.chance, &self.dials));
        let (now, cause) = (self.now, self.event.number);
        let server = self.server_mut(id);
        server.ticket = ticket;
        let due = server.disk.begin((ticket, ops), now, latency, cause);
        if !server.disk.stalled {
            let sequence = self.queue.plan(due, Due::Disk(id));
            if let Some(write) = self.server_mut(id).disk.queue.back_mut() {
                write.sequence = Some(sequence);
            }
        }
        self.event.outcomes.push(Outcome::WriteBegan { ticket });
    }

    fn hand_over(&mut self, from: ServerId, to: ServerId, message: Message, after: Option<Ticket>) {
        let envelope = self.network.address(from, to, message);
        match after {
            Some(ticket) => {
                self.event.outcomes.push(Outcome::Waits {
                    envelope: envelope.clone(),
                    ticket,
                });
                self.server_mut(from)
                    .disk
                    .waiting
                    .push_back((ticket, envelope));
            }
            None => self.send(envelope),
        }
    }

    fn send(&mut self, envelope: Envelope) {
        let luck = (self.chance, &self.dials);
        let departure = self
            .network
            .send(envelope, self.now, self.event.number, luck);
        self.tell_departure(departure.original);
        if let Some(copy) = departure.copy {
            self.tell_departure(copy);
        }
    }

    /// Plans the fate of a message that just left, and tells it.
    pub(crate) fn tell_departure(&mut self, id: MessageId) {
        let Some(message) = self.network.find(id) else {
            return;
        };
        let fate = message.fate();
        let sent = Outcome::Sent {
            envelope: message.envelope.clone(),
            fate,
            copy_of: message.copy_of,
        };
        self.event.outcomes.push(sent);
        self.plan_fate(id);
    }

    /// Plans the fate of a message in flight anew.
    pub(crate) fn plan_fate(&mut self, id: MessageId) {
        let Some(message) = self.network.find(id) else {
            return;
        };
        let sequence = self.queue.plan(message.fate().time(), Due::Message(id));
        self.network.planned(id, sequence);
    }

    fn begin_applying(&mut self, id: ServerId, work: Work) {
        let at_once = matches!(work, Work::Entries(..));
        let cause = self.event.number;
        self.server_mut(id).applying = Some(Applying {
            work,
            sequence: None,
            cause,
        });
        if at_once {
            self.plan_apply(id);
        }
    }

    fn arm(&mut self, id: ServerId, kind: TimerKind, range: (Duration, Duration)) {
        let (now, chance, cause) = (self.now, self.chance, self.event.number);
        let due = now + self.server_mut(id).timeout(range, chance);
        let sequence = self.queue.plan(due, Due::Timer(id, kind));
        *self.server_mut(id).timer(kind) = Some(Timer {
            armed_at: now,
            due,
            sequence,
            cause,
        });
        self.event.outcomes.push(Outcome::TimerArmed {
            timer: kind,
            at: due,
        });
    }

    fn notice(&mut self, id: ServerId, notice: Notice) {
        if matches!(notice, Notice::BecameLeader(_)) {
            self.server_mut(id).heard = Default::default();
            if std::mem::take(&mut self.opening) {
                let at = self.now + OPENING_PAUSE;
                self.submit(ClientId(1), opening_operation(), at);
            }
        }
        self.event.outcomes.push(Outcome::Noticed(notice));
    }

    // — clients —

    /// Puts an operation in a client's line. It is sent at `at`, or when its turn comes.
    pub(crate) fn submit(&mut self, client: ClientId, operation: Operation, at: Time) -> Serial {
        let serial = self.client_mut(client).submit(operation);
        self.plan_ready(client, at);
        serial
    }

    /// Plans the sending of every operation whose turn has come.
    fn plan_ready(&mut self, client: ClientId, at: Time) {
        let ready: Vec<Serial> = self.client_mut(client).ready().collect();
        for serial in ready {
            self.plan_sending(client, serial, at);
        }
    }

    fn plan_sending(&mut self, client: ClientId, serial: Serial, at: Time) {
        let sequence = self.queue.plan(at, Due::ClientSends(client, serial));
        let cause = self.event.number;
        if let Some(op) = self.client_mut(client).find(serial) {
            op.sending = Some(sequence);
            op.cause = Some(cause);
        }
    }

    fn client_sends(&mut self, id: ClientId, serial: Serial) {
        let servers = self.settings.servers;
        let patience = self.patience();
        let client = &mut self.clients[usize::from(id.0 - 1)];
        let Some(sent) = client.find(serial).map(|op| op.sent) else {
            return;
        };
        let server = client.choose(servers, sent);
        let arrives = self.now + self.client_latency(id, serial, sent * 2);
        let sequence = self.queue.plan(arrives, Due::Transit(id, serial));
        let timeout = self
            .queue
            .plan(self.now + patience, Due::ClientTimeout(id, serial));
        let (now, number) = (self.now, self.events);
        let Some(op) = self.client_mut(id).find(serial) else {
            return;
        };
        let cause = op.cause.replace(number);
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
            },
        );
        self.end_event();
    }

    fn transit_ends(&mut self, client: ClientId, serial: Serial) -> bool {
        let Some(op) = self.client_mut(client).find(serial) else {
            return false;
        };
        let (Some(transit), Some(server)) = (op.transit, op.server) else {
            return false;
        };
        match transit.reply {
            None => self.request_arrives(client, serial, server),
            Some(reply) => {
                self.reply_arrives(client, serial, server, reply);
                true
            }
        }
    }

    fn request_arrives(&mut self, client: ClientId, serial: Serial, server: ServerId) -> bool {
        if self.waits(server, Due::Transit(client, serial)) {
            return false;
        }
        let acknowledged = self.client_mut(client).acknowledged();
        let Some(op) = self.client_mut(client).find(serial) else {
            return false;
        };
        op.transit = None;
        let (cause, operation) = (op.cause, op.operation.clone());
        self.begin_event(
            cause,
            Some(server),
            EventKind::RequestArrived { client, serial },
        );
        if self.server(server).process == Process::Running {
            let command = ClientCommand {
                client,
                serial,
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
        }
        self.end_event();
        true
    }

    fn note_proposal(&mut self, server: ServerId, id: ProposalId, index: Index, term: raft::Term) {
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

    /// A server answers a client, unless the client meanwhile asks another one.
    fn reply(&mut self, server: ServerId, client: ClientId, serial: Serial, reply: Reply) {
        let Some(op) = self.client_mut(client).find(serial) else {
            return;
        };
        if op.server != Some(server) || op.transit.is_some() || op.sending.is_some() {
            return;
        }
        let leg = op.sent * 2 + 1;
        let arrives = self.now + self.client_latency(client, serial, leg);
        let sequence = self.queue.plan(arrives, Due::Transit(client, serial));
        let (now, cause) = (self.now, self.event.number);
        if let Some(op) = self.client_mut(client).find(serial) {
            op.transit = Some(Transit {
                reply: Some(reply),
                sent_at: now,
                arrives,
                sequence,
            });
            op.cause = Some(cause);
        }
    }

    fn reply_arrives(&mut self, id: ClientId, serial: Serial, server: ServerId, reply: Reply) {
        let Some(op) = self.client_mut(id).find(serial) else {
            return;
        };
        op.transit = None;
        op.timeout = None;
        let cause = op.cause;
        self.begin_event(
            cause,
            Some(server),
            EventKind::ReplyArrived { client: id, serial },
        );
        match reply {
            Reply::Done(answer) => {
                self.client_mut(id).leader = Some(server);
                self.end_operation(id, serial, OperationEnd::Ok(answer));
            }
            Reply::NotLeader(Some(leader)) => {
                self.client_mut(id).leader = Some(leader);
                self.try_again(id, serial, Duration::ZERO);
            }
            Reply::NotLeader(None) => {
                self.client_mut(id).leader = None;
                self.try_again(id, serial, client::PAUSE);
            }
            Reply::Overwritten => self.try_again(id, serial, Duration::ZERO),
        }
        self.end_event();
    }

    fn client_loses_patience(&mut self, id: ClientId, serial: Serial) {
        let Some(op) = self.client_mut(id).find(serial) else {
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
        self.try_again(id, serial, Duration::ZERO);
        self.end_event();
    }

    fn try_again(&mut self, id: ClientId, serial: Serial, pause: Duration) {
        let Some(op) = self.client_mut(id).find(serial) else {
            return;
        };
        if op.sent <= client::RETRIES {
            return self.plan_sending(id, serial, self.now + pause);
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

    /// How long a client waits: longer where messages or disks are slow, so that it does not ask for nothing.
    fn patience(&self) -> Duration {
        let slow = self.dials.get(Dial::LatencyMax) * 4 + self.dials.get(Dial::DiskMax) * 2;
        client::PATIENCE + Duration(slow)
    }

    // — events —

    pub(crate) fn begin_event(
        &mut self,
        cause: Option<EventNumber>,
        server: Option<ServerId>,
        kind: EventKind,
    ) {
        self.event.number = self.events;
        self.event.time = self.now;
        self.event.cause = cause;
        self.event.server = server;
        self.event.kind = kind;
        self.event.outcomes.clear();
        self.event.after = None;
        self.events += 1;
    }

    pub(crate) fn end_event(&mut self) {
        if self.settings.checks {
            for finding in self.checks.observe(&self.event) {
                let Finding {
                    check, sentence, ..
                } = finding;
                self.event
                    .outcomes
                    .push(Outcome::CheckFailed { check, sentence });
            }
        }
        self.fingerprint.observe(&self.event);
    }

    pub(crate) fn server(&self, id: ServerId) -> &Server {
        &self.servers[usize::from(id.0 - 1)]
    }

    pub(crate) fn server_mut(&mut self, id: ServerId) -> &mut Server {
        &mut self.servers[usize::from(id.0 - 1)]
    }

    pub(crate) fn client_mut(&mut self, id: ClientId) -> &mut Client {
        &mut self.clients[usize::from(id.0 - 1)]
    }
}

fn opening_operation() -> Operation {
    Operation::Set {
        key: "x".into(),
        value: 1,
    }
}

fn to_proposal(client: ClientId, serial: Serial) -> ProposalId {
    ProposalId(u64::from(client.0) << 56 | serial)
}

fn from_proposal(id: ProposalId) -> (ClientId, Serial) {
    (ClientId((id.0 >> 56) as u8), id.0 & (1 << 56) - 1)
}
