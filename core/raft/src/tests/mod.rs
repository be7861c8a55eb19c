//! Tests that drive [`crate::Node::step`] and nothing else: the paper sentence by sentence, then a file per module.

mod backtracking;
mod chunks;
mod cluster;
mod durable;
mod heard;
mod invariants;
mod log;
mod lone;
mod membership;
mod paper;
mod pipelining;
mod quorum;
mod random;
mod server;
mod single_server;
mod size;
mod snapshots;
mod time;
mod words;
