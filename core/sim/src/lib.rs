//! A deterministic world for Raft servers: network, disks, clients, clocks and chance.

pub mod action;
mod chance;
mod client;
pub mod dials;
mod disk;
pub mod machine;
mod network;
mod queue;
mod server;
pub mod settings;
pub mod timeline;
pub mod trial;
pub mod world;

#[cfg(test)]
mod tests;

pub use action::{Action, MessageAction, ServerAction};
pub use dials::{DIALS, Dial, DialError, DialInfo, Dials, Unit};
pub use settings::{MAX_CLIENTS, MAX_SERVERS, Settings, SettingsError};
pub use timeline::Timeline;
pub use trial::Trial;
pub use world::{Refusal, World};
