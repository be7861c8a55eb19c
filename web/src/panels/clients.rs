//! The clients' operations: pending, ok, failed, unknown.

use crate::el::{El, el};
use crate::session::Session;

/// The panel.
pub fn view(_session: &Session) -> El {
    el("section").class("clients")
}
