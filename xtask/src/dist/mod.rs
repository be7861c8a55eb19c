//! `cargo xtask dist`: the optimised static site, and what it costs to download.

mod bundle;
mod edits;
mod examples;
mod factory;
mod npm;
mod optimise;
mod publish;
mod single;
mod snip;
mod split;
mod squeeze;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};

pub(crate) use npm::npm;
pub(crate) use optimise::optimise;
pub(crate) use publish::Publish;
pub(crate) use single::{Shown, script, single};

use crate::process;
use crate::setup::{self, Tools};

/// The most that the first download may weigh after gzip, in bytes: all that a browser asks for until the first leader
/// stands, which is every file of the site but the parts that load on demand.
pub(crate) const BUDGET: usize = 279_900;

/// A file of the site.
pub(crate) struct File {
    name: String,
    raw: usize,
    gzip: usize,
    /// What the reader does that loads it; none if it is of the first download.
    loaded_by: Option<&'static str>,
}

/// Builds the site into `dist/`, prints what it weighs, and makes it ready to be published.
///
/// # Errors
/// If a tool is missing, the build fails, or the first download weighs more than its budget.
pub(crate) fn dist(wishes: &Publish) -> Result<()> {
    build(&setup::for_dist()?)?;
    publish::publish(&site()?, wishes)
}

/// Where it is built.
pub(crate) fn site() -> Result<PathBuf> {
    Ok(process::root()?.join("dist"))
}

/// Builds the site with tools that have been set up, and prints what it weighs.
///
/// # Errors
/// If the build fails, or the first download weighs more than its budget.
pub(crate) fn build(tools: &Tools) -> Result<()> {
    let files = make(tools)?;
    print_table(&files);
    within_budget(first_download(&files))
}

/// Builds the site into `dist/`; what is said meanwhile goes to standard error.
///
/// # Errors
/// If the build fails.
pub(crate) fn make(tools: &Tools) -> Result<Vec<File>> {
    eprintln!(
        "Building the optimised site into dist/ (the first time usually 2 minutes, later 30 seconds)."
    );
    let mut trunk = tools.command("trunk");
    trunk.args(["build", "--release", "--locked", "--skip-version-check"]);
    trunk.args(["--features", "split"]);
    process::run(trunk.stdout(io::stderr()))?;
    let site = site()?;
    let parts = split::split(tools, &site)?;
    squeeze::modules(tools, &site, &parts)?;
    single::embed(tools, &site)?;
    squeeze::texts(tools, &site)?;
    let files = weigh(&site)?;
    examples::examples(tools, &site)?;
    Ok(files)
}

/// What the first download weighs after gzip, in bytes.
pub(crate) fn first_download(files: &[File]) -> usize {
    let first = files.iter().filter(|file| file.loaded_by.is_none());
    first.map(|file| file.gzip).sum()
}

fn within_budget(total: usize) -> Result<()> {
    if total > BUDGET {
        bail!(
            "the first download weighs {total} bytes after gzip, which is {} more than its budget of {BUDGET}",
            total - BUDGET
        );
    }
    Ok(())
}

fn weigh(site: &Path) -> Result<Vec<File>> {
    let mut weighed = Vec::new();
    for file in files(site)? {
        let name = name_in(site, &file)?;
        let bytes = fs::read(&file).with_context(|| format!("{name} cannot be read"))?;
        weighed.push(File {
            loaded_by: loaded_by(&name),
            name,
            raw: bytes.len(),
            gzip: compressed(&bytes)?.len(),
        });
    }
    weighed.sort_by(|a, b| b.gzip.cmp(&a.gzip).then_with(|| a.name.cmp(&b.name)));
    Ok(weighed)
}

/// What loads a file of the site; none if it is of the first download.
fn loaded_by(name: &str) -> Option<&'static str> {
    if name.contains('/') {
        return Some("opening this page");
    }
    single::loaded_by(name).or_else(|| split::loaded_by(name))
}

/// The files of a site and of its folders, in order.
fn files(site: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(site)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => found.extend(files(&entry.path())?),
            false => found.push(entry.path()),
        }
    }
    found.sort();
    Ok(found)
}

/// By which name a site knows one of its files: `index.html`, `examples/plain.html`.
fn name_in(site: &Path, file: &Path) -> Result<String> {
    let name = file
        .strip_prefix(site)
        .context("it is a file of the site")?;
    let words = name.iter().map(|word| word.to_string_lossy());
    Ok(words.collect::<Vec<_>>().join("/"))
}

/// A file as a server sends it that compresses well.
fn compressed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Prints the files of the first download and their sum, and then each part with what loads it.
fn print_table(files: &[File]) {
    let row = |name: &str, raw: usize, gzip: usize, words: &str| {
        println!(
            "{}",
            format!("{name:<24} {raw:>10} {gzip:>10}  {words}").trim_end()
        );
    };
    println!(
        "\n{:<24} {:>10} {:>10}",
        "file in dist/", "bytes", "gzip -9"
    );
    let (parts, first): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.loaded_by.is_some());
    for file in &first {
        row(&file.name, file.raw, file.gzip, "");
    }
    let raw = first.iter().map(|file| file.raw).sum();
    let budget = format!("of {BUDGET} in the budget");
    row("first download", raw, first_download(files), &budget);
    for file in parts {
        let when = file.loaded_by.unwrap_or_default();
        row(&file.name, file.raw, file.gzip, &format!("more on {when}"));
    }
    println!();
}
