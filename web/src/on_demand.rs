//! What loads on demand: the script language, which the first download does without. It is a part of the module that lies
//! in a file of its own, and comes into the same memory; this is the only place where the page calls it.

use script::{Done, Narration, Position, Report, Script};
use sim::Settings;
#[cfg(feature = "split")]
use std::sync::OnceLock;

/// The script language, as far as the page speaks it.
pub(crate) struct Language {
    /// What was done to a world of these settings and this seed, through this moment, as a script.
    pub(crate) write: fn(Settings, u64, &[Done], Position) -> String,
    /// Plays a script to its end; or what is wrong with it, with line and column.
    pub(crate) play: fn(&str) -> Result<Played, String>,
}

/// A script that was played to its end.
pub(crate) struct Played {
    pub(crate) settings: Settings,
    pub(crate) seed: u64,
    pub(crate) actions: Vec<Done>,
    pub(crate) remarks: Vec<Remark>,
    pub(crate) end: Position,
    /// Whether all expectations passed, in a sentence.
    pub(crate) verdict: String,
}

/// What a script says at a moment.
pub(crate) struct Remark {
    pub(crate) at: Position,
    pub(crate) words: String,
    /// Whether it is a question, at which time stops.
    pub(crate) asks: bool,
}

static LANGUAGE: Language = Language { write, play };

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

#[cfg(not(feature = "split"))]
pub(crate) async fn load() -> bool {
    true
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

fn play(text: &str) -> Result<Played, String> {
    let script = Script::parse(text).map_err(|mistakes| {
        let shown = mistakes.0.iter().map(|mistake| mistake.show("script"));
        shown.collect::<String>()
    })?;
    let report = script::play(&script, None, &mut |_| {}).map_err(|error| error.show("script"))?;
    let verdict = verdict(&report);
    let remark = |(_, at, narration)| {
        let asks = matches!(narration, Narration::Ask(_));
        words(narration).map(|words| Remark { at, words, asks })
    };
    Ok(Played {
        settings: report.settings,
        seed: report.seed,
        actions: report.done,
        remarks: report.narration.into_iter().filter_map(remark).collect(),
        end: report.world.position(),
        verdict,
    })
}

/// A remark that is meant to be read.
fn words(narration: Narration) -> Option<String> {
    match narration {
        Narration::Say(words) | Narration::Ask(words) | Narration::Goal(words) => Some(words),
        Narration::Reached(words) => Some(format!("Reached: {words}")),
        Narration::Mark(_) | Narration::Focus(_) | Narration::Show(_) => None,
    }
}

fn verdict(report: &Report) -> String {
    match report.failures.first() {
        None => "Script finished; all expectations passed.".into(),
        Some(failure) => format!(
            "Expectation failed at line {}: {}. {}.",
            failure.line,
            failure.expected,
            failure.found.trim_end_matches('.')
        ),
    }
}
