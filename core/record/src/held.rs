//! What can be held, so that nothing of its kind moves unless it is moved manually.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A kind of thing that moves by itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Messages between servers.
    Messages,
    /// Election and heartbeat timers.
    Timers,
    /// Writes on their way to a disk.
    Disks,
    /// State machines at work.
    Applies,
    /// What clients send, hear and wait for.
    Clients,
}

impl Held {
    pub const ALL: [Held; 5] = [
        Held::Messages,
        Held::Timers,
        Held::Disks,
        Held::Applies,
        Held::Clients,
    ];

    /// Its name in scripts: `messages`.
    pub fn name(self) -> &'static str {
        ["messages", "timers", "disks", "applies", "clients"][self as usize]
    }
}

impl fmt::Display for Held {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Holds(u8);

impl Holds {
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn contains(self, what: Held) -> bool {
        self.0 & (1 << what as u8) != 0
    }

    /// Holds this, or lets it go. Returns whether that changed anything.
    pub fn set(&mut self, what: Held, held: bool) -> bool {
        let changed = self.contains(what) != held;
        self.0 ^= u8::from(changed) << what as u8;
        changed
    }
}
