//! The logs, one row per server, aligned by index.

use crate::el::{El, el};
use crate::session::Session;

/// The panel.
pub fn view(_session: &Session) -> El {
    el("section").class("ledger")
}
