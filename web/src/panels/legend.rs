//! What the marks in the ledger mean, each beside a sample of itself.

use crate::el::el;
use crate::panels::cards::meaning;
use crate::panels::element::El;

/// The class of a sample, and the selector of what it is a sample of.
const SAMPLES: [(&str, &str); 6] = [
    ("k-open", ".l-entry"),
    ("k-known", ".l-entry.known"),
    ("k-applied", ".l-entry.applied"),
    ("k-volatile", ".l-entry.volatile"),
    ("k-next", ".l-next"),
    ("k-match", ".l-match"),
];

pub(super) fn view() -> El {
    let mark = |(class, of): (&'static str, &'static str)| {
        el("li")
            .child(el("i").class(class).attr("aria-hidden", "true"))
            .text(meaning(of))
    };
    el("ul").class("legend").children(SAMPLES.map(mark))
}
