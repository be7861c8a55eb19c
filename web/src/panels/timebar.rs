//! Play, pause, steps, speed, and the history of leadership.

pub(crate) mod strips;

use crate::el::{On, el};
use crate::panels::element::{El, button, tab_button};
use crate::panels::header;
use crate::session::playback::SPEEDS;
use crate::session::{Field, Layout, Msg, Say, Session, Tab};
use raft::Time;
use record::Held;

pub(crate) fn view(session: &Session) -> El {
    let bar = el("section").class("timebar").label("Time");
    let bar = bar.child(controls(session)).maybe(hint(session));
    match session.screen.layout() {
        Layout::Wide => bar.child(strips::wide(session)),
        Layout::Narrow => bar.child(strips::narrow(session)).child(tabs(session)),
    }
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

fn controls(session: &Session) -> El {
    let playback = &session.clock;
    let (sign, word, msg) = match playback.is_playing() {
        true => ("❚❚", "Pause", Msg::Pause),
        false => ("▶", "Play", Msg::Play),
    };
    el("div")
        .class("controls")
        .child(signed(sign, word, word, msg).class("first play"))
        .child(signed("▶|", "Step", "Step forward", Msg::StepForward))
        .child(signed(
            "⇥",
            "Next event of interest",
            "Next event of interest",
            Msg::NextOfInterest,
        ))
        .child(
            el("output")
                .class("time")
                .attr("aria-live", "off")
                .text(clock(session.now())),
        )
        .child(speed(session))
}

/// A button with a sign, and a word where there is room for it.
fn signed(sign: &'static str, word: &'static str, label: &'static str, msg: Msg) -> El {
    button("", msg)
        .label(label)
        .attr("title", label)
        .child(el("i").attr("aria-hidden", "true").text(sign))
        .child(el("span").attr("aria-hidden", "true").text(word))
}

fn speed(session: &Session) -> El {
    let playback = &session.clock;
    let words = speed_words(playback.position());
    let auto = el("input")
        .attr("type", "checkbox")
        .attr("checked", if playback.is_auto() { "true" } else { "false" })
        .on(On::Change, Say::Value(Field::Auto));
    let dial = el("input")
        .attr("type", "range")
        .label("Speed")
        .attr("min", "0")
        .number("max", SPEEDS.len() as i64 - 1)
        .number("value", playback.position() as i64)
        .attr("aria-valuetext", words.clone())
        .on(On::Input, Say::Value(Field::Speed));
    el("div")
        .class("speed")
        .child(el("label").child(auto).text("Auto"))
        .child(
            el("span")
                .class("hasty")
                .attr("aria-hidden", "true")
                .text(if playback.is_hasty() { "»" } else { "" }),
        )
        .child(el("span").class("shows").text(words))
        .child(dial)
}

/// `1 s shows 10 ms`
fn speed_words(position: usize) -> String {
    let micros = SPEEDS[position];
    if micros < 1_000 {
        format!("1 s shows 0.{} ms", micros / 100)
    } else {
        format!("1 s shows {} ms", micros / 1_000)
    }
}

/// `2,148.3 ms`
pub(crate) fn clock(time: Time) -> String {
    let (seconds, rest) = (time.0 / 1_000_000, time.0 % 1_000_000);
    let (millis, tenth) = (rest / 1_000, rest % 1_000 / 100);
    if seconds > 0 {
        format!("{seconds},{millis:03}.{tenth} ms")
    } else {
        format!("{millis}.{tenth} ms")
    }
}

fn tabs(session: &Session) -> El {
    let tabs = [
        (Tab::Logs, "Logs"),
        (Tab::Why, "Why?"),
        (Tab::Story, "Story"),
        (Tab::Machines, "State"),
        (Tab::Dials, "Dials"),
    ];
    // The chosen one leads back to the stage.
    let tabs = tabs.map(|(tab, words)| match session.screen.tab == tab {
        true => button(words, Msg::Show(Tab::Stage)).attr("aria-pressed", "true"),
        false => tab_button(words, tab, false),
    });
    let extra = (!session.screen.has_header()).then(header::buttons);
    el("nav")
        .class("tabs")
        .label("Details")
        .children(tabs)
        .children(extra.into_iter().flatten())
}
