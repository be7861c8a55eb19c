//! `cargo xtask dist`: the optimised static site, and what it costs to download.

mod optimise;
mod squeeze;

use std::fs::{self, DirEntry};
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};

pub(crate) use optimise::optimise;

use crate::process;
use crate::setup::{self, Tools};

/// The most that all files of the site may weigh after gzip, in bytes. We aim at 130,000 and are not there yet: this
/// is where we stand, so that nothing makes it worse unseen.
const BUDGET: usize = 278_000;

/// A file of the site.
pub(crate) struct File {
    name: String,
    raw: usize,
    gzip: usize,
}

/// Builds the site into `dist/` and prints what it weighs.
///
/// # Errors
/// If a tool is missing, the build fails, or the site weighs more than its budget.
pub(crate) fn dist() -> Result<()> {
    build(&setup::for_dist()?)
}

/// As [`dist`], with tools that have been set up.
///
/// # Errors
/// If the build fails, or the site weighs more than its budget.
pub(crate) fn build(tools: &Tools) -> Result<()> {
    let files = make(tools)?;
    let total = total(&files);
    print_table(&files, total);
    within_budget(total)
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
    process::run(trunk.stdout(io::stderr()))?;
    let site = process::root()?.join("dist");
    squeeze::squeeze(tools, &site)?;
    weigh(&site)
}

/// What all of it weighs after gzip, in bytes.
pub(crate) fn total(files: &[File]) -> usize {
    files.iter().map(|file| file.gzip).sum()
}

fn within_budget(total: usize) -> Result<()> {
    if total > BUDGET {
        bail!(
            "the site weighs {total} bytes after gzip, which is {} more than its budget of {BUDGET}",
            total - BUDGET
        );
    }
    Ok(())
}

fn weigh(folder: &Path) -> Result<Vec<File>> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<DirEntry>, _>>()?;
    let mut files = Vec::new();
    for entry in entries {
        if entry.file_type()?.is_dir() {
            files.extend(weigh(&entry.path())?);
            continue;
        }
        let bytes = fs::read(entry.path())
            .with_context(|| format!("{} cannot be read", entry.path().display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        files.push(File {
            name,
            raw: bytes.len(),
            gzip: gzip(&bytes)?,
        });
    }
    files.sort_by(|a, b| b.gzip.cmp(&a.gzip).then_with(|| a.name.cmp(&b.name)));
    Ok(files)
}

fn gzip(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn print_table(files: &[File], total: usize) {
    println!(
        "\n{:<24} {:>10} {:>10}",
        "file in dist/", "bytes", "gzip -9"
    );
    for File { name, raw, gzip } in files {
        println!("{name:<24} {raw:>10} {gzip:>10}");
    }
    let raw: usize = files.iter().map(|file| file.raw).sum();
    println!(
        "{:<24} {raw:>10} {total:>10}  of {BUDGET} in the budget\n",
        "all"
    );
}
