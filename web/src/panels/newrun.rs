//! The form for a new run: servers and seed.

use crate::el::{El, On, button, el};
use crate::session::{Dialog, Field, MOST_SERVERS, Msg, Session};

/// The panel.
pub fn view(session: &Session) -> El {
    if session.dialog != Some(Dialog::NewRun) {
        return el("div").attr("hidden", "");
    }
    let (servers, seed) = session.form.clone();
    let servers = field("Servers", Field::Servers, servers)
        .attr("inputmode", "numeric")
        .attr("placeholder", format!("1 to {MOST_SERVERS}"));
    let seed = field("Seed", Field::Seed, seed)
        .attr("inputmode", "numeric")
        .attr("placeholder", "drawn");
    let form = el("form")
        .class("dialog")
        .id("dialog")
        .on(On::Submit, Msg::NewRun)
        .child(el("h2").text("New run"))
        .child(el("p").text("The same seed and the same hands give the same run, on any machine."))
        .child(el("label").text("Servers").child(servers))
        .child(el("label").text("Seed").child(seed))
        .child(
            el("div")
                .class("buttons")
                .child(
                    el("button")
                        .attr("type", "submit")
                        .class("first")
                        .text("Start"),
                )
                .child(button("Script…", Msg::OpenDialog(Dialog::Script)))
                .child(button("Close", Msg::CloseDialog)),
        );
    el("div")
        .class("veil")
        .role("dialog")
        .attr("aria-modal", "true")
        .label("New run")
        .child(form)
}

fn field(label: &'static str, field: Field, value: String) -> El {
    el("input")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .label(label)
        .attr("value", value)
        .on_value(On::Input, field)
}
