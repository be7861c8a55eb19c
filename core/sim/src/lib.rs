//! A deterministic world for Raft servers: network, disks, clients, clocks and chance.

pub mod action;
mod chance;
mod client;
pub mod dials;
mod disk;
mod due;
mod effects;
mod hands;
pub mod machine;
mod network;
mod picture;
mod queue;
mod requests;
pub mod script;
mod server;
pub mod settings;
mod trace;
pub mod world;

#[cfg(test)]
mod tests;

pub use action::Action;
pub use dials::{DIALS, Dial, DialError, DialInfo, Dials, Unit};
pub use settings::{MAX_CLIENTS, MAX_SERVERS, Settings, SettingsError};
pub use world::World;
