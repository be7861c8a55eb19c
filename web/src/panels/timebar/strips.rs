//! The strips: a line per server, painted with who led in which term; in a narrow mount one line for all.

use crate::el::el;
use crate::panels::element::El;

use crate::scene::term_class;
use crate::session::history::{Mark, MarkKind, Span, SpanKind};
use crate::session::{Layout, Session};
use raft::{ServerId, Time};

/// Room for the servers' names, in pixels.
const NAMES: u64 = 44;

const EDGE: u64 = 20;

/// How many of the leaders are named to those who do not see the strips.
const MOST_IN_WORDS: usize = 12;

/// Height of the row of ticks, in pixels.
const TICKS: u64 = 8;

/// Where the strips are, in pixels.
#[derive(Clone, Copy)]
struct Frame {
    left: u64,
    width: u64,
    /// Height of one strip.
    strip: u64,
    /// The last moment that has a place, in microseconds.
    end: u64,
}

pub(super) fn wide(session: &Session) -> El {
    let frame = Frame::of(session);
    let servers = session.run.view.servers.len() as u64;
    let height = TICKS + servers * frame.strip + 4;
    let names = session
        .run
        .view
        .servers
        .iter()
        .enumerate()
        .map(|(row, server)| {
            let y = frame.middle(row);
            el("g")
                .child(word("name", 20, y + 4, server.id.to_string()))
                .child(bar("lane", frame.left, y - 1, frame.width, 3))
        });
    let rows = 0..session.run.view.servers.len();
    let coming = rows.map(|row| bar("coming", 0, frame.middle(row) - 1, frame.width, 3));
    let row = |server: ServerId| session.run.view.servers.iter().position(|s| s.id == server);
    let history = session.run.history();
    let spans = thinned(history.spans(), |span| {
        (
            (span.server, span.kind.sort()),
            frame.x(span.to.unwrap_or(session.now())),
        )
    });
    let spans = spans.into_iter().filter_map(|span| {
        let y = frame.middle(row(span.server)?);
        Some(draw_span(&frame, span, session.now(), y))
    });
    let marks = thinned(history.marks(), |mark| (mark.kind, frame.x(mark.time)));
    let marks = marks.into_iter().filter_map(|mark| {
        let y = match mark.kind {
            MarkKind::Snapshot(server) => frame.middle(row(server)?),
            _ => TICKS / 2,
        };
        Some(draw_mark(&frame, mark, y))
    });
    let past = picture(&frame, height)
        .role("img")
        .label(in_words(session))
        .children(names)
        .children(spans)
        .children(marks);
    strips(past, picture(&frame, height).children(coming), session)
}

pub(super) fn narrow(session: &Session) -> El {
    let frame = Frame::of(session);
    let coming = bar("coming", 0, frame.strip / 2 - 1, frame.width, 3);
    let leads = |span: &&Span| matches!(span.kind, SpanKind::Leader(_));
    let spans = session.run.history().spans().filter(leads);
    let past = picture(&frame, frame.strip)
        .role("img")
        .label(in_words(session))
        .child(bar("lane", frame.left, frame.strip / 2 - 1, frame.width, 3))
        .children(spans.map(|span| draw_span(&frame, span, session.now(), frame.strip / 2)));
    strips(past, picture(&frame, frame.strip).child(coming), session)
}

/// The past, and over it the future, whose left edge is now: an element of its own, which moves without being painted.
fn strips(past: El, future: El, session: &Session) -> El {
    let cursor = el("div")
        .class("cursor")
        .attr("style", style_at(now_at(session)))
        .child(future.attr("aria-hidden", "true"));
    el("div").class("strips").child(past).child(cursor)
}

/// How far now is from the left, in pixels.
pub(crate) fn now_at(session: &Session) -> u64 {
    Frame::of(session).x(session.now())
}

/// The style that moves the future there.
pub(crate) fn style_at(x: u64) -> String {
    format!("transform:translateX({x}px)")
}

impl Frame {
    fn of(session: &Session) -> Frame {
        let servers = session.run.view.servers.len() as u64;
        let (left, edge, strip) = match session.screen.layout() {
            Layout::Wide => (NAMES, EDGE, (84 / servers).clamp(11, 15)),
            Layout::Narrow => (8, 8, 12),
        };
        Frame {
            left,
            width: u64::from(session.screen.whole.0)
                .saturating_sub(left + edge)
                .max(1),
            strip,
            end: end_of_strips(session.now()),
        }
    }

    fn x(&self, time: Time) -> u64 {
        self.left + time.0.min(self.end) * self.width / self.end
    }

    fn middle(&self, row: usize) -> u64 {
        TICKS + row as u64 * self.strip + self.strip / 2
    }
}

/// The strips begin with the run and always have some future left.
fn end_of_strips(now: Time) -> u64 {
    let wanted = now.0 + now.0 / 8;
    let mut end = 500_000;
    while end < wanted {
        end *= 2;
    }
    end
}

fn picture(frame: &Frame, height: u64) -> El {
    let width = frame.left + frame.width + EDGE;
    el("svg")
        .attr("viewBox", format!("0 0 {width} {height}"))
        .attr("style", format!("width:{width}px;height:{height}px"))
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

fn draw_span(frame: &Frame, span: &Span, now: Time, y: u64) -> El {
    let (x, thick) = (frame.x(span.from), frame.strip * 2 / 3);
    // What goes on now is drawn to the end; the future lies over it.
    let end = span.to.unwrap_or(Time(frame.end)).max(span.from);
    let width = (frame.x(end) - x).max(2);
    let at = |class: &'static str| bar(class, x, y - thick / 2, width, thick);
    match span.kind {
        SpanKind::Leader(term) => {
            let seen = frame.x(span.to.unwrap_or(now)).saturating_sub(x);
            let named = seen > 44 && thick >= 9;
            let class = term_class(term);
            el("g")
                .class(class)
                .child(at("led"))
                .maybe(named.then(|| word("led-term", x + 6, y + 3, format!("term {term}"))))
        }
        SpanKind::Down => at("down"),
        SpanKind::Cut => at("apart"),
    }
}

fn draw_mark(frame: &Frame, mark: &Mark, y: u64) -> El {
    let x = frame.x(mark.time);
    match mark.kind {
        MarkKind::Commit => bar("tick", x, y - 3, 1, 5),
        MarkKind::Snapshot(_) => bar("box", x.saturating_sub(4), y.saturating_sub(4), 8, 8),
        MarkKind::Violation => bar("broken", x.saturating_sub(1), 0, 3, TICKS),
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
