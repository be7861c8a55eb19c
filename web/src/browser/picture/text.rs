//! Text as text, with its font, each line at its place on the baseline.

use super::boxes::Sight;
use super::thing::Thing;
use super::{Painter, area, family, length};
use crate::picture::paint::Paint;
use crate::picture::{Area, Tag};

/// Measures letters.
pub(super) struct Measure {
    canvas: Thing,
    /// How far fonts reach above and below the baseline.
    known: Vec<(String, (f64, f64))>,
}

/// A line of a piece of text.
struct Line {
    place: Area,
    /// Its letters, and where each ends.
    letters: Vec<(char, f64)>,
}

impl Measure {
    pub(super) fn new(page: &Thing) -> Measure {
        let canvas = page.call("createElement", &[&"canvas".into()]);
        Measure {
            canvas: canvas.call("getContext", &[&"2d".into()]),
            known: Vec::new(),
        }
    }

    fn measured(&self, style: &Thing, words: &str) -> Thing {
        let font = font(style);
        self.canvas.set("font", &font);
        self.canvas.call("measureText", &[&words.into()])
    }

    pub(super) fn width(&self, style: &Thing, words: &str) -> f64 {
        self.measured(style, words).number("width")
    }

    /// How far the font reaches above the baseline, and below.
    fn reach(&mut self, style: &Thing) -> (f64, f64) {
        let font = font(style);
        if let Some((_, reach)) = self.known.iter().find(|(known, _)| *known == font) {
            return *reach;
        }
        let measured = self.measured(style, "x");
        let reach = (
            measured.number("fontBoundingBoxAscent"),
            measured.number("fontBoundingBoxDescent"),
        );
        self.known.push((font, reach));
        reach
    }
}

impl Painter {
    /// A node of text in an element of this style.
    pub(super) fn words(&mut self, node: &Thing, style: &Thing, sight: Sight) -> String {
        if !style.says("visibility", "visible") {
            return String::new();
        }
        let mut picture = String::new();
        for mut line in self.lines(node) {
            if line.place.common(&sight.area).is_none() {
                continue;
            }
            if sight.ends && line.place.right > sight.area.right + 0.5 {
                let dots = self.measure.width(style, "…");
                let has_room = |(_, end): &(char, f64)| end + dots <= sight.area.right;
                line.letters.retain(has_room);
                line.letters.push(('…', sight.area.right));
            }
            let words: String = line.letters.iter().map(|(letter, _)| *letter).collect();
            let words = words.trim_end();
            if !words.is_empty() {
                picture += &self.line(words, &line.place, style, sight);
            }
        }
        picture
    }

    /// The lines of a node, by where each of its letters is.
    fn lines(&self, node: &Thing) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let range = self.page.call("createRange", &[]);
        let mut at = 0;
        for letter in node.text("data").chars() {
            let from = at;
            at += letter.len_utf16();
            let is_space = letter.is_ascii_whitespace();
            range.call("setStart", &[&node.0, &from.into()]);
            range.call("setEnd", &[&node.0, &at.into()]);
            let rect = range.call("getBoundingClientRect", &[]);
            let place = area(&rect);
            // Space that is not shown has no width.
            if place.width() <= 0.0 {
                continue;
            }
            let shown = if is_space { ' ' } else { letter };
            match lines.last_mut() {
                Some(line) if (line.place.top - place.top).abs() < 1.0 => {
                    line.place.right = place.right;
                    line.letters.push((shown, place.right));
                }
                // A line begins with its first letter.
                _ if is_space => {}
                _ => lines.push(Line {
                    place,
                    letters: vec![(shown, place.right)],
                }),
            }
        }
        lines
    }

    /// Words in one line, in the style of the element that they stand in.
    pub(super) fn line(
        &mut self,
        words: &str,
        place: &Area,
        style: &Thing,
        sight: Sight,
    ) -> String {
        let (above, below) = self.measure.reach(style);
        let place = self.here(*place);
        let is_flex = style.text("display").ends_with("flex");
        let aligned = match is_flex {
            true => style.text("justify-content"),
            false => style.text("text-align"),
        };
        let tag = match &*aligned {
            // Where another font takes its place, it stays in the middle.
            "center" if !sight.ends => Tag::new("text")
                .number("x", f64::midpoint(place.left, place.right))
                .attr("text-anchor", "middle"),
            _ => Tag::new("text").number("x", place.left),
        };
        let tag = tag.number("y", (place.top + place.bottom + above - below) / 2.0);
        let tag = self.lettered(tag, style);
        Paint::of(&style.text("color"))
            .on("fill", tag)
            .saying(words)
    }

    /// The font of a text.
    pub(super) fn lettered(&self, tag: Tag, style: &Thing) -> Tag {
        let (family, weight) = (family(style), style.text("font-weight"));
        let (slant, apart) = (style.text("font-style"), style.text("letter-spacing"));
        tag.attr_if(family != self.family, "font-family", &family)
            .number("font-size", length(style, "font-size"))
            .attr_if(weight != "400", "font-weight", &weight)
            .attr_if(slant != "normal", "font-style", &slant)
            .attr_if(
                apart != "normal",
                "letter-spacing",
                apart.trim_end_matches("px"),
            )
    }

    /// A text of SVG, or a piece of one: on the baseline, whatever the page aligns it by, since not every program knows another.
    pub(super) fn label(&mut self, element: &Thing, style: &Thing) -> Vec<Tag> {
        let first = element.call("getExtentOfChar", &[&0.into()]);
        let (above, below) = self.measure.reach(style);
        let y = first.number("y") + (first.number("height") + above - below) / 2.0;
        let anchor = style.text("text-anchor");
        let x = element.attribute("x").filter(|_| anchor != "start");
        let tag = || {
            let tag = match &x {
                Some(x) => Tag::new("text").attr("x", x).attr("text-anchor", &anchor),
                None => Tag::new("text").number("x", first.number("x")),
            };
            self.lettered(tag.number("y", y), style)
        };
        let stroke = Paint::of(&style.text("stroke"));
        // A rim lies under the letters, and not every program can put it there.
        let mut tags = Vec::new();
        if stroke.is_seen() {
            let rim = stroke.on("stroke", tag().attr("fill", "none"));
            let rim = rim.number("stroke-width", length(style, "stroke-width"));
            tags.push(rim.attr("stroke-linejoin", "round"));
        }
        tags.push(Paint::of(&style.text("fill")).on("fill", tag()));
        tags
    }
}

/// As a canvas reads it.
fn font(style: &Thing) -> String {
    let words = ["font-style", "font-weight", "font-size", "font-family"];
    words.map(|it| style.text(it)).join(" ")
}
