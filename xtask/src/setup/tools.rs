//! The tools that come from crates.io: wasm-bindgen, wasm-split-cli, Trunk, mdBook, geckodriver,
//! cargo-mutants.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::{Tools, cache};
use crate::process;

/// A program from crates.io in the one version that this repository is built with.
struct Tool {
    program: &'static str,
    package: &'static str,
    version: &'static str,
    features: &'static [&'static str],
    usually: &'static str,
}

/// Makes sure of the wasm-bindgen that matches the crate of that name to the patch.
///
/// # Errors
/// If it is missing and cannot be installed.
pub(crate) fn wasm_bindgen(tools: &mut Tools) -> Result<()> {
    let tool = Tool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: "0.2.128",
        features: &[],
        usually: "1 to 2 minutes",
    };
    tool.set_up(tools)
}

/// Makes sure of wasm-split-cli, which takes the parts that load on demand out of the page's module. It does not say its
/// version, so the one that is used is always ours.
///
/// # Errors
/// If it is missing and cannot be installed.
pub(crate) fn wasm_split(tools: &mut Tools) -> Result<()> {
    let tool = Tool {
        program: "wasm-split-cli",
        package: "wasm_split_cli_support",
        version: "0.2.4",
        features: &["--features", "build-binary"],
        usually: "30 seconds",
    };
    tool.set_up(tools)
}

/// Makes sure of Trunk, which puts the page together.
///
/// # Errors
/// If it is missing and cannot be installed.
pub(crate) fn trunk(tools: &mut Tools) -> Result<()> {
    let tool = Tool {
        program: "trunk",
        package: "trunk",
        version: "0.21.14",
        // The default features look for newer versions and download tools: nothing that a build needs.
        features: &["--no-default-features"],
        usually: "2 to 4 minutes",
    };
    tool.set_up(tools)
}

/// Makes sure of mdBook, which builds the book among the examples.
///
/// # Errors
/// If it is missing and cannot be installed.
pub(crate) fn mdbook(tools: &mut Tools) -> Result<()> {
    let tool = Tool {
        program: "mdbook",
        package: "mdbook",
        version: "0.5.4",
        // The default features serve a book while it is written, and search in it.
        features: &["--no-default-features"],
        usually: "1 to 2 minutes",
    };
    tool.set_up(tools)
}

/// Makes sure of geckodriver, by which programs drive Firefox.
///
/// # Errors
/// If it is missing and cannot be installed.
pub(crate) fn geckodriver(tools: &mut Tools) -> Result<()> {
    let tool = Tool {
        program: "geckodriver",
        package: "geckodriver",
        version: "0.37.1",
        features: &[],
        usually: "1 to 2 minutes",
    };
    tool.set_up(tools)
}

/// Makes sure of cargo-mutants.
///
/// # Errors
/// If it is missing and cannot be installed.
pub(crate) fn mutants(tools: &mut Tools) -> Result<()> {
    let tool = Tool {
        program: "cargo-mutants",
        package: "cargo-mutants",
        version: "27.1.0",
        features: &[],
        usually: "1 to 2 minutes",
    };
    tool.set_up(tools)
}

impl Tool {
    fn set_up(&self, tools: &mut Tools) -> Result<()> {
        let printed = process::output(tools.command(self.program).arg("--version"));
        if printed.is_some_and(|text| says(&text, self.version)) {
            return Ok(());
        }
        let name = format!("{}-{}", self.program, self.version);
        let folder = cache::folder(&name, |partial| self.install(partial))?;
        tools.prefer(folder.join("bin"));
        Ok(())
    }

    fn install(&self, into: &Path) -> Result<()> {
        let Self {
            program,
            version,
            usually,
            ..
        } = self;
        println!("Installing {program} {version} for this user (once; usually {usually}).");
        if self.binstall(into) {
            return Ok(());
        }
        // Compiled without optimisation: several times sooner there, and still fast enough for a page of this size.
        let build = into.join("target");
        let mut install = Command::new("cargo");
        install.args([
            "install",
            "--quiet",
            "--locked",
            "--debug",
            "--no-track",
            "--force",
        ]);
        install
            .args(["--version", version])
            .args(self.features)
            .arg("--root")
            .arg(into);
        install.arg("--target-dir").arg(&build).arg(self.package);
        process::run(install.env("CARGO_PROFILE_DEV_DEBUG", "0")).with_context(|| {
            format!("{program} {version} could not be installed: please see above, or put that version on PATH yourself")
        })?;
        fs::remove_dir_all(build)?;
        Ok(())
    }

    /// Downloads the program where cargo-binstall is there and finds it built.
    fn binstall(&self, into: &Path) -> bool {
        if process::output(Command::new("cargo").args(["binstall", "-V"])).is_none() {
            return false;
        }
        let mut fetch = Command::new("cargo");
        fetch.args([
            "binstall",
            "--no-confirm",
            "--disable-strategies",
            "compile",
            "--root",
        ]);
        fetch
            .arg(into)
            .arg(format!("{}@{}", self.package, self.version));
        let fetched = process::run(&mut fetch).is_ok();
        fetched
            && into
                .join("bin")
                .join(self.program)
                .with_extension(std::env::consts::EXE_EXTENSION)
                .is_file()
    }
}

/// Whether a program's own line about itself has this version in it; some print more about them than that line.
fn says(printed: &str, version: &str) -> bool {
    let first = printed.lines().next().unwrap_or_default();
    let mut words = first.split(' ').map(|word| word.trim_start_matches('v'));
    words.any(|word| word == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_asked_for_its_version_whatever_else_it_says() {
        assert!(says("trunk 0.21.14\n", "0.21.14"));
        assert!(says("mdbook v0.5.4\n", "0.5.4"));
        let line = "geckodriver 0.37.1 (a3d508507022 2026-02-24)\n\nThe source code is available\n";
        assert!(says(line, "0.37.1"));
        assert!(!says("geckodriver 10.37.1\n", "0.37.1"));
        assert!(!says("", "0.37.1"));
    }
}
