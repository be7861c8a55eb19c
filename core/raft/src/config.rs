//! Timeouts and sizes of a node. Impossible values are refused when they are made.

use crate::progress::InFlight;
use crate::time::Duration;
use std::fmt;

/// Timeouts and sizes. Fields may be read freely; make one with [`Config::checked`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Config {
    /// The shortest election timeout (§5.2).
    pub election_timeout_min: Duration,
    /// The longest election timeout.
    pub election_timeout_max: Duration,
    /// How often a leader makes itself heard; shorter than the shortest election timeout (§5.6).
    pub heartbeat_interval: Duration,
    /// The most entries in one AppendEntries, at least 1.
    pub entries_per_append: u32,
    /// The most AppendEntries with entries on their way to one follower, 1 to 64.
    pub appends_in_flight: u32,
    /// Bytes in one chunk of a snapshot, at least 1.
    pub chunk_size: u32,
    /// The most chunks on their way to one follower, at least 1.
    pub chunks_in_flight: u32,
    /// How many applied entries stay in the log behind a snapshot, so that a slightly slow follower needs none.
    pub entries_kept: u32,
    /// Whether a new leader appends an entry without a command, so that older entries can commit (§5.4.2, §8).
    pub noop_on_election: bool,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            election_timeout_min: Duration::from_millis(150),
            election_timeout_max: Duration::from_millis(300),
            heartbeat_interval: Duration::from_millis(50),
            entries_per_append: 8,
            appends_in_flight: 4,
            chunk_size: 64,
            chunks_in_flight: 2,
            entries_kept: 3,
            noop_on_election: true,
        }
    }
}

/// Why a [`Config`] is impossible: the message to show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ConfigError(pub &'static str);

impl fmt::Display for ConfigError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0)
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// The same values, if a server can live with them.
    pub fn checked(self) -> Result<Config, ConfigError> {
        let refuse = |sentence| Err(ConfigError(sentence));
        if self.heartbeat_interval == Duration::ZERO {
            return refuse("The heartbeat interval must be longer than zero.");
        }
        if self.election_timeout_min <= self.heartbeat_interval {
            return refuse("The election timeout must be longer than the heartbeat interval.");
        }
        if self.election_timeout_max < self.election_timeout_min {
            return refuse("The longest election timeout must not be shorter than the shortest.");
        }
        if self.appends_in_flight > InFlight::MAX {
            return refuse("At most 64 appends may be on their way to one follower.");
        }
        if self.entries_per_append == 0 || self.appends_in_flight == 0 {
            return refuse("An append must be allowed to carry at least one entry.");
        }
        if self.chunk_size == 0 || self.chunks_in_flight == 0 {
            return refuse("A chunk of a snapshot must hold at least one byte.");
        }
        Ok(self)
    }
}
