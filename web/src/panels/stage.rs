//! The cluster: prints the scene, and between two events moves what moves without redrawing.

use crate::el::{El, el};
use crate::scene::{self, Moment, Travel, client, message, ring};
use crate::session::Session;
use raft::{Duration, Time};
use record::view::TimerView;
use sim::Dial;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgGraphicsElement, SvgTransform};

pub(crate) fn view(session: &Session) -> El {
    let scene = scene::stage(&moment(session));
    el("div").class("stage").child(scene)
}

/// What the scene is made from.
pub(crate) fn moment(session: &Session) -> Moment<'_> {
    let dial = |dial| Duration(session.run.world().dials().get(dial));
    Moment {
        view: &session.run.view,
        now: session.now(),
        layout: &session.screen.scene,
        timeout_min: dial(Dial::ElectionTimeoutMin),
        timeout_max: dial(Dial::ElectionTimeoutMax),
        latency: session.run.latency(),
        selected: session.screen.selection,
        bursts: &session.run.bursts,
    }
}

/// The elements that move by themselves between two events.
pub(crate) struct Movers {
    travelling: Vec<Traveller>,
    timers: Vec<Arc>,
    /// What a full circle stands for.
    longest: Duration,
}

impl Movers {
    /// Finds them after the stage was drawn, in the element that [`view`] described.
    pub(crate) fn gather(stage: &Element, session: &Session) -> Movers {
        let moment = moment(session);
        let messages = moment.view.messages.iter();
        let messages = messages.map(|it| message::travel(it, &moment));
        let transits = client::transits(&moment).into_iter();
        let timers = moment.view.servers.iter().filter_map(ring::timer);
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

    /// Puts them where they belong at the session's moment. Called on every frame.
    pub(crate) fn move_all(&self, session: &Session) {
        self.move_to(session.now());
    }

    fn move_to(&self, now: Time) {
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
}

impl Arc {
    fn new((element, timer): (Element, TimerView)) -> Arc {
        let shown = RefCell::default();
        Arc {
            element,
            timer,
            shown,
        }
    }

    /// Shows what is left. Most frames it looks the same, and is not touched.
    fn drain(&self, now: Time, longest: Duration) {
        let left = ring::arc(ring::time_left(&self.timer, now, longest));
        if *self.shown.borrow() != left {
            let _ = self.element.set_attribute("stroke-dasharray", &left);
            self.shown.replace(left);
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
