//! The panels that are not seen before they are opened.

use crate::panels::element::{El, nothing};
use crate::panels::{
    checks, clients, dials, files, help, inspector, menu, newrun, partition, run, script,
};
use crate::scene::Layout;
use crate::session::{Panel, Session};
use std::rc::Rc;

/// Their styles.
pub(crate) const STYLES: &str = include_str!(concat!(env!("OUT_DIR"), "/details.css"));

/// Draws one of them. On the stage, everything has its place by `layout`.
pub(crate) fn draw(panel: Panel, session: &Session, layout: &Rc<Layout>) -> El {
    match panel {
        Panel::Inspector => inspector::view(session),
        Panel::Clients => clients::view(session),
        Panel::Dials => dials::view(session),
        Panel::Run => run::view(session),
        Panel::Files => files::view(session),
        Panel::Menu => menu::view(session, layout),
        Panel::Partition => partition::view(session),
        Panel::NewRun => newrun::view(session),
        Panel::Script => script::view(session),
        Panel::Help => help::view(session),
        Panel::Checks => checks::view(session),
        panel => {
            debug_assert!(false, "{panel:?} is seen at first");
            nothing()
        }
    }
}
