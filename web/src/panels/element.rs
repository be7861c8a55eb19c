//! The elements of the page: what they say, and what is redrawn on its own.

use crate::el::{self, On, Text, el};
use crate::scene::Part;
use crate::session::{Msg, Panel, Say, Selection, Tab, View};

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

/// One of several things of which one is shown.
pub(crate) struct Choice {
    pub(crate) words: &'static str,
    pub(crate) msg: Msg,
    pub(crate) is_chosen: bool,
    /// The `id` of what it shows; empty if that has none.
    pub(crate) shows: &'static str,
}

/// Tabs. Tab comes to the chosen one, which has this `id`, and arrows to the others.
pub(crate) fn tabs(label: &'static str, id: &'static str, all: Vec<Choice>) -> El {
    let tab = |it: Choice| {
        button(it.words, it.msg)
            .role("tab")
            .attr("aria-selected", if it.is_chosen { "true" } else { "false" })
            .attr_if(
                it.is_chosen && !it.shows.is_empty(),
                "aria-controls",
                it.shows,
            )
            .attr_if(it.is_chosen, "id", id)
            .attr("tabindex", if it.is_chosen { "0" } else { "-1" })
    };
    el("div")
        .class("tabs")
        .role("tablist")
        .label(label)
        .key("tabs")
        .children(all.into_iter().map(tab))
}

/// The tab of what lies beside the stage.
pub(crate) fn beside((tab, words): (Tab, &'static str), chosen: Tab) -> Choice {
    Choice {
        words,
        msg: Msg::Show(tab),
        is_chosen: tab == chosen,
        shows: "pane",
    }
}

/// The tabs of what the main area shows, given what is chosen of it, if anything is.
pub(crate) fn views(chosen: Option<View>) -> [Choice; 2] {
    let view = |(view, words, shows)| Choice {
        words,
        msg: Msg::View(view),
        is_chosen: chosen == Some(view),
        shows,
    };
    [
        (View::Stage, "Stage", ""),
        (View::Snapshot, "Snapshot", "lab"),
    ]
    .map(view)
}
