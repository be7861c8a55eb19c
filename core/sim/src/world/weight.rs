//! How much memory a copy of a world takes.

use super::World;
use crate::client::Client;
use crate::network::InFlight;
use crate::queue::Plan;
use crate::server::Server;
use std::mem::size_of;

/// What a server shares with no copy of it, beside itself: the ends of its log and of its disk's, what it writes and sends.
const SERVER: usize = 4 << 10;

/// What the checks share with no copy of them.
const CHECKS: usize = 32 << 10;

impl World {
    /// How many bytes a copy takes, about, once the two have gone different ways. What both had until then they share.
    pub(crate) fn weight(&self) -> usize {
        let writes: usize = (self.servers.iter())
            .map(|server| server.disk.waiting.len())
            .sum();
        size_of::<World>()
            + self.queue.len() * size_of::<Plan>()
            + (self.network.in_flight().len() + writes) * size_of::<InFlight>()
            + self.servers.len() * (size_of::<Server>() + SERVER)
            + self.clients.len() * size_of::<Client>()
            + CHECKS
    }
}
