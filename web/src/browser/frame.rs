//! The loop of animation frames. It asks for frames while it lives; dropping it stops it.

use crate::browser::panic;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

pub(crate) struct Frames(Rc<Loop>);

/// What the browser calls at a frame, with the milliseconds since the page opened.
type Tick = Closure<dyn FnMut(f64)>;

struct Loop {
    then: Box<dyn Fn(u32)>,
    /// When the frame before was, in milliseconds.
    before: Cell<Option<f64>>,
    /// Names the frame that is asked for.
    asked: Cell<i32>,
    tick: RefCell<Option<Tick>>,
}

impl Frames {
    /// Calls `then` at each frame from the next one on, with the microseconds since the one before.
    pub(crate) fn start(then: Box<dyn Fn(u32)>) -> Frames {
        let frames = Rc::new(Loop {
            then,
            before: Cell::new(None),
            asked: Cell::new(0),
            tick: RefCell::new(None),
        });
        let weak = Rc::downgrade(&frames);
        let tick = Tick::new(move |now| {
            if let Some(frames) = weak.upgrade().filter(|_| !panic::happened()) {
                frames.frame(now);
            }
        });
        *frames.tick.borrow_mut() = Some(tick);
        frames.ask();
        Frames(frames)
    }
}

impl Loop {
    fn frame(&self, now: f64) {
        let before = self.before.replace(Some(now)).unwrap_or(now);
        self.ask();
        (self.then)(((now - before) * 1_000.0) as u32);
    }

    fn ask(&self) {
        let tick = self.tick.borrow();
        let (Some(window), Some(tick)) = (web_sys::window(), tick.as_ref()) else {
            return;
        };
        let asked = window.request_animation_frame(tick.as_ref().unchecked_ref());
        self.asked.set(asked.unwrap_or(0));
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            // It fails only for a frame that is not asked for any more.
            let _ = window.cancel_animation_frame(self.0.asked.get());
        }
    }
}
