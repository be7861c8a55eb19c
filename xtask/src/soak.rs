//! `cargo xtask soak`: the rows of the course's lab (`core/sim/tests/labs`) with many seeds, as a table.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{process, setup};

const HEADER: &str = "| row | seeds | failures | largest figures |\n|---|---:|---:|---|";

/// Plays every row whose test's name contains `row` with the seeds from 0 on, and prints what was measured.
///
/// # Errors
/// If there is no such row, or one fails with some seed; the seeds are named.
pub(crate) fn soak(seeds: u64, row: Option<&str>) -> Result<()> {
    setup::for_cargo()?;
    let mut cargo = Command::new("cargo");
    cargo
        .args(["test", "--quiet", "--locked", "--release"])
        .args(["--package", "sim", "--test", "labs", "--", "--nocapture"])
        .args(row)
        .env("RAFTSCAPE_SEEDS", format!("0..{seeds}"));
    let mut rows = Vec::new();
    let result = process::read_lines(&mut cargo, |line| {
        if let Some(row) = measured(line) {
            eprintln!("{}", name(row));
            rows.push(row.to_owned());
        }
    });
    rows.sort();
    println!("{HEADER}\n{}", rows.join("\n"));
    match result {
        Ok(()) if rows.is_empty() => bail!("no row has this name"),
        result => result,
    }
}

/// The row of the table that a test prints, perhaps behind the dots that stand for others.
fn measured(line: &str) -> Option<&str> {
    line.find("| ").map(|start| &line[start..])
}

fn name(row: &str) -> &str {
    row.split('|').nth(1).unwrap_or(row).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_found_behind_the_dots() {
        let row = "| 2B Backup | 10 | 0 | 8806 of 120000 ms |";
        assert_eq!(measured(&format!("...{row}")), Some(row));
        assert_eq!(name(row), "2B Backup");
        assert_eq!(measured("running 28 tests"), None);
    }
}
