//! Random runs: whatever happens, no server panics, no invariant breaks, machines agree, and once the trouble is over the
//! servers agree and go on.

use super::cluster::Cluster;
use super::lone::*;
use crate::*;
use oorandom::Rand64;

#[test]
fn a_cluster_in_trouble_stays_safe_and_recovers_when_the_trouble_ends() {
    for seed in 0..1_000 {
        let mut chance = Chance::new(seed);
        let config = random_config(&mut chance);
        let n = [1, 2, 3, 3, 3, 3, 4, 5][chance.below(8) as usize];
        let mut cluster = Cluster::new(n, config);
        cluster.fast_disks = chance.below(3) == 0;
        for _ in 0..800 {
            trouble(&mut cluster, n, &mut chance);
        }
        recover(&mut cluster, n, seed);
    }
}

fn random_config(chance: &mut Chance) -> Config {
    Config {
        entries_per_append: 1 + chance.below(4) as u32,
        appends_in_flight: 1 + chance.below(4) as u32,
        chunk_size: 1 + chance.below(40) as u32,
        chunks_in_flight: 1 + chance.below(3) as u32,
        entries_kept: chance.below(4) as u32,
        noop_on_election: chance.below(2) == 0,
        ..Config::default()
    }
}

/// One random thing happens.
fn trouble(cluster: &mut Cluster, n: u8, chance: &mut Chance) {
    let id = 1 + chance.below(u64::from(n)) as u8;
    match chance.below(100) {
        0..=2 => cluster.timeout(id),
        3..=7 => cluster.heartbeat(id),
        8..=13 => cluster.propose(id, "x"),
        14..=29 => cluster.write_one(id),
        30 => cluster.take_snapshot(id),
        31..=32 => cluster.crash(id),
        33..=37 => cluster.restart(id),
        _ if cluster.network.is_empty() => cluster.timeout(id),
        other => {
            let at = chance.below(cluster.network.len() as u64) as usize;
            match other {
                38..=42 => drop(cluster.network.remove(at)),
                43..=46 => {
                    let copy = cluster.network[at].clone();
                    cluster.network.push(copy);
                }
                47..=70 => cluster.deliver(at),
                _ => cluster.deliver(0),
            }
        }
    }
}

/// Everybody is up, disks and network are fast: a leader stands, and a command reaches every machine.
fn recover(cluster: &mut Cluster, n: u8, seed: u64) {
    cluster.fast_disks = true;
    for id in 1..=n {
        cluster.restart(id);
        cluster.flush(id);
    }
    cluster.settle();
    let leader = (0..3 * n)
        .map(|round| 1 + round % n)
        .find(|id| {
            cluster.timeout(*id);
            cluster.settle();
            matches!(cluster.node(*id).role(), Role::Leader(_))
        })
        .unwrap_or_else(|| panic!("seed {seed}: no server can win"));
    cluster.propose(leader, "last");
    cluster.settle();
    for _ in 0..40 {
        cluster.heartbeat(leader);
        cluster.settle();
    }
    let last = cluster.node(leader).log().last_index();
    for id in 1..=n {
        let server = cluster.server(id);
        assert_eq!(
            server.machine.applied, last,
            "seed {seed}: S{id} did not catch up"
        );
        assert_eq!(server.node.log().last_index(), last);
    }
}

/// Messages that no honest server would send, results that no disk would report, numbers as large as can be: the node says
/// so where the sender must be lying, and otherwise keeps its invariants and what it promises of its effects.
/// `RAFTSCAPE_SEEDS=FROM..TO` plays more.
#[test]
fn nonsense_breaks_no_invariant_of_a_node() {
    for seed in seeds(0..600) {
        let mut chance = Chance::new(seed);
        let config = random_config(&mut chance);
        let disk = Durable::new(Configuration::simple(ServerSet::first(3)));
        let mut node = Node::new(ServerId(1), config, disk, Ticket(0));
        let mut ticket = Ticket(0);
        for _ in 0..300 {
            let mut effects = Vec::new();
            node.step(Time::ZERO, nonsense(&mut chance), &mut effects);
            for effect in &effects {
                assert_orderly(effect, &node, &mut ticket)
                    .unwrap_or_else(|what| panic!("seed {seed}: {what}: {effect:?}"));
            }
        }
    }
}

/// What a node says of a message that only a liar can have sent.
const LIES: [&str; 2] = [
    "two servers lead the same term",
    "the log ends in a term that is still to come",
];

/// What holds of every effect, whatever the input was. `ticket` is the last one given.
fn assert_orderly(effect: &Effect, node: &Node, ticket: &mut Ticket) -> Result<(), &'static str> {
    let must = |holds: bool, what| if holds { Ok(()) } else { Err(what) };
    match effect {
        Effect::Persist { ticket: next, ops } => {
            must(!ops.is_empty(), "an empty write")?;
            must(next.0 == ticket.0 + 1, "a ticket out of order")?;
            *ticket = *next;
            Ok(())
        }
        Effect::Send { to, message, after } => {
            must(*to != node.id(), "a message to itself")?;
            must(message.term() <= node.term(), "a message of a term to come")?;
            must(
                after.is_none_or(|after| after <= *ticket),
                "waits for no write",
            )
        }
        Effect::Apply { first, entries } => {
            let last = first + entries.len() as Index - 1;
            must(!entries.is_empty(), "nothing to apply")?;
            must(
                last <= node.commit_index(),
                "applied before it is committed",
            )
        }
        Effect::InstallState { after, .. } => must(after <= ticket, "waits for no write"),
        Effect::Notify(Notice::Violation(what)) => {
            must(LIES.contains(&&**what), "an invariant broke")
        }
        _ => Ok(()),
    }
}

/// The seeds that a test plays: these, or those of the environment.
fn seeds(usual: std::ops::Range<u64>) -> std::ops::Range<u64> {
    let Ok(text) = std::env::var("RAFTSCAPE_SEEDS") else {
        return usual;
    };
    let ends = text
        .split_once("..")
        .and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    ends.expect("RAFTSCAPE_SEEDS is like 1000..2000")
}

/// A small number, but once in a few hundred steps one that no cluster reaches in a million years: a term like that
/// makes all that comes after it stale.
fn any_number(chance: &mut Chance) -> u64 {
    match chance.below(4_000) {
        0 => (1 << 62) - chance.below(3),
        1 => 1 << chance.below(62),
        _ => chance.below(9),
    }
}

fn nonsense(chance: &mut Chance) -> Input {
    let which = chance.below(9);
    let few = chance.below(9) as usize;
    let mut number = || any_number(chance);
    match which {
        0 => Input::Start,
        1 => Input::Timer(TimerKind::Election),
        2 => Input::Timer(TimerKind::Heartbeat),
        3 => Input::Propose {
            id: ProposalId(number()),
            command: std::sync::Arc::default(),
        },
        4 => Input::Persisted(Ticket(number())),
        5 => Input::Applied(number()),
        6 => Input::SnapshotTaken {
            index: number(),
            data: vec![1; few].into(),
        },
        _ => Input::Message {
            from: ServerId(if few > 6 { number() as u8 } else { few as u8 }),
            message: nonsense_said(chance),
        },
    }
}

fn nonsense_said(chance: &mut Chance) -> Message {
    let (which, few) = (chance.below(9), chance.below(9));
    let mut number = || any_number(chance);
    let id = SnapshotId {
        last_included_index: number(),
        last_included_term: number(),
        content: number(),
    };
    let configuration = Configuration::simple(ServerSet::first(3));
    let terms: Vec<Term> = (0..few).map(|_| number()).collect();
    match which {
        0 => request_vote(number(), (number(), number())),
        1 => vote(number(), number() > 3),
        2 => append_reply(
            number(),
            number(),
            number(),
            message::AppendOutcome::StaleTerm,
        ),
        3 => accepted(number(), number(), number()),
        4 => refused(number(), number(), Some(number()), number(), number()),
        5 => refused(number(), number(), None, number(), number()),
        6 => Message::InstallSnapshot(message::InstallSnapshot {
            term: number(),
            snapshot: id,
            configuration,
            offset: number(),
            data: vec![2; few as usize].into(),
            total: number(),
            chunk_size: number(),
        }),
        7 => Message::InstallSnapshotReply(message::InstallSnapshotReply {
            term: number(),
            request_term: number(),
            snapshot: id,
            next_offset: number(),
            installed: number() > 4,
            stale: number() > 6,
        }),
        _ => append(number(), (number(), number()), &terms, number()),
    }
}

/// Draws from a seed.
pub(super) struct Chance(Rand64);

impl Chance {
    pub(super) fn new(seed: u64) -> Chance {
        Chance(Rand64::new(seed.into()))
    }

    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0.rand_range(0..limit)
    }
}
