//! The newest sentence that matters, under the stage.

use crate::el::{El, el};
use crate::session::Session;

/// The panel.
pub fn view(session: &Session) -> El {
    let caption = el("p").class("caption");
    let Some(line) = &session.caption else {
        return caption;
    };
    let section = line.section.map(|section| el("i").text(section));
    let words = el("span").text(line.text.clone()).text(" ");
    caption.child(words.maybe(section))
}
