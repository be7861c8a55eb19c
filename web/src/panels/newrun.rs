//! The form for a new run: servers and seed.

use crate::el::{El, el};
use crate::session::Session;

/// The panel.
pub fn view(_session: &Session) -> El {
    el("section").class("newrun")
}
