//! What comes from npm, as the lock file in `xtask/npm` says: what makes the page small, and what its tests use.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{Tools, cache};
use crate::process;

/// Makes sure of wasm-opt and terser, which make the page small.
///
/// # Errors
/// If they are missing and cannot be installed.
pub(crate) fn site_tools(tools: &mut Tools) -> Result<()> {
    let modules = modules(tools)?;
    tools.prefer(modules.join(".bin"));
    Ok(())
}

/// The folder `node_modules` with everything the lock file names.
///
/// # Errors
/// If it is missing and npm cannot install it.
pub(crate) fn modules(tools: &Tools) -> Result<PathBuf> {
    let list = process::root()?.join("xtask/npm");
    let lock = fs::read(list.join("package-lock.json"))
        .context("xtask/npm/package-lock.json cannot be read")?;
    let mut hasher = DefaultHasher::new();
    lock.hash(&mut hasher);
    let name = format!("npm-{:016x}", hasher.finish());
    let folder = cache::folder(&name, |partial| install(tools, &list, partial))?;
    Ok(folder.join("node_modules"))
}

/// Makes sure of a Node that can run the page's tests.
///
/// # Errors
/// If it is missing or too old.
pub(crate) fn node(tools: &Tools) -> Result<()> {
    let printed = process::output(tools.command("node").arg("--version"));
    let major = printed.and_then(|text| {
        text.trim_start_matches('v')
            .split('.')
            .next()?
            .parse::<u32>()
            .ok()
    });
    if major.is_none_or(|major| major < 20) {
        bail!("Node was not found, or is older than 20: please install Node 20 or newer");
    }
    Ok(())
}

fn install(tools: &Tools, list: &Path, into: &Path) -> Result<()> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    process::find(npm, &env::var_os("PATH").unwrap_or_default())
        .context("npm was not found: please install Node 20 or newer, which brings npm")?;
    println!(
        "Installing wasm-opt, terser and the browser tests' packages from npm for this user (once; usually 20 seconds)."
    );
    for file in ["package.json", "package-lock.json"] {
        fs::copy(list.join(file), into.join(file))?;
    }
    let mut command: Command = tools.command(npm);
    command.args([
        "ci",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--loglevel=error",
        "--prefix",
    ]);
    process::run(command.arg(into))
        .context("npm could not install what xtask/npm/package-lock.json names: please see above")
}
