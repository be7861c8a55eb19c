//! The same work done by raft-rs 0.7 with its in-memory storage: five nodes in one thread.

use crate::{COMMAND, COMMANDS, OUTSTANDING, SERVERS, Work};
use raft_rs::eraftpb::Message;
use raft_rs::storage::MemStorage;
use raft_rs::{Config, RawNode, StateRole};
use std::collections::VecDeque;

struct Cluster {
    nodes: Vec<RawNode<MemStorage>>,
    mail: VecDeque<Message>,
    steps: u64,
    applied: Vec<u64>,
}

/// Elects a leader and lets every node apply a fixed number of commands, one entry an append.
pub(crate) fn run() -> Work {
    let mut cluster = Cluster::new();
    cluster.nodes[0]
        .campaign()
        .expect("a follower may campaign");
    cluster.ready(0);
    cluster.deliver_all();
    assert_eq!(cluster.nodes[0].raft.state, StateRole::Leader);
    cluster.steps = 0;
    let first = cluster.applied[0];
    let mut proposed = 0;
    while cluster
        .applied
        .iter()
        .any(|applied| applied - first < COMMANDS)
    {
        while proposed < COMMANDS && proposed - (cluster.applied[0] - first) < OUTSTANDING {
            proposed += 1;
            cluster.nodes[0]
                .propose(Vec::new(), COMMAND.to_vec())
                .expect("the leader takes proposals");
            cluster.ready(0);
        }
        if cluster.mail.is_empty() {
            cluster.nodes[0].ping();
            cluster.ready(0);
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
        let voters: Vec<u64> = (1..=u64::from(SERVERS)).collect();
        let logger = slog::Logger::root(slog::Discard, slog::o!());
        let node = |id: &u64| {
            let config = Config {
                id: *id,
                election_tick: 10,
                heartbeat_tick: 3,
                // One entry an append.
                max_size_per_msg: 0,
                max_inflight_msgs: 64,
                ..Config::default()
            };
            let storage = MemStorage::new_with_conf_state((voters.clone(), vec![]));
            RawNode::new(&config, storage, &logger).expect("a possible configuration")
        };
        Cluster {
            nodes: voters.iter().map(node).collect(),
            mail: VecDeque::new(),
            steps: 0,
            applied: vec![0; voters.len()],
        }
    }

    fn deliver_all(&mut self) {
        while let Some(message) = self.mail.pop_front() {
            self.steps += 1;
            let place = message.to as usize - 1;
            // A message that raft-rs has no use for is an error there, and none here.
            let _ = self.nodes[place].step(message);
            self.ready(place);
        }
    }

    /// The loop that raft-rs's documentation prescribes, with memory for a disk.
    fn ready(&mut self, place: usize) {
        while self.nodes[place].has_ready() {
            let node = &mut self.nodes[place];
            let mut ready = node.ready();
            self.mail.extend(ready.take_messages());
            let mut applied = ready
                .take_committed_entries()
                .last()
                .map(|entry| entry.index);
            {
                let mut store = node.raft.raft_log.store.wl();
                store
                    .append(ready.entries())
                    .expect("entries that continue the log");
                if let Some(state) = ready.hs() {
                    store.set_hardstate(state.clone());
                }
            }
            self.mail.extend(ready.take_persisted_messages());
            let mut light = node.advance(ready);
            self.mail.extend(light.take_messages());
            if let Some(entry) = light.take_committed_entries().last() {
                applied = Some(entry.index);
            }
            node.advance_apply();
            if let Some(index) = applied {
                self.applied[place] = index;
            }
        }
    }
}
