//! What wasm-opt does to a module: the page's, and the one that measures how fast the page's is.

use std::path::Path;

use anyhow::Result;

use crate::process;
use crate::setup::Tools;

/// The passes that decide how small and how fast a module becomes.
const PASSES: [&str; 10] = [
    // What the first round leaves, a second one finds.
    "-Oz",
    "-Oz",
    // Nothing lies below address 1,024 but the last of the stack, so that an addition before a load is one with it.
    "--low-memory-unused",
    // A big function inlined into a bigger one has locals with long numbers, and compresses worse.
    "--one-caller-inline-max-function-size=20",
    // By name, the copies of a generic function stand side by side, where gzip sees how alike they are.
    "--reorder-functions-by-name",
    "--strip-debug",
    // What Rust's WebAssembly uses, and every browser since 2022 knows.
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
];

/// Optimises a module in its place, with `own` passes after those that all modules share; returns what wasm-opt prints.
///
/// # Errors
/// If wasm-opt fails; the module is not to be used then.
pub(crate) fn optimise(tools: &Tools, module: &Path, own: &[&str]) -> Result<String> {
    let mut command = tools.command("wasm-opt");
    command.args(PASSES).args(own);
    command.arg("--output").args([module, module]);
    process::read(&mut command)
}
