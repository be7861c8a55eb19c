//! Finds what a command needs on this machine, and installs what is missing, once.

mod browsers;
mod cache;
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

/// What compiling the page needs: Rust's WebAssembly target.
///
/// # Errors
/// If something is missing and cannot be installed; the sentence names the remedy.
pub(crate) fn for_wasm() -> Result<Tools> {
    rust::wasm_target()?;
    Ok(Tools::new())
}

/// What `serve` needs: wasm-bindgen and Trunk as well.
///
/// # Errors
/// As [`for_wasm`].
pub(crate) fn for_serve() -> Result<Tools> {
    let mut found = for_wasm()?;
    tools::wasm_bindgen(&mut found)?;
    tools::trunk(&mut found)?;
    Ok(found)
}

/// What `dist` needs: wasm-split-cli, wasm-opt, terser and mdBook as well.
///
/// # Errors
/// As [`for_wasm`].
pub(crate) fn for_dist() -> Result<Tools> {
    let mut found = for_serve()?;
    tools::wasm_split(&mut found)?;
    tools::mdbook(&mut found)?;
    npm::site_tools(&mut found)?;
    Ok(found)
}

/// The folder with the packages from npm.
///
/// # Errors
/// If they are missing and cannot be installed.
pub(crate) fn npm_modules(tools: &Tools) -> Result<PathBuf> {
    npm::modules(tools)
}

/// What running WebAssembly without a page needs: Node as well.
///
/// # Errors
/// As [`for_wasm`].
pub(crate) fn for_node() -> Result<Tools> {
    let found = for_wasm()?;
    npm::node(&found)?;
    Ok(found)
}

/// What measuring WebAssembly as the page has it needs: wasm-opt as well.
///
/// # Errors
/// As [`for_wasm`].
pub(crate) fn for_bench() -> Result<Tools> {
    let mut found = for_node()?;
    npm::site_tools(&mut found)?;
    Ok(found)
}

/// What the page's tests need: Node, a browser, and the packages that drive it.
///
/// # Errors
/// As [`for_wasm`].
pub(crate) fn for_browser() -> Result<Tools> {
    let found = for_node()?;
    npm::modules(&found)?;
    browsers::CHROMIUM.find_or_install()?;
    Ok(found)
}

/// What the page's test in Firefox needs: Node, Firefox, and geckodriver, by which it is driven.
///
/// # Errors
/// As [`for_wasm`].
pub(crate) fn for_firefox() -> Result<Tools> {
    let mut found = for_node()?;
    browsers::FIREFOX.find_or_install()?;
    tools::geckodriver(&mut found)?;
    Ok(found)
}

/// What checking the format needs: rustfmt.
///
/// # Errors
/// As [`for_wasm`].
pub(crate) fn for_fmt() -> Result<Tools> {
    rust::component("fmt", "rustfmt")?;
    Ok(Tools::new())
}

/// What the linter needs: clippy, for the page as well.
///
/// # Errors
/// As [`for_wasm`].
pub(crate) fn for_clippy() -> Result<Tools> {
    rust::component("clippy", "clippy")?;
    for_wasm()
}

/// What altering the core needs: cargo-mutants.
///
/// # Errors
/// As [`for_wasm`].
pub(crate) fn for_mutants() -> Result<Tools> {
    let mut found = Tools::new();
    tools::mutants(&mut found)?;
    Ok(found)
}

/// What needs nothing but cargo and git.
///
/// # Errors
/// None.
pub(crate) fn for_cargo() -> Result<Tools> {
    Ok(Tools::new())
}

/// Shows `node` where the browser is, and the packages that drive it.
///
/// # Errors
/// As [`for_wasm`].
pub(crate) fn show_browser(node: &mut Command, tools: &Tools) -> Result<()> {
    let chromium = browsers::CHROMIUM;
    node.env(chromium.variable, chromium.find_or_install()?);
    node.env("RAFTSCAPE_NODE_MODULES", npm::modules(tools)?);
    Ok(())
}

/// Shows `node` where Firefox is.
///
/// # Errors
/// As [`for_wasm`].
pub(crate) fn show_firefox(node: &mut Command) -> Result<()> {
    let firefox = browsers::FIREFOX;
    node.env(firefox.variable, firefox.find_or_install()?);
    Ok(())
}
