//! Cards that say what a mark means, beside it: under a pointer that rests on it, at once for the keyboard, and under a finger that
//! stays. They take no pointer, and hold no time.

use crate::browser::dom;
use crate::panels::cards;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

/// What a card is called inside the mount, by what has the focus.
const ID: &str = "card";

/// What is listened to for them, in the mount; and on the page.
pub(crate) const EVENTS: [&str; 5] = [
    "pointerover",
    "pointerleave",
    "pointerdown",
    "focusin",
    "focusout",
];

/// The cards of a mount, of which one is seen at most.
pub(crate) struct Hover {
    app: Element,
    /// What the last one is about, seen or not.
    about: RefCell<Option<Element>>,
}

impl Hover {
    pub(crate) fn new(app: Element) -> Hover {
        Hover {
            app,
            about: RefCell::default(),
        }
    }
}

/// Shows a card, or takes it away.
pub(crate) fn hear(hover: &Hover, event: &Event) {
    match &*event.type_() {
        "pointerover" => hover.come(event, "card late"),
        "focusin" if is_keyboards(event) => hover.come(event, "card"),
        "pointerdown" | "focusout" => hover.hide(),
        "pointerleave" => {
            hover.hide();
            hover.about.take();
        }
        "keydown" if is_escape(event) => hover.hide(),
        _ => {}
    }
}

impl Hover {
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
        let above = at.top() - whole.top() - own.height() - GAP;
        let top = if above > GAP {
            above
        } else {
            at.bottom() - whole.top() + GAP
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

/// Whether the focus came by a key.
fn is_keyboards(event: &Event) -> bool {
    let target = dom::target(event);
    target.is_some_and(|target| matches!(target.matches(":focus-visible"), Ok(true)))
}

fn is_escape(event: &Event) -> bool {
    let key = event.dyn_ref::<KeyboardEvent>();
    key.is_some_and(|event| event.key() == "Escape")
}
