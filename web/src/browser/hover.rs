//! Cards that say what a mark means, beside it: under a pointer that rests on it, at once for the keyboard, and under a finger that
//! stays. They take no pointer, and hold no time.

use crate::browser::dom;
use crate::panels::cards;
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, PointerEvent};

/// What a card is called inside the mount, by what has the focus.
const ID: &str = "card";

/// The cards of a mount, of which one is seen at most.
pub(crate) struct Hover {
    app: Element,
    /// What the last one is about, seen or not.
    about: RefCell<Option<Element>>,
    /// Since when, by the clock of events.
    since: Cell<f64>,
    /// Whether a finger has stayed, and its click is still to come.
    pressed_long: Cell<bool>,
    /// Where the pointer is.
    pointer: Cell<(i32, i32)>,
    /// When a key was pressed that moves the focus.
    key: Cell<f64>,
}

impl Hover {
    pub(crate) fn new(app: Element) -> Hover {
        Hover {
            app,
            about: RefCell::default(),
            since: Cell::default(),
            pressed_long: Cell::default(),
            pointer: Cell::default(),
            key: Cell::new(f64::MIN),
        }
    }
}

/// Shows a card, or takes it away.
pub(crate) fn hear(hover: &Hover, event: &Event) {
    match &*event.type_() {
        "pointerover" => {
            hover.pressed_long.set(false);
            if is_finger(event) {
                // It comes each time it is put down, be it on the same mark.
                hover.go();
            }
            // Where the pointer rests, what comes under it asks for no card.
            match hover.moves(event) || is_finger(event) {
                true => hover.come(event, "card late"),
                false => hover.go(),
            }
        }
        "focusin" if is_keyboards(event) && hover.is_by_key(event) => hover.come(event, "card"),
        // What is pressed has a menu; a finger is pressed as long as it is there.
        "pointerdown" if !is_finger(event) => {
            hover.moves(event);
            hover.hide();
        }
        // The card of a finger that stayed is read when it has gone, and its press asks for nothing else.
        "pointerleave" if is_finger(event) && hover.stayed(event) => hover.pressed_long.set(true),
        "click" if hover.pressed_long.take() => {
            event.stop_propagation();
            event.prevent_default();
        }
        "focusout" | "pointerleave" => hover.go(),
        "keydown" => {
            hover.pressed_long.set(false);
            match &*key_of(event) {
                "Escape" => hover.hide(),
                "Tab" | "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" => {
                    hover.key.set(event.time_stamp());
                }
                _ => {}
            }
        }
        _ => {}
    }
}

impl Hover {
    /// What the card was about is left.
    fn go(&self) {
        self.hide();
        self.about.take();
    }

    /// Whether the pointer is where it was not before.
    fn moves(&self, event: &Event) -> bool {
        let pointer = event.dyn_ref::<PointerEvent>();
        let at = pointer.map_or((0, 0), |event| (event.client_x(), event.client_y()));
        self.pointer.replace(at) != at
    }

    /// Whether a key has just moved the focus, and not the page, which lets it follow a message.
    fn is_by_key(&self, event: &Event) -> bool {
        event.time_stamp() - self.key.get() < AT_ONCE
    }

    /// Whether it is late enough for the card that a finger asked for.
    fn stayed(&self, event: &Event) -> bool {
        let is_about = self.about.borrow().is_some();
        is_about && event.time_stamp() > self.since.get() + STAYS
    }

    /// The pointer or the focus comes to something.
    fn come(&self, event: &Event, class: &str) {
        let found = dom::target(event).and_then(|target| {
            let of = |(selector, words)| Some((target.closest(selector).ok()??, words));
            let (about, words) = cards::all().find_map(of)?;
            Some((target, about, words))
        });
        let about = found.as_ref().map(|(_, about, _)| about.clone());
        if about == *self.about.borrow() {
            return;
        }
        self.hide();
        self.since.set(event.time_stamp());
        if let Some((target, _, words)) = found {
            // Without a card there is only less to read.
            let _ = self.show(&target, words, class);
        }
        self.about.replace(about);
    }

    fn show(&self, target: &Element, words: &str, class: &str) -> Result<(), JsValue> {
        let card: HtmlElement = self.card()?.unchecked_into();
        card.set_text_content(Some(words));
        // A card that was hidden for a moment appears late again.
        card.get_bounding_client_rect();
        card.set_class_name(class);
        card.set_hidden(false);
        let (whole, at, own) = (
            self.app.get_bounding_client_rect(),
            target.get_bounding_client_rect(),
            card.get_bounding_client_rect(),
        );
        let middle = at.left() + at.width() / 2.0 - whole.left();
        let left =
            (middle - own.width() / 2.0).clamp(GAP, (whole.width() - own.width() - GAP).max(GAP));
        // Away from the nearer edge, and from what stands around a mark on the stage: a term above it, a log below.
        let around = if dom::is_in(target, ".node") {
            ABOUT_A_SERVER
        } else {
            GAP
        };
        let is_high = at.top() + at.bottom() < whole.top() + whole.bottom();
        let top = match is_high {
            true => at.bottom() - whole.top() + around,
            false => at.top() - whole.top() - own.height() - around,
        };
        let style = card.style();
        style.set_property("left", &format!("{left}px"))?;
        style.set_property("top", &format!("{top}px"))?;
        target.set_attribute("aria-describedby", ID)
    }

    /// The one element, made when it is needed first.
    fn card(&self) -> Result<Element, JsValue> {
        if let Some(card) = self.app.query_selector(".card")? {
            return Ok(card);
        }
        let page = self.app.owner_document().ok_or(JsValue::NULL)?;
        let card = dom::element(&page, "p", "")?;
        card.set_attribute("role", "tooltip")?;
        card.set_attribute("id", ID)?;
        card.set_attribute("hidden", "")?;
        card.set_class_name("card");
        self.app.append_child(&card)?;
        Ok(card)
    }

    fn hide(&self) {
        let described = self.app.query_selector("[aria-describedby=card]");
        if let Ok(Some(described)) = described {
            // It has the attribute.
            let _ = described.remove_attribute("aria-describedby");
        }
        if let Ok(Some(card)) = self.app.query_selector(".card") {
            card.unchecked_into::<HtmlElement>().set_hidden(true);
        }
    }
}

/// Between a card and what it is about, and the edge, in pixels.
const GAP: f64 = 8.0;

/// Between a card and a server: its term is above it, and its log below.
const ABOUT_A_SERVER: f64 = 30.0;

/// For how long a finger stays at least that wants a card, in milliseconds.
const STAYS: f64 = 400.0;

/// How long after its key the focus moves at most, in milliseconds.
const AT_ONCE: f64 = 100.0;

fn is_finger(event: &Event) -> bool {
    let pointer = event.dyn_ref::<PointerEvent>();
    pointer.is_some_and(|event| event.pointer_type() == "touch")
}

/// Whether the focus came by a key.
fn is_keyboards(event: &Event) -> bool {
    let target = dom::target(event);
    target.is_some_and(|target| matches!(target.matches(":focus-visible"), Ok(true)))
}

fn key_of(event: &Event) -> String {
    let key = event.dyn_ref::<KeyboardEvent>();
    key.map(KeyboardEvent::key).unwrap_or_default()
}
