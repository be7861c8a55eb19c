//! Which run it is.

use super::section;
use crate::el::el;
use crate::panels::element::El;
use crate::session::Session;

pub(super) fn view(session: &Session) -> El {
    let world = session.run.world();
    let about = format!(
        "Seed {} · {} events · Fingerprint {:016x}",
        world.seed(),
        world.events(),
        world.fingerprint()
    );
    section("This run").child(el("p").class("about").text(about))
}
