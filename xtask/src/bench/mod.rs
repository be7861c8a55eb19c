//! `cargo xtask bench`: the core, by the workspace `bench/`, natively and as WebAssembly in Node; or the page, in Chromium.

mod page;

use std::path::PathBuf;
use std::process::Command;
use std::{fmt, fs};

use anyhow::Result;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::setup::{self, Tools};
use crate::{dist, process};

/// Measures the built page, and prints as [`core()`] does.
///
/// # Errors
/// If the site cannot be built, or Chromium or its driver is missing or fails.
pub(crate) fn page(json: bool) -> Result<()> {
    let weight = dist::first_download(&dist::make(&setup::for_dist()?)?);
    let download = Figure {
        name: "page, first download".to_owned(),
        value: weight.into(),
        unit: "bytes gzip".to_owned(),
        better: "lower".to_owned(),
    };
    show(&serde_json::to_string(&download)?, json);
    let tools = setup::for_browser()?;
    if !json {
        println!("Measuring the page in Chromium (usually 6 minutes).");
    }
    let bench = Bench::new()?;
    let mut node = tools.command("node");
    setup::show_browser(&mut node, &tools)?;
    node.arg(process::root()?.join("web/e2e/bench.mjs"))
        .args(bench.recordings()?);
    process::read_lines(&mut node, |line| show(line, json))
}

/// Prints a line of a benchmark: as it is, or as a row to read if it is a figure.
fn show(line: &str, json: bool) {
    match serde_json::from_str::<Figure>(line) {
        Ok(figure) if !json => println!("{figure}"),
        _ => println!("{line}"),
    }
}

/// Measures the core, and prints a line for each figure: JSON as the benchmarks say it, or a table to read.
///
/// # Errors
/// If Node or wasm-opt is missing, or the benchmarks cannot be built or run.
pub(crate) fn core(json: bool) -> Result<()> {
    let tools = setup::for_bench()?;
    let bench = Bench::new()?;
    if !json {
        println!(
            "Measuring natively, then as WebAssembly in Node (usually 3 minutes, the first time 5)."
        );
    }
    process::read_lines(&mut bench.native(&[]), |line| show(line, json))?;
    let module = bench.module(&tools)?;
    let names = process::read(&mut bench.native(&["names"]))?;
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
    fn new() -> Result<Self> {
        let root = process::root()?;
        Ok(Self {
            folder: root.join("bench"),
            target: root.join("target/bench"),
        })
    }

    /// The workloads as a program, built for speed.
    fn native(&self, words: &[&str]) -> Command {
        let mut command = self.cargo("run");
        command.args(["--profile", "native", "--"]).args(words);
        command
    }

    /// Runs of ten minutes and of an hour, as files that the page opens.
    fn recordings(&self) -> Result<[PathBuf; 2]> {
        let files = ["10", "60"].map(|minutes| {
            let file = self.target.join(format!("{minutes}-minutes.raftscape"));
            (minutes, file)
        });
        fs::create_dir_all(&self.target)?;
        for (minutes, file) in &files {
            let mut record = self.native(&["record", minutes]);
            process::run(record.arg(file))?;
        }
        Ok(files.map(|(_, file)| file))
    }

    /// The workloads as WebAssembly, made as the page's is: by its profile, and by the same passes of wasm-opt.
    fn module(&self, tools: &Tools) -> Result<PathBuf> {
        let root = process::root()?;
        let read = |manifest| fs::read_to_string(root.join(manifest));
        fs::create_dir_all(&self.target)?;
        let profile = self.target.join("page-profile.toml");
        fs::write(&profile, page::profile(&read("Cargo.toml")?)?)?;
        let mut build = self.cargo("rustc");
        build.args(["--lib", "--release", "--target", "wasm32-unknown-unknown"]);
        build.args([
            "--crate-type",
            &page::crate_types(&read("web/Cargo.toml")?)?,
        ]);
        process::run(build.arg("--config").arg(&profile))?;
        let built = self
            .target
            .join("wasm32-unknown-unknown/release/bench.wasm");
        // A copy, since what cargo has built is not built again, and would be optimised twice.
        let module = self.target.join("bench-as-on-the-page.wasm");
        fs::copy(built, &module)?;
        dist::optimise(tools, &module, &[])?;
        Ok(module)
    }

    fn cargo(&self, what: &str) -> Command {
        let mut command = Command::new("cargo");
        command
            .args([what, "--quiet", "--locked", "--manifest-path"])
            .arg(self.folder.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(&self.target);
        command
    }
}

/// What was measured, as all benchmarks say it in a line of JSON.
#[derive(Serialize, Deserialize)]
struct Figure {
    name: String,
    value: Number,
    unit: String,
    /// Which values are better: `higher` or `lower`.
    better: String,
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            value,
            unit,
            better,
        } = self;
        let value = value.to_string();
        write!(f, "{name:<80} {value:>14} {unit:<18} ({better} is better)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_becomes_a_row() -> Result<()> {
        let line =
            r#"{"name":"native, \"clone\"","value":12.5,"unit":"clones per s","better":"higher"}"#;
        let row = serde_json::from_str::<Figure>(line)?.to_string();
        let words: Vec<_> = row.split_whitespace().collect();
        assert_eq!(
            words.join(" "),
            "native, \"clone\" 12.5 clones per s (higher is better)"
        );
        Ok(())
    }
}
