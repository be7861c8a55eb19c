//! Why something is as it is and what it waits for, worked out from the picture of a moment: facts, not elements.

mod fact;
mod link;
mod log;
mod message;
mod server;

pub(crate) use fact::{Fact, content, count, in_flight, server};
pub(crate) use log::{disagreement, leader};
pub(crate) use message::title;

use crate::session::Selection;
use record::ClusterView;
use sim::World;

/// A thing's title and the facts about it; none if it is gone. The view is that of the world.
pub(crate) fn explain(
    world: &World,
    view: &ClusterView,
    of: Selection,
) -> Option<(String, Vec<Fact>)> {
    match of {
        Selection::Server(id) => server::explain(view, server(view, id)?),
        Selection::Message(name) => message::explain(world, view, name),
        Selection::Entry { server: id, index } => log::entry(view, server(view, id)?, index),
        Selection::Snapshot { server: id } => log::snapshot(server(view, id)?),
        Selection::Link { from, to } => link::explain(view, from, to),
    }
}
