//! The options of a mount, as JavaScript gives them.

use crate::session::Msg;
use crate::session::door::{Content, Wish};
use crate::session::opening;
use crate::session::outfit::{self, Outfit};
use crate::session::playback::Speed;
use js_sys::{Array, Function, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// What a page may ask of a mount.
pub(crate) struct Options {
    pub(crate) servers: Option<u8>,
    /// A random one if none.
    pub(crate) seed: Option<u64>,
    /// Whether the mount is the whole page, so that keys are its own wherever the focus is, and the address names the run.
    pub(crate) full_page: bool,
    /// Whether keys are its own wherever the focus is.
    pub(crate) all_keys: bool,
    pub(crate) live: Live,
    /// How it begins.
    pub(crate) wish: Wish,
    /// What was done in a run that ended with the module in which it was.
    journal: String,
    /// Called when something has happened that the page may want to hear of.
    pub(crate) hear: Option<Function>,
    /// Called when another mount has ended the module by a panic, with what was done in this one, and how many events have happened.
    pub(crate) panicked: Option<Function>,
}

/// What a page may ask for again while the mount lives.
#[derive(Default)]
pub(crate) struct Live {
    pub(crate) outfit: Outfit,
    pub(crate) speed: Option<Speed>,
    /// Shows what it says.
    pub(crate) view: Option<Msg>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            servers: None,
            seed: None,
            full_page: false,
            all_keys: false,
            live: Live::default(),
            wish: Wish {
                plays: true,
                ..Wish::default()
            },
            journal: String::new(),
            hear: None,
            panicked: None,
        }
    }
}

const NAMES: &str = "servers, seed, run, script, scenario, file, autoplay, startAt, stopAt, posterAt, keys, fullPage, journal, events, hear, panicked, ";

const LIVE: &str = "speed, view, controls, panels, interactive and focus";

impl Options {
    /// Reads an object: each name is known, and each value is right. What is undefined or null is left out.
    ///
    /// # Errors
    /// A message that says what would be right.
    pub(crate) fn read(object: &Object) -> Result<Options, String> {
        let mut options = Options::default();
        each(object, |name, value| options.set(name, value))?;
        let (journal, wish) = (std::mem::take(&mut options.journal), &options.wish);
        if let Some(events) = wish.at.filter(|_| !journal.is_empty()) {
            options.wish = Wish {
                content: Content::Journal(journal, events),
                plays: wish.plays,
                ..Wish::default()
            };
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, value: JsValue) -> Result<(), String> {
        let words = text(&value);
        match name {
            "servers" => self.servers = Some(opening::read_servers(&words)?),
            "seed" => self.seed = Some(opening::read_seed(&words)?),
            "run" => self.wish.content = Content::Link(words),
            "script" => self.wish.content = Content::Script(words),
            "scenario" => self.wish.content = Content::Scenario(words),
            "file" => self.wish.content = Content::File(Uint8Array::new(&value).to_vec()),
            "autoplay" => self.wish.plays = read_choice(name, &words)?,
            "startAt" => self.wish.start = Some(words),
            "stopAt" => self.wish.stop = Some(words),
            "posterAt" => self.wish.poster = Some(words),
            "keys" => self.all_keys = read_keys(&words)?,
            "fullPage" => self.full_page = read_choice(name, &words)?,
            "journal" => self.journal = words,
            "events" => self.wish.at = words.parse().ok(),
            "hear" => self.hear = value.dyn_into().ok(),
            "panicked" => self.panicked = value.dyn_into().ok(),
            _ if self.live.set(name, &words)? => {}
            _ => {
                return Err(format!(
                    "There is no option “{name}”; there are {NAMES}{LIVE}."
                ));
            }
        }
        Ok(())
    }
}

impl Live {
    /// What it asks of a session.
    pub(crate) fn into_msgs(self) -> impl Iterator<Item = Msg> {
        let speed = self.speed.map(Msg::Speed);
        let outfit = Some(Msg::Outfit(self.outfit));
        [speed, outfit, self.view].into_iter().flatten()
    }

    /// Reads what is to change of a mount that has this outfit.
    ///
    /// # Errors
    /// A message that says what would be right.
    pub(crate) fn read(object: &Object, outfit: Outfit) -> Result<Live, String> {
        let mut live = Live {
            outfit,
            ..Live::default()
        };
        each(object, |name, value| {
            match live.set(name, &text(&value))? {
                true => Ok(()),
                false => Err(format!(
                    "“{name}” cannot be changed in a cluster that is shown; {LIVE} can."
                )),
            }
        })?;
        Ok(live)
    }

    /// False if there is no such option.
    fn set(&mut self, name: &str, words: &str) -> Result<bool, String> {
        match name {
            "speed" => self.speed = Some(Speed::read(words)?),
            "view" => self.view = Some(outfit::read_view(words)?),
            "controls" | "panels" | "interactive" | "focus" => self.outfit.read(name, words)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Does this with each name of an object and its value, as far as there is one.
fn each(
    object: &Object,
    mut then: impl FnMut(&str, JsValue) -> Result<(), String>,
) -> Result<(), String> {
    for pair in Object::entries(object) {
        let pair: Array = pair.unchecked_into();
        let value = pair.get(1);
        if !value.is_undefined() && !value.is_null() {
            then(&text(&pair.get(0)), value)?;
        }
    }
    Ok(())
}

fn read_choice(name: &str, value: &str) -> Result<bool, String> {
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
