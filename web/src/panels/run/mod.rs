//! The run itself: which one it is, its branches, where it is to pause, and how it is shared.

mod branches;
mod files;
mod points;

use crate::el::el;
use crate::panels::element::El;
use crate::session::Session;

pub(crate) fn view(session: &Session) -> El {
    let run = el("section").class("run").label("Run");
    let run = match session.screen.outfit.interactive {
        true => run
            .child(branches::view(session))
            .child(points::view(session)),
        false => run,
    };
    run.child(files::view(session))
}

/// A part of the pane, under its name.
fn section(name: &'static str) -> El {
    el("div").key(name).child(el("h2").text(name))
}
