//! Takes the parts that load on demand out of the page's module, and puts into its glue what loads them.
//!
//! The parts come into the same memory, and call what the module has. `wasm-split-cli` writes a script that loads them;
//! it becomes a piece of the glue, with `parts.mjs`, so that the first download asks for no file more, and finds the parts beside the glue,
//! wherever the page is that embeds it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::edits::{Edits, UNEXPECTED};
use super::factory::factory;
use crate::process;
use crate::setup::Tools;

/// What loads on demand: the name of the split point in `web/src/on_demand.rs`, and what the reader does that needs it.
const PARTS: [(&str, &str); 4] = [
    (
        "details",
        "the first leader, before a menu or a form is opened",
    ),
    ("lab", "opening the snapshot lab"),
    (
        "recording",
        "opening, saving or linking a run, or taking a picture",
    ),
    ("script", "opening the form for scripts"),
];

/// What `wasm-split-cli` calls the script that it writes.
const LOADER: &str = "./__wasm_split.js";

/// The script of the worker for heavy work.
pub(super) const WORKER: &str = "raftscape_worker.js";

/// How a part is fetched, as a piece of the glue.
const FETCH: &str = include_str!("parts.mjs");

/// A module besides the page's own: a part, or what several parts have in common.
struct Module {
    /// What `wasm-split-cli` calls its file.
    theirs: String,
    /// Its file in the site.
    ours: String,
    /// The name by which the page waits for it; empty for what parts have in common.
    part: &'static str,
}

impl Module {
    fn of_part(part: &'static str) -> Module {
        Module {
            theirs: format!("split_{part}.wasm"),
            ours: format!("raftscape_{part}.wasm"),
            part,
        }
    }

    /// What parts have in common, if this is its file.
    fn shared(theirs: &str) -> Option<Module> {
        let number = theirs.strip_prefix("chunk_")?;
        Some(Module {
            theirs: theirs.to_owned(),
            ours: format!("raftscape_shared_{number}"),
            part: "",
        })
    }

    /// Stands in the glue for its size, until that is known.
    fn size(&self) -> String {
        format!("__bytes_of_{}", self.ours.trim_end_matches(".wasm"))
    }
}

/// What the reader does that loads a file of the site; none if it is of the first download.
pub(super) fn loaded_by(name: &str) -> Option<&'static str> {
    if name.starts_with("raftscape_shared_") {
        return Some("one of them");
    }
    match name {
        WORKER => return Some("checking a script, or trying dials in the lab"),
        "raft-scape-frame.js" => return Some("a figure in another page"),
        "raft-scape-page.js" => return Some("a figure with a script, or words about it"),
        "raft-scape-input.js" => return Some("a file, or a call of a page"),
        "raft-scape.d.ts" => return Some("writing a page in TypeScript"),
        _ => {}
    }
    let part = PARTS
        .iter()
        .find(|(part, _)| Module::of_part(part).ours == name);
    part.map(|(_, when)| *when)
}

/// Splits the module that cargo has built, and puts it into `site` with its glue and its parts; gives the files of these.
///
/// # Errors
/// If a tool fails, or does not write what is expected; the site is not to be used then.
pub(super) fn split(tools: &Tools, site: &Path) -> Result<Parts> {
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
    let modules = modules(&folder)?;
    for module in &modules {
        fs::copy(folder.join(&module.theirs), site.join(&module.ours))?;
    }
    let glue = site.join("raftscape.js");
    let loader = fs::read_to_string(folder.join(LOADER))?;
    let glued = with_loader(&fs::read_to_string(&glue)?, &loader, &modules)?;
    fs::write(&glue, factory(&glued)?)?;
    Ok(Parts(modules))
}

/// The parts of a site that was split.
pub(super) struct Parts(Vec<Module>);

impl Parts {
    pub(super) fn files<'a>(&'a self, site: &'a Path) -> impl Iterator<Item = PathBuf> + 'a {
        self.0.iter().map(|module| site.join(&module.ours))
    }

    /// Writes the sizes of the files, which do not change any more, into the glue.
    pub(super) fn write_sizes(&self, site: &Path) -> Result<()> {
        let glue = site.join("raftscape.js");
        let mut edits = Edits(fs::read_to_string(&glue)?);
        for module in &self.0 {
            let bytes = fs::metadata(site.join(&module.ours))?.len();
            edits.replace(&module.size(), &bytes.to_string())?;
        }
        Ok(fs::write(&glue, edits.0)?)
    }
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

/// The modules into which the page was split: every part has its own, and the others hold what parts share.
fn modules(folder: &Path) -> Result<Vec<Module>> {
    let mut modules: Vec<Module> = PARTS.map(|(part, _)| Module::of_part(part)).into();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        modules.extend(Module::shared(&name));
    }
    for module in &modules {
        if !folder.join(&module.theirs).exists() {
            bail!("the page has no split point called {}", module.part);
        }
    }
    Ok(modules)
}

/// The glue with the loader in it, in place of the import of it.
fn with_loader(glue: &str, loader: &str, modules: &[Module]) -> Result<String> {
    let mut edits = Edits(glue.to_owned());
    let mut pieces = piece(loader, modules)?;
    // One for each part, all of the same script.
    for number in 1..=PARTS.len() {
        let import = format!("import * as import{number} from \"{LOADER}\"\n");
        edits.replace(&import, &std::mem::take(&mut pieces))?;
        edits.replace(&format!("        \"{LOADER}\": import{number},\n"), "")?;
    }
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
fn piece(loader: &str, modules: &[Module]) -> Result<String> {
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
    for module in modules {
        let Module { theirs, ours, part } = module;
        edits.replace(
            &format!("fetch(new URL(\"./{theirs}\", import.meta.url))"),
            // Written out in each place, since that is how those that pack a page find its files.
            &format!(
                "fetchPart(\"{part}\", new URL(\"{ours}\", import.meta.url), {})",
                module.size()
            ),
        )?;
        let streamed = "WebAssembly.instantiateStreaming(src, imports)";
        edits.replace(streamed, "WebAssembly.instantiate(await src, imports)")?;
    }
    for (part, _) in PARTS {
        edits.replace(
            &format!("export const __wasm_split_load_{part} "),
            &format!("const load_{part} "),
        )?;
    }
    // Who stops a load needs no word about it in the console.
    let complaint = "console.error(e);";
    edits.replace(
        complaint,
        &format!("if (e.name !== \"AbortError\") {complaint}"),
    )?;
    Ok(format!("{FETCH}{}", edits.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = r#"import * as import1 from "./__wasm_split.js"
import * as import2 from "./__wasm_split.js"
import * as import3 from "./__wasm_split.js"
import * as import4 from "./__wasm_split.js"
    const import0 = {
        __proto__: null,
        __wbg_now_12: now,
    };
    return {
        "./raftscape_bg.js": import0,
        "./__wasm_split.js": import1,
        "./__wasm_split.js": import2,
        "./__wasm_split.js": import3,
        "./__wasm_split.js": import4,
    };
"#;

    const LOADED: &str = r#"import { initSync } from "./raftscape.js";
const { memory, __wasm_split_shared0,  } = initSync(undefined, undefined);
function wrap() { console.error(e); }
const __chunk_3 = load(() => {
    const src = fetch(new URL("./chunk_3.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
});
export const __wasm_split_load_script = load(() => {
    const src = fetch(new URL("./split_script.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}, [__chunk_3]);
export const __wasm_split_load_details = load(() => {
    const src = fetch(new URL("./split_details.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}, [__chunk_3]);
export const __wasm_split_load_lab = load(() => {
    const src = fetch(new URL("./split_lab.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}, [__chunk_3]);
export const __wasm_split_load_recording = load(() => {
    const src = fetch(new URL("./split_recording.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}, [__chunk_3]);
"#;

    fn made() -> Vec<Module> {
        let mut modules: Vec<Module> = PARTS.map(|(part, _)| Module::of_part(part)).into();
        modules.extend(Module::shared("chunk_3.wasm"));
        modules
    }

    #[test]
    fn the_loader_becomes_a_piece_of_the_glue() -> Result<()> {
        let expected = r#"const { memory, __wasm_split_shared0,  } = { memory: wasm.memory, __wasm_split_shared0: wasm.__wasm_split_shared0, };
function wrap() { if (e.name !== "AbortError") console.error(e); }
const __chunk_3 = load(() => {
    const src = fetchPart("", new URL("raftscape_shared_3.wasm", import.meta.url), __bytes_of_raftscape_shared_3);
    return async (imports) => (WebAssembly.instantiate(await src, imports));
});
const load_script = load(() => {
    const src = fetchPart("script", new URL("raftscape_script.wasm", import.meta.url), __bytes_of_raftscape_script);
    return async (imports) => (WebAssembly.instantiate(await src, imports));
}, [__chunk_3]);
const load_details = load(() => {
    const src = fetchPart("details", new URL("raftscape_details.wasm", import.meta.url), __bytes_of_raftscape_details);
    return async (imports) => (WebAssembly.instantiate(await src, imports));
}, [__chunk_3]);
const load_lab = load(() => {
    const src = fetchPart("lab", new URL("raftscape_lab.wasm", import.meta.url), __bytes_of_raftscape_lab);
    return async (imports) => (WebAssembly.instantiate(await src, imports));
}, [__chunk_3]);
const load_recording = load(() => {
    const src = fetchPart("recording", new URL("raftscape_recording.wasm", import.meta.url), __bytes_of_raftscape_recording);
    return async (imports) => (WebAssembly.instantiate(await src, imports));
}, [__chunk_3]);
    const import0 = {
        __proto__: null,
        __wasm_split_load_details: load_details,
        __wasm_split_load_lab: load_lab,
        __wasm_split_load_recording: load_recording,
        __wasm_split_load_script: load_script,
        __wbg_now_12: now,
    };
    return {
        "./raftscape_bg.js": import0,
    };
"#;
        assert_eq!(
            with_loader(GLUE, LOADED, &made())?,
            format!("{FETCH}{expected}")
        );
        Ok(())
    }

    #[test]
    fn a_loader_that_looks_otherwise_is_refused() {
        let other = LOADED.replace("instantiateStreaming", "instantiate");
        let refused = with_loader(GLUE, &other, &made()).expect_err("it streams nothing");
        assert!(refused.to_string().contains("instantiateStreaming"));
    }
}
