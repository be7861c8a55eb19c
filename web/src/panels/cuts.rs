//! The form that cuts the links between groups.

use crate::el::{El, el};
use crate::session::Session;

/// The panel.
pub fn view(_session: &Session) -> El {
    el("section").class("cuts")
}
