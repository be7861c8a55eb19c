//! A command for the cluster: typed, or made up.

use crate::el::{On, el};
use crate::panels::element::{El, button};
use crate::session::{Field, Msg, Say, Session};

pub(crate) fn view(session: &Session) -> El {
    let field = el("input")
        .attr("type", "text")
        .attr("name", "command")
        .label("Command")
        .attr("placeholder", "set x 1")
        .attr("title", "set x 1, add x 1, get x or del x")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("value", session.forms.command.clone())
        .on(On::Input, Say::Value(Field::Command));
    el("form")
        .class("command")
        .on(On::Submit, Say::Msg(Msg::Submit))
        .child(field)
        .child(el("button").attr("type", "submit").text("Submit"))
        .child(button("Random", Msg::RandomCommand).label("Random command"))
}
