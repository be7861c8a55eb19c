//! What the marks in the ledger mean, each beside a sample of itself.

use crate::el::el;
use crate::panels::element::El;

const MARKS: [(&str, &str); 6] = [
    ("k-open", "not committed, as far as anyone knows"),
    ("k-known", "committed, which this server does not know"),
    ("k-applied", "applied to the machine"),
    ("k-volatile", "not on disk yet"),
    ("k-next", "the next entry that the leader sends"),
    ("k-match", "the last that the leader knows to be there"),
];

pub(super) fn view() -> El {
    let mark = |(class, words): (&'static str, &'static str)| {
        el("li")
            .child(el("i").class(class).attr("aria-hidden", "true"))
            .text(words)
    };
    el("ul").class("legend").children(MARKS.map(mark))
}
