//! What can be done to a server, a message or a link.

use crate::el::{El, el};
use crate::session::Session;

/// The panel.
pub fn view(_session: &Session) -> El {
    el("section").class("menu")
}
