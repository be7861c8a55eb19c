//! The forms in which a run is saved, opened or handed out, and a link is shown that the clipboard refused.

use crate::el::{On, el};
use crate::panels::dialog::{self, field};
use crate::panels::element::{El, button, nothing};
use crate::panels::share;
use crate::session::recordings::Format;
use crate::session::{Dialog, Field, Msg, Say, Session, Share};

pub(crate) fn view(session: &Session) -> El {
    match session.screen.dialog {
        Some(Dialog::Save) => dialog::over_page("Save", save(session)),
        Some(Dialog::Open) => dialog::over_page("Open", open(session)),
        Some(Dialog::Link) => dialog::over_page("Link", link(session)),
        Some(Dialog::Share) => dialog::over_page("Share", share::view(session)),
        _ => nothing(),
    }
}

fn save(session: &Session) -> El {
    let form = &session.forms.save;
    let from = field("From, in ms", Field::SaveFrom, form.from.clone());
    let to = field("To, in ms", Field::SaveTo, form.to.clone());
    let mistake = (!form.mistake.is_empty()).then(|| form.mistake.clone());
    let close = button("Cancel", Msg::CloseDialog);
    let script = button("Script", Msg::Share(Share::Save(Format::Script)));
    let trace = button("Trace", Msg::Share(Share::Save(Format::Trace)));
    dialog::form("Save", "dialog save", Msg::Share(Share::Save(Format::Recording)))
        .child(el("p").text("A recording holds the whole run with all its branches, and opens here again."))
        .child(el("p").text("A script or a trace holds the branch that is shown, in this range. A script begins at the beginning, wherever the range does."))
        .child(el("label").text("From, in ms").child(from))
        .child(el("label").text("To, in ms").child(to))
        .maybe(mistake.map(|words| el("p").role("alert").text(words)))
        .child(
            el("div")
                .class("buttons")
                .child(el("button").attr("type", "submit").class("first").text("Recording"))
                .child(script)
                .child(trace)
                .child(close),
        )
}

fn open(session: &Session) -> El {
    let file = el("input")
        .attr("type", "file")
        .attr("accept", ".raftscape,.raft,.md,.txt,text/plain")
        .label("Open a file")
        .on(On::Change, Say::Value(Field::File));
    let text = session.forms.link.clone();
    let link = field("Link", Field::Link, text).attr("placeholder", "…#run=…");
    dialog::form("Open", "dialog open", Msg::Share(Share::OpenTyped))
        .child(el("p").text("A recording or a script: choose its file, or drop it on the page."))
        .child(file)
        .child(el("label").text("Or a link to a run").child(link))
        .child(dialog::buttons("Open the link", Vec::new(), "Cancel"))
}

/// There to be selected and copied by the reader.
fn link(session: &Session) -> El {
    let text = el("textarea")
        .label("Link")
        .attr("rows", "6")
        .attr("readonly", "")
        .attr("spellcheck", "false")
        .attr("value", session.forms.link.clone());
    el("div")
        .class("dialog link")
        .id("dialog")
        .child(el("h2").text("Link"))
        .child(
            el("p").text("The browser did not let it be copied. Select it and copy it yourself."),
        )
        .child(text)
        .child(
            el("div")
                .class("buttons")
                .child(button("Close", Msg::CloseDialog)),
        )
}
