//! Where the run is to pause.

use super::section;
use crate::panels::element::El;
use crate::session::Session;

pub(super) fn view(_session: &Session) -> El {
    section("Pause points")
}
