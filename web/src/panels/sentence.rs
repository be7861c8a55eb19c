//! A sentence about the protocol as elements: commands stand out, and the place in the paper follows.

use crate::el::el;
use crate::panels::element::El;

/// Puts the text into `inside`. What stands between backticks is a command.
pub(super) fn sentence(mut inside: El, text: &str, section: Option<&'static str>) -> El {
    for (number, part) in text.split('`').enumerate() {
        inside = match number % 2 {
            0 => inside.text(part.to_owned()),
            _ => inside.child(el("code").text(part.to_owned())),
        };
    }
    match section {
        Some(section) => inside.text(" ").child(el("i").text(section)),
        None => inside,
    }
}
