//! Why something is as it is and what it waits for, worked out from the picture of a moment: facts, not elements.

mod check;
mod client;
mod disk;
mod event;
mod fact;
mod link;
mod log;
mod message;
mod server;

pub(crate) use fact::{Fact, content, count, in_flight, server};
pub(crate) use log::{disagreement, leader};
pub(crate) use message::title;

use crate::session::Selection;
use crate::session::Session;
use record::ClusterView;
use sim::World;

/// The title of something and the facts about it; none if it is gone.
pub(crate) fn explain(session: &Session, of: Selection) -> Option<(String, Vec<Fact>)> {
    match of {
        Selection::Event(number) => event::explain(&session.run, number),
        thing => explain_thing(session.run.world(), &session.run.view, thing),
    }
}

/// The same of what is to be seen now. The view is that of the world.
pub(crate) fn explain_thing(
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
        Selection::Disk(id) => disk::explain(world, server(view, id)?),
        Selection::Machine(id) => disk::machine(server(view, id)?),
        Selection::Operation { client, serial } => client::explain(view, client, serial),
        Selection::Event(_) => None,
        Selection::Check(place) => check::explain(view, place),
    }
}
