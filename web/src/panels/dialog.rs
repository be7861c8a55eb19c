//! What the forms over the page have in common.

use crate::el::{On, el};
use crate::panels::element::{El, button};
use crate::session::{Field, Msg, Say};

/// A form called `title` of this class, which does `submit` when it is sent.
pub(super) fn form(title: &'static str, class: &'static str, submit: Msg) -> El {
    el("form")
        .class(class)
        .id("dialog")
        .on(On::Submit, Say::Msg(submit))
        .child(el("h2").text(title))
}

/// The row that ends a form: the button that sends it, what else can be done, and the one that closes it, in this word.
pub(super) fn buttons(send: &'static str, others: Vec<El>, close: &'static str) -> El {
    let send = el("button")
        .attr("type", "submit")
        .class("first")
        .text(send);
    el("div")
        .class("buttons")
        .child(send)
        .children(others)
        .child(button(close, Msg::CloseDialog))
}

/// Lays the dialog called `title` over the page, which cannot be reached until it is closed.
pub(super) fn over_page(title: &'static str, dialog: El) -> El {
    el("div")
        .class("veil")
        .on(On::Click, Say::Itself(Msg::CloseDialog))
        .role("dialog")
        .attr("aria-modal", "true")
        .label(title)
        .child(dialog)
}

/// A line of text that is typed.
pub(super) fn field(label: &'static str, field: Field, value: String) -> El {
    el("input")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .label(label)
        .attr("value", value)
        .on(On::Input, Say::Value(field))
}
