//! A command for the cluster: typed, or made up; and to whom it goes.

use crate::el::{On, el};
use crate::panels::element::{El, button};
use crate::session::{Field, Msg, Say, Session};
use raft::ServerId;

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
        .child(send_to(session))
        .child(el("button").attr("type", "submit").text("Submit"))
        .child(button("Random", Msg::RandomCommand).label("Random command"))
}

/// Where it goes: to the leader, as far as the client knows, or to one server, be that cut off or not.
fn send_to(session: &Session) -> El {
    let chosen = session.forms.send_to;
    let option = |value: String, words: String, server: Option<ServerId>| {
        el("option")
            .attr("value", value)
            .attr_if(server == chosen, "selected", "")
            .text(words)
    };
    let servers = session.run.view.servers.iter().map(|server| server.id);
    el("select")
        .label("Send to")
        .attr("title", "Where a command goes")
        .on(On::Change, Say::Value(Field::SendTo))
        .child(option(String::new(), "leader".to_owned(), None))
        .children(servers.map(|id| option(id.0.to_string(), id.to_string(), Some(id))))
}
