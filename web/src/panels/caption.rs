//! The newest sentence that matters, under the stage; if a script asks it, with the button to go on.

use crate::el::{El, button, el};
use crate::panels::told::told;
use crate::session::{Msg, Session};

/// The panel.
pub fn view(session: &Session) -> El {
    // The story is heard already; what a script says stands here alone.
    let caption = el("p").class("caption");
    let caption = caption.attr_if(session.is_told(), "aria-live", "polite");
    let Some(line) = &session.caption else {
        return caption;
    };
    let go_on = || button("Go on", Msg::Play).class("first");
    caption
        .child(told(el("span"), &line.text, line.section))
        .maybe(session.is_asked().then(go_on))
}
