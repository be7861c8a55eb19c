//! Why something is as it is and what it waits for, worked out from the picture of a moment: facts, not elements.

mod check;
mod client;
mod disk;
mod event;
mod fact;
mod link;
mod log;
mod message;
mod missing;
mod picture;
mod refused;
mod rows;
mod server;

pub(crate) use fact::{Fact, Holding, LogCell, LogRow, content, count, in_flight, server};
pub(crate) use log::{disagreement, leader};
pub(crate) use message::title;
pub(crate) use picture::Picture;

use crate::session::Selection;
use crate::session::Session;
use crate::session::run::Before;

/// The title of something and the facts about it; none if it is gone.
pub(crate) fn explain(session: &Session, of: Selection) -> Option<(String, Vec<Fact>)> {
    let run = &session.run;
    let now = Picture {
        world: run.world(),
        view: &run.view,
        past: Some((run, run.recent())),
    };
    explain_at(now, of)
}

/// The facts about it as they were before the last step; none if it was not there, or time has run since.
pub(crate) fn before(session: &Session, of: Selection) -> Option<Vec<Fact>> {
    if matches!(of, Selection::Event(_)) {
        // What has happened stays as it is.
        return None;
    }
    let run = &session.run;
    let Before { world, recent } = run.before.as_ref()?;
    let then = Picture {
        world,
        view: &world.view(),
        past: Some((run, recent)),
    };
    explain_at(then, of).map(|(_, facts)| facts)
}

/// The same at any moment.
pub(crate) fn explain_at(at: Picture<'_>, of: Selection) -> Option<(String, Vec<Fact>)> {
    let Picture { world, view, .. } = at;
    match of {
        Selection::Server(id) => server::explain(at, server(view, id)?),
        Selection::Message(name) => message::explain(at, name),
        Selection::Entry { server: id, index } => log::entry(at, server(view, id)?, index),
        Selection::Snapshot { server: id } => log::snapshot(world, server(view, id)?),
        Selection::Link { from, to } => link::explain(view, from, to),
        Selection::Disk(id) => disk::explain(world, server(view, id)?),
        Selection::Machine(id) => disk::machine(server(view, id)?),
        Selection::Operation { client, serial } => client::explain(view, client, serial),
        Selection::Event(number) => event::explain(at, number),
        Selection::Check(place) => check::explain(view, place),
    }
}
