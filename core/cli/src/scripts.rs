//! Reads scripts and lessons, and says what is wrong with them.

use crate::input;
use anyhow::{Context, Result, bail};
use script::{MOST_BYTES, Script, ScriptErrors};
use std::io::Read;
use std::path::Path;

/// What is wrong with a script, as a text to print.
pub(crate) struct Invalid(pub(crate) String);

/// Reads a script, or of a lesson (a Markdown file) the script in its fenced `raft` blocks.
pub(crate) fn read(path: &Path) -> Result<Result<Script, Invalid>> {
    let name = input::name(path);
    Ok(match parse(path)? {
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

fn parse(path: &Path) -> Result<Result<Script, ScriptErrors>> {
    let name = input::name(path);
    let mut bytes = Vec::new();
    // One byte more than a script may have: then it says so itself.
    input::open(path)?
        .take(MOST_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("{name} cannot be read"))?;
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
        return Ok(!parse(path)?.is_ok_and(|script| is_empty(&script)));
    }
    Ok(has_extension(path, "raft"))
}

fn is_lesson(path: &Path) -> bool {
    has_extension(path, "md")
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|own| own == wanted)
}
