//! Prints elements as Yew's nodes. The only place where a picture and the browser's events meet.

use crate::browser::dom;
use crate::el::{Child, On};
use crate::panels::element::{El, Place};
use crate::session::{Field, Msg, Say, Selection, Spot};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Event, File, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::virtual_dom::{Key, Listener, ListenerKind, VNode, VTag};
use yew::{AttrValue, Callback};

/// What printing needs to know besides the elements.
pub(crate) struct Printer<'a> {
    pub(crate) say: Callback<Msg>,
    /// What stands where something is redrawn on its own.
    pub(crate) places: &'a dyn Fn(Place) -> VNode,
}

impl Printer<'_> {
    pub(crate) fn print(&self, el: El) -> VNode {
        let el = el.into_parts();
        let mut tag = VTag::new(el.tag);
        tag.key = el.key.map(|key| Key::from(key.into_owned()));
        for (name, value) in el.attrs {
            let value = AttrValue::from(value);
            match (el.tag, name) {
                ("input" | "textarea", "value") => tag.set_value(Some(value)),
                // As a property: strict pages allow no attribute of this name.
                (_, "style") => tag.add_property("style", &*value),
                ("input", "checked") => tag.set_checked(&*value == "true"),
                _ => tag.add_attribute(name, value),
            }
        }
        for (event, what) in el.on {
            tag.add_listener(Rc::new(Handler {
                event,
                what,
                say: self.say.clone(),
            }));
        }
        tag.add_children(el.children.into_iter().map(|child| match child {
            Child::El(el) => self.print(el),
            Child::Text(words) => VNode::VText(AttrValue::from(words).into()),
            Child::Place(place) => (self.places)(place),
        }));
        tag.into()
    }
}

struct Handler {
    event: On,
    what: Say,
    say: Callback<Msg>,
}

impl Listener for Handler {
    fn kind(&self) -> ListenerKind {
        match self.event {
            On::Click => ListenerKind::onclick,
            On::Input => ListenerKind::oninput,
            On::Change => ListenerKind::onchange,
            On::Submit => ListenerKind::onsubmit,
            On::Scroll => ListenerKind::onscroll,
        }
    }

    fn handle(&self, event: Event) {
        // A form must not reload the page, and what was pressed inside something that can be pressed was pressed once.
        if self.event == On::Submit {
            event.prevent_default();
        }
        event.stop_propagation();
        let msg = match &self.what {
            Say::Msg(msg) => msg.clone(),
            Say::Itself(msg) if is_veil(&event) => msg.clone(),
            Say::Itself(_) => return,
            Say::Value(field) => match file_of(&event) {
                Some(file) => return self.emit_content(&file, *field),
                None => Msg::Typed(*field, value_of(&event)),
            },
            Say::Menu(of) => menu_at(*of, &event),
        };
        self.say.emit(msg);
    }

    fn passive(&self) -> bool {
        false
    }
}

impl Handler {
    /// Emits the text of a file, once it has been read.
    fn emit_content(&self, file: &File, field: Field) {
        let bytes = file.size() as usize;
        if bytes > script::MOST_BYTES {
            return self.say.emit(Msg::FileTooLarge(bytes));
        }
        let say = self.say.clone();
        let read =
            move |text: JsValue| say.emit(Msg::Typed(field, text.as_string().unwrap_or_default()));
        let read = Closure::once(read);
        // A file that cannot be read says nothing, and the field stays as it is.
        let _ = file.text().then(&read);
        read.forget();
    }
}

/// Whether an event happened to the veil under a dialog, and not to the dialog.
fn is_veil(event: &Event) -> bool {
    let target = dom::target(event);
    target.is_some_and(|target| matches!(target.matches(".veil"), Ok(true)))
}

fn file_of(event: &Event) -> Option<File> {
    let input: HtmlInputElement = dom::target(event)?.dyn_into().ok()?;
    input.files()?.get(0)
}

/// The value of the element that an event happened to.
fn value_of(event: &Event) -> String {
    let Some(target) = dom::target(event) else {
        return String::new();
    };
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        return match input.type_().as_str() {
            "checkbox" => input.checked().to_string(),
            _ => input.value(),
        };
    }
    if let Some(select) = target.dyn_ref::<HtmlSelectElement>() {
        return select.value();
    }
    match target.dyn_ref::<HtmlTextAreaElement>() {
        Some(text) => text.value(),
        None => target.scroll_left().to_string(),
    }
}

/// A menu beside the element that was pressed, in the mount's own pixels.
fn menu_at(of: Selection, event: &Event) -> Msg {
    let spot = dom::target(event).and_then(|target| {
        let host = target.closest(".app").ok()??.get_bounding_client_rect();
        let rect = target.get_bounding_client_rect();
        Some(Spot {
            x: (rect.left() + rect.width() / 2.0 - host.left()) as i16,
            y: (rect.bottom() - host.top()) as i16,
        })
    });
    Msg::OpenMenu(of, spot.unwrap_or_default())
}
