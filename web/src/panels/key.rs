//! The first thing to read: what the page shows, and what the marks mean that are seen at once. The other marks are explained
//! where they are, and in the help.

use crate::el::el;
use crate::panels::element::{El, button};
use crate::panels::header;
use crate::session::{Layout, Msg, Session};

/// A mark, by the class of its sample and what stands in it, and its meaning.
const MARKS: [(&str, &str, &str); 8] = [
    ("k-leader", "", "leader: takes the commands"),
    ("k-follower", "", "follower; arc: time to an election"),
    ("k-message", "?", "asks for a vote: ✓ yes, ✗ no"),
    ("k-message", "1", "a message with entries"),
    ("k-dot", "", "a heartbeat with nothing new"),
    ("k-entry", "1", "a committed entry of term 1"),
    ("k-entry k-pale", "1", "an entry that is not committed yet"),
    ("k-disk", "", "a disk: it survives a crash"),
];

pub(crate) fn view(session: &Session) -> El {
    let mark = |(class, sign, words): (&'static str, &'static str, &'static str)| {
        let sample = el("i").class(class).attr("aria-hidden", "true").text(sign);
        el("li").child(sample).child(el("span").text(words))
    };
    let marks = el("ul").children(MARKS.map(mark));
    // Where its own button stands beside it, that closes it.
    let close = || {
        button("×", Msg::Key(false))
            .class("close")
            .label("Close the key")
    };
    let is_narrow = session.screen.layout() == Layout::Narrow;
    el("section")
        .class("key")
        .id("key")
        .key("key")
        .label("Key")
        .child(el("p").text(first_line(session.run.view.servers.len())))
        .child(marks)
        .maybe(is_narrow.then(close))
}

/// Shows or hides it, beside the tabs.
pub(crate) fn toggle(session: &Session) -> El {
    let is_shown = session.screen.shows_key();
    button("Key", Msg::Key(!is_shown))
        .attr("aria-expanded", if is_shown { "true" } else { "false" })
        .attr_if(is_shown, "aria-controls", "key")
}

/// What the page shows, and how to begin.
pub(crate) fn first_line(servers: usize) -> String {
    let (count, plural) = header::count(servers);
    format!("A Raft cluster of {count} server{plural}. Click anything to see why.")
}
