//! The site's files as a package for npm, for pages that are packed from modules.

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde_json::json;

use super::edits::Edits;
use super::{files, name_in};
use crate::process;

/// The element; the module of the package.
const ELEMENT: &str = "raft-scape.js";

/// What stands in a package about itself.
const README: &str = include_str!("npm.md");

/// Where the site's files say that its full page is: beside them. A package has none, unless a page says where.
const BESIDE: &str = "new URL(\".\",import.meta.url).href";

/// Writes a package into a folder, from the files of a finished site.
///
/// # Errors
/// If a file cannot be read or written, or is not written as expected.
pub(crate) fn npm(site: &Path, folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let mut names = Vec::new();
    for file in files(site)? {
        let name = name_in(site, &file)?;
        if is_in(&name) {
            fs::copy(&file, folder.join(&name))?;
            names.push(name);
        }
    }
    for script in [ELEMENT, "raftscape.js"] {
        let mut edits = Edits(fs::read_to_string(folder.join(script))?);
        edits.replace(BESIDE, "\"\"")?;
        fs::write(folder.join(script), edits.0)?;
    }
    for license in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(process::root()?.join(license), folder.join(license))?;
        names.push(license.to_owned());
    }
    fs::write(folder.join("README.md"), README)?;
    let mut about = serde_json::to_string_pretty(&about(&names))?;
    about.push('\n');
    Ok(fs::write(folder.join("package.json"), about)?)
}

/// Whether a package has this file of the site: the element, and what it loads.
fn is_in(name: &str) -> bool {
    let ours = ["raft-scape", "raftscape"]
        .iter()
        .any(|start| name.starts_with(start));
    ours && [".js", ".d.ts", ".wasm"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// What npm and packers want to know of the package that has these files.
fn about(names: &[String]) -> serde_json::Value {
    json!({
        "name": "raftscape",
        "version": env!("CARGO_PKG_VERSION"),
        "description": "A Raft cluster to watch and handle, as an element for any page: <raft-scape>.",
        "keywords": ["raft", "consensus", "distributed systems", "simulator", "custom element", "visualization"],
        "license": "(Apache-2.0 OR MIT)",
        "type": "module",
        "exports": {
            ".": { "types": "./raft-scape.d.ts", "default": "./raft-scape.js" },
            "./package.json": "./package.json",
        },
        "types": "./raft-scape.d.ts",
        // It defines the element.
        "sideEffects": [format!("./{ELEMENT}")],
        "files": names,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_has_the_element_and_what_it_loads_and_no_page() {
        for name in [
            "raft-scape.js",
            "raft-scape.d.ts",
            "raftscape_bg.wasm",
            "raftscape_worker.js",
        ] {
            assert!(is_in(name), "{name}");
        }
        for name in [
            "index.html",
            "embed.html",
            "start.mjs",
            "tokens.css",
            "raftscape.html",
            "examples/raft-scape.js",
        ] {
            assert!(!is_in(name), "{name}");
        }
    }

    #[test]
    fn a_package_runs_nothing_when_it_is_installed() {
        let about = about(&["raft-scape.js".to_owned()]);
        for key in ["scripts", "dependencies", "bin"] {
            assert!(about.get(key).is_none(), "{key}");
        }
        assert_eq!(about["files"], json!(["raft-scape.js"]));
    }
}
