//! Runs other programs, and turns their failures into sentences.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

/// How many checks passed and how many did not.
#[derive(Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

impl Tally {
    /// A single check that passed.
    pub(crate) fn one() -> Self {
        Self {
            passed: 1,
            failed: 0,
        }
    }

    pub(crate) fn count(&mut self, passed: bool) {
        if passed {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
    }
}

/// The repository's folder.
///
/// # Errors
/// If this program was not started by cargo, which is who knows.
pub(crate) fn root() -> Result<PathBuf> {
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .context("please start this program as `cargo xtask`, inside the repository")?;
    Ok(Path::new(&package).join(".."))
}

/// Runs a program whose output belongs on the screen, in the repository's folder.
///
/// # Errors
/// If it cannot be started or does not succeed.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .current_dir(root()?)
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("{} could not be started", name(command)))?;
    succeeded(command, status)
}

/// As [`run`], and passes on each line that the program prints.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_reading(command: &mut Command, mut read: impl FnMut(&str)) -> Result<()> {
    read_lines(command, |line| {
        println!("{line}");
        read(line);
    })
}

/// As [`run`], for a program whose lines are wanted as they come and not shown.
///
/// # Errors
/// As [`run`].
pub(crate) fn read_lines(command: &mut Command, mut read: impl FnMut(&str)) -> Result<()> {
    let mut child = command
        .current_dir(root()?)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} could not be started", name(command)))?;
    for line in BufReader::new(child.stdout.take().context("there is no output")?).lines() {
        read(&line?);
    }
    succeeded(command, child.wait()?)
}

/// As [`run`], for a program whose output is wanted and not shown.
///
/// # Errors
/// As [`run`].
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let mut text = String::new();
    read_lines(command, |line| {
        text.push_str(line);
        text.push('\n');
    })?;
    Ok(text)
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("{} did not succeed ({status})", name(command));
    }
    Ok(())
}

/// What a program prints, if it exists and succeeds.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(text)
}

/// Where a program lies on this search path.
pub(crate) fn find(program: &str, path: &std::ffi::OsStr) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(path)
        .map(|folder| folder.join(&file))
        .find(|candidate| candidate.is_file())
}

fn name(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem();
    let first = command.get_args().next();
    let words = program.into_iter().chain(first);
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    format!("`{}`", words.join(" "))
}
