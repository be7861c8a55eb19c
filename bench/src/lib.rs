//! The workloads that are measured, natively and as WebAssembly. Each does a fixed piece of work and counts what it did.

/// As on the page.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

mod cluster;
#[cfg(not(target_arch = "wasm32"))]
pub mod history;
#[cfg(not(target_arch = "wasm32"))]
mod other;
mod trial;
mod world;

/// A piece of work with the unit in which it is counted.
#[cfg_attr(not(target_arch = "wasm32"), derive(serde::Serialize))]
pub struct Workload {
    /// Its name.
    pub name: &'static str,
    /// What `run` counts.
    pub unit: &'static str,
    /// Does the work and says how much it was.
    #[cfg_attr(not(target_arch = "wasm32"), serde(skip))]
    pub run: fn() -> u64,
}

/// What runs natively and as WebAssembly.
pub const EVERYWHERE: [Workload; 8] = [
    Workload {
        name: "node: steps",
        unit: "steps",
        run: || cluster::run().steps,
    },
    Workload {
        name: "node: commands",
        unit: "commands",
        run: || cluster::run().commands,
    },
    Workload {
        name: "world under load, checks on: events",
        unit: "events",
        run: || world::under_load(true),
    },
    Workload {
        name: "world under load, checks off: events",
        unit: "events",
        run: || world::under_load(false),
    },
    Workload {
        name: "trial of dials, in slices: events",
        unit: "events",
        run: trial::of_dials,
    },
    Workload {
        name: "idle cluster: model time",
        unit: "model s",
        run: world::idle,
    },
    Workload {
        name: "clone of a world after 1,000 commands",
        unit: "clones",
        run: || world::clones(1_000),
    },
    Workload {
        name: "clone of a world after 30,000 commands",
        unit: "clones",
        run: || world::clones(30_000),
    },
];

/// What runs natively only.
#[cfg(not(target_arch = "wasm32"))]
pub const NATIVE: [Workload; 2] = [
    Workload {
        name: "raft-rs 0.7: steps",
        unit: "steps",
        run: || other::run().steps,
    },
    Workload {
        name: "raft-rs 0.7: commands",
        unit: "commands",
        run: || other::run().commands,
    },
];

/// Runs the workload of this number, for a caller that has no Rust.
#[unsafe(no_mangle)]
pub extern "C" fn run(workload: u32) -> u64 {
    EVERYWHERE
        .get(workload as usize)
        .map_or(0, |workload| (workload.run)())
}

/// What a cluster of nodes did.
pub struct Work {
    /// Messages that nodes took in.
    pub steps: u64,
    /// Commands that every node applied.
    pub commands: u64,
}

/// The comparison (raft-rs 0.7 and ours): servers, commands outstanding, bytes in each, commands in all.
const SERVERS: u8 = 5;
const OUTSTANDING: u64 = 64;
const COMMAND: [u8; 16] = *b"sixteen bytes ok";
const COMMANDS: u64 = 100_000;
