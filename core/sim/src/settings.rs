//! What a world is made of. Impossible settings are refused with a sentence.

use crate::dials::Dials;
use std::fmt;

/// The largest number of servers in a world.
pub const MAX_SERVERS: u8 = 9;

/// The largest number of clients in a world.
pub const MAX_CLIENTS: u8 = 9;

/// What a world is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    /// How many servers, 1 to 9.
    pub servers: u8,
    /// How many clients, 0 to 9.
    pub clients: u8,
    /// Whether the first client sends one operation by itself, once the first leader stands.
    pub opening_operation: bool,
    /// The dials at the beginning.
    pub dials: Dials,
    /// Whether every event is checked against the safety properties.
    pub checks: bool,
}

/// Why there can be no such world, as a sentence.
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
        Ok(self)
    }
}
