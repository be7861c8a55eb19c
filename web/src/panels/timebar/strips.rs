//! The strips: under a scale, a line per server painted with who led in which term; folded, one line for all.

use crate::el::{On, el};
use crate::panels::element::El;
use crate::scene::term_class;
use crate::session::axis::Axis;
use crate::session::groups::letter;
use crate::session::history::{Mark, MarkKind, Span, SpanKind};
use crate::session::{Layout, Say, Session};
use raft::{ServerId, Time};

/// How many of the leaders are named to those who do not see the strips.
const MOST_IN_WORDS: usize = 12;

/// Where the strips are, in pixels.
struct Frame {
    axis: Axis,
    now: Time,
    /// Letters on them.
    letters: u64,
    /// Height of the row of numbers.
    scale: u64,
    /// Height of one strip.
    strip: u64,
    /// Whether there is one for each server, and not one for all.
    unfolded: bool,
    servers: Vec<ServerId>,
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
            axis: Axis::of(room, session.now()),
            now: session.now(),
            letters,
            scale: if is_wide { letters * 8 / 7 } else { 0 },
            strip,
            unfolded,
            servers,
        }
    }

    fn height(&self) -> u64 {
        let rows = if self.unfolded {
            self.servers.len() as u64
        } else {
            1
        };
        self.scale + rows * self.strip + 4
    }

    /// The middle of the strip of this server.
    fn middle(&self, server: ServerId) -> u64 {
        let row = self.servers.iter().position(|id| *id == server);
        debug_assert!(row.is_some(), "{server} is one of the servers");
        let row = if self.unfolded {
            row.unwrap_or_default()
        } else {
            0
        };
        self.scale + row as u64 * self.strip + self.strip / 2
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

/// The past, and over it the future, whose left edge is now: an element of its own, which moves without being painted.
pub(super) fn view(session: &Session) -> El {
    let frame = Frame::of(session);
    let history = session.run.history();
    let spans = thinned(history.spans(), |span| {
        let end = frame.axis.x(span.to.unwrap_or(session.now()));
        ((span.server, span.kind.sort()), end)
    });
    let marks = thinned(history.marks(), |mark| (mark.kind, frame.axis.x(mark.time)));
    let shown = |span: &&Span| frame.unfolded || span.kind.sort() == SpanKind::Leader(0);
    let past = frame
        .picture()
        .role("img")
        .label(in_words(session))
        .children(scale(&frame))
        .children(lanes(&frame))
        .children(
            spans
                .into_iter()
                .filter(shown)
                .map(|span| draw_span(&frame, span)),
        )
        .maybe(together(&frame, history.spans()))
        .child(commits(&frame, &marks))
        .children(marks.iter().filter_map(|mark| draw_mark(&frame, mark)));
    let cursor = el("div")
        .class("cursor")
        .attr("style", style_at(now_at(session)));
    el("div")
        .class("strips")
        .on(On::Click, Say::Along)
        .child(past)
        .child(cursor)
}

/// How far now is from the left, in pixels.
pub(crate) fn now_at(session: &Session) -> u64 {
    Axis::of(session.screen.room, session.now()).x(session.now())
}

/// The style that moves the future there.
pub(crate) fn style_at(x: u64) -> String {
    format!("transform:translateX({x}px)")
}

/// Numbers along the axis.
fn scale(frame: &Frame) -> Vec<El> {
    if frame.scale == 0 {
        return Vec::new();
    }
    let step = frame.axis.step(frame.letters * 6);
    let last = frame.axis.end / step;
    let number = |place: u64| {
        let time = Time(place * step);
        let x = frame.axis.x(time);
        let line = bar("number", x, frame.scale, 1, frame.height() - frame.scale);
        let words = match step {
            1_000_000.. => (time.0 / 1_000_000).to_string(),
            _ => (time.0 / 1_000).to_string(),
        };
        el("g")
            .child(line)
            .child(word("at", x, frame.scale - 4, words))
    };
    let unit = if step < 1_000_000 { "ms" } else { "s" };
    let unit = word("at", frame.axis.left / 2, frame.scale - 4, unit.to_owned());
    (0..=last).map(number).chain([unit]).collect()
}

/// The lines that are painted on, with their names.
fn lanes(frame: &Frame) -> Vec<El> {
    let lane = |id: &ServerId| {
        let y = frame.middle(*id);
        let name = frame.unfolded.then(|| {
            word(
                "name",
                frame.axis.left - 6,
                y + frame.letters / 4,
                id.to_string(),
            )
        });
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

/// What the strips show, for assistive technology.
fn in_words(session: &Session) -> String {
    let mut words = String::from("Leaders so far:");
    let mut leads: Vec<_> = (session.run.history().spans())
        .filter_map(|span| match span.kind {
            SpanKind::Leader(term) => Some((span.server, term)),
            _ => None,
        })
        .collect();
    let earlier = leads.len().saturating_sub(MOST_IN_WORDS);
    if earlier > 0 {
        words += &format!(" {earlier} more,");
    }
    for (server, term) in leads.drain(earlier..) {
        words += &format!(" {server} in term {term},");
    }
    match words.strip_suffix(',') {
        Some(words) => words.to_owned(),
        None => "No leader so far".to_owned(),
    }
}

/// Leaves out what would be drawn where the one before it of its sort is: a long run has more of them than pixels.
fn thinned<T, K: PartialEq>(
    items: impl Iterator<Item = T>,
    place: impl Fn(&T) -> (K, u64),
) -> Vec<T> {
    let mut last: Vec<(K, u64)> = Vec::new();
    let mut is_new = |item: &T| {
        let (sort, x) = place(item);
        match last.iter_mut().find(|(other, _)| *other == sort) {
            Some((_, last)) => std::mem::replace(last, x) != x,
            None => {
                last.push((sort, x));
                true
            }
        }
    };
    items.filter(|item| is_new(item)).collect()
}

fn draw_span(frame: &Frame, span: &Span) -> El {
    let (x, y) = (frame.axis.x(span.from), frame.middle(span.server));
    let thick = frame.strip * 2 / 3;
    // What goes on now is drawn to the end; the future lies over it.
    let end = span.to.unwrap_or(Time(frame.axis.end)).max(span.from);
    let width = (frame.axis.x(end) - x).max(2);
    let at = |class: &'static str, thick: u64| bar(class, x, y - thick / 2, width, thick);
    match span.kind {
        SpanKind::Leader(term) => {
            let words = if frame.unfolded {
                format!("term {term}")
            } else {
                format!("{} {term}", span.server)
            };
            let seen = frame.axis.x(span.to.unwrap_or(frame.now)).saturating_sub(x);
            let named = seen > frame.letters * 3 && thick >= 8;
            el("g")
                .class(term_class(term))
                .child(at("led", thick))
                .maybe(named.then(|| word("led-term", x + 6, y + thick / 2 - 1, words)))
        }
        SpanKind::Down => at("down", thick),
        SpanKind::Cut => at("apart", frame.strip - 2),
        SpanKind::Apart(place) => {
            let name = letter(place).to_string();
            el("g").child(at("apart", frame.strip - 2)).child(word(
                "group",
                x + 2,
                y + thick / 2 - 1,
                name,
            ))
        }
    }
}

/// Where the strips are one, partitions are a band around it.
fn together<'a>(frame: &Frame, spans: impl Iterator<Item = &'a Span>) -> Option<El> {
    if frame.unfolded {
        return None;
    }
    let first = frame.servers.first()?;
    let mut apart =
        spans.filter(|span| span.server == *first && matches!(span.kind, SpanKind::Apart(_)));
    let bands = apart.by_ref().map(|span| {
        let x = frame.axis.x(span.from);
        let end = frame.axis.x(span.to.unwrap_or(Time(frame.axis.end)));
        bar("apart", x, frame.scale, (end - x).max(2), frame.strip)
    });
    Some(el("g").children(bands))
}

/// The ticks of all commits, as one path.
fn commits(frame: &Frame, marks: &[&Mark]) -> El {
    let mut path = String::new();
    let commits = marks.iter().filter(|mark| mark.kind == MarkKind::Commit);
    for mark in commits {
        path += &format!("M{} {}v4", frame.axis.x(mark.time), frame.scale);
    }
    el("path").class("tick").attr("d", path)
}

fn draw_mark(frame: &Frame, mark: &Mark) -> Option<El> {
    let x = frame.axis.x(mark.time);
    let size = frame.strip / 2 + 1;
    match mark.kind {
        MarkKind::Commit => None,
        MarkKind::Snapshot(server) => {
            let y = frame.middle(server);
            Some(bar(
                "box",
                x.saturating_sub(size / 2),
                y - size / 2,
                size,
                size,
            ))
        }
        MarkKind::Violation => Some(bar("broken", x.saturating_sub(1), 0, 3, frame.height())),
    }
}

fn bar(class: &'static str, x: u64, y: u64, width: u64, height: u64) -> El {
    el("rect")
        .class(class)
        .number("x", x as i64)
        .number("y", y as i64)
        .number("width", width as i64)
        .number("height", height as i64)
}

fn word(class: &'static str, x: u64, y: u64, words: String) -> El {
    el("text")
        .class(class)
        .number("x", x as i64)
        .number("y", y as i64)
        .text(words)
}
