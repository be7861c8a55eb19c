//! The options of a mount, as JavaScript gives them.

use crate::session::opening;
use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

/// What a page may ask of a mount.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) servers: Option<u8>,
    /// A random one if none.
    pub(crate) seed: Option<u64>,
    /// A link to a run.
    pub(crate) run: Option<String>,
    /// Whether the mount is the whole page, so that keys are its own wherever the focus is.
    pub(crate) full_page: bool,
}

impl Options {
    /// Reads an object: each name is known, and each value is right. What is undefined or null is left out.
    ///
    /// # Errors
    /// A message that says what would be right.
    pub(crate) fn read(object: &Object) -> Result<Options, String> {
        let mut options = Options::default();
        for pair in Object::entries(object) {
            let pair: Array = pair.unchecked_into();
            let value = pair.get(1);
            if !value.is_undefined() && !value.is_null() {
                options.set(&text(&pair.get(0)), &text(&value))?;
            }
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "servers" => self.servers = Some(opening::read_servers(value)?),
            "seed" => self.seed = Some(opening::read_seed(value)?),
            "run" => self.run = Some(value.to_owned()),
            "fullPage" => self.full_page = read_choice(name, value)?,
            _ => {
                return Err(format!(
                    "There is no option “{name}”; there are servers, seed, run and fullPage."
                ));
            }
        }
        Ok(())
    }
}

fn read_choice(name: &str, value: &str) -> Result<bool, String> {
    value
        .parse()
        .map_err(|_| format!("The option {name} is true or false, not “{value}”."))
}

/// A value as text, however it was given: an address gives text, a script numbers.
fn text(value: &JsValue) -> String {
    Array::of1(value).join("").into()
}
