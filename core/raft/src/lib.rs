//! The Raft protocol as a pure state machine: no clock, no randomness, no network, no dependency.

mod client;
mod commit;
mod disk;
mod election;
mod install;
mod invariants;
mod output;
mod replication;
mod sentence;
#[cfg(test)]
mod tests;

pub mod chunks;
pub mod config;
pub mod durable;
pub mod io;
pub mod log;
pub mod membership;
pub mod message;
pub mod node;
pub mod progress;
pub mod quorum;
pub mod reason;
pub mod role;
pub mod server;
pub mod snapshot;
pub mod time;

pub use chunks::Chunks;
pub use config::{Config, ConfigError};
pub use durable::Durable;
pub use io::{DiskOp, Effect, Input, Notice, ProposalId, Ticket, TimerKind};
pub use log::{Command, Entries, Entry, Index, Log, Payload, Term};
pub use membership::Configuration;
pub use message::Message;
pub use node::Node;
pub use progress::{Mode, Progress};
pub use reason::Reason;
pub use role::Role;
pub use server::{ServerId, ServerSet};
pub use snapshot::{Chunk, PartialSnapshot, Snapshot, SnapshotId};
pub use time::{Duration, Time};
