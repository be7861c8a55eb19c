//! Takes the parts that load on demand out of the page's module, and puts into its glue what loads them.
//!
//! The parts come into the same memory, and call what the module has. `wasm-split-cli` writes a script that loads them;
//! it becomes a piece of the glue, so that the first download asks for no file more, and finds the parts beside the glue,
//! wherever the page is that embeds it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::process;
use crate::setup::Tools;

/// What loads on demand: the name of the split point in `web/src/on_demand.rs`, and what the reader does that needs it.
const PARTS: [(&str, &str); 1] = [("script", "opening the form for scripts")];

/// What `wasm-split-cli` calls the script that it writes.
const LOADER: &str = "./__wasm_split.js";

/// The file of a part in the site.
fn file(part: &str) -> String {
    format!("raftscape_{part}.wasm")
}

/// What the reader does that loads a file of the site; none if it is of the first download.
pub(super) fn loaded_by(name: &str) -> Option<&'static str> {
    let part = PARTS.iter().find(|(part, _)| file(part) == name);
    part.map(|(_, when)| *when)
}

/// The parts of a site that was split.
pub(super) fn parts(site: &Path) -> impl Iterator<Item = PathBuf> {
    PARTS.iter().map(|(part, _)| site.join(file(part)))
}

/// Splits the module that cargo has built, and puts it into `site` with its glue and its parts.
///
/// # Errors
/// If a tool fails, or does not write what is expected; the site is not to be used then.
pub(super) fn split(tools: &Tools, site: &Path) -> Result<()> {
    let target = target()?;
    let built = target.join("wasm32-unknown-unknown/release/raftscape.wasm");
    let folder = target.join("split");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let mut splitting = tools.command("wasm-split-cli");
    splitting.args(["--target", "web", "--out-name", "raftscape"]);
    process::run(splitting.args([&built, &folder]))?;
    let mut bindgen = tools.command("wasm-bindgen");
    // What the linker exports is what the parts find memory and table by.
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports"]);
    bindgen.args(["--out-name", "raftscape", "--out-dir"]);
    process::run(bindgen.arg(site).arg(folder.join("raftscape.wasm")))?;
    place_parts(&folder, site)?;
    let glue = site.join("raftscape.js");
    let loader = fs::read_to_string(folder.join(LOADER))?;
    fs::write(&glue, with_loader(&fs::read_to_string(&glue)?, &loader)?)?;
    Ok(())
}

/// Where cargo builds.
fn target() -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let mut cargo = std::process::Command::new("cargo");
    cargo.args(["metadata", "--locked", "--no-deps", "--format-version", "1"]);
    let metadata: Metadata = serde_json::from_str(&process::read(&mut cargo)?)?;
    Ok(metadata.target_directory)
}

/// Every part has its file, and there is no other.
fn place_parts(folder: &Path, site: &Path) -> Result<()> {
    for (part, _) in PARTS {
        let from = folder.join(format!("split_{part}.wasm"));
        fs::copy(&from, site.join(file(part)))
            .with_context(|| format!("the page has no split point called {part}"))?;
    }
    let modules = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let modules = modules
        .iter()
        .filter(|it| it.path().extension().is_some_and(|end| end == "wasm"));
    if modules.count() != PARTS.len() + 1 {
        bail!("the page was split into other parts than xtask/src/dist/split.rs names");
    }
    Ok(())
}

/// The glue with the loader in it, in place of the import of it.
fn with_loader(glue: &str, loader: &str) -> Result<String> {
    let mut edits = Edits(glue.to_owned());
    let import = format!("import * as import1 from \"{LOADER}\"\n");
    edits.replace(&import, &piece(loader)?)?;
    edits.replace(&format!("        \"{LOADER}\": import1,\n"), "")?;
    // All that the module asks for comes from one place, as far as it knows.
    let loads: String = PARTS
        .iter()
        .map(|(part, _)| format!("        __wasm_split_load_{part}: load_{part},\n"))
        .collect();
    let asked = "const import0 = {\n        __proto__: null,\n";
    edits.replace(asked, &format!("{asked}{loads}"))?;
    Ok(edits.0)
}

/// The script that loads parts, as a piece of the glue.
fn piece(loader: &str) -> Result<String> {
    let mut edits = Edits(loader.to_owned());
    edits.replace("import { initSync } from \"./raftscape.js\";\n", "")?;
    let shared = {
        let (before, _) = edits.0.split_once(" } = initSync(").context(UNEXPECTED)?;
        let (_, names) = before.rsplit_once("const { ").context(UNEXPECTED)?;
        let names = names
            .split(", ")
            .map(str::trim)
            .filter(|name| !name.is_empty());
        names
            .map(|name| format!("{name}: wasm.{name}, "))
            .collect::<String>()
    };
    edits.replace("initSync(undefined, undefined)", &format!("{{ {shared}}}"))?;
    for (part, _) in PARTS {
        let (theirs, ours) = (format!("split_{part}.wasm"), file(part));
        edits.replace(&format!("\"./{theirs}\""), &format!("\"./{ours}\""))?;
        edits.replace(
            &format!("export const __wasm_split_load_{part} "),
            &format!("const load_{part} "),
        )?;
    }
    // As the module itself: from a server that does not know WebAssembly as well.
    let strict = "WebAssembly.instantiateStreaming(src, imports)";
    for _ in PARTS {
        edits.replace(strict, "__wbg_load(await src, imports)")?;
    }
    Ok(edits.0)
}

const UNEXPECTED: &str = "wasm-split-cli or wasm-bindgen writes something else than expected";

/// A text in which something is replaced that must be there.
struct Edits(String);

impl Edits {
    fn replace(&mut self, what: &str, by: &str) -> Result<()> {
        let place = self.0.find(what);
        let place = place.with_context(|| format!("{UNEXPECTED}: there is no {what:?}"))?;
        self.0.replace_range(place..place + what.len(), by);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = r#"import * as import1 from "./__wasm_split.js"
    const import0 = {
        __proto__: null,
        __wbg_now_12: now,
    };
    return {
        "./raftscape_bg.js": import0,
        "./__wasm_split.js": import1,
    };
"#;

    const LOADED: &str = r#"import { initSync } from "./raftscape.js";
const { memory, __wasm_split_shared0,  } = initSync(undefined, undefined);
export const __wasm_split_load_script = load(() => {
    const src = fetch(new URL("./split_script.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
});
"#;

    #[test]
    fn the_loader_becomes_a_piece_of_the_glue() -> Result<()> {
        let expected = r#"const { memory, __wasm_split_shared0,  } = { memory: wasm.memory, __wasm_split_shared0: wasm.__wasm_split_shared0, };
const load_script = load(() => {
    const src = fetch(new URL("./raftscape_script.wasm", import.meta.url));
    return async (imports) => (__wbg_load(await src, imports));
});
    const import0 = {
        __proto__: null,
        __wasm_split_load_script: load_script,
        __wbg_now_12: now,
    };
    return {
        "./raftscape_bg.js": import0,
    };
"#;
        assert_eq!(with_loader(GLUE, LOADED)?, expected);
        Ok(())
    }

    #[test]
    fn a_loader_that_looks_otherwise_is_refused() {
        let other = LOADED.replace("instantiateStreaming", "instantiate");
        let refused = with_loader(GLUE, &other).expect_err("it streams nothing");
        assert!(refused.to_string().contains("instantiateStreaming"));
    }
}
