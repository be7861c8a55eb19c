//! The panels: each a pure function from a session to elements, one per file.

pub(crate) mod actions;
pub(crate) mod alert;
pub(crate) mod caption;
pub(crate) mod checks;
pub(crate) mod clients;
pub(crate) mod command;
pub(crate) mod dials;
pub(crate) mod header;
pub(crate) mod help;
pub(crate) mod inspector;
pub(crate) mod ledger;
pub(crate) mod machines;
pub(crate) mod menu;
pub(crate) mod newrun;
pub(crate) mod partition;
pub(crate) mod script;
pub(crate) mod stage;
pub(crate) mod story;
pub(crate) mod timebar;
pub(crate) mod why;

mod dialog;
mod sentence;

#[cfg(test)]
mod tests;

use crate::el::{El, button};
use crate::session::{Msg, Session, Tab};

/// A panel, redrawn on its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Panel {
    Header,
    Stage,
    /// The newest sentence that matters.
    Caption,
    Ledger,
    Machines,
    Clients,
    Command,
    Checks,
    Story,
    /// What is selected, and why it is so.
    Inspector,
    Dials,
    /// Play, steps, speed and the history of leadership.
    TimeBar,
    Menu,
    Partition,
    NewRun,
    Script,
    Help,
    Alert,
}

impl Panel {
    pub(crate) fn draw(self, session: &Session) -> El {
        match self {
            Panel::Header => header::view(session),
            Panel::Stage => stage::view(session),
            Panel::Caption => caption::view(session),
            Panel::Ledger => ledger::view(session),
            Panel::Machines => machines::view(session),
            Panel::Clients => clients::view(session),
            Panel::Command => command::view(session),
            Panel::Checks => checks::view(session),
            Panel::Story => story::view(session),
            Panel::Inspector => inspector::view(session),
            Panel::Dials => dials::view(session),
            Panel::TimeBar => timebar::view(session),
            Panel::Menu => menu::view(session),
            Panel::Partition => partition::view(session),
            Panel::NewRun => newrun::view(session),
            Panel::Script => script::view(session),
            Panel::Help => help::view(session),
            Panel::Alert => alert::view(session),
        }
    }
}

pub(crate) fn tab_button(words: &'static str, tab: Tab, is_chosen: bool) -> El {
    let pressed = if is_chosen { "true" } else { "false" };
    button(words, Msg::Show(tab)).attr("aria-pressed", pressed)
}
