//! What the elements of a mount say when they are touched. Yew only draws: an element carries a number as a property, and the
//! mount listens once, at its root, for all of them.

use crate::browser::{dom, parts};
use crate::el::On;
use crate::session::{Field, Msg, Say, Selection, Spot, Topic};
use js_sys::Reflect;
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;
use web_sys::{Event, File, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::Callback;

/// The property by which an element carries its number.
pub(crate) const NUMBER: &str = "raftscapeSays";

/// What the elements of one piece say, in the order in which they are printed.
pub(crate) type OfPiece = Vec<Vec<(On, Say)>>;

/// What all pieces of a mount say.
#[derive(Default)]
pub(crate) struct Says {
    pieces: RefCell<Vec<(u32, OfPiece)>>,
    pieces_so_far: Cell<u32>,
}

impl Says {
    /// A name for another piece.
    pub(crate) fn name_piece(&self) -> u32 {
        self.pieces_so_far.set(self.pieces_so_far.get() + 1);
        self.pieces_so_far.get()
    }

    /// The piece was printed, and its elements say this from now on.
    pub(crate) fn learn(&self, piece: u32, says: OfPiece) {
        let mut pieces = self.pieces.borrow_mut();
        match pieces.iter_mut().find(|(other, _)| *other == piece) {
            Some((_, before)) => *before = says,
            None => pieces.push((piece, says)),
        }
    }

    /// The piece is gone.
    pub(crate) fn forget(&self, piece: u32) {
        let mut pieces = self.pieces.borrow_mut();
        let place = pieces.iter().position(|(other, _)| *other == piece);
        place.into_iter().for_each(|place| {
            pieces.swap_remove(place);
        });
    }

    /// Something happened inside the mount: the innermost element that listens to such events says what it says.
    pub(crate) fn hear(&self, kind: On, event: &Event, say: &Callback<Msg>) {
        let mut path = event.composed_path().into_iter();
        let Some(said) = path.find_map(|node| self.of(&node, kind)) else {
            return;
        };
        // A form must not reload the page.
        if kind == On::Submit {
            event.prevent_default();
        }
        event.stop_propagation();
        let msg = match said {
            Say::Msg(msg) => msg,
            Say::Itself(msg) if is_veil(event) => msg,
            Say::Itself(_) => return,
            Say::Value(Field::File) => {
                let file = file_of(event);
                return file
                    .into_iter()
                    .for_each(|file| parts::read_file(&file, say));
            }
            Say::Value(field) => match file_of(event) {
                Some(file) => return emit_content(&file, field, say),
                None => Msg::Typed(field, value_of(event)),
            },
            Say::Menu(about) => menu_at(about, event),
        };
        say.emit(msg);
    }

    /// The thing that an event happened to: that to which the element leads when it is pressed.
    pub(crate) fn thing(&self, event: &Event) -> Option<Selection> {
        let mut path = event.composed_path().into_iter();
        match path.find_map(|node| self.of(&node, On::Click))? {
            Say::Menu(Topic::Thing(thing)) | Say::Msg(Msg::Select(thing)) => Some(thing),
            _ => None,
        }
    }

    /// What an element says to an event.
    fn of(&self, node: &JsValue, kind: On) -> Option<Say> {
        let number = Reflect::get(node, &JsValue::from_str(NUMBER)).ok()?;
        let (piece, place) = named(number.as_f64()?);
        let pieces = self.pieces.borrow();
        let (_, says) = pieces.iter().find(|(other, _)| *other == piece)?;
        let mut says = says.get(place)?.iter();
        says.find_map(|(on, say)| (*on == kind).then(|| say.clone()))
    }
}

/// A piece has fewer elements that say something.
const PLACES: f64 = 65_536.0;

/// The number of the element at this place of a piece.
pub(crate) fn number(piece: u32, place: usize) -> f64 {
    f64::from(piece) * PLACES + place as f64
}

/// The piece and the place of a number.
fn named(number: f64) -> (u32, usize) {
    ((number / PLACES) as u32, (number % PLACES) as usize)
}

/// Emits the text of a file, once it has been read.
fn emit_content(file: &File, field: Field, say: &Callback<Msg>) {
    let bytes = file.size() as usize;
    if bytes > script::MOST_BYTES {
        return say.emit(Msg::FileTooLarge(bytes));
    }
    let say = say.clone();
    let read =
        move |text: JsValue| say.emit(Msg::Typed(field, text.as_string().unwrap_or_default()));
    let read = Closure::once(read);
    // A file that cannot be read says nothing, and the field stays as it is.
    let _ = file.text().then(&read);
    read.forget();
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
fn menu_at(about: Topic, event: &Event) -> Msg {
    let spot = dom::target(event).and_then(|target| {
        let host = target.closest(".app").ok()??.get_bounding_client_rect();
        let rect = target.get_bounding_client_rect();
        Some(Spot {
            x: (rect.left() + rect.width() / 2.0 - host.left()) as i16,
            y: (rect.bottom() - host.top()) as i16,
        })
    });
    Msg::OpenMenu(about, spot.unwrap_or_default())
}
