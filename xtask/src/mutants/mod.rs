//! `cargo xtask mutants`: changes the core in one place after the other, and lists the changes that no test notices.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{process, setup};

/// The crates whose tests are measured so.
pub(crate) const CRATES: [&str; 3] = ["raft", "record", "sim"];

/// One part of several, so that machines can share the work: from 1 to `of`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Shard {
    index: usize,
    of: usize,
}

impl Shard {
    /// All of the work.
    pub(crate) const WHOLE: Self = Self { index: 1, of: 1 };

    /// Reads `I/N`.
    ///
    /// # Errors
    /// If it is not two numbers of which the first is from 1 to the second.
    pub(crate) fn parse(word: &str) -> Result<Self> {
        let numbers = word
            .split_once('/')
            .and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((index, of)) if 1 <= index && index <= of => Ok(Self { index, of }),
            _ => bail!("--shard takes a part of so many, as 1/4 or 4/4, not {word:?}"),
        }
    }

    /// This part's share: each file, the longest first, goes to the part that has least.
    ///
    /// cargo-mutants shards as well, but leaves out what was caught earlier before it does; so a part that is resumed
    /// would be another part.
    fn share(self, mut files: Vec<(u64, PathBuf)>) -> Vec<PathBuf> {
        files.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut weights = vec![0; self.of];
        let mut share = Vec::new();
        for (size, file) in files {
            let least = (0..self.of).min_by_key(|part| weights[*part]).unwrap_or(0);
            weights[least] += size;
            if least + 1 == self.index {
                share.push(file);
            }
        }
        share
    }
}

/// Tests the mutants of one crate, or of all, and lists the survivors. What an earlier run caught is not tried again.
///
/// # Errors
/// If cargo-mutants cannot be installed, the tests fail without any mutation, or mutants survive.
pub(crate) fn mutants(package: Option<&str>, shard: Shard) -> Result<()> {
    let packages = CRATES
        .into_iter()
        .filter(|name| package.is_none_or(|wanted| wanted == *name));
    let mut survivors = 0;
    for name in packages {
        survivors += mutate(name, shard)?;
    }
    if survivors > 0 {
        bail!(
            "{survivors} mutants survive; MUTANTS.md beside the tests of each crate says why some may"
        );
    }
    Ok(())
}

/// How many mutants of this crate's share survive.
fn mutate(name: &str, shard: Shard) -> Result<usize> {
    let folder = format!("target/mutants/{name}-{}-of-{}", shard.index, shard.of);
    let mut files = Vec::new();
    sources(Path::new("core").join(name).join("src"), &mut files)?;
    let mut command = setup::for_mutants()?.command("cargo-mutants");
    // The copy is built in a folder of its own, whatever else is being built.
    command.env_remove("CARGO_TARGET_DIR");
    command.env("CARGO_PROFILE_DEV_DEBUG", "0");
    // What takes longer, building the tests or running them? Those of `raft` alone are done in a second.
    let level = if name == "raft" { "0" } else { "1" };
    command.env("CARGO_PROFILE_DEV_OPT_LEVEL", level);
    command.args(["mutants", "--package", name, "--iterate", "--output"]);
    command.arg(&folder).args(["--jobs", "1"]);
    command.args(["--build-timeout", "300", "--minimum-test-timeout", "10"]);
    command.arg("--cargo-arg=--lib");
    for file in shard.share(files) {
        command.arg("--file").arg(file);
    }
    println!("Mutating {name}, part {} of {}.", shard.index, shard.of);
    fs::create_dir_all(process::root()?.join(&folder))?;
    // Whether mutants survive it says by its exit code too; but then it has written down which.
    let ran = process::run(&mut command);
    let out = process::root()?.join(&folder).join("mutants.out");
    let lines = |file: &str| {
        let text = fs::read_to_string(out.join(file)).unwrap_or_default();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let (missed, timeout) = (lines("missed.txt"), lines("timeout.txt"));
    if missed.is_empty() && timeout.is_empty() {
        ran?;
    }
    println!(
        "{name}: {} caught, {} caught by a test that never ends, {} missed, {} not viable; {} were settled before.",
        lines("caught.txt").len(),
        timeout.len(),
        missed.len(),
        lines("unviable.txt").len(),
        lines("previously_caught.txt").len(),
    );
    Ok(missed.len())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_two_numbers_in_order() {
        let part = |word| Shard::parse(word).ok();
        assert_eq!(part("1/1"), Some(Shard::WHOLE));
        assert_eq!(part("2/3"), Some(Shard { index: 2, of: 3 }));
        for word in ["0/3", "4/3", "3", "", "a/b", "-1/2"] {
            assert_eq!(part(word), None, "{word}");
        }
    }

    #[test]
    fn every_file_is_in_one_part_and_the_parts_are_about_equal() {
        let files: Vec<_> = [9, 1, 5, 4, 3]
            .map(|size| (size, PathBuf::from(size.to_string())))
            .into();
        let share = |index| {
            let shared = Shard { index, of: 2 }.share(files.clone());
            shared
                .iter()
                .map(|file| file.display().to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(share(1), ["9", "3"]);
        assert_eq!(share(2), ["5", "4", "1"]);
    }
}
