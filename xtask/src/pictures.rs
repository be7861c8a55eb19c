//! `cargo xtask pictures`: the pictures in `docs/pictures`, saved from the built page as its readers save them.

use anyhow::Result;

use crate::setup;
use crate::{dist, process};

/// Saves them again; builds the site first if there is none.
///
/// # Errors
/// If a tool or a browser is missing, the site cannot be built, or the page does not save them.
pub(crate) fn pictures() -> Result<()> {
    let root = process::root()?;
    if !root.join("dist/index.html").exists() {
        dist::make(&setup::for_dist()?)?;
    }
    let tools = setup::for_browser()?;
    let mut node = tools.command("node");
    setup::show_browser(&mut node, &tools)?;
    process::run(node.arg(root.join("web/e2e/pictures.mjs")))
}
