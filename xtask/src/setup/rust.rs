//! What rustup may still have to add to the toolchain.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;

const TARGET: &str = "wasm32-unknown-unknown";

/// Makes sure that Rust can compile to WebAssembly.
///
/// # Errors
/// If the target is missing and rustup cannot add it.
pub(crate) fn wasm_target() -> Result<()> {
    let root = process::output(Command::new("rustc").args(["--print", "sysroot"]))
        .context("rustc was not found: please install Rust 1.95 or newer with rustup")?;
    if Path::new(root.trim())
        .join("lib/rustlib")
        .join(TARGET)
        .is_dir()
    {
        return Ok(());
    }
    println!("Adding Rust's target {TARGET} (once; usually 10 seconds).");
    process::run(Command::new("rustup").args(["target", "add", TARGET])).with_context(|| {
        format!("Rust's target {TARGET} is missing: please add it with `rustup target add {TARGET}`, or install Rust with rustup")
    })
}

/// Makes sure of a part of the toolchain that cargo runs as `cargo <command>`.
///
/// # Errors
/// If it is missing and rustup cannot add it.
pub(crate) fn component(command: &str, component: &str) -> Result<()> {
    if process::output(Command::new("cargo").args([command, "--version"])).is_some() {
        return Ok(());
    }
    println!("Adding Rust's {component} (once; usually 10 seconds).");
    process::run(Command::new("rustup").args(["component", "add", component])).with_context(|| {
        format!("{component} is missing: please add it with `rustup component add {component}`")
    })
}
