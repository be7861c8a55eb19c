//! What JavaScript holds, by the names that it has there. Each method of `web-sys` that nothing else uses would stand in the glue,
//! which every reader downloads; what takes pictures loads for those who take one. What throws is noted, and is nothing: to hand
//! on an error from each of hundreds of calls doubles the code.

use js_sys::{Array, Function, Reflect};
use std::sync::atomic::{AtomicBool, Ordering};
use wasm_bindgen::{JsCast, JsValue};

#[derive(Clone)]
pub(super) struct Thing(pub(super) JsValue);

static THREW: AtomicBool = AtomicBool::new(false);

/// Whether anything has thrown since this was asked for the last time.
pub(super) fn has_thrown() -> bool {
    THREW.swap(false, Ordering::Relaxed)
}

fn noted(got: Result<JsValue, JsValue>) -> Thing {
    Thing(got.unwrap_or_else(|_| {
        THREW.store(true, Ordering::Relaxed);
        JsValue::UNDEFINED
    }))
}

impl Thing {
    #[inline(never)]
    pub(super) fn get(&self, name: &str) -> Thing {
        noted(Reflect::get(&self.0, &JsValue::from_str(name)))
    }

    #[inline(never)]
    pub(super) fn call(&self, name: &str, with: &[&JsValue]) -> Thing {
        let method: Function = self.get(name).0.unchecked_into();
        let list = Array::new();
        for argument in with {
            list.push(argument);
        }
        noted(Reflect::apply(&method, &self.0, &list))
    }

    pub(super) fn set(&self, name: &str, value: &str) {
        let (name, value) = (JsValue::from_str(name), JsValue::from_str(value));
        noted(Reflect::set(&self.0, &name, &value).map(JsValue::from));
    }

    pub(super) fn is_there(&self) -> bool {
        !self.0.is_undefined() && !self.0.is_null()
    }

    /// The text of this name; empty if it is none.
    #[inline(never)]
    pub(super) fn text(&self, name: &str) -> String {
        self.get(name).0.as_string().unwrap_or_default()
    }

    /// Whether the text of this name is this one.
    #[inline(never)]
    pub(super) fn says(&self, name: &str, value: &str) -> bool {
        self.text(name) == value
    }

    /// The number of this name; 0 if it is none.
    #[inline(never)]
    pub(super) fn number(&self, name: &str) -> f64 {
        self.get(name).0.as_f64().unwrap_or(0.0)
    }

    /// An attribute of an element, if it has it.
    #[inline(never)]
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let name = JsValue::from_str(name);
        self.call("getAttribute", &[&name]).0.as_string()
    }

    /// What stands in a list, or in something like one.
    pub(super) fn each(&self) -> Vec<Thing> {
        let count = self.number("length") as usize;
        (0..count)
            .map(|place| self.get(&place.to_string()))
            .collect()
    }
}
