//! `cargo xtask mutants`: alters the core in one place after the other, and lists the alterations that no test notices.

mod shard;
mod tried;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

pub(crate) use shard::Shard;
use tried::{Listed, Tried};

use crate::process;
use crate::setup::{self, Tools};

/// The crates whose tests are measured so.
pub(crate) const CRATES: [&str; 4] = ["raft", "record", "sim", "script"];

/// Which of a crate's mutants are tried.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Choice {
    /// All, or one part of them; those that an earlier run of this part caught are left out.
    Part(Shard),
    /// Those in what has changed since this commit.
    Since(String),
    /// So many of those that were never tried, drawn at random.
    Sample { count: usize, seed: u64 },
    /// Those that no test noticed when they were tried last.
    Missed,
}

/// Tests the mutants of one crate, or of all, and lists the survivors.
///
/// # Errors
/// If cargo-mutants cannot be installed, the tests fail without any mutation, or mutants survive.
pub(crate) fn mutants(package: Option<&str>, choice: &Choice) -> Result<()> {
    let tools = setup::for_mutants()?;
    let packages = CRATES
        .into_iter()
        .filter(|name| package.is_none_or(|wanted| wanted == *name));
    let mut survivors = 0;
    for name in packages {
        survivors += mutate(&tools, name, choice)?;
    }
    if survivors > 0 {
        bail!(
            "{survivors} mutants survive; MUTANTS.md beside the tests of each crate says why some may"
        );
    }
    Ok(())
}

/// How many of this crate's chosen mutants survive.
fn mutate(tools: &Tools, name: &str, choice: &Choice) -> Result<usize> {
    let root = process::root()?;
    let folder = root.join("target/mutants").join(choice.folder(name));
    fs::create_dir_all(&folder)?;
    let out = folder.join("mutants.out");
    let record = root.join(format!("core/{name}/src/tests/mutants.txt"));
    let listed = list(tools, name)?;
    let mut tried = Tried::read(&record)?;
    // An earlier run may have been stopped before it came to this.
    tried.take_in(&listed, &out);

    let mut command = command(tools, name);
    command.arg("--output").arg(&folder);
    // The copy of the sources is another one in each run, but what they depend on is built once.
    command.env("CARGO_TARGET_DIR", folder.join("build"));
    match choice {
        Choice::Part(shard) => {
            let mut files = Vec::new();
            sources(Path::new("core").join(name).join("src"), &mut files)?;
            command.arg("--iterate");
            for file in shard.share(files) {
                command.arg("--file").arg(file);
            }
        }
        Choice::Since(commit) => {
            // Where nothing has changed, cargo-mutants writes nothing.
            clear(&out)?;
            let diff = folder.join("changes.diff");
            fs::write(&diff, changes(name, commit)?)?;
            command.arg("--in-diff").arg(diff);
        }
        Choice::Sample { count, seed } => only(
            &mut command,
            &out,
            &listed,
            &tried.sample(&listed, *count, *seed),
        )?,
        Choice::Missed => only(&mut command, &out, &listed, &tried.missed(&listed))?,
    }
    command.args(["--", "--", "-Zunstable-options", "--fail-fast"]);
    let ran = process::run(&mut command);
    // Its exit code says as well that mutants survive; but then it has written down which.
    let counts = tried.take_in(&listed, &out);
    tried.write(&record)?;
    if counts.missed + counts.timeout == 0 {
        ran?;
    }
    println!("{name}: {counts}");
    Ok(counts.missed)
}

impl Choice {
    /// All mutants.
    pub(crate) const WHOLE: Self = Self::Part(Shard::WHOLE);

    /// Where cargo-mutants writes down what came of it.
    fn folder(&self, name: &str) -> String {
        match self {
            Self::Part(shard) => format!("{name}-{shard}"),
            Self::Since(_) => format!("{name}-since"),
            Self::Sample { .. } => format!("{name}-sample"),
            Self::Missed => format!("{name}-missed"),
        }
    }
}

/// cargo-mutants for one crate, without a choice among its mutants.
fn command(tools: &Tools, name: &str) -> Command {
    let mut command = tools.command("cargo-mutants");
    command.env("CARGO_PROFILE_DEV_DEBUG", "0");
    // What takes longer, building the tests or running them? Those of `raft` alone are done in a second.
    let level = if name == "raft" { "0" } else { "1" };
    command.env("CARGO_PROFILE_DEV_OPT_LEVEL", level);
    // The test programs end at their first failure, which they do for nightly users only.
    command.env("RUSTC_BOOTSTRAP", "1");
    command.args(["mutants", "--package", name, "--jobs", "1"]);
    // Those of the command are beside its sources.
    let tests = if name == "record" { "--tests" } else { "--lib" };
    command.arg(format!("--cargo-arg={tests}"));
    // What a record says is tested by the worlds that it reports, by scripts that ask about it, and by the command that
    // checks traces; and many tests of the world are scripts.
    let tested_by: &[&str] = match name {
        "record" => &["record", "sim", "script", "raftscape-cli"],
        "sim" => &["sim", "script"],
        _ => &[],
    };
    // How long tests may take is measured with those of the crate itself.
    let patience = if tested_by.is_empty() { "10" } else { "300" };
    command.args(["--build-timeout", "300", "--minimum-test-timeout", patience]);
    for package in tested_by {
        command.args(["--test-package", package]);
    }
    command
}

/// All mutants of a crate.
fn list(tools: &Tools, name: &str) -> Result<Listed> {
    let mut command = tools.command("cargo-mutants");
    command.args(["mutants", "--package", name, "--list", "--json"]);
    Listed::parse(&process::read(&mut command)?)
}

/// What has changed in a crate's sources since a commit.
fn changes(name: &str, commit: &str) -> Result<String> {
    let mut git = Command::new("git");
    git.args(["diff", "--no-ext-diff", "--no-color", commit, "--"]);
    process::read(git.arg(format!("core/{name}/src")))
}

/// Removes what an earlier run has written down, which has been taken in.
fn clear(out: &Path) -> Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    Ok(())
}

/// Lets cargo-mutants try these mutants alone: it takes all others for caught by an earlier run. (`--re` would always
/// let those through that delete a field.)
fn only(command: &mut Command, out: &Path, listed: &Listed, chosen: &[&str]) -> Result<()> {
    let mut others = String::new();
    for name in listed.names() {
        if !chosen.contains(&name) {
            others.push_str(name);
            others.push('\n');
        }
    }
    clear(out)?;
    fs::create_dir_all(out)?;
    fs::write(out.join("previously_caught.txt"), others)?;
    command.arg("--iterate");
    Ok(())
}

/// The source files below a folder of the repository with their sizes, without its tests.
fn sources(folder: PathBuf, found: &mut Vec<(u64, PathBuf)>) -> Result<()> {
    let full = process::root()?.join(&folder);
    for entry in fs::read_dir(&full).with_context(|| format!("there is no {}", full.display()))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            if entry.file_name() != "tests" {
                sources(path, found)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((entry.metadata()?.len(), path));
        }
    }
    Ok(())
}
