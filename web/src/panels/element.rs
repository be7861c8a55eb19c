//! The elements of the page: what they say, and what is redrawn on its own.

use crate::el::{self, On, Text, el};
use crate::scene::Part;
use crate::session::{Msg, Panel, Say, Tab};

pub(crate) type El = el::El<Say, Place>;

/// What is redrawn on its own.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Place {
    Panel(Panel),
    /// A part of the stage.
    Part(Part),
}

impl From<Part> for Place {
    fn from(part: Part) -> Place {
        Place::Part(part)
    }
}

/// What stands for a panel that is not shown.
pub(crate) fn nothing() -> El {
    el("div").attr("hidden", "")
}

pub(crate) fn button(words: impl Into<Text>, msg: Msg) -> El {
    el("button")
        .attr("type", "button")
        .text(words)
        .on(On::Click, Say::Msg(msg))
}

pub(crate) fn tab_button(words: &'static str, tab: Tab, is_chosen: bool) -> El {
    let pressed = if is_chosen { "true" } else { "false" };
    button(words, Msg::Show(tab)).attr("aria-pressed", pressed)
}
