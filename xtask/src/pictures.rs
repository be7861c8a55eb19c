//! `cargo xtask pictures` and `poster`: pictures saved from the built page as its readers save them, those in `docs/pictures` and any other.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::json;

use crate::setup;
use crate::{dist, process};

/// Which moment of which run a poster shows, and where it is to be saved.
#[derive(Default, PartialEq, Eq, Debug)]
pub(crate) struct Poster {
    /// A script or a lesson, by its path, or the name of a scenario.
    pub(crate) script: Option<PathBuf>,
    /// A time, a mark of the script or a condition; the first leader if none.
    pub(crate) at: Option<String>,
    pub(crate) seed: Option<String>,
    pub(crate) servers: Option<String>,
    pub(crate) output: Option<PathBuf>,
}

impl Poster {
    /// What the page is asked for: the moment, and how the figure is to be, in the words of its options.
    fn wish(&self) -> Result<String> {
        let script = self.script.as_deref().map(dist::script).transpose()?;
        let at = self.at.as_deref().unwrap_or("leader");
        let wish = json!({
            "at": at,
            "options": { "script": script, "seed": self.seed, "servers": self.servers },
        });
        Ok(wish.to_string())
    }

    /// Where it is saved: here, under the name of the script, unless another file is named.
    fn file(&self) -> Result<PathBuf> {
        let named = || {
            let stem = self.script.as_deref().and_then(Path::file_stem);
            Path::new(stem.unwrap_or("poster".as_ref())).with_extension("svg")
        };
        let file = self.output.clone().unwrap_or_else(named);
        // The page's driver starts in another folder.
        std::path::absolute(file).context("there is no folder to save it in")
    }
}

/// Saves the pictures of the documentation again; builds the site first if there is none.
///
/// # Errors
/// If a tool or a browser is missing, the site cannot be built, or the page does not save them.
pub(crate) fn pictures() -> Result<()> {
    drive("pictures.mjs", &[])
}

/// Saves a poster; builds the site first if there is none.
///
/// # Errors
/// As [`pictures`], and if the moment does not come.
pub(crate) fn poster(poster: &Poster) -> Result<()> {
    drive(
        "poster.mjs",
        &[poster.file()?.into(), poster.wish()?.into()],
    )
}

/// Lets a script of the page's tests drive the built page.
fn drive(script: &str, words: &[OsString]) -> Result<()> {
    let root = process::root()?;
    if !root.join("dist/index.html").exists() {
        dist::make(&setup::for_dist()?)?;
    }
    let tools = setup::for_browser()?;
    let mut node: Command = tools.command("node");
    setup::show_browser(&mut node, &tools)?;
    process::run(node.arg(root.join("web/e2e").join(script)).args(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poster_is_named_for_its_script_and_shows_the_first_leader() -> Result<()> {
        let poster = Poster {
            script: Some("lessons/one.md".into()),
            ..Poster::default()
        };
        assert!(poster.file()?.ends_with("one.svg"));
        assert!(Poster::default().file()?.ends_with("poster.svg"));
        let wish: serde_json::Value = serde_json::from_str(&Poster::default().wish()?)?;
        assert_eq!(wish["at"], "leader");
        assert!(wish["options"]["script"].is_null());
        Ok(())
    }
}
