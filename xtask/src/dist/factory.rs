//! Makes the glue a function that gives instances: `create()`.
//!
//! wasm-bindgen writes a module with one instance, which is dead for all mounts after a panic in one. As a function it gives a new one
//! without another import, so that a page that bundles it, or has it in itself, can have one too. All instances share what was compiled.

use anyhow::Result;

use super::edits::Edits;

/// What the glue exports, besides what starts it.
const EXPORTS: [&str; 3] = ["class Player ", "function check(", "function mount("];

/// What all instances share.
const SHARED: &str = "\
// The module once it is compiled, and its parts by their files: all instances share them.
let wasmModule;
const compiled = {};

// A new instance, which has a memory and parts of its own. Links to the full page lead to `site`.
export function create(site = new URL(\".\", import.meta.url).href) {
";

/// The exports of before: those of an instance that is there from the beginning.
const FIRST: &str = "\
return { init: __wbg_init, mount, check, Player };
}
const { init, mount, check, Player } = create();
export { init as default, mount, check, Player };
";

/// The glue as such a function.
///
/// # Errors
/// If it does not look as expected.
pub(super) fn factory(glue: &str) -> Result<String> {
    let mut edits = Edits(glue.to_owned());
    for what in EXPORTS {
        edits.replace(&format!("export {what}"), what)?;
    }
    edits.replace("export { initSync, __wbg_init as default };\n", "")?;
    edits.replace(
        "let wasmModule, wasmInstance, wasm;",
        "let wasmInstance, wasm;",
    )?;
    edits.replace(
        "module_or_path = new URL('raftscape_bg.wasm', import.meta.url);",
        "module_or_path = wasmModule ?? new URL('raftscape_bg.wasm', import.meta.url);",
    )?;
    Ok(format!("{SHARED}{}{FIRST}", edits.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "\
export class Player {
}
export function check(script, say) {
}
export function mount(element, options) {
}
let wasmModule, wasmInstance, wasm;
async function __wbg_init(module_or_path) {
    if (module_or_path === undefined) {
        module_or_path = new URL('raftscape_bg.wasm', import.meta.url);
    }
}
export { initSync, __wbg_init as default };
";

    #[test]
    fn the_glue_becomes_a_function_that_gives_instances() -> Result<()> {
        let expected = "\
class Player {
}
function check(script, say) {
}
function mount(element, options) {
}
let wasmInstance, wasm;
async function __wbg_init(module_or_path) {
    if (module_or_path === undefined) {
        module_or_path = wasmModule ?? new URL('raftscape_bg.wasm', import.meta.url);
    }
}
";
        assert_eq!(factory(GLUE)?, format!("{SHARED}{expected}{FIRST}"));
        Ok(())
    }

    #[test]
    fn a_glue_that_exports_something_else_is_refused() {
        let other = GLUE.replace("function check(", "function judge(");
        let refused = factory(&other).expect_err("it checks nothing");
        assert!(refused.to_string().contains("export function check("));
    }
}
