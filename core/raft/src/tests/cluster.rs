//! A small world for stories of several nodes: disks that write when asked, a network that delivers when asked, and a
//! state machine that remembers what it applied.

use crate::*;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// One server and all that surrounds it.
pub(super) struct Server {
    pub(super) node: Node,
    /// What is on the disk.
    pub(super) disk: Durable,
    /// What is on its way to the disk.
    pub(super) writes: VecDeque<(Ticket, Vec<DiskOp>)>,
    /// What waits for the disk: messages, a snapshot to install.
    waiting: Vec<(Ticket, Effect)>,
    persisted: Ticket,
    last_ticket: Ticket,
    /// The state machine: how many entries it has applied, and a hash of them.
    pub(super) machine: Machine,
    pub(super) alive: bool,
    pub(super) timers: Vec<TimerKind>,
}

/// A state machine that can only be right.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Machine {
    pub(super) applied: Index,
    hash: u64,
}

impl Machine {
    fn apply(&mut self, index: Index, entry: &Entry) {
        assert_eq!(index, self.applied + 1, "applied in order, each once");
        let word = match &entry.payload {
            Payload::Noop => 1,
            Payload::Command(bytes) => bytes
                .iter()
                .fold(2, |word, byte| word * 257 + u64::from(*byte)),
            Payload::Configuration(configuration) => u64::from(configuration.voters.bits()),
        };
        self.applied = index;
        self.hash = (self.hash ^ word ^ entry.term << 32)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(23);
    }

    /// Forty bytes that say it all.
    pub(super) fn bytes(self) -> Arc<[u8]> {
        let mut bytes = vec![7; 24];
        bytes.extend(self.applied.to_le_bytes());
        bytes.extend(self.hash.to_le_bytes());
        bytes.into()
    }

    fn from_bytes(bytes: &[u8]) -> Machine {
        let word = |at| {
            bytes
                .get(at..at + 8)
                .map_or(0, |eight| u64::from_le_bytes(eight.try_into().unwrap()))
        };
        Machine {
            applied: word(24),
            hash: word(32),
        }
    }
}

/// All servers and the messages between them.
pub(super) struct Cluster {
    pub(super) servers: Vec<Server>,
    pub(super) config: Config,
    pub(super) network: Vec<(ServerId, ServerId, Message)>,
    /// What every machine must look like after so many entries: State Machine Safety.
    history: BTreeMap<Index, Machine>,
    /// Who led which term: Election Safety.
    leaders: BTreeMap<Term, ServerId>,
    /// Whether disks write at once.
    pub(super) fast_disks: bool,
}

impl Cluster {
    /// `S1` to `Sn` with empty disks, started.
    pub(super) fn new(n: u8, config: Config) -> Cluster {
        let configuration = Configuration::simple(ServerSet::first(n));
        let mut cluster = Cluster {
            servers: Vec::new(),
            config,
            network: Vec::new(),
            history: BTreeMap::new(),
            leaders: BTreeMap::new(),
            fast_disks: true,
        };
        for id in 1..=n {
            let disk = Durable::new(configuration);
            cluster.servers.push(Server {
                node: Node::new(ServerId(id), config, disk.clone(), Ticket(0)),
                disk,
                writes: VecDeque::new(),
                waiting: Vec::new(),
                persisted: Ticket(0),
                last_ticket: Ticket(0),
                machine: Machine::default(),
                alive: true,
                timers: Vec::new(),
            });
            cluster.step(id, Input::Start);
        }
        cluster
    }

    pub(super) fn server(&mut self, id: u8) -> &mut Server {
        &mut self.servers[id as usize - 1]
    }

    pub(super) fn node(&self, id: u8) -> &Node {
        &self.servers[id as usize - 1].node
    }

    /// One input, and everything that follows from it at once.
    pub(super) fn step(&mut self, id: u8, input: Input) {
        if !self.server(id).alive {
            return;
        }
        let mut effects = Vec::new();
        self.server(id).node.step(Time::ZERO, input, &mut effects);
        for effect in effects {
            self.obey(id, effect);
        }
        if self.fast_disks {
            self.flush(id);
        }
    }

    fn obey(&mut self, id: u8, effect: Effect) {
        let server = &mut self.servers[id as usize - 1];
        match effect {
            Effect::Persist { ticket, ops } => {
                assert!(ticket > server.last_ticket, "tickets count up");
                server.last_ticket = ticket;
                server.writes.push_back((ticket, ops));
            }
            Effect::Send {
                after: Some(ticket),
                ..
            }
            | Effect::InstallState { after: ticket, .. }
                if ticket > server.persisted =>
            {
                server.waiting.push((ticket, effect));
            }
            Effect::Send { to, message, .. } => self.network.push((ServerId(id), to, message)),
            Effect::InstallState { snapshot, .. } => {
                let index = snapshot.id.last_included_index;
                server.machine = Machine::from_bytes(&snapshot.data);
                assert_eq!(
                    self.history.get(&index),
                    Some(&server.machine),
                    "a snapshot of another history"
                );
                self.step(id, Input::Applied(index));
            }
            Effect::Apply { first, entries } => {
                for (index, entry) in (first..).zip(entries.iter()) {
                    server.machine.apply(index, entry);
                    let known = *self.history.entry(index).or_insert(server.machine);
                    assert_eq!(
                        known, server.machine,
                        "State Machine Safety at {index} on S{id}"
                    );
                }
                let applied = server.machine.applied;
                self.step(id, Input::Applied(applied));
            }
            Effect::Arm { timer, min, max } => {
                assert!(min <= max);
                server.timers.retain(|armed| *armed != timer);
                server.timers.push(timer);
            }
            Effect::Disarm(timer) => server.timers.retain(|armed| *armed != timer),
            Effect::Notify(Notice::Violation(violation)) => panic!("S{id}: {violation}"),
            Effect::Notify(Notice::BecameLeader(term)) => {
                let leader = *self.leaders.entry(term).or_insert(ServerId(id));
                assert_eq!(leader, ServerId(id), "Election Safety in term {term}");
            }
            _ => {}
        }
    }

    /// The disk writes one ticket, the oldest.
    pub(super) fn write_one(&mut self, id: u8) {
        let server = self.server(id);
        let Some((ticket, ops)) = server.writes.pop_front() else {
            return;
        };
        for op in &ops {
            server.disk.apply(op);
        }
        server.persisted = ticket;
        let (ready, waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut server.waiting)
            .into_iter()
            .partition(|(after, _)| *after <= ticket);
        server.waiting = waiting;
        for (_, effect) in ready {
            self.obey(id, effect);
        }
        self.step(id, Input::Persisted(ticket));
    }

    /// The disk writes all it has.
    pub(super) fn flush(&mut self, id: u8) {
        while !self.server(id).writes.is_empty() {
            self.write_one(id);
        }
    }

    /// Power off: what is not on the disk is gone.
    pub(super) fn crash(&mut self, id: u8) {
        let server = self.server(id);
        server.alive = false;
        server.writes.clear();
        server.waiting.clear();
        server.timers.clear();
    }

    pub(super) fn restart(&mut self, id: u8) {
        let config = self.config;
        let server = self.server(id);
        if server.alive {
            return;
        }
        server.disk = server.disk.clone().recovered();
        server.node = Node::new(
            ServerId(id),
            config,
            server.disk.clone(),
            server.last_ticket,
        );
        server.persisted = server.last_ticket;
        server.machine = Machine::from_bytes(&server.disk.snapshot.data);
        server.alive = true;
        self.step(id, Input::Start);
    }

    /// Delivers the message at this place of the network.
    pub(super) fn deliver(&mut self, at: usize) {
        let (from, to, message) = self.network.remove(at);
        self.step(to.0, Input::Message { from, message });
    }

    /// Delivers everything, in order, until no message is left.
    pub(super) fn settle(&mut self) {
        let mut steps = 0;
        while !self.network.is_empty() {
            self.deliver(0);
            steps += 1;
            assert!(steps < 100_000, "the servers never stop talking");
        }
    }

    pub(super) fn timeout(&mut self, id: u8) {
        self.step(id, Input::Timer(TimerKind::Election));
    }

    pub(super) fn heartbeat(&mut self, id: u8) {
        self.step(id, Input::Timer(TimerKind::Heartbeat));
    }

    pub(super) fn propose(&mut self, id: u8, text: &str) {
        self.step(
            id,
            Input::Propose {
                id: ProposalId(0),
                command: text.as_bytes().into(),
            },
        );
    }

    pub(super) fn take_snapshot(&mut self, id: u8) {
        let machine = self.server(id).machine;
        self.step(
            id,
            Input::SnapshotTaken {
                index: machine.applied,
                data: machine.bytes(),
            },
        );
    }
}
