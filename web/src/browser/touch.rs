//! What the details hear of pointers, fingers, wheels and files over a mount: cards, the strips of the time bar, files that are dropped.

use crate::browser::drag::Drag;
use crate::browser::files;
use crate::browser::hover::{self, Hover};
use crate::session::Msg;
use web_sys::{Element, Event};
use yew::Callback;

/// What is listened to for them in the mount.
pub(crate) const EVENTS: [&str; 12] = [
    "pointerover",
    "pointerleave",
    "pointerdown",
    "pointermove",
    "pointerup",
    "pointercancel",
    "focusin",
    "focusout",
    "click",
    "wheel",
    "dragover",
    "drop",
];

pub(crate) struct Touch {
    cards: Hover,
    drag: Drag,
    say: Callback<Msg>,
}

impl Touch {
    pub(crate) fn new(app: &Element, say: &Callback<Msg>) -> Touch {
        Touch {
            cards: Hover::new(app.clone()),
            drag: Drag::new(say.clone()),
            say: say.clone(),
        }
    }
}

pub(crate) fn hear(touch: &Touch, event: &Event) {
    if matches!(&*event.type_(), "dragover" | "drop") {
        return files::hear_drag(event, &touch.say);
    }
    touch.drag.hear(event);
    hover::hear(&touch.cards, event);
}
