//! The part of the tests that compares WebAssembly in Node with native code.

use std::process::Command;

use anyhow::Result;

use crate::process::{self, Tally};
use crate::setup::Tools;

/// The same seeds must give the same fingerprints, whatever the code was compiled to.
pub(super) fn fingerprints(tools: &Tools) -> Result<Tally> {
    let folder = process::root()?.join("target/wasm");
    let mut build = Command::new("cargo");
    build.args([
        "build",
        "--quiet",
        "--locked",
        "--release",
        "--package",
        "probe",
        "--lib",
    ]);
    build.args(["--target", "wasm32-unknown-unknown", "--target-dir"]);
    process::run(build.arg(&folder))?;

    let mut native = Command::new("cargo");
    native.args(["run", "--quiet", "--locked", "--package", "probe"]);
    let mut node = tools.command("node");
    node.arg(process::root()?.join("xtask/probe/fingerprints.mjs"));
    node.arg(folder.join("wasm32-unknown-unknown/release/probe.wasm"));
    Ok(compare(
        &process::read(&mut native)?,
        &process::read(&mut node)?,
    ))
}

fn compare(native: &str, wasm: &str) -> Tally {
    let mut tally = Tally::default();
    let mut wasm = wasm.lines();
    for native in native.lines() {
        let wasm = wasm.next().unwrap_or("nothing");
        tally.count(native == wasm);
        if native != wasm {
            println!("seed and fingerprint natively: {native}; as WebAssembly: {wasm}");
        }
    }
    println!(
        "{} fingerprints are the same natively and as WebAssembly",
        tally.passed
    );
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_that_differs_or_is_missing_is_a_failure() {
        let Tally { passed, failed } = compare("0 aa\n1 bb\n2 cc\n", "0 aa\n1 b0\n");
        assert_eq!((passed, failed), (1, 2));
    }
}
