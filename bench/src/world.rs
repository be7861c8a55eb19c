//! The world: events under client load with snapshots, model time of an idle cluster, the cost of a clone.

use raft::Time;
use record::Operation;
use sim::{Action, Dial, Settings, World};
use std::cell::RefCell;

/// Five servers, nine clients that always have something under way, a snapshot every hundred entries.
fn loaded(checks: bool) -> World {
    let settings = Settings {
        clients: 9,
        checks,
        opening_operation: false,
        ..Settings::default()
    };
    let mut world = World::new(settings, 7).expect("possible settings");
    world.apply(&Action::Set(Dial::SnapshotThreshold, 100));
    world.apply(&Action::Set(Dial::ChunkSize, 64));
    world.run_until(Time(1_000_000), &mut |_| {});
    world
}

fn submit(world: &mut World, rounds: u64) {
    let operation = Operation::Add {
        key: "x".into(),
        amount: 1,
    };
    for _ in 0..rounds {
        world.apply(&Action::Submit(None, operation.clone()));
    }
}

/// How many events it took to run a fixed number of commands.
pub(crate) fn under_load(checks: bool) -> u64 {
    let mut world = loaded(checks);
    for _ in 0..60 {
        submit(&mut world, 72);
        let until = Time(world.now().0 + 500_000);
        world.run_until(until, &mut |_| {});
    }
    assert!(
        world
            .view()
            .checks
            .iter()
            .all(|check| check.broken.is_none())
    );
    world.events()
}

/// How many model seconds of heartbeats were run.
pub(crate) fn idle() -> u64 {
    const SECONDS: u64 = 500;
    let mut world = World::new(Settings::default(), 7).expect("possible settings");
    world.run_until(Time(SECONDS * 1_000_000), &mut |_| {});
    SECONDS
}

thread_local! {
    /// The world that is cloned, with how many commands it has run: made once, since making it takes longer than
    /// what is measured.
    static HISTORY: RefCell<Option<(u64, World)>> = const { RefCell::new(None) };
}

/// Clones a world with this many commands behind it. Its snapshots are off, so that the logs hold them all.
pub(crate) fn clones(commands: u64) -> u64 {
    const CLONES: u64 = 2_000;
    HISTORY.with_borrow_mut(|history| {
        if history.as_ref().is_none_or(|(of, _)| *of != commands) {
            *history = Some((commands, long_lived(commands)));
        }
        let Some((_, world)) = history else { return 0 };
        let mut seen = 0;
        for _ in 0..CLONES {
            seen += std::hint::black_box(world.clone()).events() & 1;
        }
        CLONES + (seen & 1) - (seen & 1)
    })
}

fn long_lived(commands: u64) -> World {
    let mut world = loaded(true);
    world.apply(&Action::Set(Dial::SnapshotThreshold, 0));
    for _ in 0..commands.div_ceil(72) {
        submit(&mut world, 72);
        let until = Time(world.now().0 + 500_000);
        world.run_until(until, &mut |_| {});
    }
    let log = world.view().servers[0].log.last_index();
    assert!(log >= commands, "{log} entries instead of {commands}");
    world
}
