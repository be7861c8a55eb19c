//! The folder `examples/` of the site: pages that embed Raftscape in each way there is, and what `docs/` says as pages among them.

mod pages;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process;
use crate::setup::{self, Tools};

/// Its name in the site.
const FOLDER: &str = "examples";

/// What the slides take from reveal.js, under its names there.
const REVEAL: [&str; 4] = [
    "dist/reveal.mjs",
    "dist/reveal.css",
    "dist/reset.css",
    "LICENSE",
];

/// Fills the folder in a site that was just built.
///
/// # Errors
/// If a file cannot be read or written, or mdBook does not build the book.
pub(super) fn examples(tools: &Tools, site: &Path) -> Result<()> {
    let root = process::root()?;
    let (source, folder) = (root.join("www/examples"), site.join(FOLDER));
    copy(&source, &folder)?;
    let reveal = folder.join("slides/reveal");
    fs::create_dir(&reveal)?;
    let package = setup::npm_modules(tools)?.join("reveal.js");
    for file in REVEAL.map(|name| package.join(name)) {
        let name = file.file_name().context("a file has a name")?;
        fs::copy(&file, reveal.join(name)).with_context(|| file.display().to_string())?;
    }
    // What was copied of the book is its source.
    let book = folder.join("book");
    fs::remove_dir_all(&book)?;
    let mut mdbook = tools.command("mdbook");
    mdbook.env("MDBOOK_LOG", "warn").arg("build");
    process::run(mdbook.arg(source.join("book")).arg("--dest-dir").arg(book))?;
    pages::pages(&root.join("docs"), &folder)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to)?;
        } else {
            fs::copy(&path, to).with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}
