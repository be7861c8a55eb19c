//! The key-value contents of every server.

use crate::el::{El, el};
use crate::session::Session;

/// The panel.
pub fn view(_session: &Session) -> El {
    el("section").class("machines")
}
