//! Five servers with loss, copies, crashes, pauses, cuts and slow disks: all checks hold, and when the faults stop, the
//! cluster agrees.

use super::choices::Choices;
use super::*;
use crate::Dial;
use raft::ServerSet;
use record::OperationEnd;

/// How many seeds the ordinary test plays. `RAFTSCAPE_SEEDS=FROM..TO` plays others.
const SEEDS: std::ops::Range<u64> = 0..1_000;

#[test]
fn all_checks_hold_under_faults_and_the_cluster_agrees_when_they_stop() {
    let seeds = seeds(SEEDS);
    let half = seeds.start + (seeds.end - seeds.start) / 2;
    let seen = std::thread::scope(|scope| {
        let other = scope.spawn(|| play(half..seeds.end));
        play(seeds.start..half).plus(other.join().expect("the other half"))
    });
    let Seen {
        leaders,
        snapshots,
        truncations,
        torn,
        unknown,
    } = seen;
    println!(
        "leaders {leaders}, snapshots received {snapshots}, truncations {truncations}, crashes that kept something {torn}, unknown {unknown}"
    );
    // A run in which nothing happens proves nothing.
    for (what, count) in [
        ("leaders", leaders),
        ("snapshots", snapshots),
        ("truncations", truncations),
        ("torn", torn),
    ] {
        assert!(count > (seeds.end - seeds.start) / 4, "only {count} {what}");
    }
}

/// What happened, so that a vacuous test shows.
#[derive(Default)]
struct Seen {
    leaders: u64,
    snapshots: u64,
    truncations: u64,
    torn: u64,
    unknown: u64,
}

impl Seen {
    fn plus(self, other: Seen) -> Seen {
        Seen {
            leaders: self.leaders + other.leaders,
            snapshots: self.snapshots + other.snapshots,
            truncations: self.truncations + other.truncations,
            torn: self.torn + other.torn,
            unknown: self.unknown + other.unknown,
        }
    }

    fn note(&mut self, event: &Event) {
        use raft::Notice::{BecameLeader, SnapshotInstalled, Truncated};
        use record::Outcome::{Noticed, OperationEnded};
        for outcome in &event.outcomes {
            match outcome {
                Noticed(BecameLeader(_)) => self.leaders += 1,
                Noticed(SnapshotInstalled(_)) => self.snapshots += 1,
                Noticed(Truncated { .. }) => self.truncations += 1,
                OperationEnded {
                    end: OperationEnd::Unknown,
                    ..
                } => self.unknown += 1,
                _ => {}
            }
        }
        self.torn += u64::from(matches!(event.kind, EventKind::Crashed { kept: 1.., .. }));
    }
}

fn play(seeds: std::ops::Range<u64>) -> Seen {
    let mut seen = Seen::default();
    for seed in seeds {
        let mut world = World::new(
            Settings {
                clients: 3,
                ..Settings::default()
            },
            seed,
        )
        .unwrap();
        let mut rng = Choices::seeded(seed);
        trouble(&mut world, &mut rng, &mut seen);
        assert_eq!(broken(&world), [], "seed {seed}");
        recovery(&mut world, seed, &mut seen);
    }
    seen
}

/// Sixty faults and commands, a moment apart.
fn trouble(world: &mut World, rng: &mut Choices, seen: &mut Seen) {
    for (dial, max) in [
        (Dial::Loss, 200),
        (Dial::Duplication, 200),
        (Dial::LatencyMin, 20_000),
        (Dial::LatencyMax, 120_000),
        (Dial::DiskMax, 60_000),
        (Dial::CrashKeeps, 4),
        (Dial::NoOp, 2),
        (Dial::ApplyDelay, 20_000),
    ] {
        act(
            world,
            Action::Set(dial, rng.below(max).max(dial.info().min)),
        );
    }
    act(world, Action::Set(Dial::EntriesPerAppend, 1 + rng.below(4)));
    act(
        world,
        Action::Set(Dial::SnapshotThreshold, 4 + rng.below(12)),
    );
    act(world, Action::Set(Dial::ChunkSize, 8 + rng.below(40)));
    for _ in 0..60 {
        let action = fault(world, rng);
        seen.note(world.apply(&action));
        let until = Time(world.now().0 + rng.below(200_000));
        world.run_until(until, &mut |event| seen.note(event));
    }
}

/// One thing that may go wrong, or one command.
fn fault(world: &World, rng: &mut Choices) -> Action {
    let id = ServerId(1 + rng.below(5) as u8);
    let other = ServerId(1 + rng.below(5) as u8);
    let message = |rng: &mut Choices| {
        let messages = world.view().messages;
        let place = rng.below(messages.len().max(1) as u64) as usize;
        messages
            .get(place)
            .map_or(super::NO_MESSAGE, |message| message.envelope.name())
    };
    match rng.below(24) {
        0..2 => Action::Server(ServerAction::Crash, id),
        2..7 => Action::Server(ServerAction::Restart, id),
        7 => Action::Server(ServerAction::Pause, id),
        8..10 => Action::Server(ServerAction::Resume, id),
        10 => Action::Server(ServerAction::StallDisk, id),
        11..13 => Action::Server(ServerAction::ReleaseDisk, id),
        13 => Action::Cut(id, other),
        14 => Action::Partition(vec![
            ServerSet::from_bits(rng.below(64) as u16),
            ServerSet::EMPTY,
        ]),
        15..17 => Action::HealAll,
        17 => Action::Server(ServerAction::TimeOut, id),
        18 => Action::Server(ServerAction::TakeSnapshot, id),
        19 => Action::Message(MessageAction::Duplicate, message(rng)),
        20 => Action::Message(
            MessageAction::Delay(raft::Duration(rng.below(400_000))),
            message(rng),
        ),
        _ => Action::Submit(
            None,
            Operation::parse(&format!("add n {}", rng.below(9))).unwrap(),
        ),
    }
}

/// The faults stop; then there is one leader, all logs and machines are equal, and a fresh write is done.
fn recovery(world: &mut World, seed: u64, seen: &mut Seen) {
    let wells = [
        (Dial::Loss, 0),
        (Dial::Duplication, 0),
        (Dial::LatencyMax, 15_000),
        (Dial::DiskMax, 8_000),
    ];
    for (dial, value) in wells {
        act(world, Action::Set(dial, value));
    }
    world.apply(&Action::HealAll);
    for id in (1..=5).map(ServerId) {
        world.apply(&Action::Server(ServerAction::Restart, id));
        world.apply(&Action::Server(ServerAction::Resume, id));
        world.apply(&Action::Server(ServerAction::ReleaseDisk, id));
    }
    world.run_until(Time(world.now().0 + 5_000_000), &mut |event| {
        seen.note(event)
    });
    submit(world, "set fresh 1");
    world.run_until(Time(world.now().0 + 15_000_000), &mut |event| {
        seen.note(event)
    });
    assert_eq!(broken(world), [], "seed {seed}");
    let view = world.view();
    let first = &view.servers[0];
    for server in &view.servers {
        let id = server.id;
        assert_eq!(
            server.leader,
            leader(world),
            "seed {seed}, {id}: one leader"
        );
        assert_eq!(
            server.log.last_index(),
            first.log.last_index(),
            "seed {seed}, {id}: equal logs"
        );
        assert_eq!(
            server.applied, first.applied,
            "seed {seed}, {id}: equally far"
        );
        assert_eq!(
            server.machine, first.machine,
            "seed {seed}, {id}: equal machines"
        );
        assert_eq!(
            server.machine.get("fresh"),
            Some(&1),
            "seed {seed}, {id}: a fresh write"
        );
    }
}
