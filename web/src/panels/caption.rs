//! The newest sentence that matters, under the stage; if a script asks it, with the button to go on.

use crate::el::el;
use crate::panels::element::{El, button};
use crate::panels::sentence::sentence;
use crate::session::{Msg, Session};

pub(crate) fn view(session: &Session) -> El {
    // The story is announced already; what a script says is shown here alone.
    let caption = el("p").class("caption");
    let caption = caption.attr_if(session.run.plays_script(), "aria-live", "polite");
    let Some(line) = &session.screen.caption else {
        return caption;
    };
    let go_on = || button("Go on", Msg::Play).class("first");
    caption
        .child(sentence(el("span"), &line.text, line.section))
        .maybe(session.is_asked().then(go_on))
}
