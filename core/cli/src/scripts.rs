//! Reads scripts and lessons, and says what is wrong with them.

use crate::input;
use anyhow::{Result, bail};
use script::{MOST_BYTES, Script, ScriptErrors};
use std::path::Path;

/// What is wrong with a script or a recording, as a text to print.
pub(crate) struct Invalid(pub(crate) String);

/// Reads a script, or of a lesson (a Markdown file) the script in its fenced `raft` blocks.
pub(crate) fn read(path: &Path) -> Result<Result<Script, Invalid>> {
    of_bytes(path, bytes(path)?)
}

/// The script, or that of a lesson, which a file of this name holds.
pub(crate) fn of_bytes(path: &Path, bytes: Vec<u8>) -> Result<Result<Script, Invalid>> {
    let name = input::name(path);
    Ok(match parse(path, bytes)? {
        Ok(script) if is_lesson(path) && is_empty(&script) => {
            let sentence = "There is no command in a fenced `raft` block, so this is no lesson.";
            Err(Invalid(format!("{name}: {sentence}\n")))
        }
        Ok(script) => Ok(script),
        Err(errors) => {
            let shown = errors.0.iter().map(|error| error.show(&name));
            Err(Invalid(shown.collect()))
        }
    })
}

/// One byte more than a script may have: then it says so itself.
fn bytes(path: &Path) -> Result<Vec<u8>> {
    input::read(path, MOST_BYTES + 1)
}

fn parse(path: &Path, mut bytes: Vec<u8>) -> Result<Result<Script, ScriptErrors>> {
    let name = input::name(path);
    bytes.truncate(MOST_BYTES + 1);
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        // Perhaps it was cut within a letter.
        Err(error) if error.as_bytes().len() > MOST_BYTES => {
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        }
        Err(error) => {
            let line = 1 + newlines(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
            bail!("{name}, line {line}: this is no text, or none in UTF-8");
        }
    };
    Ok(match is_lesson(path) {
        true => Script::of_lesson(&text),
        false => Script::parse(&text),
    })
}

fn newlines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

fn is_empty(script: &Script) -> bool {
    script.lines.iter().all(|line| line.command.is_none())
}

/// Whether the file is a script by its name, or a lesson by its name and by what it holds.
pub(crate) fn is_script(path: &Path) -> Result<bool> {
    if is_lesson(path) {
        return Ok(!parse(path, bytes(path)?)?.is_ok_and(|script| is_empty(&script)));
    }
    Ok(has_extension(path, "raft"))
}

fn is_lesson(path: &Path) -> bool {
    has_extension(path, "md")
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|own| own == wanted)
}
