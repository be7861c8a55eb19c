//! What happened, painted on the strips: one shape for all marks of a kind, so that a long run has no more of them than a short one.

use super::strips::Frame;
use crate::el::{Text, el};
use crate::panels::element::El;
use crate::scene::term_class;
use crate::session::groups::letter;
use crate::session::history::{Mark, MarkKind, Row};

/// What is painted, each over the ones before it. Where one strip stands for all servers, only some of it is.
const KINDS: [MarkKind; 10] = [
    MarkKind::Cut,
    MarkKind::Leader(0),
    MarkKind::Down,
    MarkKind::Paused,
    MarkKind::Waiting,
    MarkKind::Commit,
    MarkKind::Candidate,
    MarkKind::Snapshot,
    MarkKind::Fault,
    MarkKind::Violation,
];

/// Shapes of one class after the other, and the words on them.
#[derive(Default)]
struct Paint {
    /// By class, and by the class of a term where it has one, the outline of all its shapes.
    shapes: Vec<([&'static str; 2], String)>,
    words: Vec<El>,
}

/// All that happened in the run, as far as it is seen.
pub(super) fn marks(frame: &Frame, rows: &[Row]) -> Vec<El> {
    let mut paint = Paint::default();
    for kind in KINDS {
        for row in rows.iter().filter(|row| row.sort == kind) {
            let seen = row.seen(frame.axis, apart(frame, kind));
            match kind {
                MarkKind::Waiting => paint.bars(frame, "asked", (frame.height() - 3, 2), seen),
                MarkKind::Commit => paint.bars(frame, "tick", (frame.middle_of(row), 4), seen),
                _ => seen.for_each(|mark| paint.mark(frame, row, mark)),
            }
        }
    }
    paint.elements()
}

/// How far apart two marks are at least, in pixels.
fn apart(frame: &Frame, kind: MarkKind) -> u64 {
    match kind {
        MarkKind::Snapshot => frame.box_size(),
        MarkKind::Fault | MarkKind::Candidate => 5,
        _ => 1,
    }
}

impl Paint {
    /// Bars of this height. Those that touch are one, since a busy run has thousands.
    fn bars<'a>(
        &mut self,
        frame: &Frame,
        class: &'static str,
        (top, height): (u64, u64),
        marks: impl Iterator<Item = &'a Mark>,
    ) {
        let mut bars: Vec<(u64, u64)> = Vec::new();
        for mark in marks {
            let (from, to) = frame.span(mark);
            match bars.last_mut() {
                Some((_, end)) if from <= *end => *end = to,
                _ => bars.push((from, to)),
            }
        }
        for (from, to) in bars {
            let width = to - from;
            self.shape(class, &format!("M{from} {top}h{width}v{height}h-{width}z"));
        }
    }

    fn mark(&mut self, frame: &Frame, row: &Row, mark: &Mark) {
        let (x, end) = frame.span(mark);
        let middle = frame.middle_of(row);
        let thick = frame.strip * 2 / 3;
        let foot = frame.foot();
        let width = (end - x).max(2);
        let along = |y: u64, height: u64| format!("M{x} {y}h{width}v{height}h-{width}z");
        let strip = |thick: u64| along(middle - thick / 2, thick);
        match mark.kind {
            MarkKind::Leader(term) => {
                let words = match (frame.unfolded, row.server) {
                    (false, Some(server)) => format!("{server} {term}"),
                    _ => format!("term {term}"),
                };
                self.outline(["led", term_class(term)], &strip(thick));
                self.word("led-term", (x + 6, middle + thick / 2 - 1), words, {
                    let seen = frame.axis.x(mark.end.unwrap_or(frame.head));
                    seen.saturating_sub(x) > frame.letters * 3 && thick >= 8
                });
            }
            MarkKind::Down | MarkKind::Paused if frame.unfolded => {
                self.shape("down", &strip(thick));
            }
            MarkKind::Cut | MarkKind::Apart(_) if frame.unfolded => {
                self.shape("apart", &strip(frame.strip - 2));
                if let MarkKind::Apart(place) = mark.kind {
                    let at = (x + 2, middle + thick / 2 - 1);
                    let has_room = width > frame.letters;
                    self.word("group", at, letter(place).to_string(), has_room);
                }
            }
            // Where the strips are one, a partition is a band around it.
            MarkKind::Apart(_) if row.server == frame.servers.first().copied() => {
                self.shape("apart", &along(frame.scale, frame.strip));
            }
            MarkKind::Candidate => {
                let left = x.saturating_sub(2);
                let ring = format!("M{left} {middle}a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z");
                self.shape("stood", &ring);
            }
            MarkKind::Snapshot => {
                let size = frame.box_size();
                let (left, top) = (x.saturating_sub(size / 2), middle - size / 2);
                let outline = format!("M{left} {top}h{size}v{size}h-{size}z");
                self.shape("box", &outline);
            }
            MarkKind::Fault => {
                let left = x.saturating_sub(2);
                self.shape("fault", &format!("M{left} {foot}l4 4m0 -4l-4 4"));
            }
            MarkKind::Violation => {
                let left = x.saturating_sub(1);
                let outline = format!("M{left} 0h3v{}h-3z", frame.height());
                self.shape("broken", &outline);
            }
            MarkKind::Down
            | MarkKind::Paused
            | MarkKind::Cut
            | MarkKind::Apart(_)
            | MarkKind::Waiting
            | MarkKind::Commit
            | MarkKind::Restart
            | MarkKind::Landmark => {}
        }
    }

    fn shape(&mut self, class: &'static str, outline: &str) {
        self.outline([class, ""], outline);
    }

    fn outline(&mut self, class: [&'static str; 2], outline: &str) {
        match self.shapes.iter_mut().find(|(other, _)| *other == class) {
            Some((_, outlines)) => outlines.push_str(outline),
            None => self.shapes.push((class, outline.to_owned())),
        }
    }

    fn word(&mut self, class: &'static str, at: (u64, u64), words: String, has_room: bool) {
        if has_room {
            self.words.push(word(class, at, words));
        }
    }

    fn elements(self) -> Vec<El> {
        let shape = |([class, term], outlines): ([&str; 2], String)| {
            path(format!("{class} {term}"), outlines)
        };
        let shapes = self.shapes.into_iter().map(shape);
        shapes.chain(self.words).collect()
    }
}

pub(super) fn path(class: impl Into<Text>, outlines: String) -> El {
    el("path").class(class).attr("d", outlines)
}

pub(super) fn word(class: &'static str, (x, y): (u64, u64), words: String) -> El {
    el("text")
        .class(class)
        .number("x", x as i64)
        .number("y", y as i64)
        .text(words)
}
