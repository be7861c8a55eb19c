//! The parts of the tests that cargo runs.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process::{self, Tally};

fn cargo(words: &str) -> Command {
    let mut command = Command::new("cargo");
    command.args(words.split(' '));
    command
}

pub(super) fn fmt() -> Result<Tally> {
    process::run(&mut cargo("fmt --all --check"))?;
    Ok(Tally::one())
}

pub(super) fn clippy() -> Result<Tally> {
    process::run(&mut cargo(
        "clippy --quiet --locked --workspace --all-targets -- --deny warnings",
    ))?;
    process::run(&mut cargo(
        "clippy --quiet --locked --package raftscape --features split --target wasm32-unknown-unknown -- --deny warnings",
    ))?;
    Ok(Tally {
        passed: 2,
        failed: 0,
    })
}

pub(super) fn native(filter: Option<&str>) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut command = cargo("test --quiet --locked --workspace --no-fail-fast");
    let result = process::run_reading(command.args(filter), |line| {
        if let Some(Counted {
            passed,
            failed,
            ignored,
        }) = counted(line)
        {
            tally.passed += passed;
            tally.failed += failed + ignored;
        }
    });
    match result {
        // A crate that does not compile fails no test, and must not look as if all was well.
        Err(error) if tally.failed == 0 => Err(error),
        Ok(()) if tally.passed == 0 => bail!("no test has this name"),
        _ => Ok(tally),
    }
}

pub(super) fn doc() -> Result<Tally> {
    let mut command = cargo("doc --quiet --locked --workspace --no-deps");
    process::run(command.env("RUSTDOCFLAGS", "--deny warnings"))?;
    Ok(Tally::one())
}

/// What one test program says of itself at the end.
#[derive(Debug, PartialEq)]
struct Counted {
    passed: usize,
    failed: usize,
    ignored: usize,
}

fn counted(line: &str) -> Option<Counted> {
    let line = line.strip_prefix("test result: ")?;
    let number = |what: &str| {
        let part = line.split("; ").find_map(|part| part.strip_suffix(what))?;
        part.rsplit(' ').next()?.parse().ok()
    };
    Some(Counted {
        passed: number(" passed")?,
        failed: number(" failed")?,
        ignored: number(" ignored")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_at_the_end_of_a_test_program_is_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s";
        assert_eq!(
            counted(line),
            Some(Counted {
                passed: 12,
                failed: 3,
                ignored: 1
            })
        );
        assert_eq!(counted("running 3 tests"), None);
    }
}
