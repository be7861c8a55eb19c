//! Files to read, where `-` is standard input.

use crate::output;
use anyhow::{Context, Result};
use same_file::Handle;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

/// What editors of other systems put before a text, to say that it is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The name of a file in messages.
pub(crate) fn name(path: &Path) -> String {
    if is_standard(path) {
        return "standard input".into();
    }
    output::visible_name(path.display())
}

/// Opens a file to be read line by line, behind its byte order mark if it has one.
pub(crate) fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    let opened = match is_standard(path) {
        true => without_mark(io::stdin().lock()),
        false => File::open(path).and_then(|file| without_mark(BufReader::new(file))),
    };
    opened.with_context(|| format!("{} cannot be opened", name(path)))
}

/// Reads a file, or as many bytes of it, behind its byte order mark if it has one.
pub(crate) fn read(path: &Path, most: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?
        .take(most as u64)
        .read_to_end(&mut bytes)
        .with_context(|| format!("{} cannot be read", name(path)))?;
    Ok(bytes)
}

fn without_mark(mut input: impl BufRead + 'static) -> io::Result<Box<dyn BufRead>> {
    let mut begin = Vec::new();
    let length = BYTE_ORDER_MARK.len() as u64;
    input.by_ref().take(length).read_to_end(&mut begin)?;
    if begin == BYTE_ORDER_MARK {
        begin.clear();
    }
    Ok(Box::new(Cursor::new(begin).chain(input)))
}

/// Whether it is `-`.
pub(crate) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Whether to write `output` would write over what is read from `input`, by whatever names they go.
pub(crate) fn is_overwritten(input: &Path, output: &Path) -> bool {
    // To look at a pipe would mean to open it, and to wait for its other end.
    let is_file = |path: &Path| fs::metadata(path).is_ok_and(|known| known.is_file());
    if !is_file(output) {
        return false;
    }
    let source = match is_standard(input) {
        true => Handle::stdin(),
        false if is_file(input) => Handle::from_path(input),
        false => return false,
    };
    matches!((source, Handle::from_path(output)), (Ok(source), Ok(output)) if source == output)
}
