//! The browsers that the page's tests drive: Chromium without a window, or the system's Chromium or Chrome, and its Firefox.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

/// A browser, by whatever name a system knows it.
pub(crate) struct Browser {
    name: &'static str,
    /// The first is what `packages` bring.
    programs: &'static [&'static str],
    elsewhere: &'static [&'static str],
    /// What Debian calls it, with fonts: they are only recommended with a browser, but a page without them has no text to look at.
    packages: &'static [&'static str],
    /// The variable of the environment that may name its program.
    pub(crate) variable: &'static str,
    remedy: &'static str,
}

/// Chromium, or Chrome, which drives the page like it. The one that never has a window takes half the processor time for each page.
pub(crate) const CHROMIUM: Browser = Browser {
    name: "Chromium",
    programs: &[
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ],
    elsewhere: &[
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ],
    packages: &[
        "chromium-headless-shell",
        "fonts-dejavu-core",
        "fonts-liberation",
    ],
    variable: "RAFTSCAPE_CHROMIUM",
    remedy: "please install Chromium or Chrome, or set RAFTSCAPE_CHROMIUM to its program",
};

/// Firefox: the one of Debian is its long-term version.
pub(crate) const FIREFOX: Browser = Browser {
    name: "Firefox",
    programs: &["firefox-esr", "firefox"],
    elsewhere: &["/Applications/Firefox.app/Contents/MacOS/firefox"],
    packages: &["firefox-esr", "fonts-dejavu-core", "fonts-liberation"],
    variable: "RAFTSCAPE_FIREFOX",
    remedy: "please install Firefox, or set RAFTSCAPE_FIREFOX to its program",
};

impl Browser {
    /// Finds the browser, and installs the one that is wanted most where this user may.
    ///
    /// # Errors
    /// If there is none and it cannot be installed.
    pub(crate) fn find_or_install(&self) -> Result<PathBuf> {
        let Self {
            name,
            variable,
            remedy,
            ..
        } = self;
        if let Some(named) = env::var_os(variable) {
            let named = PathBuf::from(named);
            if !named.is_file() {
                let named = named.display();
                bail!("{variable} names {named}, which is no program: {remedy}");
            }
            return Ok(named);
        }
        let first = process::find(self.programs[0], &path());
        if first.is_none() && may_install() {
            println!("Installing {name} with apt-get (once; usually 1 minute).");
            // Without it, another one does.
            if let Err(error) = self.install() {
                eprintln!("{error:#}");
            }
        }
        self.find()
            .with_context(|| format!("{name} was not found, and could not be installed: {remedy}"))
    }

    fn find(&self) -> Option<PathBuf> {
        let mut programs = self.programs.iter();
        let named = programs.find_map(|name| process::find(name, &path()));
        let installed = || {
            let mut programs = self.elsewhere.iter().map(PathBuf::from);
            programs.find(|program| program.is_file())
        };
        named.or_else(installed)
    }

    fn install(&self) -> Result<()> {
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
        install.args(self.packages);
        process::run(install.env("DEBIAN_FRONTEND", "noninteractive"))
    }
}

fn path() -> OsString {
    env::var_os("PATH").unwrap_or_default()
}

fn may_install() -> bool {
    let user = process::output(Command::new("id").arg("-u"));
    let apt = Path::new("/usr/bin/apt-get").is_file();
    apt && user.is_some_and(|user| user.trim() == "0")
}
