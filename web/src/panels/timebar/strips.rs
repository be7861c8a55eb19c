//! The strips: under a scale, a line per server painted with who led in which term; folded, one line for all. What lies ahead of the
//! reader is paler.

use super::paint::{marks, word};
use crate::el::el;
use crate::on_demand;
use crate::panels::element::El;
use crate::panels::timebar::clock;
use crate::session::axis::Axis;
use crate::session::history::{Mark, Row};
use crate::session::{Layout, Session};
use raft::{ServerId, Time};
use record::story::Weight;

/// Where the strips are, in pixels.
pub(crate) struct Frame {
    pub(super) axis: Axis,
    /// Where the run ends so far.
    pub(super) head: Time,
    /// Letters on them.
    pub(super) letters: u64,
    /// Height of the row of numbers.
    pub(super) scale: u64,
    /// Height of one strip.
    pub(super) strip: u64,
    /// Whether there is one for each server, and not one for all.
    pub(super) unfolded: bool,
    pub(super) servers: Vec<ServerId>,
}

impl Frame {
    fn of(session: &Session) -> Frame {
        let room = session.screen.room;
        let letters = u64::from(room.letters());
        let servers: Vec<ServerId> = session.run.view.servers.iter().map(|it| it.id).collect();
        let unfolded = session.screen.is_unfolded();
        let is_wide = room.layout() == Layout::Wide;
        let strip = match unfolded {
            true => (letters * 5 / servers.len() as u64).clamp(letters * 9 / 14, letters * 6 / 7),
            false => letters * 6 / 7,
        };
        Frame {
            axis: session.axis(),
            head: session.run.head().time,
            letters,
            scale: if is_wide { letters * 8 / 7 } else { 0 },
            strip,
            unfolded,
            servers,
        }
    }

    pub(super) fn height(&self) -> u64 {
        self.foot() + if self.scale > 0 { 7 } else { 4 }
    }

    /// Where the last strip ends. Below it is what concerns no single server.
    pub(super) fn foot(&self) -> u64 {
        let rows = match self.unfolded {
            true => self.servers.len() as u64,
            false => 1,
        };
        self.scale + rows * self.strip
    }

    /// The middle of the strip of this server.
    pub(super) fn middle(&self, server: ServerId) -> u64 {
        let row = self.servers.iter().position(|id| *id == server);
        debug_assert!(row.is_some(), "{server} is one of the servers");
        let row = row.filter(|_| self.unfolded).unwrap_or_default();
        self.scale + row as u64 * self.strip + self.strip / 2
    }

    /// The middle of a row's strip; the top of all of them for what concerns no single server.
    pub(super) fn middle_of(&self, row: &Row) -> u64 {
        let server = row.server;
        server.map_or(self.scale, |server| self.middle(server))
    }

    /// From where to where a mark goes. What goes on now is painted to the end; what lies behind the end of the run is covered.
    pub(super) fn span(&self, mark: &Mark) -> (u64, u64) {
        let from = self.axis.x(mark.time);
        let end = mark.end.unwrap_or(Time(self.axis.end()));
        (from, self.axis.x(end).max(from + 1))
    }

    pub(super) fn box_size(&self) -> u64 {
        self.strip / 2 + 1
    }

    fn picture(&self) -> El {
        let (width, height) = (
            self.axis.left + self.axis.width + self.letters,
            self.height(),
        );
        el("svg")
            .attr("viewBox", format!("0 0 {width} {height}"))
            .attr("style", format!("width:{width}px;height:{height}px"))
    }
}

/// The run as far as it has come, over it a veil from now on, and over that what hides all behind its end: elements of their own,
/// which move without anything being painted.
pub(super) fn view(session: &Session) -> El {
    let frame = Frame::of(session);
    let signs = on_demand::going().map(|going| (going.signs)(session, &frame));
    let run = frame
        .picture()
        .children(scale(&frame))
        .children(lanes(&frame))
        .children(marks(&frame, session.run.history().rows()))
        .children(signs.into_iter().flatten());
    let [now, end] = places(session);
    el("div")
        .class("strips")
        .role("slider")
        .label("Time")
        .attr("tabindex", "0")
        .attr("aria-valuemin", "0")
        .number("aria-valuemax", millis(session.run.head().time))
        .number("aria-valuenow", value(session))
        .attr("aria-valuetext", in_words(session))
        .child(run)
        .child(el("div").class("unknown").attr("style", style_at(end)))
        .child(el("div").class("cursor").attr("style", style_at(now)))
}

/// How far now is from the left, and the end of the run, in pixels.
pub(crate) fn places(session: &Session) -> [u64; 2] {
    let axis = session.axis();
    [session.now(), session.run.head().time].map(|time| axis.x(time))
}

/// The style that moves what begins at the left there.
pub(crate) fn style_at(x: u64) -> String {
    format!("transform:translateX({x}px)")
}

/// Where now is, in whole milliseconds.
pub(crate) fn value(session: &Session) -> i64 {
    millis(session.now())
}

fn millis(time: Time) -> i64 {
    (time.0 / 1_000) as i64
}

/// `2,148.3 ms: S2 wins term 3.` What happened last is said where time rests, since while it runs it would be too much to hear.
pub(crate) fn in_words(session: &Session) -> String {
    let words = clock(session.now());
    let newest = session.run.story().newest(Weight::Major);
    match newest.filter(|_| !session.is_moving()) {
        Some(line) => format!("{words}: {}", session.run.text(line).replace('`', "")),
        None => words,
    }
}

/// Numbers along the axis.
fn scale(frame: &Frame) -> Vec<El> {
    if frame.scale == 0 {
        return Vec::new();
    }
    let axis = frame.axis;
    let step = axis.step(frame.letters * 6);
    let (unit, name) = match step {
        60_000_000.. => (60_000_000, "min"),
        1_000_000.. => (1_000_000, "s"),
        1_000.. => (1_000, "ms"),
        _ => (1, "µs"),
    };
    let number = |place: u64| {
        let time = Time(place * step);
        let x = axis.x(time);
        let line = bar("number", x, frame.scale, 1, frame.height() - frame.scale);
        let words = grouped(time.0 / unit);
        el("g")
            .child(line)
            .child(word("at", (x, frame.scale - 4), words))
    };
    let unit = word("at", (axis.left / 2, frame.scale - 4), name.to_owned());
    let places = axis.from.div_ceil(step)..=axis.end() / step;
    places.map(number).chain([unit]).collect()
}

/// `3,599,123`
pub(crate) fn grouped(number: u64) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", grouped(number / 1_000), number % 1_000),
    }
}

/// The lines that are painted on, with their names.
fn lanes(frame: &Frame) -> Vec<El> {
    let lane = |id: &ServerId| {
        let y = frame.middle(*id);
        let at = (frame.axis.left - 6, y + frame.letters / 4);
        let name = frame.unfolded.then(|| word("name", at, id.to_string()));
        el("g")
            .maybe(name)
            .child(bar("lane", frame.axis.left, y - 1, frame.axis.width, 2))
    };
    let shown = if frame.unfolded {
        frame.servers.len()
    } else {
        1
    };
    frame.servers.iter().take(shown).map(lane).collect()
}

fn bar(class: &'static str, x: u64, y: u64, width: u64, height: u64) -> El {
    el("rect")
        .class(class)
        .number("x", x as i64)
        .number("y", y as i64)
        .number("width", width as i64)
        .number("height", height as i64)
}
