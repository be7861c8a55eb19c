//! What could not be done: the message.

use crate::el::el;
use crate::panels::element::{El, button};
use crate::session::{Msg, Session};

/// The element is there while there is no alert, so that assistive technology announces a new one.
pub(crate) fn view(session: &Session) -> El {
    let close = || button("×", Msg::DismissAlert).label("Close");
    let alert = el("div").class("alert").role("alert");
    match &session.screen.alert {
        None => alert,
        Some(sentence) => alert.child(el("p").text(sentence.clone())).child(close()),
    }
}
