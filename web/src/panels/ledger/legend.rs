//! What the marks in the ledger mean, each beside a sample of itself.

use crate::el::el;
use crate::panels::element::El;

pub(super) fn view() -> El {
    let marks = [
        ("k-next", "next"),
        ("k-match", "match"),
        ("k-open", "not committed"),
        ("k-applied", "applied"),
        ("k-volatile", "not on disk"),
    ];
    el("p")
        .class("legend")
        .children(marks.map(|(class, words)| {
            el("span")
                .child(el("i").class(class).attr("aria-hidden", "true"))
                .text(words)
        }))
}
