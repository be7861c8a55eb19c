//! Pointers, fingers and wheels on the strips of the time bar. A browser reports a move once in a frame at most, so that no more moments
//! are sought than are drawn.

use crate::browser::dom;
use crate::session::Msg;
use crate::session::axis::Zoom;
use crate::session::bar::Along;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, MouseEvent, PointerEvent, WheelEvent};
use yew::Callback;

/// How far a pointer may stray while it is pressed, in pixels.
const STILL: i32 = 3;

/// A pointer that is pressed on the strips.
#[derive(Clone, Copy)]
struct Pressed {
    pointer: i32,
    /// Where it was pressed, and where it is now: so many pixels from the left.
    first: i32,
    last: i32,
    /// Whether it was moved, or moves the strips.
    is_drag: bool,
    /// Whether it moves the strips, and not the moment that is shown.
    pans: bool,
}

pub(crate) struct Drag {
    say: Callback<Msg>,
    pressed: RefCell<Vec<Pressed>>,
}

impl Drag {
    pub(crate) fn new(say: Callback<Msg>) -> Drag {
        Drag {
            say,
            pressed: RefCell::default(),
        }
    }

    pub(crate) fn hear(&self, event: &Event) {
        let strips = dom::target(event).and_then(|it| it.closest(".strips").ok().flatten());
        match (
            strips,
            event.dyn_ref::<WheelEvent>(),
            event.dyn_ref::<PointerEvent>(),
        ) {
            (Some(strips), Some(wheel), _) => self.turn(wheel, &strips),
            (Some(strips), _, Some(pointer)) => match &*event.type_() {
                "pointerdown" => self.press(pointer, &strips),
                "pointermove" => self.go(pointer, &strips),
                kind @ ("pointerup" | "pointercancel") => {
                    self.release(pointer, kind == "pointerup");
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn press(&self, event: &PointerEvent, strips: &Element) {
        if event.button() != 0 {
            return;
        }
        // It fails only for a pointer that is gone.
        let _ = strips.set_pointer_capture(event.pointer_id());
        let x = along(event, strips);
        let mut pressed = self.pressed.borrow_mut();
        let pans = event.shift_key() || !pressed.is_empty();
        pressed.push(Pressed {
            pointer: event.pointer_id(),
            first: x,
            last: x,
            is_drag: pans,
            pans,
        });
        if pans {
            pressed
                .iter_mut()
                .for_each(|it| (it.is_drag, it.pans) = (true, true));
        } else {
            self.say.emit(Msg::Along(Along::To(x as u16)));
        }
    }

    /// One pointer goes along the run, or moves the strips; two stretch them.
    fn go(&self, event: &PointerEvent, strips: &Element) {
        let x = along(event, strips);
        let mut pressed = self.pressed.borrow_mut();
        let other = pressed.iter().find(|it| it.pointer != event.pointer_id());
        let other = other.map(|it| it.last);
        let Some(own) = pressed
            .iter_mut()
            .find(|it| it.pointer == event.pointer_id())
        else {
            return;
        };
        let before = std::mem::replace(&mut own.last, x);
        own.is_drag |= (x - own.first).abs() > STILL;
        if let Some(other) = other {
            let apart = |x: i32| (x - other).abs().max(1);
            let percent = apart(before) * 100 / apart(x) - 100;
            self.say
                .emit(Msg::Zoom(Zoom::Around(other as u16, percent)));
        } else if own.pans {
            self.say.emit(Msg::Zoom(Zoom::Pan(before - x)));
        } else if own.is_drag {
            self.say.emit(Msg::Along(Along::To(x as u16)));
        }
    }

    fn release(&self, event: &PointerEvent, is_up: bool) {
        let mut pressed = self.pressed.borrow_mut();
        let own = pressed
            .iter()
            .position(|it| it.pointer == event.pointer_id());
        let own = own.map(|place| pressed.swap_remove(place));
        if let Some(own) = own.filter(|own| is_up && !own.is_drag) {
            self.say.emit(Msg::PointAt(own.last as u16));
        }
    }

    /// With Ctrl, which is what a trackpad says of two fingers, a wheel looks more closely at a place; sideways it moves the strips.
    /// What else it does is the page's.
    fn turn(&self, event: &WheelEvent, strips: &Element) {
        // A browser that does not count in pixels counts in lines.
        let pixels = |by: f64| by as i32 * if event.delta_mode() == 0 { 1 } else { 33 };
        let (x, y) = (pixels(event.delta_x()), pixels(event.delta_y()));
        let zoom = match (event.ctrl_key(), event.shift_key()) {
            (true, _) => Zoom::Around(along(event, strips) as u16, y),
            (_, true) if x == 0 => Zoom::Pan(y),
            _ if x.abs() > y.abs() => Zoom::Pan(x),
            _ => return,
        };
        event.prevent_default();
        self.say.emit(Msg::Zoom(zoom));
    }
}

/// How far from the left of the strips, in pixels.
fn along(event: &MouseEvent, strips: &Element) -> i32 {
    let left = strips.get_bounding_client_rect().left() as i32;
    (event.client_x() - left).max(0)
}
