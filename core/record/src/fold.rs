//! The picture of a cluster, made from its events alone.
//!
//! A run that emits events in full is known whole by them: folding them gives, after every event, what the run's own picture
//! is. So whatever can be drawn of a world can be drawn of a trace.

use crate::checks::Checks;
use crate::control::{Control, ServerControl};
use crate::cuts::observe_cuts;
use crate::event::{
    Envelope, Event, EventKind, Facts, Fate, OperationEnd, Outcome, PartialFacts, RoleName,
};
use crate::fingerprint::Fingerprint;
use crate::held::{Held, Holds};
use crate::message::MessageName;
use crate::operation::{Answer, ClientCommand, ClientId, Operation, Serial};
use crate::sorted::SortedMap;
use crate::unknown::Unknown;
use crate::view::{
    ClientView, ClusterView, DiskView, MessageView, OperationView, Process, ProgressView,
    ServerView, TimerView, TransitView, WriteView,
};
use raft::{
    Configuration, Entries, Index, Log, Notice, Payload, Reason, ServerId, ServerSet, Time,
    TimerKind,
};
use std::sync::Arc;

/// A cluster as its events so far have it.
#[derive(Clone)]
pub struct Fold {
    view: ClusterView,
    /// Whether events may leave out what happened.
    is_partial: bool,
    fingerprint: Fingerprint,
}

impl Fold {
    /// Before the first event: so many servers, all of them voters, and clients.
    pub fn new(servers: u8, clients: u8) -> Fold {
        let configuration = Configuration::simple(ServerSet::first(servers));
        let fingerprint = Fingerprint::new();
        Fold {
            view: ClusterView {
                time: Time::ZERO,
                events: 0,
                servers: (1..=servers)
                    .map(|number| new_server(ServerId(number), configuration))
                    .collect(),
                messages: Vec::new(),
                cuts: Vec::new(),
                holds: Holds::default(),
                wiped: ServerSet::EMPTY,
                clients: (1..=clients)
                    .map(|number| ClientView {
                        id: ClientId(number),
                        operations: Vec::new(),
                    })
                    .collect(),
                checks: Checks::new().views(),
                fingerprint: fingerprint.value(),
            },
            is_partial: false,
            fingerprint,
        }
    }

    /// The same of a program that may leave things out.
    pub fn of_partial_run(servers: u8, clients: u8) -> Fold {
        let mut fold = Fold::new(servers, clients);
        fold.is_partial = true;
        for server in &mut fold.view.servers {
            server.unknown = Unknown::at_first();
        }
        fold
    }

    /// The cluster after the last event.
    pub fn view(&self) -> &ClusterView {
        &self.view
    }

    /// Whether this safety property holds is not known.
    pub fn is_undecided(&mut self, check: &str) {
        let mut checks = self.view.checks.iter_mut();
        if let Some(view) = checks.find(|view| view.name == check) {
            view.undecided = true;
        }
    }

    /// Takes in the next event.
    pub fn observe(&mut self, event: &Event) {
        self.view.time = event.time;
        self.view.events = event.number + 1;
        self.happens(event);
        for outcome in &event.outcomes {
            self.follows(event, outcome);
        }
        if let (Some(id), Some(facts)) = (event.server, event.reported())
            && let Some(server) = self.server(id)
        {
            become_as_reported(server, facts);
        }
        if self.is_partial
            && let Some(server) = event.server.and_then(|id| self.server(id))
        {
            server.unknown.observe(event);
            reaches(server, event);
        }
        self.fingerprint.observe(event);
        self.view.fingerprint = self.fingerprint.value();
    }

    /// What an event is by itself, before anything that followed from it.
    fn happens(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Delivered { envelope, .. } | EventKind::Lost { envelope, .. } => {
                self.forget(envelope.name());
            }
            EventKind::Control(control) => self.is_done(event, control),
            EventKind::ClientSent {
                client,
                serial,
                retries,
                arrives,
                ..
            } => {
                let (server, sent_at) = (event.server, event.time);
                let transit = arrives.map(|arrives_at| TransitView {
                    reply: false,
                    sent_at,
                    arrives_at,
                });
                self.with_operation(*client, *serial, |op| {
                    (op.retries, op.server, op.transit) = (*retries, server, transit);
                });
            }
            EventKind::RequestArrived { client, serial }
            | EventKind::ReplyArrived { client, serial }
            | EventKind::ConnectionLost { client, serial }
            | EventKind::ClientTimedOut { client, serial } => {
                self.with_operation(*client, *serial, |op| op.transit = None);
            }
            kind => {
                if let Some(server) = event.server.and_then(|id| self.server(id)) {
                    happens_to(server, kind);
                }
            }
        }
    }

    /// What only a simulator does.
    fn is_done(&mut self, event: &Event, control: &Control) {
        match control {
            Control::Message {
                name,
                fate: Some(fate),
                ..
            } => self.meets(*name, *fate),
            Control::Cut { .. } | Control::Healed { .. } | Control::Partitioned { .. } => {
                let servers = self.view.servers.iter().map(|server| server.id);
                observe_cuts(&mut self.view.cuts, control, servers.collect());
            }
            Control::Held { what } => self.hold(*what, true),
            Control::Released { what } => self.hold(*what, false),
            Control::TimersAligned { at } => self.align(*at),
            Control::Server(ServerControl::DiskErased) | Control::LogErased { .. } => {
                if let Some(id) = event.server {
                    self.view.wiped.insert(id);
                }
            }
            Control::Server(what) => {
                if let Some(server) = event.server.and_then(|id| self.server(id)) {
                    is_done_to(server, *what);
                }
            }
            _ => {}
        }
    }

    fn follows(&mut self, event: &Event, outcome: &Outcome) {
        match outcome {
            Outcome::Sent {
                envelope,
                fate,
                copy_of,
            } => self.leaves(event, envelope, (*fate, *copy_of)),
            Outcome::FateChanged { name, fate } => self.meets(*name, *fate),
            Outcome::NeverSent { name } => self.forget(*name),
            Outcome::Receiving { server, now } => {
                if let Some(server) = self.server(*server) {
                    server.receiving = *now;
                }
            }
            Outcome::Progress { leader, follower } => {
                if let Some(server) = self.server(*leader) {
                    believes(server, *follower);
                }
            }
            Outcome::Queued {
                client,
                serial,
                operation,
                server,
            } => self.queue(*client, *serial, operation, *server),
            Outcome::Replied {
                client,
                serial,
                arrives,
            } => {
                let transit = TransitView {
                    reply: true,
                    sent_at: event.time,
                    arrives_at: *arrives,
                };
                self.with_operation(*client, *serial, |op| op.transit = Some(transit));
            }
            Outcome::NeverReplied { client, serial } => {
                self.with_operation(*client, *serial, |op| op.transit = None);
            }
            Outcome::OperationEnded {
                client,
                serial,
                end,
            } => self.end(*client, *serial, *end),
            Outcome::CheckFailed { check, sentence } => {
                let mut checks = self.view.checks.iter_mut();
                if let Some(view) = checks.find(|view| view.name == *check) {
                    view.broken = Some((event.number, sentence.clone()));
                }
            }
            Outcome::CheckUndecided(check) => self.is_undecided(check),
            outcome => {
                if let Some(server) = event.server.and_then(|id| self.server(id)) {
                    follows_on(server, (event, outcome));
                }
            }
        }
    }

    fn server(&mut self, id: ServerId) -> Option<&mut ServerView> {
        let mut servers = self.view.servers.iter_mut();
        servers.find(|server| server.id == id)
    }

    fn leaves(
        &mut self,
        event: &Event,
        envelope: &Envelope,
        (fate, copy_of): (Fate, Option<MessageName>),
    ) {
        if let Some(sender) = self.server(envelope.from) {
            let waiting = &mut sender.disk.waiting;
            waiting.retain(|(_, waits)| waits.number != envelope.number);
        }
        let original = copy_of.and_then(|name| self.in_flight(name));
        let message = MessageView {
            envelope: envelope.clone(),
            // A copy made on the way stands where its original does.
            sent_at: original.map_or(event.time, |original| original.sent_at),
            fate,
            sent_by: event.number,
            copy_of,
            held: self.view.holds.contains(Held::Messages),
        };
        let messages = &mut self.view.messages;
        let place = messages.partition_point(|other| other.envelope.number < envelope.number);
        messages.insert(place, message);
    }

    fn in_flight(&mut self, name: MessageName) -> Option<&mut MessageView> {
        let mut messages = self.view.messages.iter_mut();
        messages.find(|message| message.envelope.name() == name)
    }

    fn meets(&mut self, name: MessageName, fate: Fate) {
        if let Some(message) = self.in_flight(name) {
            message.fate = fate;
        }
    }

    fn forget(&mut self, name: MessageName) {
        self.view
            .messages
            .retain(|message| message.envelope.name() != name);
    }

    fn hold(&mut self, what: Held, held: bool) {
        self.view.holds.set(what, held);
        if what == Held::Messages {
            for message in &mut self.view.messages {
                message.held = held;
            }
        }
    }

    fn align(&mut self, at: Time) {
        let servers = self.view.servers.iter_mut();
        for timer in servers.filter_map(|server| server.election_timer.as_mut()) {
            timer.due = at;
        }
    }

    fn operations(&mut self, client: ClientId) -> Option<&mut Vec<OperationView>> {
        let mut clients = self.view.clients.iter_mut();
        let client = clients.find(|view| view.id == client)?;
        Some(&mut client.operations)
    }

    fn with_operation(
        &mut self,
        client: ClientId,
        serial: Serial,
        change: impl FnOnce(&mut OperationView),
    ) {
        let mut pending = (self.operations(client).into_iter().flatten())
            .filter(|op| op.end.is_none() && op.serial == serial);
        if let Some(op) = pending.next() {
            change(op);
        }
    }

    fn queue(
        &mut self,
        client: ClientId,
        serial: Serial,
        operation: &Operation,
        server: Option<ServerId>,
    ) {
        if let Some(operations) = self.operations(client) {
            operations.push(OperationView {
                serial,
                operation: operation.clone(),
                end: None,
                retries: 0,
                server,
                transit: None,
            });
        }
    }

    /// Those that have ended stand first, in the order in which they did; only the latest of them are kept.
    fn end(&mut self, client: ClientId, serial: Serial, end: OperationEnd) {
        let Some(operations) = self.operations(client) else {
            return;
        };
        let pending = |op: &OperationView| op.end.is_none() && op.serial == serial;
        let Some(place) = operations.iter().position(pending) else {
            return;
        };
        let mut op = operations.remove(place);
        (op.end, op.transit) = (Some(end), None);
        let ended = operations.iter().filter(|op| op.end.is_some()).count();
        operations.insert(ended, op);
        if ended == ClientView::ENDED {
            operations.remove(0);
        }
    }
}

fn new_server(id: ServerId, configuration: Configuration) -> ServerView {
    ServerView {
        id,
        process: Process::Running,
        role: RoleName::Follower,
        term: 0,
        voted_for: None,
        leader: None,
        commit: 0,
        applied: 0,
        log: Log::default(),
        durable: 0,
        snapshot: None,
        snapshot_due: false,
        unknown: Unknown::default(),
        receiving: None,
        configuration,
        election_timer: None,
        heartbeat_timer: None,
        votes_granted: ServerSet::EMPTY,
        votes_refused: ServerSet::EMPTY,
        progress: Vec::new(),
        disk: DiskView {
            queue: Vec::new(),
            waiting: Vec::new(),
            stalled: false,
        },
        machine: Arc::default(),
    }
}

fn happens_to(server: &mut ServerView, kind: &EventKind) {
    match kind {
        EventKind::Started { .. } => {
            server.process = Process::Running;
            restore(server);
        }
        EventKind::Crashed { .. } => crash(server),
        EventKind::TimerFired { timer, .. } => *timer_of(server, *timer) = None,
        EventKind::Persisted { ticket } => {
            let queue = &mut server.disk.queue;
            queue.retain(|write| write.ticket > *ticket);
        }
        EventKind::SnapshotDue => server.snapshot_due = false,
        _ => {}
    }
}

fn is_done_to(server: &mut ServerView, what: ServerControl) {
    match what {
        ServerControl::Paused => server.process = Process::Paused,
        ServerControl::Resumed => server.process = Process::Running,
        ServerControl::DiskStalled => {
            server.disk.stalled = true;
            for write in &mut server.disk.queue {
                write.due = None;
            }
        }
        ServerControl::DiskReleased => server.disk.stalled = false,
        ServerControl::SnapshotRequested | ServerControl::DiskErased => {}
    }
}

/// Memory is lost. What the disk kept, the facts of the event say.
fn crash(server: &mut ServerView) {
    server.process = Process::Crashed;
    server.disk.queue.clear();
    server.disk.waiting.clear();
    server.disk.stalled = false;
    server.snapshot_due = false;
    (server.election_timer, server.heartbeat_timer) = (None, None);
    server.machine = Arc::default();
}

/// The state machine becomes what the server's snapshot holds.
fn restore(server: &mut ServerView) {
    let snapshot = server.snapshot.as_ref();
    server.machine = snapshot.map_or_else(Arc::default, |snapshot| snapshot.contents.clone());
}

fn timer_of(server: &mut ServerView, timer: TimerKind) -> &mut Option<TimerView> {
    match timer {
        TimerKind::Election => &mut server.election_timer,
        TimerKind::Heartbeat => &mut server.heartbeat_timer,
    }
}

fn follows_on(server: &mut ServerView, (event, outcome): (&Event, &Outcome)) {
    match outcome {
        Outcome::Decided(Reason::VoteReceived { from, .. }) => {
            server.votes_granted.insert(*from);
        }
        Outcome::Decided(Reason::VoteDenied { from }) => {
            server.votes_refused.insert(*from);
        }
        Outcome::Noticed(notice) => notices(server, (event, notice)),
        Outcome::WriteBegan {
            ticket,
            writes,
            due,
        } => server.disk.queue.push(WriteView {
            ticket: *ticket,
            began: event.time,
            due: *due,
            writes: writes.clone(),
        }),
        Outcome::WriteDue { ticket, due } => {
            let mut queue = server.disk.queue.iter_mut();
            if let Some(write) = queue.find(|write| write.ticket == *ticket) {
                write.due = Some(*due);
            }
        }
        Outcome::Waits { envelope, ticket } => {
            server.disk.waiting.push((*ticket, envelope.clone()));
        }
        Outcome::TimerArmed { timer, at } => {
            *timer_of(server, *timer) = Some(TimerView {
                armed_at: event.time,
                due: *at,
            });
        }
        Outcome::TimerStopped(timer) => *timer_of(server, *timer) = None,
        Outcome::AppliedEntry {
            index,
            payload,
            answer,
            repeated,
            ..
        } => {
            server.applied = *index;
            if !repeated {
                apply(server, payload, *answer);
            }
        }
        Outcome::DiskHolds(held) => {
            if held.first <= server.log.last_index() {
                truncate(server, (event, held.first));
            }
            append(server, (event, held.first, &held.entries));
        }
        Outcome::Restored(id) => {
            server.applied = id.last_included_index;
            restore(server);
        }
        Outcome::Reported(facts) => become_as_known(server, facts),
        Outcome::UnknownBelow(index) => server.log = Log::after(index - 1, 0),
        Outcome::SnapshotPlanned => server.snapshot_due = true,
        Outcome::SnapshotChanged(snapshot) => server.snapshot = snapshot.as_deref().cloned(),
        _ => {}
    }
}

fn notices(server: &mut ServerView, (event, notice): (&Event, &Notice)) {
    match notice {
        // Where an event reports all that its server is, that says the same.
        Notice::TermChanged(term) => server.term = *term,
        Notice::CommitAdvanced(index) => server.commit = *index,
        Notice::BecameCandidate(term) | Notice::BecameLeader(term) | Notice::SteppedDown(term) => {
            server.term = *term;
            server.role = match notice {
                Notice::BecameCandidate(_) => RoleName::Candidate,
                Notice::BecameLeader(_) => RoleName::Leader,
                _ => RoleName::Follower,
            };
            server.votes_granted = ServerSet::EMPTY;
            server.votes_refused = ServerSet::EMPTY;
            server.progress.clear();
        }
        Notice::Truncated { from, .. } => truncate(server, (event, *from)),
        Notice::Appended { first, entries } => append(server, (event, *first, entries)),
        _ => {}
    }
}

/// A disk may hold less than memory did, but also more of what a snapshot covers.
fn truncate(server: &mut ServerView, (event, from): (&Event, Index)) {
    if from > server.log.base_index() {
        return server.log.truncate(from);
    }
    let base_term = event.reported().map_or(0, |facts| facts.base_term);
    server.log = Log::after(from.saturating_sub(1), base_term);
}

/// Entries behind those that stay. A log that they do not continue begins with them.
fn append(server: &mut ServerView, (event, first, entries): (&Event, Index, &Entries)) {
    let before = first.saturating_sub(1);
    let continues = (server.log.base_index()..=server.log.last_index()).contains(&before);
    if !continues {
        let base_term = event.reported().map_or(0, |facts| facts.base_term);
        server.log = Log::after(before, base_term);
    }
    server.log.replace(first, entries);
}

fn believes(server: &mut ServerView, progress: ProgressView) {
    let followers = &mut server.progress;
    match followers.binary_search_by_key(&progress.peer, |known| known.peer) {
        Ok(place) => followers[place] = progress,
        Err(place) => followers.insert(place, progress),
    }
}

/// The key of an operation has the value that it answered; a key that was deleted has none.
fn apply(server: &mut ServerView, payload: &Payload, answer: Option<Answer>) {
    let Payload::Command(bytes) = payload else {
        return;
    };
    let (Some(command), Some(answer)) = (ClientCommand::decode(bytes), answer) else {
        return;
    };
    let machine: &mut SortedMap<Arc<str>, i64> = Arc::make_mut(&mut server.machine);
    match (command.operation, answer) {
        (Operation::Set { key, .. } | Operation::Add { key, .. }, Some(value)) => {
            machine.insert(key, value);
        }
        (Operation::Delete { key }, _) => {
            machine.remove(&key);
        }
        _ => {}
    }
}

/// A log reaches as far as its server says, although no line may have said what it holds.
fn reaches(server: &mut ServerView, event: &Event) {
    let said = event.outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Reported(facts) => facts.last.map(|last| (last.index, last.term.unwrap_or(0))),
        _ => None,
    });
    let whole = event
        .reported()
        .map(|facts| (facts.last_index, facts.last_term));
    if let Some((index, term)) = whole.or(said)
        && index != server.log.last_index()
    {
        server.log = Log::after(index, term);
        server.unknown.log = true;
    }
    if server.commit > server.log.last_index() {
        (server.unknown.last, server.unknown.log) = (true, true);
    }
}

/// What another program says of a server; what it does not say stays as it was.
fn become_as_known(server: &mut ServerView, facts: &PartialFacts) {
    fn take<T: Copy>(known: Option<T>, into: &mut T) {
        if let Some(known) = known {
            *into = known;
        }
    }
    take(facts.term, &mut server.term);
    take(facts.voted_for, &mut server.voted_for);
    take(facts.role, &mut server.role);
    take(facts.leader, &mut server.leader);
    take(facts.commit, &mut server.commit);
    take(facts.applied, &mut server.applied);
    take(facts.durable, &mut server.durable);
    take(facts.configuration, &mut server.configuration);
}

/// After all outcomes: the numbers that the event reports, and a log that a snapshot has cut at its beginning.
fn become_as_reported(server: &mut ServerView, facts: &Facts) {
    server.term = facts.term;
    server.voted_for = facts.voted_for;
    server.role = facts.role;
    server.leader = facts.leader;
    server.commit = facts.commit;
    server.applied = facts.applied;
    server.durable = facts.durable;
    server.configuration = facts.configuration;
    if facts.base_index > server.log.base_index() {
        server.log.drop_through(facts.base_index, facts.base_term);
    }
    if facts.role == RoleName::Follower {
        server.votes_granted = ServerSet::EMPTY;
        server.votes_refused = ServerSet::EMPTY;
        server.progress.clear();
    }
}
