//! Reads scripts and lessons, and says what is wrong with them.

use crate::input;
use anyhow::{Context, Result};
use sim::script::{MOST_BYTES, Script};
use std::io::Read;
use std::path::Path;

/// A script that could not be read, as a text to print.
pub(crate) struct Wrong(pub(crate) String);

/// Reads a script, or of a lesson (a Markdown file) the script in its fenced `raft` blocks.
pub(crate) fn read(path: &Path) -> Result<Result<Script, Wrong>> {
    let name = input::name(path);
    let mut text = String::new();
    // One byte more than a script may have: then it says so itself.
    input::open(path)?
        .take(MOST_BYTES as u64 + 1)
        .read_to_string(&mut text)
        .with_context(|| format!("{name} cannot be read as text"))?;
    let script = match is_lesson(path) {
        true => Script::of_lesson(&text),
        false => Script::parse(&text),
    };
    Ok(script.map_err(|mistakes| {
        let shown = mistakes.0.iter().map(|mistake| mistake.show(&name));
        Wrong(shown.collect())
    }))
}

/// Whether the file is a script or a lesson, by its name.
pub(crate) fn is_script(path: &Path) -> bool {
    is_lesson(path)
        || path
            .extension()
            .is_some_and(|extension| extension == "raft")
}

fn is_lesson(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}
