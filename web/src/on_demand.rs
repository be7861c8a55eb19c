//! What loads on demand: the script language, which the first download does without. It is a part of the module that lies
//! in a file of its own, and comes into the same memory; this is the only place where the page calls it.

use raft::Time;
use script::{DEFAULT_SEED, Done, Player, Position, Run, Script, Stop};
use sim::{Settings, World};
#[cfg(feature = "split")]
use std::sync::OnceLock;

/// The script language, as far as the page speaks it.
pub(crate) struct Language {
    /// What was done to a world of these settings and this seed, through this moment, as a script.
    pub(crate) write: fn(Settings, u64, &[Done], Position) -> String,
    /// Reads a script, or the one in a lesson: what plays it, and its world; or what is wrong with it, with line and column.
    pub(crate) read: fn(&str) -> Read,
}

/// What plays a script, and the world that it asks for; or what is wrong with it.
type Read = Result<(Box<dyn Plays>, World), String>;

/// Plays a script: a [`Player`], as the page sees one.
pub(crate) trait Plays {
    fn next(&mut self, run: &mut dyn Run, limit: Time, budget: &mut u64) -> Stop;

    /// The reader did something to the run.
    fn observe(&mut self, run: &dyn Run);

    /// Another one that goes on from here.
    fn copy(&self) -> Box<dyn Plays>;
}

impl Plays for Player {
    fn next(&mut self, run: &mut dyn Run, limit: Time, budget: &mut u64) -> Stop {
        Player::next(self, run, limit, budget)
    }

    fn observe(&mut self, run: &dyn Run) {
        Player::observe(self, run);
    }

    fn copy(&self) -> Box<dyn Plays> {
        Box::new(self.clone())
    }
}

static LANGUAGE: Language = Language { write, read };

/// The language once it has been loaded, by whichever mount.
#[cfg(feature = "split")]
static LOADED: OnceLock<&'static Language> = OnceLock::new();

/// The script language, if it is there.
#[cfg(feature = "split")]
pub(crate) fn language() -> Option<&'static Language> {
    LOADED.get().copied()
}

#[cfg(not(feature = "split"))]
pub(crate) fn language() -> Option<&'static Language> {
    Some(&LANGUAGE)
}

/// Loads the script language; false if that fails, and then it can be tried again.
#[cfg(feature = "split")]
pub(crate) async fn load() -> bool {
    let loaded = part::language().await;
    loaded.is_ok_and(|language| std::ptr::eq(*LOADED.get_or_init(|| language), language))
}

/// What is reached from here only lies in the part.
#[cfg(feature = "split")]
// A call from one part to another is one by C's rules, which Rust cannot check; both are compiled together.
#[allow(unsafe_code)]
mod part {
    use super::{LANGUAGE, Language};
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    #[wasm_split(script, fallible)]
    pub(super) fn language() -> Result<&'static Language, SplitLoaderError> {
        Ok(&LANGUAGE)
    }
}

fn write(settings: Settings, seed: u64, done: &[Done], end: Position) -> String {
    Script::of_run(settings, seed, done, end).to_string()
}

fn read(text: &str) -> Read {
    let script = match text.lines().any(|line| line.trim_end() == "```raft") {
        true => Script::of_lesson(text),
        false => Script::parse(text),
    };
    let script = script.map_err(|mistakes| {
        let shown = mistakes.0.iter().map(|mistake| mistake.show("script"));
        shown.collect::<String>()
    })?;
    let (settings, seed) = script.settings().map_err(|error| error.show("script"))?;
    let world = World::new(settings, seed.unwrap_or(DEFAULT_SEED)).map_err(|error| error.0)?;
    Ok((Box::new(Player::new(script)), world))
}
