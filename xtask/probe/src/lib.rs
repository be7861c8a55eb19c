//! Runs in which everything happens, each boiled down to its fingerprint: what native code and WebAssembly must agree on.

use raft::{ServerId, Time};
use record::Operation;
use sim::{Action, Dial, ServerAction, Settings, SettingsError, World};

/// How many runs are compared: those of the seeds from 0 up to this.
pub const SEEDS: u64 = 20;

/// Model time between two interventions, µs.
const PAUSE: u64 = 250_000;
const ROUNDS: u64 = 48;

/// The fingerprint of a run of 12 s in model time with loss, copies, crashes, slow disks, cuts and commands.
///
/// # Errors
/// If there can be no such world, which is a mistake in this file.
pub fn fingerprint(seed: u64) -> Result<u64, SettingsError> {
    let settings = Settings {
        clients: 3,
        ..Settings::default()
    };
    let mut world = World::new(settings, seed)?;
    for (dial, value) in [
        (Dial::Loss, 30),
        (Dial::Duplication, 20),
        (Dial::CrashKeeps, 3),
    ] {
        world.apply(&Action::Set(dial, value));
    }
    for round in 1..=ROUNDS {
        world.run_until(Time(round * PAUSE), &mut |_| {});
        world.apply(&command(round));
        // The seed shifts who is struck, so that the runs differ in more than their draws.
        world.apply(&intervention(round, round + seed));
    }
    Ok(world.fingerprint())
}

fn command(round: u64) -> Action {
    let operation = Operation::Add {
        key: "x".into(),
        amount: round as i64,
    };
    Action::Submit(None, operation)
}

/// Strikes a server and mends it two rounds later, each in another way.
fn intervention(round: u64, who: u64) -> Action {
    let server = |back: u64| ServerId(((who + 5 - back) % 5 + 1) as u8);
    match round % 12 {
        0 => Action::Server(ServerAction::Crash, server(0)),
        2 => Action::Server(ServerAction::Restart, server(2)),
        1 => Action::Server(ServerAction::StallDisk, server(0)),
        3 => Action::Server(ServerAction::ReleaseDisk, server(2)),
        4 => Action::Server(ServerAction::Isolate, server(0)),
        6 => Action::Server(ServerAction::Reconnect, server(2)),
        5 => Action::Server(ServerAction::Pause, server(0)),
        7 => Action::Server(ServerAction::Resume, server(2)),
        8 => Action::Server(ServerAction::TakeSnapshot, server(0)),
        9 => Action::Server(ServerAction::TimeOut, server(0)),
        10 => Action::Cut(server(0), server(2)),
        _ => Action::HealAll,
    }
}

/// For a host of WebAssembly: [`SEEDS`].
#[expect(unsafe_code, reason = "an export has to keep its name")]
#[unsafe(no_mangle)]
pub extern "C" fn seeds() -> u64 {
    SEEDS
}

/// For a host of WebAssembly: [`fingerprint`], and an abort if there is none.
#[expect(unsafe_code, reason = "an export has to keep its name")]
#[expect(clippy::expect_used, reason = "an abort is what a host can see")]
#[unsafe(no_mangle)]
pub extern "C" fn fingerprint_of(seed: u64) -> u64 {
    fingerprint(seed).expect("the settings of the probe are possible")
}
