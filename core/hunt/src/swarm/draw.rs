//! The settings of a world, drawn: every dial in a range where a cluster can work at times.

use crate::rng::Rng;
use sim::{Dial, Dials, Settings};

/// What each dial is drawn from: between the two, or left as it is by every other world.
///
/// Sessions stay on, since without them a retry may run twice; erasing disks is beyond what Raft promises to survive.
const DRAWN: [(Dial, (u64, u64)); 17] = [
    (Dial::LatencyMin, (100, 20_000)),
    (Dial::LatencyMax, (1_000, 120_000)),
    (Dial::Loss, (0, 250)),
    (Dial::Duplication, (0, 250)),
    (Dial::ElectionTimeoutMin, (60_000, 300_000)),
    (Dial::ElectionTimeoutMax, (120_000, 600_000)),
    (Dial::Heartbeat, (10_000, 55_000)),
    (Dial::DiskMin, (100, 10_000)),
    (Dial::DiskMax, (1_000, 80_000)),
    (Dial::CrashKeeps, (0, 3)),
    (Dial::SnapshotThreshold, (0, 14)),
    (Dial::ChunkSize, (4, 64)),
    (Dial::EntriesKept, (0, 4)),
    (Dial::EntriesPerAppend, (1, 6)),
    (Dial::NoOp, (0, 1)),
    (Dial::ApplyDelay, (0, 30_000)),
    (Dial::ClockDrift, (0, 200)),
];

pub(super) fn settings(rng: &mut Rng) -> Settings {
    let mut dials = Dials::default();
    for (dial, range) in DRAWN {
        if rng.below(2) == 0 {
            // One that does not fit those before it stays where it is.
            let _ = dials.set(dial, rng.between(range));
        }
    }
    Settings {
        servers: rng.pick(&[1, 2, 3, 3, 3, 4, 5, 5, 5, 7]),
        clients: rng.between((1, 5)) as u8,
        opening_operation: rng.below(2) == 0,
        dials,
        checks: true,
    }
}
