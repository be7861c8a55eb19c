//! The newest sentence that matters, under the stage.

use crate::el::{El, el};
use crate::panels::told::told;
use crate::session::Session;

/// The panel.
pub fn view(session: &Session) -> El {
    let caption = el("p").class("caption");
    let Some(line) = &session.caption else {
        return caption;
    };
    caption.child(told(el("span"), &line.text, line.section))
}
