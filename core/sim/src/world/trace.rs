//! How a run introduces itself at the head of its trace.

use crate::dials::DIALS;
use crate::world::World;
use record::trace::{Format, Header, Level, VERSION};

impl World {
    /// The first line of the trace of this run; its events follow.
    pub fn trace_header(&self) -> Header {
        let settings = self.settings();
        let dials = DIALS
            .iter()
            .map(|info| (info.name.into(), settings.dials.get(info.dial)));
        Header {
            format: Format::RaftTrace,
            version: VERSION,
            level: Level::Full,
            engine: concat!("raftscape ", env!("CARGO_PKG_VERSION")).into(),
            seed: Some(self.seed()),
            servers: Some(settings.servers),
            clients: Some(settings.clients),
            settings: dials.collect(),
        }
    }
}
