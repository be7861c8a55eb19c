//! The part of the tests that looks at the built page in real browsers.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::dist::{self, Shown};
use crate::process::{self, Tally};
use crate::setup::{self, Tools};

/// Runs `web/e2e/*.test.mjs`: the files or else the tests whose name contains `filter`.
pub(super) fn tests(tools: &Tools, filter: Option<&str>) -> Result<Tally> {
    let folder = process::root()?.join("web/e2e");
    let files = files(&folder)?;
    let named: Vec<_> = files
        .iter()
        .filter(|file| filter.is_some_and(|filter| file.contains(filter)))
        .collect();
    let mut node = tools.command("node");
    node.arg("--test-reporter=spec").arg(folder.join("run.mjs"));
    if named.is_empty() {
        node.arg(filter.unwrap_or_default()).args(&files);
    } else {
        node.arg("").args(named);
    }
    setup::show_browser(&mut node, tools)?;
    packages()?;
    node.env("RAFTSCAPE_BUDGET", dist::BUDGET.to_string());
    run(&mut node)
}

/// Runs `web/e2e/firefox.mjs`, which looks at a few things only: what is different there is the browser, not the page.
pub(super) fn firefox(tools: &Tools) -> Result<Tally> {
    let mut node = tools.command("node");
    node.arg("--test-reporter=spec");
    node.arg(process::root()?.join("web/e2e/firefox.mjs"));
    setup::show_firefox(&mut node)?;
    run(&mut node)
}

fn run(node: &mut Command) -> Result<Tally> {
    let mut tally = Tally::default();
    let result = process::run_reading(node, |line| count(line, &mut tally));
    match result {
        Err(error) if tally.failed == 0 => Err(error),
        Ok(()) if tally.passed == 0 => bail!("no test has this name"),
        _ => Ok(tally),
    }
}

/// Writes pages that are one file, and a package for npm, as `dist` does when it is asked to.
fn packages() -> Result<()> {
    let target = process::root()?.join("target");
    let folder = target.join("single");
    fs::create_dir_all(&folder)?;
    let site = dist::site()?;
    for shown in [Shown::Site, Shown::Script("split-vote".into())] {
        dist::single(&site, &shown, &folder)?;
    }
    dist::npm(&site, &target.join("npm/raftscape"))
}

fn files(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Reads the lines that Node prints after the last test, such as `ℹ pass 12`.
fn count(line: &str, tally: &mut Tally) {
    let mut words = line.trim_start_matches(['ℹ', '#', ' ']).split(' ');
    let (what, number) = (words.next(), words.next());
    let Some(number) = number.and_then(|number| number.parse::<usize>().ok()) else {
        return;
    };
    match (what, words.next()) {
        (Some("pass"), None) => tally.passed += number,
        (Some("fail" | "cancelled" | "todo"), None) => tally.failed += number,
        _ => {}
    }
}
