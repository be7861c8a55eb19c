//! All fields of what is selected, and why it is so.

use crate::el::{El, el};
use crate::session::Session;

/// The panel.
pub fn view(_session: &Session) -> El {
    el("section").class("inspector")
}
