//! What could not be done, and what the reader waits for.

use crate::el::el;
use crate::panels::element::{El, button};
use crate::session::{InBranches, Msg, Part, Session};

/// The elements are there while there is nothing to say, so that assistive technology announces what is new.
pub(crate) fn view(session: &Session) -> El {
    let close = || button("×", Msg::DismissAlert).label("Close");
    let alert = el("div").class("alert").role("alert");
    let alert = match &session.screen.alert {
        None => alert,
        Some(said) => {
            let rest = || button("Do the rest as well", Msg::Branches(InBranches::DoTheRest));
            alert
                .child(el("p").text(said.sentence.clone()))
                .maybe(said.offers_rest.then(rest))
                .child(close())
        }
    };
    el("div")
        .class("alerts")
        .child(alert)
        .child(waiting(session))
}

/// What is being loaded, as far as the reader waits for it.
fn waiting(session: &Session) -> El {
    let status = el("div").class("alert waits").role("status");
    if let Some(percent) = session.taken_over() {
        let words = format!("Opening the run: {percent} %");
        return status.child(el("p").text(words));
    }
    let Some(waiting) = &session.parts.waiting else {
        return status;
    };
    let what = match waiting.part {
        Part::Details => "Loading menus and forms",
        Part::Script => "Loading the script language",
        Part::Lab => "Loading the snapshot lab",
        Part::Sharing => "Loading what opens and saves runs",
    };
    let words = match waiting.loaded {
        (_, 0) => format!("{what}…"),
        (loaded, whole) => format!("{what}: {} of {} KB", loaded / 1_000, whole / 1_000),
    };
    status
        .child(el("p").text(words))
        .child(button("Cancel", Msg::CancelPart))
}
