//! The browser that the page's tests drive: the system's Chromium or Chrome.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const ELSEWHERE: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const REMEDY: &str = "please install Chromium or Chrome, or set RAFTSCAPE_CHROMIUM to its program";

/// Finds the browser, or installs it where this user may.
///
/// # Errors
/// If there is none and it cannot be installed.
pub(crate) fn find_or_install() -> Result<PathBuf> {
    if let Some(named) = env::var_os("RAFTSCAPE_CHROMIUM") {
        let named = PathBuf::from(named);
        if !named.is_file() {
            bail!(
                "RAFTSCAPE_CHROMIUM names {}, which is no program: {REMEDY}",
                named.display()
            );
        }
        return Ok(named);
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    if !may_install() {
        bail!("Chromium was not found, and this user may not install it: {REMEDY}");
    }
    println!("Installing Chromium with apt-get (once; usually 1 minute).");
    install().with_context(|| format!("Chromium could not be installed: {REMEDY}"))?;
    find()
        .with_context(|| format!("Chromium was not found after apt-get had installed it: {REMEDY}"))
}

fn find() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let named = NAMES.iter().find_map(|name| process::find(name, &path));
    let installed = || {
        ELSEWHERE
            .iter()
            .map(PathBuf::from)
            .find(|program| program.is_file())
    };
    named.or_else(installed)
}

fn may_install() -> bool {
    let user = process::output(Command::new("id").arg("-u"));
    let apt = Path::new("/usr/bin/apt-get").is_file();
    apt && user.is_some_and(|user| user.trim() == "0")
}

fn install() -> Result<()> {
    let mut update = Command::new("apt-get");
    process::run(update.args(["update", "-qq"]))?;
    let mut install = Command::new("apt-get");
    install.args([
        "install",
        "-qq",
        "--yes",
        "--no-install-recommends",
        "--option=Dpkg::Use-Pty=0",
    ]);
    // Fonts are only recommended with the browser, but a page without them has no text to look at.
    install.args(["chromium", "fonts-dejavu-core", "fonts-liberation"]);
    process::run(install.env("DEBIAN_FRONTEND", "noninteractive"))
}
