//! The cluster: what the scene is made from, and where it stands.

use crate::el::el;
use crate::panels::element::{El, button};
use crate::panels::header;
use crate::scene::{self, Layout, Moment};
use crate::session::outfit::Controls;
use crate::session::{Msg, Picture, Session};
use raft::Duration;
use sim::Dial;
use std::rc::Rc;

pub(crate) fn view(session: &Session, layout: &Rc<Layout>) -> El {
    let scene = scene::stage(&moment(session, layout));
    // Many messages are many stops of the keyboard.
    let screen = &session.screen;
    let skip = || button("Skip the stage", Msg::SkipStage).class("skip");
    let leads = screen.is_compact() || screen.outfit.has_tabs();
    let picture = || header::picture(Picture::Stage);
    let has_menus = screen.outfit.controls != Controls::None;
    el("div")
        .class("stage")
        .maybe(leads.then(skip))
        .maybe(has_menus.then(picture))
        .child(scene)
}

/// What the scene is made from.
pub(crate) fn moment<'a>(session: &'a Session, layout: &'a Rc<Layout>) -> Moment<'a> {
    let dial = |dial| Duration(session.run.world().dials().get(dial));
    Moment {
        view: &session.run.view,
        compared: session.run.compared.as_ref().map_or(&[], |it| &it.says),
        now: session.now(),
        layout,
        timeout_min: dial(Dial::ElectionTimeoutMin),
        timeout_max: dial(Dial::ElectionTimeoutMax),
        latency: session.run.latency(),
        selected: session.screen.selection,
        focus: session.screen.focus,
        lost: &session.run.lost,
    }
}
