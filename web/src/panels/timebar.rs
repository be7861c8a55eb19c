//! Play, pause, steps, speed, and the history of leadership.

mod strips;

use crate::el::{El, On, button, el};
use crate::panels::{header, tab_button};
use crate::session::playback::SPEEDS;
use crate::session::{Field, Layout, Msg, Session, Tab};
use raft::Time;
use record::Held;
use std::cell::Cell;
use web_sys::{Element, Node, ShadowRoot};

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
        .on_value(On::Change, Field::Auto);
    let dial = el("input")
        .attr("type", "range")
        .label("Speed")
        .attr("min", "0")
        .number("max", SPEEDS.len() as i64 - 1)
        .number("value", playback.position() as i64)
        .attr("aria-valuetext", words.clone())
        .on_value(On::Input, Field::Speed);
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
fn clock(time: Time) -> String {
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

/// The words change at every so many frames: often enough to run, seldom enough to be read.
const FRAMES_PER_WORDS: u8 = 6;

/// What moves on the bar while nothing happens: the time in words, and the line between past and future.
pub(crate) struct Cursor {
    /// The text node, which Yew goes on to write in.
    time: Node,
    line: Element,
    /// How far the line is from the left, in pixels.
    x: Cell<u64>,
    /// Frames since the words were changed.
    frames: Cell<u8>,
}

impl Cursor {
    /// Finds them after the bar was drawn.
    pub(crate) fn gather(root: &ShadowRoot) -> Option<Cursor> {
        let find = |selector| root.query_selector(selector).ok().flatten();
        Some(Cursor {
            time: find(".time")?.first_child()?,
            line: find(".cursor")?,
            x: Cell::new(u64::MAX),
            frames: Cell::new(0),
        })
    }

    /// Puts them where they belong. What would look the same is not touched.
    pub(crate) fn move_to(&self, session: &Session) {
        let x = strips::now_at(session);
        if self.x.replace(x) != x {
            // A style can always be set.
            let _ = self.line.set_attribute("style", &strips::style_at(x));
        }
        let frames = self.frames.get() + 1;
        self.frames.set(frames % FRAMES_PER_WORDS);
        if frames == FRAMES_PER_WORDS {
            self.time.set_node_value(Some(&clock(session.now())));
        }
    }
}
