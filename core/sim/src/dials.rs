//! The dials of a world: what a reader may turn before and during a run. Values are whole numbers in the dial's unit.

use raft::{Config, Duration};
use std::fmt;

/// A dial. Its place in [`DIALS`] is its number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Dial {
    /// Shortest time that a message takes, µs.
    LatencyMin,
    /// Longest time that a message takes, µs.
    LatencyMax,
    /// How many messages are lost, in permille.
    Loss,
    /// How many messages are copied, in permille.
    Duplication,
    /// Shortest election timeout, µs (§5.2).
    ElectionTimeoutMin,
    /// Longest election timeout, µs (§5.2).
    ElectionTimeoutMax,
    /// Time between heartbeats, µs.
    Heartbeat,
    /// Shortest time that a write takes to be durable, µs.
    DiskMin,
    /// Longest time that a write takes to be durable, µs.
    DiskMax,
    /// What a crash leaves of writes that are not yet durable: 0 nothing, 1 a prefix, 2 a prefix with the last one torn,
    /// 3 any of them.
    CrashKeeps,
    /// Entries applied since the last snapshot that make a server take one; 0 never.
    SnapshotThreshold,
    /// Bytes in a chunk of a snapshot (§7).
    ChunkSize,
    /// Applied entries that stay in the log behind a snapshot.
    EntriesKept,
    /// The most entries in one AppendEntries.
    EntriesPerAppend,
    /// Whether a new leader appends an empty entry: 1 yes, 0 no (§8).
    NoOp,
    /// Time that the state machine takes for a batch of entries, µs.
    ApplyDelay,
    /// Whether clients have sessions, so that a retry does not run twice: 1 yes, 0 no (§8).
    Sessions,
    /// How much faster or slower than true time the clock of a server may run, in permille. Each server has its own
    /// share of it.
    ClockDrift,
}

/// What is fixed about a dial, whatever its value.
#[derive(Clone, Copy, Debug)]
pub struct DialInfo {
    pub dial: Dial,
    /// Its name in scripts: `latency-min`.
    pub name: &'static str,
    /// Its name on the page: `Latency, shortest`.
    pub label: &'static str,
    pub unit: Unit,
    pub min: u64,
    pub max: u64,
    /// Value at the beginning, unless settings say otherwise.
    pub default: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    Micros,
    PerMille,
    Entries,
    Bytes,
    /// One of a few named choices: 0, 1, …
    Choice(&'static [&'static str]),
}

const fn info(
    dial: Dial,
    name: &'static str,
    label: &'static str,
    unit: Unit,
    (min, max): (u64, u64),
    default: u64,
) -> DialInfo {
    DialInfo {
        dial,
        name,
        label,
        unit,
        min,
        max,
        default,
    }
}

/// All dials, in the order of [`Dial`].
pub const DIALS: [DialInfo; 18] = {
    use Dial::*;
    use Unit::*;
    [
        info(
            LatencyMin,
            "latency-min",
            "Latency, shortest",
            Micros,
            (100, 1_000_000),
            10_000,
        ),
        info(
            LatencyMax,
            "latency-max",
            "Latency, longest",
            Micros,
            (100, 1_000_000),
            15_000,
        ),
        info(Loss, "loss", "Loss", PerMille, (0, 1_000), 0),
        info(
            Duplication,
            "duplication",
            "Duplication",
            PerMille,
            (0, 1_000),
            0,
        ),
        info(
            ElectionTimeoutMin,
            "election-timeout-min",
            "Election timeout, shortest",
            Micros,
            (2_000, 10_000_000),
            150_000,
        ),
        info(
            ElectionTimeoutMax,
            "election-timeout-max",
            "Election timeout, longest",
            Micros,
            (2_000, 10_000_000),
            300_000,
        ),
        info(
            Heartbeat,
            "heartbeat",
            "Heartbeat interval",
            Micros,
            (1_000, 5_000_000),
            50_000,
        ),
        info(
            DiskMin,
            "disk-min",
            "Disk, shortest",
            Micros,
            (100, 1_000_000),
            4_000,
        ),
        info(
            DiskMax,
            "disk-max",
            "Disk, longest",
            Micros,
            (100, 1_000_000),
            8_000,
        ),
        info(
            CrashKeeps,
            "crash-keeps",
            "A crash keeps",
            Choice(&["nothing", "a prefix", "a torn write", "any subset"]),
            (0, 3),
            0,
        ),
        info(
            SnapshotThreshold,
            "snapshot-threshold",
            "Snapshot every",
            Entries,
            (0, 1_000),
            10,
        ),
        info(
            ChunkSize,
            "chunk-size",
            "Chunk size",
            Bytes,
            (1, 65_536),
            24,
        ),
        info(
            EntriesKept,
            "entries-kept",
            "Entries kept behind it",
            Entries,
            (0, 1_000),
            3,
        ),
        info(
            EntriesPerAppend,
            "entries-per-append",
            "Entries per append",
            Entries,
            (1, 100),
            8,
        ),
        info(
            NoOp,
            "no-op",
            "No-op on election",
            Choice(&["off", "on"]),
            (0, 1),
            1,
        ),
        info(
            ApplyDelay,
            "apply-delay",
            "Apply delay",
            Micros,
            (0, 1_000_000),
            1_000,
        ),
        info(
            Sessions,
            "sessions",
            "Client sessions",
            Choice(&["off", "on"]),
            (0, 1),
            1,
        ),
        info(
            ClockDrift,
            "clock-drift",
            "Clock drift",
            PerMille,
            (0, 500),
            0,
        ),
    ]
};

/// The position of every dial.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dials([u64; DIALS.len()]);

/// Why a dial cannot be turned there: the message to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DialError(pub String);

impl fmt::Display for DialError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl Default for Dials {
    fn default() -> Dials {
        Dials(std::array::from_fn(|number| DIALS[number].default))
    }
}

impl DialInfo {
    /// A value to read, with its unit: `12.5 ms`.
    pub fn show(&self, value: u64) -> String {
        match self.unit {
            Unit::Micros => raft::Duration(value).to_string(),
            Unit::PerMille => record::Percent(value).to_string(),
            Unit::Entries => format!("{value} entries"),
            Unit::Bytes => format!("{value} bytes"),
            Unit::Choice(names) => match names.get(value as usize) {
                Some(name) => (*name).into(),
                None => value.to_string(),
            },
        }
    }
}

impl Dial {
    pub fn info(self) -> &'static DialInfo {
        &DIALS[self as usize]
    }

    /// The dial of this script name.
    pub fn named(name: &str) -> Option<Dial> {
        DIALS
            .iter()
            .find(|info| info.name == name)
            .map(|info| info.dial)
    }
}

impl Dials {
    /// Where dials stand at the beginning, but for these.
    pub(crate) fn with(positions: &[(Dial, u64)]) -> Dials {
        let mut dials = Dials::default();
        for (dial, value) in positions {
            dials.0[*dial as usize] = *value;
        }
        debug_assert!(dials.config().checked().is_ok());
        dials
    }

    pub fn get(&self, dial: Dial) -> u64 {
        self.0[dial as usize]
    }

    /// Turns a dial; what no server could live with is refused. The other end of a range that has to follow is turned to
    /// the same value, and returned.
    pub fn set(&mut self, dial: Dial, value: u64) -> Result<Option<Dial>, DialError> {
        let info = dial.info();
        if !(info.min..=info.max).contains(&value) {
            return Err(DialError(format!(
                "“{}” goes from {} to {}.",
                info.label,
                info.show(info.min),
                info.show(info.max)
            )));
        }
        let mut turned = *self;
        turned.push(dial, value);
        turned
            .config()
            .checked()
            .map_err(|error| DialError(error.to_string()))?;
        let moved = |other: &Dial| *other != dial && turned.get(*other) != self.get(*other);
        let along = DIALS.iter().map(|info| info.dial).find(moved);
        *self = turned;
        Ok(along)
    }

    /// Turns a dial within its range, and the other end of its range along, as one of several: whether a server could live
    /// with all of them, [`Settings::checked`](crate::Settings::checked) says.
    pub fn push(&mut self, dial: Dial, value: u64) {
        let info = dial.info();
        debug_assert!((info.min..=info.max).contains(&value), "{}", info.name);
        self.0[dial as usize] = value;
        for (min, max) in RANGES {
            if dial == min {
                self.0[max as usize] = self.get(max).max(value);
            } else if dial == max {
                self.0[min as usize] = self.get(min).min(value);
            }
        }
    }

    /// The timeouts and sizes that the dials give a server.
    pub fn config(&self) -> Config {
        Config {
            election_timeout_min: Duration(self.get(Dial::ElectionTimeoutMin)),
            election_timeout_max: Duration(self.get(Dial::ElectionTimeoutMax)),
            heartbeat_interval: Duration(self.get(Dial::Heartbeat)),
            entries_per_append: self.get(Dial::EntriesPerAppend) as u32,
            chunk_size: self.get(Dial::ChunkSize) as u32,
            entries_kept: self.get(Dial::EntriesKept) as u32,
            noop_on_election: self.get(Dial::NoOp) == 1,
            ..Config::default()
        }
    }
}

/// The dials that are two ends of one range.
const RANGES: [(Dial, Dial); 3] = [
    (Dial::LatencyMin, Dial::LatencyMax),
    (Dial::ElectionTimeoutMin, Dial::ElectionTimeoutMax),
    (Dial::DiskMin, Dial::DiskMax),
];
