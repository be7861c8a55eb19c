//! The elements of the page: what they say, and what is redrawn on its own.

use crate::el::{self, On, Text, el};
use crate::scene::Part;
use crate::session::{Msg, Panel, Say, Selection, Tab};

pub(crate) type El = el::El<Say, Place>;

/// What is redrawn on its own.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Place {
    Panel(Panel),
    /// A part of the stage.
    Part(Part),
    /// An element with a name among its siblings, drawn again only if it has become another.
    Kept(Text, El),
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

/// What leads to a thing, in words that speak of it.
pub(crate) fn door(words: impl Into<Text>, to: Selection) -> El {
    button(words, Msg::Select(to)).role("link").class("plain")
}

/// The tabs of what lies beside the stage. Tab comes to the chosen one, and arrows to the others.
pub(crate) fn tabs(tabs: &[(Tab, &'static str)], chosen: Tab) -> El {
    let tab = |(tab, words): &(Tab, &'static str)| {
        let is_chosen = *tab == chosen;
        button(*words, Msg::Show(*tab))
            .role("tab")
            .attr("aria-selected", if is_chosen { "true" } else { "false" })
            // Of the stage alone there is no pane.
            .attr_if(is_chosen && *tab != Tab::Stage, "aria-controls", "pane")
            .attr_if(is_chosen, "id", "tab")
            .attr("tabindex", if is_chosen { "0" } else { "-1" })
    };
    el("div")
        .class("tabs")
        .role("tablist")
        .label("Details")
        .key("tabs")
        .children(tabs.iter().map(tab))
}
