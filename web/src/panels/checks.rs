//! The safety properties: holding, or broken by which event.

use crate::el::{El, el};
use crate::session::Session;

/// The panel.
pub fn view(_session: &Session) -> El {
    el("section").class("checks")
}
