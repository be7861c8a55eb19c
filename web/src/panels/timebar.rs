//! Play, pause, steps, speed, and the history of leadership. Its height is the same whatever happens in the run.

pub(crate) mod lanes;
mod paint;
pub(crate) mod signs;
pub(crate) mod strips;

use crate::el::{On, el};
use crate::on_demand;
use crate::panels::element::{El, beside, button, tabs, views};
use crate::panels::header;
use crate::session::axis::Zoom;
use crate::session::playback::SPEEDS;
use crate::session::{Field, InBranches, Jump, Layout, Msg, Say, Session, Tab, Topic};
use raft::Time;

/// All that can lie beside the stage.
pub(crate) const PANES: [(Tab, &str); 6] = [
    (Tab::Logs, "Logs"),
    (Tab::Why, "Why?"),
    (Tab::Story, "Story"),
    (Tab::Clients, "Clients"),
    (Tab::Dials, "Dials"),
    (Tab::Run, "Run"),
];

pub(crate) fn view(session: &Session) -> El {
    if session.screen.is_compact() {
        let bar = on_demand::going().map(|going| (going.compact)(session));
        return bar.unwrap_or_else(|| el("section").class("timebar compact"));
    }
    let bar = el("section").class("timebar").label("Time");
    let bar = bar
        .child(controls(session))
        .child(strips::view(session))
        .maybe(on_demand::going().and_then(|going| (going.lanes)(session)));
    match session.screen.layout() {
        Layout::Wide => bar,
        Layout::Narrow => bar.child(sheets(session)),
    }
}

fn controls(session: &Session) -> El {
    let is_unfolded = session.screen.is_unfolded();
    let unfold = button(
        if is_unfolded { "▾" } else { "▸" },
        Msg::Unfold(!is_unfolded),
    )
    .class("unfold")
    .label("A strip per server")
    .attr("title", "A strip per server")
    .attr("aria-expanded", if is_unfolded { "true" } else { "false" });
    let is_wide = session.screen.layout() == Layout::Wide;
    let before = Msg::Previous(Jump::Interest);
    let before = signed("⇤", "", "Previous event of interest", before);
    let next = Msg::Next(Jump::Interest);
    let is_backwards = session.clock.is_backwards();
    let backwards = || {
        let pressed = if is_backwards { "true" } else { "false" };
        signed("◀", "", "Play backwards", Msg::PlayBackwards).attr("aria-pressed", pressed)
    };
    let jump = || {
        el("button")
            .attr("type", "button")
            .attr("aria-haspopup", "menu")
            .on(On::Click, Say::Menu(Topic::Jumps))
            .text("Jump…")
    };
    let acts = is_wide && session.screen.outfit.interactive;
    let undo = || signed("↶", "", "Undo", Msg::Branches(InBranches::Undo));
    let redo = || signed("↷", "", "Redo", Msg::Branches(InBranches::Redo));
    el("div")
        .class("controls")
        .child(before)
        .child(back())
        .maybe(is_wide.then(backwards))
        .child(play(session))
        .child(step())
        .child(signed("⇥", "Next event", "Next event of interest", next))
        .maybe(is_wide.then(jump))
        .maybe(acts.then(undo))
        .maybe(acts.then(redo))
        .child(
            el("div").class("clock").child(
                el("output")
                    .class("time")
                    .attr("aria-live", "off")
                    .text(clock(session.now())),
            ),
        )
        .child(speed(session))
        .maybe((is_wide && session.screen.room.width() >= ROOMY).then(zoom))
        .maybe(is_wide.then_some(unfold))
        .maybe((is_wide && !session.screen.has_header()).then(header::more))
}

/// All on one line: what steers, the strips, and of the tabs as many as have room; the rest is in the menu.
pub(crate) fn compact(session: &Session) -> El {
    let screen = &session.screen;
    let offered = PANES
        .into_iter()
        .filter(|(tab, _)| screen.outfit.offers(*tab));
    let pane = |(tab, words): (Tab, &'static str)| {
        let (to, pressed) = match tab == screen.tab {
            true => (Tab::Stage, "true"),
            false => (tab, "false"),
        };
        button(words, Msg::Show(to)).attr("aria-pressed", pressed)
    };
    let bar = el("section").class("timebar compact").label("Time");
    bar.child(back())
        .child(play(session))
        .child(step())
        .child(strips::view(session))
        .children(offered.take(screen.compact_tabs()).map(pane))
        .child(header::more().id("tab"))
}

fn back() -> El {
    signed("|◀", "", "Step back", Msg::StepBack)
}

fn step() -> El {
    signed("▶|", "Step", "Step forward", Msg::StepForward)
}

fn play(session: &Session) -> El {
    let (sign, word, msg) = match session.clock.is_playing() {
        true => ("❚❚", "Pause", Msg::Pause),
        false => ("▶", "Play", Msg::Play),
    };
    signed(sign, word, word, msg).class("first play")
}

/// From this width on there is room for what keys and a wheel do as well, in pixels.
const ROOMY: u16 = 1_200;

/// How much of the run is seen.
fn zoom() -> El {
    el("div")
        .class("zoom")
        .child(signed("+", "", "Zoom in", Msg::Zoom(Zoom::In)))
        .child(signed("−", "", "Zoom out", Msg::Zoom(Zoom::Out)))
        .child(signed("↔", "", "Whole run", Msg::Zoom(Zoom::Whole)))
}

/// A button with a sign, and a word where there is room for it.
fn signed(sign: &'static str, word: &'static str, label: &'static str, msg: Msg) -> El {
    button("", msg)
        .label(label)
        .attr("title", label)
        .child(el("i").attr("aria-hidden", "true").text(sign))
        .maybe((!word.is_empty()).then(|| el("span").attr("aria-hidden", "true").text(word)))
}

fn speed(session: &Session) -> El {
    let playback = &session.clock;
    let words = speed_words(playback.rate());
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

/// `1 s shows 10 ms`, of microseconds of the run in a second of the reader's time; to two digits.
fn speed_words(micros: u32) -> String {
    if micros > 1_000_000 {
        return match micros / 1_000_000 {
            60 => "1 s shows 1 min".to_owned(),
            seconds => format!("1 s shows {seconds} s"),
        };
    }
    let digits = micros.max(1).ilog10();
    let unit = 10_u32.pow(digits.saturating_sub(1));
    let rounded = (micros + unit / 2) / unit * unit;
    match (rounded / 1_000, rounded % 1_000 / 100) {
        (millis @ ..=9, tenths @ 1..) => format!("1 s shows {millis}.{tenths} ms"),
        (millis, _) => format!("1 s shows {millis} ms"),
    }
}

/// `2,148.3 ms`
pub(crate) fn clock(time: Time) -> String {
    let (millis, tenth) = (time.0 / 1_000, time.0 % 1_000 / 100);
    format!("{}.{tenth} ms", strips::grouped(millis))
}

/// What lies beside a narrow stage; and what a header would hold, where there is none.
fn sheets(session: &Session) -> El {
    let screen = &session.screen;
    let more = (!screen.has_header()).then(header::more);
    let view = (screen.tab == Tab::Stage).then_some(screen.view);
    let offered = PANES
        .into_iter()
        .filter(|(tab, _)| screen.outfit.offers(*tab));
    let panes: Vec<_> = offered.map(|pane| beside(pane, screen.tab)).collect();
    let shown = match (panes.is_empty(), screen.outfit.offers_lab()) {
        (true, false) => 0,
        (false, false) => 1,
        (_, true) => 2,
    };
    let all: Vec<_> = views(view).into_iter().take(shown).chain(panes).collect();
    let tabs = (!all.is_empty()).then(|| tabs("Details", "tab", all));
    el("div").class("sheets").maybe(tabs).maybe(more)
}
