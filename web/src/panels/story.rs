//! A sentence per event, the newest at the end, repeats merged; each leads to its event.

use super::sentence::sentence;
use crate::el::el;
use crate::panels::element::{El, door};
use crate::session::{Selection, Session};
use record::story::{Line, Weight};

/// Lines shown; older ones are still counted.
const SHOWN: usize = 120;

pub(crate) fn view(session: &Session) -> El {
    let lines = session.run.story().lines();
    let skipped = lines.len().saturating_sub(SHOWN);
    let earlier = skipped as u64 + session.run.story().dropped();
    let earlier = (earlier > 0).then(|| {
        el("p")
            .key("earlier")
            .class("none")
            .text(format!("{earlier} earlier lines are not shown."))
    });
    let last = lines.len().saturating_sub(1);
    let newest = |place| place + skipped == last;
    let shown = lines.skip(skipped).enumerate();
    let log = el("div")
        .role("log")
        // It says more than can be listened to.
        .attr("aria-live", "off")
        .label("Story")
        .maybe(earlier)
        .children(shown.map(|(place, it)| line(it, &session.run.text(it), newest(place))));
    let scroll = el("div").class("s-scroll").child(log);
    el("section").class("story").child(scroll)
}

/// Tab comes to the newest line, and arrows to the others.
fn line(line: &Line, text: &str, is_newest: bool) -> El {
    let shown = el("p")
        .key(line.first.to_string())
        .class(match line.weight {
            Weight::Routine => "routine",
            Weight::Normal => "normal",
            Weight::Major => "major",
            Weight::Alarm => "alarm",
        });
    let door = door("", Selection::Event(line.first))
        .attr("tabindex", if is_newest { "0" } else { "-1" })
        .attr("title", format!("Event {}, at {}", line.first, line.time));
    let text = match line.repeats() {
        Some(times) => format!("{}, {times} times.", text.trim_end_matches('.')),
        None => text.to_owned(),
    };
    shown.child(sentence(door, &text, line.section))
}
