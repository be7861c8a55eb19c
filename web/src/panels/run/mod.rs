//! The run itself: which one it is, its branches, where it is to pause, and how it is shared.

mod branches;
mod files;
mod points;

use crate::el::el;
use crate::panels::element::El;
use crate::session::Session;

pub(crate) fn view(session: &Session) -> El {
    el("section")
        .class("run")
        .label("Run")
        .child(branches::view(session))
        .child(points::view(session))
        .child(files::view(session))
}

/// A part of the pane, under its name.
fn section(name: &'static str) -> El {
    el("div").key(name).child(el("h2").text(name))
}
