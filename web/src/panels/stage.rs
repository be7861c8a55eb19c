//! The cluster: prints the scene, and between two events moves what moves without drawing anew.

use crate::el::{El, el};
use crate::session::Session;
use web_sys::Element;

/// The panel.
pub fn view(_session: &Session) -> El {
    el("svg").class("stage")
}

/// The elements that move by themselves between two events.
pub struct Movers {}

impl Movers {
    /// Finds them after the stage was drawn. `stage` is the element that [`view`] described.
    pub fn gather(_stage: &Element, _session: &Session) -> Movers {
        Movers {}
    }

    /// Puts them where they belong at the session's moment. Called on every frame.
    pub fn move_all(&self, _session: &Session) {}
}
