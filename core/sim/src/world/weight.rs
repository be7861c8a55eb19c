//! How much memory a copy of a world takes.

use super::World;
use crate::client::{Client, Pending};
use crate::network::InFlight;
use crate::queue::Plan;
use crate::server::Server;
use std::mem::size_of;

/// What a server of a copy takes beside itself, on the average: ends of logs, machines, what is being written.
const SERVER: usize = 11 << 10;

/// What the checks of a copy take.
const CHECKS: usize = 17 << 10;

impl World {
    /// How many bytes a copy takes, about, once the two have gone different ways: what both had until then they share. The
    /// constants are measured, with three clients and with nine; `cargo xtask bench` says what a history takes.
    pub(crate) fn weight(&self) -> usize {
        let waiting = |server: &Server| server.disk.waiting.len();
        let messages =
            self.network.in_flight().len() + self.servers.iter().map(waiting).sum::<usize>();
        let operations = |client: &Client| client.pending.len() + client.finished.len();
        size_of::<World>()
            + self.queue.len() * size_of::<Plan>()
            + messages * size_of::<InFlight>()
            + self.servers.len() * (size_of::<Server>() + SERVER)
            + self.clients.iter().map(operations).sum::<usize>() * size_of::<Pending>()
            + CHECKS
    }
}
