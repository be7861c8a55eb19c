//! The few SVG elements that the stage is drawn with, and how numbers get into them.

use crate::el::{self, Text, el};
use crate::scene::layout::{Point, Rect};
use crate::session::{Say, Selection};
use raft::Term;

/// An element of the stage, with places as the page has them.
pub(crate) type El<P> = el::El<Say, P>;

/// The class that gives an element its term's colours: eight in turn, and one for term 0.
pub(crate) fn term_class(term: Term) -> &'static str {
    const CLASSES: [&str; 8] = ["t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8"];
    match term {
        0 => "t0",
        _ => CLASSES[((term - 1) % 8) as usize],
    }
}

/// A number of pixels as text, exact to a tenth.
pub(crate) fn px(value: f64) -> String {
    let tenths = (value * 10.0).round_ties_even() as i64;
    let mut text = (tenths / 10).to_string();
    if tenths < 0 && text == "0" {
        text.insert(0, '-');
    }
    if tenths % 10 != 0 {
        text.push('.');
        text.push((b'0' + (tenths % 10).unsigned_abs() as u8) as char);
    }
    text
}

/// The pieces in one text.
pub(crate) fn words(pieces: &[&str]) -> String {
    pieces.concat()
}

/// A path: each step a letter and its places.
pub(crate) fn steps(steps: &[(char, &[Point])]) -> String {
    let mut path = String::new();
    for (letter, places) in steps {
        path.push(*letter);
        for place in *places {
            path += &px(place.x);
            path.push(' ');
            path += &px(place.y);
            path.push(' ');
        }
    }
    path
}

/// `translate(x y)`.
pub(crate) fn translate(to: Point) -> String {
    words(&["translate(", &px(to.x), " ", &px(to.y), ")"])
}

pub(crate) fn group<P>(class: impl Into<Text>) -> El<P> {
    el("g").class(class)
}

/// The shape of a thing that can be pressed. What is written on it stands beside it: this name says the same in other words.
pub(crate) fn pressable<P>(thing: Selection, name: String) -> El<P> {
    pressable_as(thing.id(), name)
}

/// The same, under another `id` than that of the thing.
pub(crate) fn pressable_as<P>(id: String, name: String) -> El<P> {
    el("g")
        .id(id)
        .role("button")
        .attr("tabindex", "0")
        .label(name)
}

pub(crate) fn circle<P>(class: impl Into<Text>, middle: Point, radius: f64) -> El<P> {
    el("circle")
        .class(class)
        .attr("cx", px(middle.x))
        .attr("cy", px(middle.y))
        .attr("r", px(radius))
}

/// A rectangle with rounded corners.
pub(crate) fn rect<P>(class: impl Into<Text>, rect: Rect) -> El<P> {
    el("rect")
        .class(class)
        .attr("x", px(rect.at.x))
        .attr("y", px(rect.at.y))
        .attr("width", px(rect.w))
        .attr("height", px(rect.h))
        .attr("rx", "2")
}

/// A line of letters around its middle; the style sheet says how large.
pub(crate) fn letters<P>(class: impl Into<Text>, middle: Point, words: impl Into<Text>) -> El<P> {
    el("text")
        .class(class)
        .attr("x", px(middle.x))
        .attr("y", px(middle.y))
        .text(words)
}

pub(crate) fn path<P>(class: impl Into<Text>, d: impl Into<Text>) -> El<P> {
    el("path").class(class).attr("d", d)
}

/// A tick, drawn and not taken from a font that may lack it.
pub(crate) fn tick<P>(class: impl Into<Text>, middle: Point, size: f64) -> El<P> {
    let at = |x: f64, y: f64| middle.plus(x * size, y * size);
    let line = [at(-0.42, 0.02), at(-0.1, 0.34), at(0.46, -0.36)];
    path(class, steps(&[('M', &line)]))
}

/// A cross, drawn for the same reason.
pub(crate) fn cross<P>(class: impl Into<Text>, middle: Point, size: f64) -> El<P> {
    let at = |x: f64, y: f64| middle.plus(x * size, y * size);
    let one = [at(-0.36, -0.36), at(0.36, 0.36)];
    let other = [at(0.36, -0.36), at(-0.36, 0.36)];
    path(class, steps(&[('M', &one), ('M', &other)]))
}

/// The hatching of what is down; drawn with as `url(#hatch)`.
pub(crate) fn hatching<P>() -> El<P> {
    let pattern = el("pattern")
        .id("hatch")
        .attr("width", "6")
        .attr("height", "6")
        .attr("patternUnits", "userSpaceOnUse")
        .attr("patternTransform", "rotate(45)")
        .child(path("hatch", "M0 0V6"));
    el("defs").child(pattern)
}
