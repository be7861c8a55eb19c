//! A deterministic world for Raft servers: network, disks, clients, clocks and chance.

pub mod action;
pub mod dials;
pub mod machine;
pub mod world;

#[cfg(test)]
mod tests;

pub use action::Action;
pub use dials::{DIALS, Dial, DialError, DialInfo, Dials, Unit};
pub use world::{Settings, SettingsError, World};
