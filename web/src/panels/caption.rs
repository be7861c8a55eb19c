//! The newest sentence that matters, under the stage; if a script asks it, with the button to go on. Over it, what the reader
//! must know to go on, and the goals of a script.

use crate::el::el;
use crate::panels::element::{El, button};
use crate::panels::sentence::sentence;
use crate::session::door::InClip;
use crate::session::{Msg, Session};
use record::Held;

/// From so many letters on a sentence is set smaller, so that it has room.
const LONG: usize = 110;

pub(crate) fn view(session: &Session) -> El {
    let under = el("div")
        .class("under")
        .maybe(hint(session))
        .maybe(goal(session.run.goals()));
    let caption = el("p");
    let Some(line) = &session.screen.caption else {
        return under.child(caption.class("caption"));
    };
    let long = if line.text.chars().count() > LONG {
        " long"
    } else {
        ""
    };
    let said = if session.run.plays_script() {
        " said"
    } else {
        ""
    };
    let go_on = || button("Go on", Msg::Play).class("first");
    let at_end = session.clip_is_over();
    let replay = || button("Replay", Msg::Clip(InClip::Replay)).class("first");
    let take_over = || button("Take over", Msg::Clip(InClip::TakeOver));
    let caption = caption
        .class(["caption", long, said].concat())
        .child(sentence(el("span"), &line.text, line.section))
        .maybe(session.is_asked().then(go_on))
        .maybe(at_end.then(replay))
        .maybe((at_end && session.screen.outfit.interactive).then(take_over));
    under.child(caption)
}

/// The one place from which assistive technology reads out what happens. It is there in every layout, and before it says anything.
pub(crate) fn speech(session: &Session) -> El {
    el("p")
        .class("hidden")
        .attr("aria-live", "polite")
        .text(session.speech.words.clone())
}

/// What the reader is to bring about, until it is reached.
fn goal(goals: &[String]) -> Option<El> {
    let first = goals.first()?;
    let more = match goals.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    let words = el("span").text([first, &*more].concat());
    Some(
        el("p")
            .class("hint goal")
            .child(el("b").text("Goal: "))
            .child(words),
    )
}

/// How to go on, where nothing moves by itself, and what moves only when it is stepped.
fn hint(session: &Session) -> Option<El> {
    let still = session.clock.is_still() && !session.clock.was_touched();
    let held: Vec<&str> = (Held::ALL.into_iter())
        .filter(|what| session.run.view.holds.contains(*what))
        .map(Held::name)
        .collect();
    let words = if !held.is_empty() {
        ["Held (step these manually): ", &held.join(", "), "."].concat()
    } else if still {
        "Paused at the first vote because your system prefers reduced motion. Step or play to continue.".into()
    } else {
        return None;
    };
    Some(el("p").class("hint").role("status").text(words))
}
