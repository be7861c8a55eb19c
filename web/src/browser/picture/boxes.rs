//! HTML: boxes with what lies on them, in the order in which the browser paints them.

use super::thing::Thing;
use super::{Painter, area, length};
use crate::picture::borders::{self, Corners, Side};
use crate::picture::paint::Paint;
use crate::picture::{Area, Tag, bands, leading, pieces};

/// What can be seen at a place.
#[derive(Clone, Copy)]
pub(super) struct Sight {
    pub(super) area: Area,
    /// Whether text that has no room ends with dots.
    pub(super) ends: bool,
}

/// What lies on each other: higher layers, and of one layer what comes later, hide the others.
#[derive(Default)]
struct Layers(Vec<(i32, String)>);

impl Layers {
    fn lay(&mut self, layer: i32, what: String) {
        let place = self.0.partition_point(|(other, _)| *other <= layer);
        self.0.insert(place, (layer, what));
    }

    fn pile(self) -> String {
        self.0.into_iter().map(|(_, what)| what).collect()
    }
}

/// What moves an element and all in it into a pile of its own.
const APART: [&str; 4] = ["layout", "paint", "strict", "content"];

const PADDING: [&str; 4] = [
    "padding-top",
    "padding-right",
    "padding-bottom",
    "padding-left",
];

/// A box without round corners.
pub(super) const SQUARE: Corners = Corners([(0.0, 0.0); 4]);

impl Painter {
    /// An element of HTML with all that is in it.
    pub(super) fn html(&mut self, element: &Thing, sight: Sight) -> String {
        let mut layers = Layers::default();
        self.element(element, sight, &mut layers);
        layers.pile()
    }

    fn element(&mut self, element: &Thing, mut sight: Sight, layers: &mut Layers) {
        let style = self.style(element);
        let is_hidden = style.text("clip-path").starts_with("inset(50%");
        // What is for assistive technology only, and what opens the menu of this picture.
        if is_hidden || style.says("display", "none") || is_own_menu(element) {
            return;
        }
        let place = area(&element.call("getBoundingClientRect", &[]));
        let is_seen = style.says("visibility", "visible") && place.common(&sight.area).is_some();
        let mut own = match is_seen {
            true => self.on_box(&place, &style),
            false => String::new(),
        };
        if super::is_svg(element) {
            own += &self.drawing(element);
            layers.lay(leading(&style.text("z-index")) as i32, own);
            return;
        }
        let overflow = [style.text("overflow-x"), style.text("overflow-y")];
        let clips = overflow.iter().any(|it| it != "visible");
        if !clips && !is_apart(&style) {
            layers.lay(0, own);
            return self.children(element, &style, sight, layers);
        }
        if clips {
            let inside = place.within(border_widths(&style));
            let Some(inside) = inside.common(&sight.area) else {
                layers.lay(0, own);
                return;
            };
            let ends = style.says("text-overflow", "ellipsis");
            sight = Sight { area: inside, ends };
        }
        let mut inner = Layers::default();
        self.children(element, &style, sight, &mut inner);
        let inside = inner.pile();
        own += &match clips && !sight.ends && is_too_large(element) {
            true => self.clipped(&sight.area, &inside),
            false => inside,
        };
        let opacity = style.text("opacity");
        if opacity != "1" && !own.is_empty() {
            own = Tag::new("g")
                .number("opacity", leading(&opacity))
                .around(&own);
        }
        let layer = leading(&style.text("z-index")) as i32;
        layers.lay(layer, own);
    }

    fn children(&mut self, element: &Thing, style: &Thing, sight: Sight, layers: &mut Layers) {
        self.generated(element, "::before", sight, layers);
        for child in element.get("childNodes").each() {
            match child.number("nodeType") as u8 {
                1 => self.element(&child, sight, layers),
                3 => layers.lay(0, self.words(&child, style, sight)),
                _ => {}
            }
        }
        self.generated(element, "::after", sight, layers);
    }

    /// What the style sheet puts before or after the content of an element: a box somewhere, or words at its edge.
    fn generated(&mut self, element: &Thing, which: &str, sight: Sight, layers: &mut Layers) {
        let with = [&element.0, &which.into()];
        let style = self.window.call("getComputedStyle", &with);
        let content = style.text("content");
        let Some(words) = unquoted(&content).filter(|_| !style.says("display", "none")) else {
            return;
        };
        if style.says("position", "absolute") {
            let place = self.place_of_generated(element, &style);
            if place.common(&sight.area).is_some() {
                let layer = leading(&style.text("z-index")) as i32;
                layers.lay(layer, self.on_box(&place, &style));
            }
        } else if let Some(mut place) = self.inside(element).filter(|_| !words.is_empty()) {
            let width = self.measure.width(&style, &words);
            match which {
                "::before" => place.right = place.left + width,
                _ => place.left = place.right - width,
            }
            layers.lay(0, self.line(&words, &place, &style, sight));
        }
    }

    /// Where the content of an element lies, in its first line; nowhere if it has no box of its own.
    fn inside(&self, element: &Thing) -> Option<Area> {
        let style = self.style(element);
        let place = element.call("getClientRects", &[]).get("0");
        let room = PADDING.map(|it| length(&style, it));
        let inside = || area(&place).within(border_widths(&style)).within(room);
        place.is_there().then(inside)
    }

    /// Where a box lies that the style sheet makes: by the element around it from which it is measured.
    fn place_of_generated(&self, element: &Thing, style: &Thing) -> Area {
        let mut around = element.clone();
        while self.style(&around).text("position") == "static" {
            around = around.get("parentElement");
        }
        let place = area(&around.call("getBoundingClientRect", &[]));
        let place = place.within(border_widths(&self.style(&around)));
        let (left, top) = (
            place.left + length(style, "left") + length(style, "margin-left"),
            place.top + length(style, "top") + length(style, "margin-top"),
        );
        Area {
            left,
            top,
            right: left + length(style, "width"),
            bottom: top + length(style, "height"),
        }
    }

    /// What a box looks like without what is in it: its background, its borders, and the line around it.
    fn on_box(&self, place: &Area, style: &Thing) -> String {
        let place = self.here(*place);
        let radius = |name| {
            let radius = style.text(name);
            let (across, down) = radius.split_once(' ').unwrap_or((&radius, &radius));
            let of = |text: &str, whole: f64| match text.ends_with('%') {
                true => leading(text) * whole / 100.0,
                false => leading(text),
            };
            (of(across, place.width()), of(down, place.height()))
        };
        let corners = Corners([
            radius("border-top-left-radius"),
            radius("border-top-right-radius"),
            radius("border-bottom-right-radius"),
            radius("border-bottom-left-radius"),
        ]);
        let mut picture = String::new();
        let ground = Paint::of(&style.text("background-color"));
        if ground.is_seen() {
            picture += &ground.on("fill", borders::shape(&place, &corners)).alone();
        }
        let image = style.text("background-image");
        if image != "none" {
            let inside = place.within(border_widths(style));
            let images = pieces(&image).into_iter().rev();
            picture.extend(images.flat_map(|image| bands::of(image, &inside)));
        }
        let side = |name: &str| {
            let of = |what: &str| ["border-", name, what].concat();
            let paint = Paint::of(&style.text(&of("-color")));
            let width = length(style, &of("-width"));
            Side::of(width, &style.text(&of("-style")), paint)
        };
        let sides = [side("top"), side("right"), side("bottom"), side("left")];
        picture.extend(borders::lines(&place, &corners, &sides));
        let paint = Paint::of(&style.text("outline-color"));
        let around = Side::of(
            length(style, "outline-width"),
            &style.text("outline-style"),
            paint,
        );
        if let Some(around) = around {
            let by = -(around.width + length(style, "outline-offset"));
            let sides = [0; 4].map(|_| Some(around.clone()));
            picture.extend(borders::lines(&place.within([by; 4]), &corners, &sides));
        }
        picture
    }

    /// What of a picture lies in this area of the page.
    fn clipped(&mut self, to: &Area, what: &str) -> String {
        let id = format!("clip-{}", self.clips.len() + 1);
        let shape = borders::shape(&self.here(*to), &SQUARE).alone();
        self.clips
            .push(Tag::new("clipPath").attr("id", &id).around(&shape));
        Tag::new("g")
            .attr("clip-path", &format!("url(#{id})"))
            .around(what)
    }
}

/// Whether an element is a pile of its own among those around it.
fn is_apart(style: &Thing) -> bool {
    let contains = style.text("contain");
    let place = style.text("position");
    !style.says("z-index", "auto")
        || !style.says("opacity", "1")
        || style.says("isolation", "isolate")
        || matches!(&*place, "sticky" | "fixed")
        || contains.split(' ').any(|it| APART.contains(&it))
}

/// Whether more lies in an element than it shows.
fn is_too_large(element: &Thing) -> bool {
    let is_larger = |all, shown| element.number(all) > element.number(shown);
    is_larger("scrollWidth", "clientWidth") || is_larger("scrollHeight", "clientHeight")
}

fn is_own_menu(element: &Thing) -> bool {
    let class = element.attribute("class");
    class.is_some_and(|class| class.split(' ').any(|it| it == "picture"))
}

fn border_widths(style: &Thing) -> [f64; 4] {
    [
        length(style, "border-top-width"),
        length(style, "border-right-width"),
        length(style, "border-bottom-width"),
        length(style, "border-left-width"),
    ]
}

/// The first text in quotes of a computed value.
fn unquoted(value: &str) -> Option<String> {
    let mut words = String::new();
    let mut letters = value.strip_prefix('"')?.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return Some(words),
            '\\' => words.extend(letters.next()),
            letter => words.push(letter),
        }
    }
    None
}
