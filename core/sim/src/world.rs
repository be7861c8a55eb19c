//! The world: servers, network, disks, clients and what is due, as a pure function of (settings, seed, actions).

use crate::action::Action;
use crate::dials::Dials;
use raft::Time;
use record::{ClusterView, Event};
use std::fmt;

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

/// A cluster with everything around it. Cloning is cheap: it costs what is there now, not what has been.
#[derive(Clone)]
pub struct World {}

impl World {
    /// A new world at time zero. Its servers start with its first events.
    pub fn new(_settings: Settings, _seed: u64) -> Result<World, SettingsError> {
        todo!()
    }
    /// The moment: the time of the last event, or a later one that [`World::run_until`] reached.
    pub fn now(&self) -> Time {
        todo!()
    }
    /// When the next event will happen; none if nothing ever will.
    pub fn next_due(&self) -> Option<Time> {
        todo!()
    }
    /// Lets the next event happen. None if nothing ever will.
    pub fn step(&mut self) -> Option<&Event> {
        todo!()
    }
    /// Lets everything happen that is due by `until`, telling each event, and moves the clock there.
    pub fn run_until(&mut self, _until: Time, _tell: &mut dyn FnMut(&Event)) {
        todo!()
    }
    /// Does something to the world now. What is not possible changes nothing and is an event of kind `Refused`.
    pub fn apply(&mut self, _action: &Action) -> &Event {
        todo!()
    }
    /// All that a picture needs, now.
    pub fn view(&self) -> ClusterView {
        todo!()
    }
    /// How many events have happened.
    pub fn events(&self) -> u64 {
        todo!()
    }
    /// Running hash of all events; the same natively and as wasm.
    pub fn fingerprint(&self) -> u64 {
        todo!()
    }
    /// The seed.
    pub fn seed(&self) -> u64 {
        todo!()
    }
    /// What the world was made of.
    pub fn settings(&self) -> &Settings {
        todo!()
    }
    /// The dials now.
    pub fn dials(&self) -> &Dials {
        todo!()
    }
}
