//! A sentence per event, the newest at the end, repeats merged.

use super::sentence::sentence;
use crate::el::el;
use crate::panels::element::El;
use crate::session::Session;
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
    let log = el("div")
        .role("log")
        .label("Story")
        .maybe(earlier)
        .children((lines.skip(skipped)).map(|it| line(it, &session.run.text(it))));
    let scroll = el("div").class("s-scroll").attr("tabindex", "0").child(log);
    el("section").class("story").child(scroll)
}

fn line(line: &Line, text: &str) -> El {
    let routine = line.weight == Weight::Routine;
    let shown = el("p")
        .key(line.first.to_string())
        .attr_if(routine, "aria-live", "off")
        .class(match line.weight {
            Weight::Routine => "routine",
            Weight::Normal => "normal",
            Weight::Major => "major",
            Weight::Alarm => "alarm",
        })
        .attr("title", format!("Event {}, at {}", line.first, line.time));
    let text = match line.repeats() {
        Some(times) => format!("{}, {times} times.", text.trim_end_matches('.')),
        None => text.to_owned(),
    };
    sentence(shown, &text, line.section)
}
