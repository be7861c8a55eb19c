//! What a world is made of. Impossible settings are refused with a sentence.

use crate::dials::{Dial, Dials};
use raft::{Configuration, ServerSet};
use std::fmt;

/// The largest number of servers in a world.
pub const MAX_SERVERS: u8 = 9;

/// The largest number of clients in a world.
pub const MAX_CLIENTS: u8 = 9;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    /// How many servers, 1 to 9.
    pub servers: u8,
    /// How many clients, 0 to 9.
    pub clients: u8,
    /// Whether the first client sends one operation by itself, once there is a leader.
    pub opening_operation: bool,
    /// The dials at the beginning.
    pub dials: Dials,
    /// Whether every event is checked against the safety properties.
    pub checks: bool,
}

/// Why there can be no such world: the message to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingsError(pub String);

impl fmt::Display for SettingsError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for SettingsError {}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            servers: 5,
            clients: 1,
            opening_operation: true,
            dials: Dials::default(),
            checks: true,
        }
    }
}

impl Settings {
    /// Figure 2 of the paper and no more: no entry of a new leader's own, no snapshot but those that are asked for, no
    /// operation but those that are submitted. Times are those of §9.3.
    pub fn paper() -> Settings {
        Settings {
            opening_operation: false,
            dials: Dials::with(&[(Dial::NoOp, 0), (Dial::SnapshotThreshold, 0)]),
            ..Settings::default()
        }
    }

    /// What the course's lab asks for: at most ten heartbeats a second, indexes that count from 1, a snapshot every ten
    /// entries that crosses in one piece, and a network that takes next to no time.
    pub fn lab() -> Settings {
        Settings {
            opening_operation: false,
            dials: Dials::with(&[
                (Dial::LatencyMin, 100),
                (Dial::LatencyMax, 1_000),
                (Dial::DiskMin, 100),
                (Dial::DiskMax, 100),
                (Dial::ApplyDelay, 0),
                (Dial::ElectionTimeoutMax, 600_000),
                (Dial::ElectionTimeoutMin, 300_000),
                (Dial::Heartbeat, 100_000),
                (Dial::NoOp, 0),
                (Dial::ChunkSize, 65_536),
                (Dial::EntriesKept, 0),
                (Dial::EntriesPerAppend, 100),
            ]),
            ..Settings::default()
        }
    }

    /// Who is a member when the run begins: all servers that there are.
    pub fn members(&self) -> Configuration {
        Configuration::simple(ServerSet::first(self.servers))
    }

    /// The same settings, if there can be such a world.
    pub fn checked(self) -> Result<Settings, SettingsError> {
        if !(1..=MAX_SERVERS).contains(&self.servers) {
            let sentence = format!(
                "A cluster has 1 to {MAX_SERVERS} servers, not {}.",
                self.servers
            );
            return Err(SettingsError(sentence));
        }
        if self.clients > MAX_CLIENTS {
            let sentence = format!(
                "A cluster has at most {MAX_CLIENTS} clients, not {}.",
                self.clients
            );
            return Err(SettingsError(sentence));
        }
        match self.dials.config().checked() {
            Ok(_) => Ok(self),
            Err(error) => Err(SettingsError(error.to_string())),
        }
    }
}
