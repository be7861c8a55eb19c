//! The options of a mount, as JavaScript gives them. What need not be known before the first frame is kept as it was written, and read where
//! the session knows it (`session/door/dress.rs`, `session/door/opening.rs`).

use crate::session::door::{Content, Wish};
use crate::session::opening;
use crate::session::outfit::{self, Controls};
use js_sys::{Array, Function, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// What a page may ask of a mount.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) servers: Option<u8>,
    /// A random one if none.
    pub(crate) seed: Option<u64>,
    /// Whether the mount is the whole page, so that keys are its own wherever the focus is, and the address names the run.
    pub(crate) full_page: bool,
    /// Whether keys are its own wherever the focus is.
    pub(crate) all_keys: bool,
    pub(crate) controls: Controls,
    /// How it begins.
    pub(crate) wish: Wish,
    /// Called when something has happened that the page may want to hear of.
    pub(crate) hear: Option<Function>,
    /// Called when another mount has ended the module by a panic, with what was done in this one, and how many events have happened.
    pub(crate) panicked: Option<Function>,
}

const NAMES: &str = "servers, seed, run, script, scenario, file, autoplay, startAt, stopAt, posterAt, speed, view, controls, panels, interactive, focus and keys";

impl Options {
    /// Reads an object: each name is known. What is undefined or null is left out.
    ///
    /// # Errors
    /// A message that says what would be right.
    pub(crate) fn read(object: &Object) -> Result<Options, String> {
        let mut options = Options::default();
        options.wish.plays = true;
        for pair in Object::entries(object) {
            let pair: Array = pair.unchecked_into();
            let value = pair.get(1);
            if !value.is_undefined() && !value.is_null() {
                options.set(text(&pair.get(0)), value)?;
            }
        }
        Ok(options)
    }

    fn set(&mut self, name: String, value: JsValue) -> Result<(), String> {
        let words = text(&value);
        match &*name {
            "servers" => self.servers = Some(opening::read_servers(&words)?),
            "seed" => self.seed = Some(opening::read_seed(&words)?),
            "run" => self.wish.content = Content::Link(words),
            "script" => self.wish.content = Content::Script(words),
            "scenario" => self.wish.content = Content::Scenario(words),
            "file" => self.wish.content = Content::File(Uint8Array::new(&value).to_vec()),
            "autoplay" => self.wish.plays = read_choice(&name, &words)?,
            "controls" => self.controls = outfit::read_controls(&words)?,
            "keys" => self.all_keys = read_keys(&words)?,
            "fullPage" => self.full_page = read_choice(&name, &words)?,
            "hear" => self.hear = value.dyn_into().ok(),
            "panicked" => self.panicked = value.dyn_into().ok(),
            "startAt" | "stopAt" | "posterAt" | "journal" | "events" => {
                self.wish.moments.push((name, words));
            }
            "speed" | "view" | "panels" | "interactive" | "focus" => {
                self.wish.dress.push((name, words));
            }
            _ => return Err(format!("There is no option “{name}”; there are {NAMES}.")),
        }
        Ok(())
    }
}

/// What an address names without a value is so.
fn read_choice(name: &str, value: &str) -> Result<bool, String> {
    if value.is_empty() {
        return Ok(true);
    }
    value
        .parse()
        .map_err(|_| format!("The option {name} is true or false, not “{value}”."))
}

fn read_keys(value: &str) -> Result<bool, String> {
    match value {
        "element" => Ok(false),
        "document" => Ok(true),
        _ => Err(format!("keys is element or document, not “{value}”.")),
    }
}

/// A value as text, however it was given: an address gives text, a script numbers.
fn text(value: &JsValue) -> String {
    Array::of1(value).join("").into()
}
