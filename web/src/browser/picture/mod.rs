//! A view as a picture on its own. What the browser shows of it is looked up and written down as SVG: shapes of SVG with their
//! computed colours, boxes of HTML with backgrounds and borders, and text as text, line by line, in its font. The picture is always
//! in the light colours, and holds what is in sight.

mod boxes;
mod shapes;
mod text;
mod thing;

use crate::picture::borders::shape;
use crate::picture::matrix::Matrix;
use crate::picture::paint::Paint;
use crate::picture::{Area, Tag, leading, number};
use crate::session::Picture;
use boxes::{SQUARE, Sight};
use text::Measure;
use thing::Thing;
use wasm_bindgen::JsValue;
use web_sys::ShadowRoot;

/// Takes it, with words that say which moment of which run it is; none if the browser does not show what is asked for, or not in the
/// way that is known.
pub(crate) fn take(root: &ShadowRoot, of: Picture, words: &str) -> Option<String> {
    let root = Thing(root.into());
    let host = root.get("host");
    let before = host.attribute(THEME);
    let theme = JsValue::from_str(THEME);
    host.call("setAttribute", &[&theme, &JsValue::from_str("light")]);
    let taken = Painter::new(root).take(of, words);
    match before {
        Some(before) => host.call("setAttribute", &[&theme, &JsValue::from_str(&before)]),
        None => host.call("removeAttribute", &[&theme]),
    };
    Some(taken).filter(|_| !thing::has_thrown())
}

/// The attribute of the host by which `tokens.css` knows which colours are asked for. It is there while a picture is taken, and the
/// browser paints nothing meanwhile.
const THEME: &str = "theme";

struct Painter {
    root: Thing,
    window: Thing,
    page: Thing,
    /// What is taken, in pixels of the page.
    frame: Area,
    measure: Measure,
    /// The font of what is taken.
    family: String,
    /// What is referred to, by its `id`.
    wanted: Vec<String>,
    /// What clips.
    clips: Vec<String>,
}

impl Painter {
    fn new(root: Thing) -> Painter {
        let page = root.get("ownerDocument");
        Painter {
            window: page.get("defaultView"),
            measure: Measure::new(&page),
            page,
            root,
            frame: NOWHERE,
            family: String::new(),
            wanted: Vec::new(),
            clips: Vec::new(),
        }
    }

    fn take(mut self, of: Picture, words: &str) -> String {
        let selector = JsValue::from_str(selector(of));
        let view = self.root.call("querySelector", &[&selector]);
        let area = area(&view.call("getBoundingClientRect", &[]));
        self.frame = area.within([-margin(of); 4]);
        self.family = family(&self.style(&view));
        let sight = Sight { area, ends: false };
        let painted = self.html(&view, sight);
        let title = of.name().replace("Picture of", "Raftscape:");
        let ground = shape(&self.here(self.frame), &SQUARE);
        let inside = [
            Tag::new("title").saying(&title),
            Tag::new("desc").saying(words),
            self.definitions(),
            self.ground(&view).on("fill", ground).alone(),
            painted,
        ];
        let (width, height) = (self.frame.width(), self.frame.height());
        let size = [0.0, 0.0, width, height].map(number).join(" ");
        let svg = Tag::new("svg")
            .attr("xmlns", "http://www.w3.org/2000/svg")
            .attr("version", "1.1")
            .number("width", width)
            .number("height", height)
            .attr("viewBox", &size)
            .attr("font-family", &self.family);
        svg.around(&inside.concat())
    }

    /// The first background behind a view.
    fn ground(&self, view: &Thing) -> Paint {
        let mut behind = view.clone();
        while behind.is_there() {
            let paint = Paint::of(&self.style(&behind).text("background-color"));
            if paint.is_seen() {
                return paint;
            }
            behind = behind.get("parentElement");
        }
        Paint::None
    }

    fn style(&self, of: &Thing) -> Thing {
        self.window.call("getComputedStyle", &[&of.0])
    }

    /// Where a place of the page is in the picture.
    fn here(&self, area: Area) -> Area {
        let Area { left, top, .. } = self.frame;
        area.within([-top, left, top, -left])
    }

    fn origin(&self) -> Matrix {
        Matrix::moved(-self.frame.left, -self.frame.top)
    }

    /// What was referred to, and what clips.
    fn definitions(&mut self) -> String {
        let mut inside = self.clips.concat();
        let mut done = 0;
        // One may refer to another.
        while let Some(id) = self.wanted.get(done) {
            let found = self.root.call("getElementById", &[&id.into()]);
            inside += &self.definition(&found);
            done += 1;
        }
        match inside.is_empty() {
            true => inside,
            false => Tag::new("defs").around(&inside),
        }
    }
}

/// What is taken of a view.
fn selector(of: Picture) -> &'static str {
    match of {
        Picture::Stage => ".scene",
        Picture::Logs => ".l-scroll",
        Picture::Lab => ".lab",
    }
}

/// How much is left free around it, in pixels. The stage leaves room itself.
fn margin(of: Picture) -> f64 {
    match of {
        Picture::Stage => 0.0,
        Picture::Logs | Picture::Lab => 8.0,
    }
}

const NOWHERE: Area = Area {
    left: 0.0,
    top: 0.0,
    right: 0.0,
    bottom: 0.0,
};

/// A rectangle of the browser's.
fn area(rect: &Thing) -> Area {
    Area {
        left: rect.number("left"),
        top: rect.number("top"),
        right: rect.number("right"),
        bottom: rect.number("bottom"),
    }
}

/// A computed length in pixels; 0 if it is none.
fn length(style: &Thing, name: &str) -> f64 {
    leading(&style.text(name))
}

/// The names of the fonts, in quotes that can stand in an attribute.
fn family(style: &Thing) -> String {
    style.text("font-family").replace('"', "'")
}

fn is_svg(element: &Thing) -> bool {
    element.text("namespaceURI").ends_with("/svg")
}
