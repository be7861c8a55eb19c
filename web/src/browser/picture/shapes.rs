//! SVG: its shapes, with all that style sheets say of them in attributes.

use super::thing::Thing;
use super::{Painter, length};
use crate::picture::matrix::Matrix;
use crate::picture::paint::Paint;
use crate::picture::{Tag, leading, number};

/// What makes a shape of each kind.
const SHAPES: [(&str, &[&str]); 7] = [
    ("circle", &["cx", "cy", "r"]),
    ("ellipse", &["cx", "cy", "rx", "ry"]),
    ("line", &["x1", "y1", "x2", "y2"]),
    ("path", &["d"]),
    ("polygon", &["points"]),
    ("polyline", &["points"]),
    ("rect", &["x", "y", "width", "height", "rx", "ry"]),
];

/// What a shape may refer to besides its paints.
const REFERENCES: [&str; 5] = [
    "clip-path",
    "mask",
    "marker-start",
    "marker-mid",
    "marker-end",
];

/// How a line is drawn, and what it is where nothing is said.
const STROKE: [(&str, &str); 3] = [
    ("stroke-linecap", "butt"),
    ("stroke-linejoin", "miter"),
    ("stroke-dashoffset", "0"),
];

impl Painter {
    /// A drawing in a page of HTML.
    pub(super) fn drawing(&mut self, svg: &Thing) -> String {
        let Some(own) = placed(svg) else {
            return String::new();
        };
        let inside = self.shapes(svg, Some(own));
        let place = self.origin().after(&own).words();
        match (place, inside.is_empty()) {
            (Some(place), false) => Tag::new("g").attr("transform", &place).around(&inside),
            _ => inside,
        }
    }

    /// What stands in an element whose coordinates lie so on the page; on no page in what only is referred to.
    fn shapes(&mut self, inside: &Thing, around: Option<Matrix>) -> String {
        let children = inside.get("children").each();
        let shapes = children.iter().map(|child| self.shape(child, around));
        shapes.collect()
    }

    fn shape(&mut self, element: &Thing, around: Option<Matrix>) -> String {
        let style = self.style(element);
        let name = element.text("localName");
        let is_hidden = around.is_some() && style.says("display", "none");
        if is_hidden || matches!(&*name, "defs" | "title" | "desc" | "style") {
            return String::new();
        }
        let (transform, own) = moved(element, &style, around);
        let opacity = style.text("opacity");
        let dressed = |tag: Tag| {
            let tag = match &transform {
                Some(transform) => tag.attr("transform", transform),
                None => tag,
            };
            match &*opacity {
                "1" => tag,
                opacity => tag.number("opacity", leading(opacity)),
            }
        };
        let mut inside = String::new();
        match &*name {
            "g" | "a" | "svg" => inside = self.shapes(element, own),
            "text" => {
                let mut texts = self.text(element, &style);
                if texts.len() == 1 {
                    let (tag, words) = texts.remove(0);
                    return dressed(tag).saying(&words);
                }
                inside.extend(texts.into_iter().map(|(tag, words)| tag.saying(&words)));
            }
            _ => {
                let outline = self.outline(element, &name, &style);
                return outline.map_or_else(String::new, |tag| dressed(tag).alone());
            }
        }
        let is_bare = transform.is_none() && opacity == "1";
        match is_bare || inside.is_empty() {
            true => inside,
            false => dressed(Tag::new("g")).around(&inside),
        }
    }

    /// The pieces of a text, each with its words.
    fn text(&mut self, element: &Thing, style: &Thing) -> Vec<(Tag, String)> {
        let is_seen = style.says("visibility", "visible");
        let words = element.text("textContent");
        if !is_seen || words.trim().is_empty() {
            return Vec::new();
        }
        let parts = element.get("children").each();
        if parts.is_empty() {
            let tags = self.label(element, style).into_iter();
            return tags.map(|tag| (tag, words.clone())).collect();
        }
        let mut texts = Vec::new();
        for part in parts {
            texts.extend(self.text(&part, &self.style(&part)));
        }
        texts
    }

    /// A shape; none if nothing is seen of it.
    fn outline(&mut self, element: &Thing, name: &str, style: &Thing) -> Option<Tag> {
        let Some((_, says)) = SHAPES.iter().find(|(shape, _)| *shape == name) else {
            debug_assert!(false, "no view is drawn with <{name}>");
            return None;
        };
        let width = length(style, "stroke-width");
        let fill = match name {
            "line" => Paint::None,
            _ => Paint::of(&style.text("fill")),
        };
        let stroke = Paint::of(&style.text("stroke"));
        let is_stroked = stroke.is_seen() && width > 0.0;
        if !style.says("visibility", "visible") || !(fill.is_seen() || is_stroked) {
            return None;
        }
        let mut tag = Tag::new(name);
        for attribute in *says {
            if let Some(value) = element.attribute(attribute) {
                tag = tag.attr(attribute, value.trim());
            }
        }
        tag = fill.on("fill", tag);
        if is_stroked {
            tag = stroke.on("stroke", tag).number("stroke-width", width);
            for (what, usual) in STROKE {
                let value = style.text(what);
                let value = value.trim_end_matches("px");
                tag = tag.attr_if(value != usual, what, value);
            }
            if let Some(dashes) = dashes(element, style) {
                tag = tag.attr("stroke-dasharray", &dashes);
            }
        }
        for what in REFERENCES {
            if let Paint::Of(id) = reference(&style.text(what)) {
                tag = tag.attr(what, &format!("url(#{id})"));
                self.want(id);
            }
        }
        for paint in [fill, stroke] {
            if let Paint::Of(id) = paint {
                self.want(id);
            }
        }
        Some(tag)
    }

    fn want(&mut self, id: String) {
        if !self.wanted.contains(&id) {
            self.wanted.push(id);
        }
    }

    /// What others refer to: a pattern, a marker, something that clips.
    pub(super) fn definition(&mut self, element: &Thing) -> String {
        let mut tag = Tag::new(&element.text("localName"));
        for attribute in element.get("attributes").each() {
            let name = attribute.text("name");
            if !matches!(&*name, "class" | "style") {
                tag = tag.attr(&name, &attribute.text("value"));
            }
        }
        tag.around(&self.shapes(element, None))
    }
}

/// Where the coordinates of an element lie on the page; nowhere if it is not shown.
fn placed(element: &Thing) -> Option<Matrix> {
    let matrix = element.call("getScreenCTM", &[]);
    if !matrix.is_there() {
        return None;
    }
    let mut numbers = [0.0; 6];
    for (number, name) in numbers.iter_mut().zip(["a", "b", "c", "d", "e", "f"]) {
        *number = matrix.number(name);
    }
    Some(Matrix(numbers))
}

/// How an element is moved in the coordinates around it, and where its own lie.
fn moved(
    element: &Thing,
    style: &Thing,
    around: Option<Matrix>,
) -> (Option<String>, Option<Matrix>) {
    let attribute = element.attribute("transform");
    let Some(around) = around else {
        return (attribute, None);
    };
    let is_inner = element.text("localName") == "svg";
    if attribute.is_none() && style.says("transform", "none") && !is_inner {
        return (None, Some(around));
    }
    // A style sheet may move it as well, and say around which point.
    let own = placed(element).unwrap_or(around);
    let back = around.back().unwrap_or(Matrix::SAME);
    (back.after(&own).words(), Some(own))
}

fn reference(value: &str) -> Paint {
    match value.starts_with("url(") {
        true => Paint::of(value),
        false => Paint::None,
    }
}

/// In pixels: not every program knows of another length of a path than its own.
fn dashes(element: &Thing, style: &Thing) -> Option<String> {
    let dashes = style.text("stroke-dasharray");
    let factor = match element.attribute("pathLength") {
        Some(length) => element.call("getTotalLength", &[]).0.as_f64()? / leading(&length),
        None => 1.0,
    };
    let dashes = dashes.split(',').map(|it| number(leading(it) * factor));
    let dashes: Vec<String> = dashes.collect();
    (!style.says("stroke-dasharray", "none")).then(|| dashes.join(" "))
}
