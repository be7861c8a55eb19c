//! Which run it is, and how it is shared.

use super::section;
use crate::el::el;
use crate::panels::element::{El, button};
use crate::session::handout::InHandout;
use crate::session::{Dialog, Msg, Session, Share};

pub(super) fn view(session: &Session) -> El {
    let world = session.run.world();
    let about = format!(
        "Seed {} · {} events · Fingerprint {:016x}",
        world.seed(),
        world.events(),
        world.fingerprint()
    );
    let acts = session.screen.outfit.interactive;
    let buttons = el("div")
        .class("buttons")
        .child(button("Copy link", Msg::Share(Share::CopyLink)))
        .child(button("Share…", Msg::Share(Share::HandOut(InHandout::Ask))))
        .child(button("Save…", Msg::Share(Share::AskSave)))
        .maybe(acts.then(|| button("Open…", Msg::OpenDialog(Dialog::Open))));
    section("This run")
        .child(el("p").class("about").text(about))
        .child(buttons)
}
