//! The node alone: five of ours in one thread, with memory for a disk and a queue for a network.

use crate::{COMMAND, COMMANDS, OUTSTANDING, SERVERS, Work};
use raft::{
    Command, Config, Configuration, Durable, Effect, Input, Message, Node, ProposalId, ServerId,
    ServerSet, Ticket, Time, TimerKind,
};
use std::collections::VecDeque;

struct Cluster {
    nodes: Vec<Node>,
    mail: VecDeque<(ServerId, ServerId, Message)>,
    effects: Vec<Effect>,
    steps: u64,
    applied: Vec<u64>,
}

/// Elects a leader and lets every node apply a fixed number of commands, one entry an append.
pub(crate) fn run() -> Work {
    let mut cluster = Cluster::new();
    cluster.input(ServerId(1), Input::Timer(TimerKind::Election));
    cluster.deliver_all();
    cluster.steps = 0;
    let first = cluster.applied[0];
    let command: Command = COMMAND.into();
    let mut proposed = 0;
    while cluster
        .applied
        .iter()
        .any(|applied| applied - first < COMMANDS)
    {
        while proposed < COMMANDS && proposed - (cluster.applied[0] - first) < OUTSTANDING {
            proposed += 1;
            cluster.input(
                ServerId(1),
                Input::Propose {
                    id: ProposalId(proposed),
                    command: command.clone(),
                },
            );
        }
        if cluster.mail.is_empty() {
            cluster.input(ServerId(1), Input::Timer(TimerKind::Heartbeat));
        }
        cluster.deliver_all();
    }
    Work {
        steps: cluster.steps,
        commands: COMMANDS,
    }
}

impl Cluster {
    fn new() -> Cluster {
        let configuration = Configuration::simple(ServerSet::first(SERVERS));
        let config = Config {
            entries_per_append: 1,
            appends_in_flight: 64,
            ..Config::default()
        };
        let node = |id| Node::new(ServerId(id), config, Durable::new(configuration), Ticket(0));
        let mut cluster = Cluster {
            nodes: (1..=SERVERS).map(node).collect(),
            mail: VecDeque::new(),
            effects: Vec::new(),
            steps: 0,
            applied: vec![0; usize::from(SERVERS)],
        };
        for id in (1..=SERVERS).map(ServerId) {
            cluster.input(id, Input::Start);
        }
        cluster
    }

    fn deliver_all(&mut self) {
        while let Some((from, to, message)) = self.mail.pop_front() {
            self.steps += 1;
            self.input(to, Input::Message { from, message });
        }
    }

    /// One input with everything that it leads to on the same server: memory is durable at once.
    fn input(&mut self, id: ServerId, input: Input) {
        let place = usize::from(id.0 - 1);
        let mut effects = std::mem::take(&mut self.effects);
        self.nodes[place].step(Time::ZERO, input, &mut effects);
        let (mut persisted, mut applied) = (None, None);
        for effect in effects.drain(..) {
            match effect {
                Effect::Persist { ticket, .. } => persisted = Some(ticket),
                Effect::Send { to, message, .. } => self.mail.push_back((id, to, message)),
                Effect::Apply { first, entries } => {
                    applied = Some(first + entries.len() as u64 - 1);
                }
                _ => {}
            }
        }
        self.effects = effects;
        if let Some(index) = applied {
            self.applied[place] = index;
            self.input(id, Input::Applied(index));
        }
        if let Some(ticket) = persisted {
            self.input(id, Input::Persisted(ticket));
        }
    }
}
