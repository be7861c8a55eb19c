//! The panels: each a pure function from a session to elements, one per file.

pub mod alert;
pub mod caption;
pub mod checks;
pub mod clients;
pub mod command;
pub mod cuts;
pub mod dials;
pub mod hands;
pub mod header;
pub mod help;
pub mod inspector;
pub mod ledger;
pub mod machines;
pub mod menu;
pub mod newrun;
pub mod script;
pub mod stage;
pub mod story;
pub mod timebar;
pub mod why;

mod dialog;
mod told;

#[cfg(test)]
mod tests;

use crate::el::{El, button};
use crate::session::{Msg, Session, Tab};

/// A panel, drawn anew on its own when its version went up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Panel {
    /// Title, seed, New run, help.
    Header,
    /// The cluster.
    Stage,
    /// The newest sentence that matters.
    Caption,
    /// The logs.
    Ledger,
    /// The key-value contents.
    Machines,
    /// The clients' operations.
    Clients,
    /// A command for the cluster.
    Command,
    /// The safety properties.
    Checks,
    /// The sentences of the run.
    Story,
    /// What is selected, and why it is so.
    Inspector,
    /// The dials.
    Dials,
    /// Play, steps, speed and the history of leadership.
    TimeBar,
    /// The open menu.
    Menu,
    /// The form that cuts between groups.
    Cuts,
    /// The form for a new run.
    NewRun,
    /// The form in which a script is read and written.
    Script,
    /// What keys and marks mean.
    Help,
    /// What could not be done.
    Alert,
}

impl Panel {
    /// Draws it.
    pub fn draw(self, session: &Session) -> El {
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
            Panel::Cuts => cuts::view(session),
            Panel::NewRun => newrun::view(session),
            Panel::Script => script::view(session),
            Panel::Help => help::view(session),
            Panel::Alert => alert::view(session),
        }
    }
}

/// A button that brings a tab to the front.
pub fn tab_button(words: &'static str, tab: Tab, is_chosen: bool) -> El {
    let pressed = if is_chosen { "true" } else { "false" };
    button(words, Msg::Show(tab)).attr("aria-pressed", pressed)
}
