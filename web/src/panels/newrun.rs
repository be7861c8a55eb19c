//! The form for a new run: servers and seed.

use crate::el::el;
use crate::panels::dialog::{self, field};
use crate::panels::element::{El, button, nothing};
use crate::session::{Dialog, Field, Msg, Session};
use sim::MAX_SERVERS;

pub(crate) fn view(session: &Session) -> El {
    if session.screen.dialog != Some(Dialog::NewRun) {
        return nothing();
    }
    let (servers, seed) = session.forms.new_run.clone();
    let servers = field("Servers", Field::Servers, servers)
        .attr("inputmode", "numeric")
        .attr("placeholder", format!("1 to {MAX_SERVERS}"));
    let seed = field("Seed", Field::Seed, seed)
        .attr("inputmode", "numeric")
        .attr("placeholder", "random");
    let script = button("Script…", Msg::OpenDialog(Dialog::Script));
    let form = dialog::form("New run", "dialog", Msg::NewRun)
        .child(
            el("p")
                .text("The same seed and the same actions reproduce the same run, on any machine."),
        )
        .child(el("label").text("Servers").child(servers))
        .child(el("label").text("Seed").child(seed))
        .child(dialog::buttons("Start", vec![script], "Cancel"));
    dialog::over_page("New run", form)
}
