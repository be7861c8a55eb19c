//! `cargo xtask bench`: the core, by the workspace `bench/`, natively and as WebAssembly in Node; or the page, in Chromium.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::{dist, process, setup};

/// Measures the built page, and prints as [`core()`] does.
///
/// # Errors
/// If the site cannot be built, or Chromium or its driver is missing or fails.
pub(crate) fn page(json: bool) -> Result<()> {
    let weight = dist::total(&dist::make(&setup::for_dist()?)?);
    show(
        &format!(
            r#"{{"name":"page, download","value":{weight},"unit":"bytes gzip","better":"lower"}}"#
        ),
        json,
    );
    let tools = setup::for_browser()?;
    if !json {
        println!("Measuring the page in Chromium (usually 2 minutes).");
    }
    let mut node = tools.command("node");
    setup::show_browser(&mut node, &tools)?;
    node.arg(process::root()?.join("web/e2e/bench.mjs"));
    process::read_lines(&mut node, |line| show(line, json))
}

fn show(line: &str, json: bool) {
    println!("{}", if json { line.to_owned() } else { row(line) });
}

/// Measures the core, and prints a line for each figure: JSON as the benchmarks say it, or a table to read.
///
/// # Errors
/// If Node is missing, or the benchmarks cannot be built or run.
pub(crate) fn core(json: bool) -> Result<()> {
    let tools = setup::for_node()?;
    let bench = Bench {
        folder: process::root()?.join("bench"),
        target: process::root()?.join("target/bench"),
    };
    if !json {
        println!(
            "Measuring natively, then as WebAssembly in Node (usually 2 minutes, the first time 4)."
        );
    }
    process::read_lines(&mut bench.cargo("run", &[]), |line| show(line, json))?;
    process::run(&mut bench.cargo("build", &["--lib", "--target", "wasm32-unknown-unknown"]))?;
    let names = process::read(bench.cargo("run", &[]).args(["--", "names"]))?;
    let module = bench
        .target
        .join("wasm32-unknown-unknown/release/bench.wasm");
    let mut node = tools.command("node");
    process::read_lines(
        node.arg(bench.folder.join("run.mjs"))
            .arg(module)
            .arg(names.trim()),
        |line| show(line, json),
    )
}

/// Where the benchmarks lie, and where they are built.
struct Bench {
    folder: PathBuf,
    target: PathBuf,
}

impl Bench {
    fn cargo(&self, what: &str, how: &[&str]) -> Command {
        let manifest: &Path = &self.folder.join("Cargo.toml");
        let mut command = Command::new("cargo");
        command
            .args([what, "--quiet", "--locked", "--release"])
            .args(how);
        command
            .arg("--manifest-path")
            .arg(manifest)
            .arg("--target-dir")
            .arg(&self.target);
        command
    }
}

/// One figure, to read: `{"name":"clone","value":12,"unit":"clones per s","better":"higher"}`.
fn row(line: &str) -> String {
    let field = |name: &str| {
        let start = line.find(&format!("\"{name}\":"))? + name.len() + 3;
        let value = &line[start..];
        match value.strip_prefix('"') {
            Some(text) => text.split('"').next(),
            None => value.split([',', '}']).next(),
        }
    };
    match (
        field("name"),
        field("value"),
        field("unit"),
        field("better"),
    ) {
        (Some(name), Some(value), Some(unit), Some(better)) => {
            format!("{name:<60} {value:>14} {unit:<18} ({better} is better)")
        }
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_becomes_a_row_and_anything_else_stays() {
        let line =
            r#"{"name":"native, clone","value":12.5,"unit":"clones per s","better":"higher"}"#;
        let words: Vec<_> = row(line).split_whitespace().map(str::to_owned).collect();
        assert_eq!(
            words.join(" "),
            "native, clone 12.5 clones per s (higher is better)"
        );
        assert_eq!(row("no figure"), "no figure");
    }
}
