//! The panels: each a pure function from a session to elements, one per file.

pub(crate) mod actions;
pub(crate) mod alert;
pub(crate) mod caption;
pub(crate) mod cards;
pub(crate) mod checks;
pub(crate) mod clients;
pub(crate) mod command;
pub(crate) mod details;
pub(crate) mod dials;
pub(crate) mod header;
pub(crate) mod help;
pub(crate) mod inspector;
pub(crate) mod key;
pub(crate) mod lab;
pub(crate) mod ledger;
pub(crate) mod menu;
pub(crate) mod newrun;
pub(crate) mod partition;
pub(crate) mod point;
pub(crate) mod run;
pub(crate) mod script;
mod share;
pub(crate) mod stage;
pub(crate) mod story;
pub(crate) mod timebar;
pub(crate) mod why;

mod dialog;
pub(crate) mod element;
pub(crate) mod files;
mod legend;
mod logs;
mod sentence;

#[cfg(test)]
mod tests;

use crate::scene::Layout;
use crate::session::{Panel, Session};
use element::El;
use std::rc::Rc;

/// Draws a panel that is seen at first; none if it is one of the [`details`]. On the stage, everything has its place by
/// `layout`.
pub(crate) fn draw(panel: Panel, session: &Session, layout: &Rc<Layout>) -> Option<El> {
    Some(match panel {
        Panel::Header => header::view(session),
        Panel::Stage => stage::view(session, layout),
        Panel::Caption => caption::view(session),
        Panel::Ledger => ledger::view(session),
        Panel::Story => story::view(session),
        Panel::TimeBar => timebar::view(session),
        Panel::Alert => alert::view(session),
        Panel::Speech => caption::speech(session),
        _ => return None,
    })
}
