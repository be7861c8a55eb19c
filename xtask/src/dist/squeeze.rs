//! Makes the site small: the WebAssembly, the scripts, and the names by which the two call each other.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::split::Parts;
use super::{files, optimise, snip};
use crate::process;
use crate::setup::Tools;

/// What the WebAssembly calls its glue, and how that is called in short.
const GLUE: (&str, &str) = ("./raftscape_bg.js", "a");

/// What the WebAssembly calls the piece of the glue that loads its parts.
const LOADER: &str = "./__wasm_split.js";

/// Lets wasm-opt shorten the names by which the WebAssembly and its glue call each other, and print the new ones.
const SHORT_NAMES: &str = "--minify-imports-and-exports-and-modules";

/// The long and the short names of what crosses the border.
#[derive(Default)]
struct Names {
    /// What the WebAssembly asks of the glue.
    imports: BTreeMap<String, String>,
    /// What the glue calls in the WebAssembly.
    exports: BTreeMap<String, String>,
}

/// Makes the WebAssembly of a site small that has just been built into `site`.
///
/// # Errors
/// If a tool fails, or the glue does not look as expected; the site is not to be used then.
pub(super) fn modules(tools: &Tools, site: &Path, parts: &Parts) -> Result<()> {
    let (module, glue) = (site.join("raftscape_bg.wasm"), site.join("raftscape.js"));
    snip::snip(&module)?;
    let names = parse(&optimise(tools, &module, &[SHORT_NAMES])?)?;
    let renamed = rename(&fs::read_to_string(&glue)?, &names)?;
    fs::write(&glue, renamed)?;
    for part in parts.files(site) {
        optimise(tools, &part, &[])?;
    }
    parts.write_sizes(site)
}

/// Makes its scripts and style sheets small.
///
/// # Errors
/// If a tool fails; the site is not to be used then.
pub(super) fn texts(tools: &Tools, site: &Path) -> Result<()> {
    for file in files(site)? {
        match file.extension().and_then(OsStr::to_str) {
            Some("js" | "mjs") => terse(tools, &file)?,
            Some("css") => {
                let rules = fs::read_to_string(&file)?;
                let small = minifier::css::minify(&rules).map_err(anyhow::Error::msg)?;
                fs::write(&file, small.to_string())?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Makes a script small, in its place.
///
/// # Errors
/// If terser fails.
pub(super) fn terse(tools: &Tools, script: &Path) -> Result<()> {
    let mut terser = tools.command("terser");
    terser.args(["--module", "--mangle", "--compress", "passes=2"]);
    // What says to a packer that an address is known only when the page runs.
    terser.args(["--comments", "/@vite-ignore/", "--output"]);
    process::run(terser.args([script, script]))
}

/// What wasm-opt prints of its renaming, in JSON: the module, the name and the short name of each import, the two names
/// of each export.
#[derive(Deserialize)]
struct Renaming {
    imports: Vec<(String, String, String)>,
    exports: Vec<(String, String)>,
}

fn parse(text: &str) -> Result<Names> {
    let renaming: Renaming =
        serde_json::from_str(text).context("wasm-opt prints no list of its new names")?;
    let mut names = Names {
        exports: renaming.exports.into_iter().collect(),
        ..Names::default()
    };
    for (module, name, short) in renaming.imports {
        if module != GLUE.0 && module != LOADER {
            bail!("the page's WebAssembly asks {module} for something, which is not its glue");
        }
        names.imports.insert(name, short);
    }
    Ok(names)
}

/// The glue with the short names in place of the long ones.
fn rename(glue: &str, names: &Names) -> Result<String> {
    let mut renamed = String::with_capacity(glue.len());
    let mut met = 0;
    let mut rest = glue;
    while let Some(start) = rest.find(starts_name) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c| !continues_name(c)).unwrap_or(from.len());
        let (name, after) = from.split_at(end);
        renamed.push_str(before);
        let short = if renamed.ends_with("wasm.") {
            names.exports.get(name)
        } else {
            names.imports.get(name).inspect(|_| met += 1)
        };
        renamed.push_str(short.map_or(name, String::as_str));
        rest = after;
    }
    renamed.push_str(rest);
    if met != names.imports.len() {
        bail!(
            "the glue defines {met} of the {} functions that the WebAssembly asks for",
            names.imports.len()
        );
    }
    let module = format!("\"{}\"", GLUE.0);
    let (before, after) = renamed
        .split_once(&module)
        .context("the glue does not name itself")?;
    Ok(format!("{before}\"{}\"{after}", GLUE.1))
}

fn starts_name(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '_' | '$')
}

fn continues_name(c: char) -> bool {
    starts_name(c) || c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = r#"{
 "imports": [
  ["./raftscape_bg.js", "__wbg_now_12", "b"],
  ["./raftscape_bg.js", "__wbg_set_34", "c"]
 ],
"exports": [
  ["memory", "d"],
  ["__wbindgen_malloc", "e"]
 ]
}"#;

    #[test]
    fn the_glue_and_the_webassembly_agree_on_short_names() -> Result<()> {
        let glue = r#"const i = { __wbg_now_12: function() { return memory; }, __wbg_set_34: (a) => wasm.memory };
const all = { "./raftscape_bg.js": i }; wasm.__wbindgen_malloc(4);"#;
        let expected = r#"const i = { b: function() { return memory; }, c: (a) => wasm.d };
const all = { "a": i }; wasm.e(4);"#;
        assert_eq!(rename(glue, &parse(MAP)?)?, expected);
        Ok(())
    }

    #[test]
    fn a_glue_that_lacks_a_function_is_refused() -> Result<()> {
        let glue = r#"const all = { "./raftscape_bg.js": { __wbg_now_12: 1 } };"#;
        let refused = rename(glue, &parse(MAP)?).expect_err("one of two is missing");
        assert!(refused.to_string().contains("1 of the 2 functions"));
        Ok(())
    }

    #[test]
    fn a_module_that_asks_another_script_is_refused() {
        let map = r#"{"imports": [["./snippets/a.js", "f", "b"]], "exports": []}"#;
        assert!(parse(map).is_err());
    }
}
