//! Where the run is to pause: each with what has become of it.

use super::section;
use crate::el::el;
use crate::panels::element::{El, button};
use crate::panels::timebar::clock;
use crate::session::points::{InPoints, Point, words};
use crate::session::{Dialog, Msg, Session};

pub(super) fn view(session: &Session) -> El {
    let all = session.run.points.all();
    let hint = "Time can stop, or something be done, when a message arrives, a write is durable, an entry commits: choose “Pause when…” in the menu of a thing, or type a condition.";
    let hint = all.is_empty().then(|| el("p").class("dim").text(hint));
    let lines = (0..)
        .zip(all)
        .map(|(place, point)| line(session, place, point));
    let list = el("ul").role("list").label("Pause points").children(lines);
    let add = button("Pause when…", Msg::OpenDialog(Dialog::Point));
    section("Pause points")
        .maybe(hint)
        .child(list)
        .child(el("div").class("buttons").child(add))
}

fn line(session: &Session, place: usize, point: &Point) -> El {
    let set = &point.set;
    let shown = match set.action.is_empty() {
        true => words(set),
        false => format!("{} do {}", words(set), set.action),
    };
    let named = |what: &'static str, msg| button(what, msg).label(format!("{what} {shown}"));
    let switch = match set.is_on {
        true => named("Switch off", Msg::Points(InPoints::Switch(place, false))),
        false => named("Switch on", Msg::Points(InPoints::Switch(place, true))),
    };
    el("li")
        .key(format!("{place} {shown}"))
        .child(el("code").text(shown.clone()))
        .child(state(session, place, point))
        .child(switch)
        .child(named("Remove", Msg::Points(InPoints::Remove(place))))
}

/// What has become of it, at this moment.
fn state(session: &Session, place: usize, point: &Point) -> El {
    let run = &session.run;
    let dim = |words: String| el("span").class("dim").text(words);
    if let Some(at) = run.points.held_last(place, &run.recorded) {
        let word = if point.set.action.is_empty() {
            "held"
        } else {
            "done"
        };
        let words = format!("{word} at {}", clock(at.time));
        return button(words, Msg::Points(InPoints::GoTo(place))).class("plain");
    }
    if !point.set.is_on {
        return dim("switched off".to_owned());
    }
    match run.points.out_of_reach(place, run.world()) {
        Some(why) => dim(format!("can no longer be reached: {why}")),
        None => dim("waits".to_owned()),
    }
}
