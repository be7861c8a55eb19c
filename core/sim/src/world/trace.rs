//! How a run introduces itself at the head of its trace.

use crate::dials::DIALS;
use crate::world::World;
use record::trace::{Header, Level};

impl World {
    /// The first line of the trace of this run; its events follow.
    pub fn trace_header(&self) -> Header {
        let settings = self.settings();
        let dials = DIALS
            .iter()
            .map(|info| (info.name.into(), settings.dials.get(info.dial)));
        let engine = concat!("raftscape ", env!("CARGO_PKG_VERSION"));
        let mut header = Header::new(Level::Full, engine);
        header.seed = Some(self.seed());
        header.servers = Some(settings.servers);
        header.clients = Some(settings.clients);
        header.settings = dials.collect();
        header
    }
}
