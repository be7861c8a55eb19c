//! What can be run: a script, a lesson, a recording in a file, or a link.

use crate::input;
use crate::scripts::{self, Invalid};
use anyhow::Result;
use recording::{MOST_FILE_BYTES, Recording, RecordingError};
use script::{DEFAULT_SEED, Script};
use sim::World;
use std::path::Path;

pub(crate) enum Source {
    Script(Box<Script>),
    Recording(Box<Recording>),
}

/// What stands before the letters of a link in an address.
const KEY: &str = "#run=";

/// Reads what was given: a link, or a file that holds a recording, a link, a script or a lesson.
pub(crate) fn read(given: &Path) -> Result<Result<Source, Invalid>> {
    if let Some(link) = link(given) {
        return Ok(recording(&name(given), Recording::from_text(link)));
    }
    let name = input::name(given);
    // One byte more than a recording may have: then it says so itself.
    let bytes = input::read(given, MOST_FILE_BYTES + 1)?;
    if recording::is_file(&bytes) {
        return Ok(recording(&name, Recording::from_file(&bytes)));
    }
    if let Some(link) = held_link(&bytes) {
        return Ok(recording(&name, Recording::from_text(link)));
    }
    let script = scripts::of_bytes(given, bytes)?;
    Ok(script.map(|script| Source::Script(Box::new(script))))
}

/// What was given, in messages.
pub(crate) fn name(given: &Path) -> String {
    match link(given) {
        Some(link) if link.contains(KEY) => "the link".into(),
        Some(_) => "no such file, so this is read as a link".into(),
        None => input::name(given),
    }
}

impl Source {
    /// The world at the beginning.
    pub(crate) fn world(&self, seed: Option<u64>) -> Result<World> {
        Ok(match self {
            Source::Script(script) => {
                let (settings, own_seed) = script.settings()?;
                World::new(settings, seed.or(own_seed).unwrap_or(DEFAULT_SEED))?
            }
            Source::Recording(recording) => World::new(recording.settings, recording.seed)?,
        })
    }
}

fn recording(name: &str, read: Result<Recording, RecordingError>) -> Result<Source, Invalid> {
    match read {
        Ok(recording) => Ok(Source::Recording(Box::new(recording))),
        Err(error) => Err(Invalid(format!("{name}: {error}\n"))),
    }
}

/// What was given, if that is a link: an address with a run in it, or letters that are no file's name.
fn link(given: &Path) -> Option<&str> {
    let text = given.to_str().filter(|_| !given.exists())?;
    (text.contains(KEY) || is_letters(text)).then_some(text)
}

/// Whether a text may be the letters of a link: none is as short as the names of most files.
fn is_letters(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    text.len() >= 40 && text.bytes().all(is_letter)
}

/// The link that a file holds, if it holds nothing else.
fn held_link(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let is_alone = text.contains(KEY) && !text.contains(char::is_whitespace);
    is_alone.then_some(text)
}
