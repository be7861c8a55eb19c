//! Between two events nothing is drawn again: what moves by itself, on the stage and on the time bar, is moved.

use crate::panels::stage::moment;
use crate::panels::timebar::{clock, strips};
use crate::scene::{Layout, Travel, client, message, ring};
use crate::session::Session;
use raft::{Duration, Time};
use record::view::TimerView;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node, ShadowRoot, SvgGraphicsElement, SvgTransform};

/// The elements that move by themselves between two events.
pub(crate) struct Movers {
    travelling: Vec<Traveller>,
    timers: Vec<Arc>,
    /// What a full circle stands for.
    longest: Duration,
}

impl Movers {
    /// Finds them after the stage was drawn, in the element that holds it.
    pub(crate) fn gather(stage: &Element, session: &Session, layout: &Rc<Layout>) -> Movers {
        let moment = moment(session, layout);
        let messages = message::shown(&moment).into_iter();
        let messages = messages.map(|(it, _)| message::travel(it, &moment));
        let transits = client::transits(&moment).into_iter();
        let timers = moment.view.servers.iter().filter_map(ring::timer);
        let timers = timers.filter(|_| !ring::is_held(&moment));
        let movers = Movers {
            travelling: (pairs(stage, ".messages>*", messages))
                .chain(pairs(stage, ".transits>*", transits.map(|it| it.travel)))
                .filter_map(Traveller::new)
                .collect(),
            timers: pairs(stage, ".arc", timers).map(Arc::new).collect(),
            longest: moment.timeout_max,
        };
        movers.move_to(moment.now);
        movers
    }

    /// Puts them where they belong at this moment. Called on every frame.
    pub(crate) fn move_to(&self, now: Time) {
        for traveller in &self.travelling {
            traveller.move_to(now);
        }
        for arc in &self.timers {
            arc.drain(now, self.longest);
        }
    }
}

/// A message, a request or a reply on its way.
struct Traveller {
    transform: SvgTransform,
    travel: Travel,
    /// Where it is drawn, in half pixels. A smaller move is invisible, and where two hundred creep along, most frames
    /// leave most of them in place.
    shown: Cell<(i32, i32)>,
}

impl Traveller {
    fn new((element, travel): (Element, Travel)) -> Option<Traveller> {
        Some(Traveller {
            transform: transform(element)?,
            travel,
            shown: Cell::default(),
        })
    }

    fn move_to(&self, now: Time) {
        let place = self.travel.at(now);
        let (x, y) = (
            (place.x * 2.0).round() as i32,
            (place.y * 2.0).round() as i32,
        );
        if self.shown.replace((x, y)) != (x, y) {
            // It fails only for a transform that is read-only, and none here is.
            let _ = self.transform.set_translate(x as f32 / 2.0, y as f32 / 2.0);
        }
    }
}

struct Arc {
    element: Element,
    timer: TimerView,
    shown: RefCell<String>,
    class: Cell<&'static str>,
}

impl Arc {
    fn new((element, timer): (Element, TimerView)) -> Arc {
        Arc {
            element,
            timer,
            shown: RefCell::default(),
            class: Cell::default(),
        }
    }

    /// Shows what is left. Most frames it looks the same, and is not touched.
    fn drain(&self, now: Time, longest: Duration) {
        let left = ring::arc(ring::time_left(&self.timer, now, longest));
        if *self.shown.borrow() != left {
            let _ = self.element.set_attribute("stroke-dasharray", &left);
            self.shown.replace(left);
        }
        let class = ring::arc_class(&self.timer, now);
        if self.class.replace(class) != class {
            let _ = self.element.set_attribute("class", class);
        }
    }
}

/// The elements that a selector finds, in the order of the page, each with its own of the others.
fn pairs<T>(
    stage: &Element,
    selector: &str,
    others: impl Iterator<Item = T>,
) -> impl Iterator<Item = (Element, T)> {
    let found = stage.query_selector_all(selector).ok();
    let count = found.as_ref().map_or(0, |found| found.length());
    let nodes = (0..count).filter_map(move |number| found.as_ref()?.item(number));
    nodes.filter_map(|node| node.dyn_into().ok()).zip(others)
}

fn transform(element: Element) -> Option<SvgTransform> {
    let element: SvgGraphicsElement = element.dyn_into().ok()?;
    element.transform().base_val().get_item(0).ok()
}

/// The line moves at every so many frames: more often, it would cost every frame as much as the servers do.
const FRAMES_PER_STEP: u8 = 4;

/// The words change at every so many frames: often enough to run, seldom enough to be read.
const FRAMES_PER_WORDS: u8 = 3 * FRAMES_PER_STEP;

/// What moves on the time bar: the time in words, and the line between past and future.
pub(crate) struct Cursor {
    /// The text node, which Yew goes on to write in.
    time: Node,
    /// What says the time to those who do not see the line.
    slider: Element,
    /// The line, with the veil over what lies ahead; and what hides all behind the end of the run.
    moved: [HtmlElement; 2],
    /// How far they are from the left, in pixels.
    places: Cell<[u64; 2]>,
    /// Frames since the words were changed.
    frames: Cell<u8>,
}

impl Cursor {
    /// Finds them after the bar was drawn.
    pub(crate) fn gather(root: &ShadowRoot) -> Option<Cursor> {
        let find = |selector| root.query_selector(selector).ok().flatten();
        Some(Cursor {
            time: find(".time")?.first_child()?,
            slider: find(".strips")?,
            moved: [
                find(".cursor")?.dyn_into().ok()?,
                find(".unknown")?.dyn_into().ok()?,
            ],
            places: Cell::new([u64::MAX; 2]),
            frames: Cell::new(0),
        })
    }

    /// Puts them where they belong. What would look the same is not touched. Called on every frame.
    pub(crate) fn move_to(&self, session: &Session) {
        let frames = (self.frames.get() + 1) % FRAMES_PER_WORDS;
        self.frames.set(frames);
        if frames.is_multiple_of(FRAMES_PER_STEP) {
            self.show_places(session);
        }
        if frames == 0 {
            self.show_words(session);
        }
    }

    /// Puts them where they belong at once: a pointer goes along the bar.
    pub(crate) fn go_to(&self, session: &Session) {
        self.show_places(session);
        self.show_words(session);
        let value = strips::value(session).to_string();
        let words = strips::in_words(session);
        for (name, value) in [("aria-valuenow", value), ("aria-valuetext", words)] {
            // It fails only for a name that is none.
            let _ = self.slider.set_attribute(name, &value);
        }
    }

    fn show_places(&self, session: &Session) {
        let places = strips::places(session);
        let before = self.places.replace(places);
        for (element, (x, before)) in self.moved.iter().zip(places.into_iter().zip(before)) {
            if x != before {
                element.style().set_css_text(&strips::style_at(x));
            }
        }
    }

    fn show_words(&self, session: &Session) {
        self.time.set_node_value(Some(&clock(session.now())));
    }
}
