//! Finds what a command needs on this machine, and installs what is missing, once.

mod cache;
mod chromium;
mod npm;
mod rust;
mod tools;

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process;

/// Programs that have been found or installed, by way of a search path that leads to them.
pub(crate) struct Tools {
    path: OsString,
}

impl Tools {
    /// A command for one of the programs that have been set up.
    pub(crate) fn command(&self, program: &str) -> Command {
        let found = process::find(program, &self.path);
        let mut command = Command::new(found.unwrap_or_else(|| program.into()));
        command.env("PATH", &self.path);
        command
    }

    fn new() -> Self {
        Self {
            path: env::var_os("PATH").unwrap_or_default(),
        }
    }

    /// Puts a folder before all others.
    fn prefer(&mut self, folder: PathBuf) {
        let rest = env::split_paths(&self.path);
        if let Ok(path) = env::join_paths(std::iter::once(folder).chain(rest)) {
            self.path = path;
        }
    }
}

/// What `serve` needs: Rust's WebAssembly target, wasm-bindgen and Trunk.
///
/// # Errors
/// If something is missing and cannot be installed; the sentence names the remedy.
pub(crate) fn for_serve() -> Result<Tools> {
    let mut found = Tools::new();
    rust::wasm_target()?;
    tools::wasm_bindgen(&mut found)?;
    tools::trunk(&mut found)?;
    Ok(found)
}

/// What `dist` needs: wasm-opt as well.
///
/// # Errors
/// As [`for_serve`].
pub(crate) fn for_dist() -> Result<Tools> {
    let mut found = for_serve()?;
    npm::wasm_opt(&mut found)?;
    Ok(found)
}

/// What `test` needs: a browser, its driver, and rustfmt and clippy as well.
///
/// # Errors
/// As [`for_serve`].
pub(crate) fn for_test() -> Result<Tools> {
    let found = for_dist()?;
    rust::component("fmt", "rustfmt")?;
    rust::component("clippy", "clippy")?;
    npm::node(&found)?;
    npm::modules(&found)?;
    chromium::find_or_install()?;
    Ok(found)
}

/// The browser that the page's tests drive.
///
/// # Errors
/// As [`for_serve`].
pub(crate) fn chromium() -> Result<PathBuf> {
    chromium::find_or_install()
}

/// The folder with the packages that the page's tests import.
///
/// # Errors
/// As [`for_serve`].
pub(crate) fn node_modules(tools: &Tools) -> Result<PathBuf> {
    npm::modules(tools)
}
