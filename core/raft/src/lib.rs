//! The Raft protocol as a pure state machine: no clock, no randomness, no network, no dependency.
//!
//! A [`Node`] is one server. It has one way in and one way out: [`Node::step`] takes an [`Input`] (a message came, a
//! timer ran out, the disk has written) and appends [`Effect`]s (write this, send that, apply those) to a list. Its
//! driver carries them out, in their order, and reports back. So the whole of Raft can be watched, stopped between
//! any two steps, and run again exactly as before.
//!
//! Three promises are the driver's. What has an `after` is held back until that [`Ticket`] is on the disk. A timer is
//! set to some time within the range that [`Effect::Arm`] asks for. After a crash a new node is made from what the
//! disk kept: [`Durable`] says what each [`DiskOp`] leaves there.
//!
//! A cluster of one, which elects itself, takes a command and applies it:
//!
//! ```
//! use raft::*;
//!
//! let mut disk = Durable::new(Configuration::simple(ServerSet::first(1)));
//! let mut node = Node::new(ServerId(1), Config::default(), disk.clone(), Ticket(0));
//! let mut inputs = vec![Input::Timer(TimerKind::Election), Input::Start];
//! let mut applied = Vec::new();
//! while let Some(input) = inputs.pop() {
//!     let mut effects = Vec::new();
//!     node.step(Time::ZERO, input, &mut effects);
//!     for effect in effects {
//!         match effect {
//!             Effect::Persist { ticket, ops } => {
//!                 ops.iter().for_each(|op| disk.apply(op));
//!                 inputs.push(Input::Persisted(ticket));
//!             }
//!             Effect::Apply { first, entries } => {
//!                 applied.extend_from_slice(&entries);
//!                 inputs.push(Input::Applied(first + entries.len() as Index - 1));
//!             }
//!             Effect::Notify(Notice::BecameLeader(_)) => {
//!                 let (id, command) = (ProposalId(1), b"set x 1".as_slice().into());
//!                 inputs.insert(0, Input::Propose { id, command });
//!             }
//!             Effect::Decided(reason) => println!("{} {}", reason.section(), reason.sentence(node.id())),
//!             // With more than one server: send, arm and disarm timers, install snapshots, answer clients.
//!             _ => {}
//!         }
//!     }
//! }
//! assert_eq!(applied[1].payload, Payload::Command(b"set x 1".as_slice().into()));
//! assert_eq!(disk.log.last_index(), 2);
//! ```
//!
//! # In reading order
//!
//! The boundary: [`io`] (what comes in and goes out), [`message`] (the RPCs of Figures 2 and 13), [`reason`] (why).
//! The state: [`node`] (Figure 2, an invariant over each field), [`role`] (what only a leader or candidate has, and the
//! only transitions), [`progress`] (what a leader believes of a follower), [`log`](mod@log), [`snapshot`],
//! [`membership`], [`durable`] (the disk). The rules, by the paper's section: `election` (§5.2, §5.4.1), `replication`
//! (§5.3), `commit` (§5.3, §5.4.2), `install` (§7), `client` (§8); and `invariants`, what must hold after every step.
//! Tools without Raft in them: [`quorum`], [`chunks`], [`server`], [`size`], [`time`], [`config`].

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
pub mod size;
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
pub use progress::{Heard, Mode, Progress};
pub use reason::Reason;
pub use role::Role;
pub use server::{ServerId, ServerSet};
pub use snapshot::{Chunk, PartialSnapshot, Snapshot, SnapshotId};
pub use time::{Duration, Time};
