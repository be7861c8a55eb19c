//! Files to read, where `-` is standard input.

use anyhow::{Context, Result};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// What messages call it.
pub(crate) fn name(path: &Path) -> String {
    if is_standard(path) {
        return "standard input".into();
    }
    path.display().to_string()
}

/// Opens it, to be read line by line.
pub(crate) fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    if is_standard(path) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).with_context(|| format!("{} cannot be opened", name(path)))?;
    Ok(Box::new(BufReader::new(file)))
}

/// Whether it is `-`.
pub(crate) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}
