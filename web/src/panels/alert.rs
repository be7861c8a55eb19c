//! What could not be done, as a sentence.

use crate::el::{El, button, el};
use crate::session::{Msg, Session};

/// The panel. The alert stands ready while there is none, so that a new one is heard.
pub fn view(session: &Session) -> El {
    let close = || button("×", Msg::DismissAlert).label("Close");
    let alert = el("div").class("alert").role("alert");
    match &session.alert {
        None => alert,
        Some(sentence) => alert.child(el("p").text(sentence.clone())).child(close()),
    }
}
