//! Which mutants of a crate were tried, and what came of each: the file `mutants.txt` beside its tests.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::hash::Hasher;
use std::path::Path;

use anyhow::{Context, Result};
use fnv::FnvHasher;
use serde::Deserialize;

const HEADER: &str = "\
# What came of each mutant that was tried, written by `cargo xtask mutants`. Mutants of one name are numbered.
";

/// What can come of a mutant, as cargo-mutants names its lists.
const CAUGHT: &str = "caught";
const MISSED: &str = "missed";
const TIMEOUT: &str = "timeout";
const UNVIABLE: &str = "unviable";

/// All mutants of a crate, as cargo-mutants lists them.
pub(super) struct Listed {
    /// The name with line and column, and the one that stays when other lines change.
    mutants: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Mutant {
    name: String,
    file: String,
}

impl Listed {
    /// Reads what `cargo mutants --list --json` prints.
    ///
    /// # Errors
    /// If it is something else.
    pub(super) fn parse(json: &str) -> Result<Self> {
        let mutants: Vec<Mutant> =
            serde_json::from_str(json).context("cargo-mutants prints no list of mutants")?;
        let mut met: BTreeMap<String, usize> = BTreeMap::new();
        let mut named = Vec::new();
        for Mutant { name, file } in mutants {
            // As in `core/sim/src/chance.rs:40:35: replace ^ with & in Chance::draw`.
            let description = name.splitn(4, ':').last().unwrap_or_default();
            let file = file
                .split_once("/src/")
                .map_or(&*file, |(_, inside)| inside);
            let same = format!("{file}:{description}");
            let times = met.entry(same.clone()).or_default();
            *times += 1;
            let lasting = if *times == 1 {
                same
            } else {
                format!("{same} #{times}")
            };
            named.push((name, lasting));
        }
        Ok(Self { mutants: named })
    }

    /// The names by which cargo-mutants calls them.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.mutants.iter().map(|(name, _)| &**name)
    }
}

/// What came of the mutants that were tried, by their lasting names.
#[derive(Default)]
pub(super) struct Tried {
    verdicts: BTreeMap<String, String>,
}

impl Tried {
    /// Reads the file of a crate, if there is one.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn read(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        Ok(Self::parse(&text))
    }

    fn parse(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let verdicts = lines
            .filter_map(|line| line.split_once(' '))
            .map(|(verdict, mutant)| (mutant.to_owned(), verdict.to_owned()))
            .collect();
        Self { verdicts }
    }

    /// Writes the file of a crate, unless there is nothing to say.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(super) fn write(&self, path: &Path) -> Result<()> {
        if self.verdicts.is_empty() && !path.exists() {
            return Ok(());
        }
        fs::write(path, self.to_string())
            .with_context(|| format!("{} cannot be written", path.display()))
    }

    /// Takes in what a run of cargo-mutants has written into `out`, and counts it. Mutants that the source no longer has
    /// are forgotten.
    pub(super) fn take_in(&mut self, listed: &Listed, out: &Path) -> Counts {
        let lasting: BTreeMap<&str, &str> = listed
            .mutants
            .iter()
            .map(|(name, lasting)| (&**name, &**lasting))
            .collect();
        self.verdicts
            .retain(|mutant, _| lasting.values().any(|lasting| lasting == mutant));
        let mut take = |verdict: &str| {
            // No such list: nothing has come to this.
            let names = fs::read_to_string(out.join(format!("{verdict}.txt"))).unwrap_or_default();
            let known = names.lines().filter_map(|name| lasting.get(name));
            known
                .map(|mutant| {
                    self.verdicts
                        .insert((*mutant).to_owned(), verdict.to_owned())
                })
                .count()
        };
        Counts {
            caught: take(CAUGHT),
            missed: take(MISSED),
            timeout: take(TIMEOUT),
            unviable: take(UNVIABLE),
        }
    }

    /// So many mutants that were never tried: those with the lowest hash of seed and name, so that the draw does not
    /// depend on the order in which they are listed.
    pub(super) fn sample<'a>(&self, listed: &'a Listed, count: usize, seed: u64) -> Vec<&'a str> {
        let hash = |lasting: &str| {
            let mut hasher = FnvHasher::default();
            hasher.write(lasting.as_bytes());
            hasher.write(&seed.to_le_bytes());
            hasher.finish()
        };
        let mut fresh: Vec<_> = listed
            .mutants
            .iter()
            .filter(|(_, lasting)| !self.verdicts.contains_key(lasting))
            .map(|(name, lasting)| (hash(lasting), &**name))
            .collect();
        fresh.sort_unstable();
        fresh
            .into_iter()
            .take(count)
            .map(|(_, name)| name)
            .collect()
    }

    /// The mutants that no test noticed.
    pub(super) fn missed<'a>(&self, listed: &'a Listed) -> Vec<&'a str> {
        let missed = |lasting| {
            self.verdicts
                .get(lasting)
                .is_some_and(|verdict| verdict == MISSED)
        };
        listed
            .mutants
            .iter()
            .filter(|(_, lasting)| missed(lasting))
            .map(|(name, _)| &**name)
            .collect()
    }
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEADER)?;
        for (mutant, verdict) in &self.verdicts {
            writeln!(f, "{verdict} {mutant}")?;
        }
        Ok(())
    }
}

/// How many mutants of a run came to what.
#[derive(Debug, PartialEq)]
pub(super) struct Counts {
    caught: usize,
    pub(super) missed: usize,
    pub(super) timeout: usize,
    unviable: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            caught,
            missed,
            timeout,
            unviable,
        } = self;
        let viable = caught + missed + timeout;
        let noticed = caught + timeout;
        let permille = (noticed * 1000).checked_div(viable).unwrap_or(1000);
        write!(
            f,
            "{caught} caught, {timeout} caught by a test that never ends, {missed} missed, {unviable} not viable; \
             {}.{} % of {viable} noticed.",
            permille / 10,
            permille % 10
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(lines: &[&str]) -> Result<Listed> {
        let mutants: Vec<_> = lines
            .iter()
            .map(|line| {
                let name = format!("core/sim/src/{line}");
                let file = name.split(':').next().unwrap_or_default().to_owned();
                serde_json::json!({ "name": name, "file": file, "package": "sim" })
            })
            .collect();
        Listed::parse(&serde_json::to_string(&mutants)?)
    }

    #[test]
    fn a_mutant_keeps_its_name_when_lines_before_it_change() -> Result<()> {
        let before = listed(&[
            "world.rs:4:9: replace World::now -> Time with Default::default()",
            "world.rs:9:9: replace ^ with & in mix",
            "world.rs:9:19: replace ^ with & in mix",
        ])?;
        let after = listed(&[
            "world.rs:14:9: replace World::now -> Time with Default::default()",
            "world.rs:19:9: replace ^ with & in mix",
            "world.rs:19:19: replace ^ with & in mix",
        ])?;
        let lasting = |listed: &Listed| {
            let names = listed.mutants.iter().map(|(_, lasting)| lasting.clone());
            names.collect::<Vec<_>>()
        };
        assert_eq!(lasting(&before), lasting(&after));
        assert_eq!(
            lasting(&after),
            [
                "world.rs: replace World::now -> Time with Default::default()",
                "world.rs: replace ^ with & in mix",
                "world.rs: replace ^ with & in mix #2",
            ]
        );
        Ok(())
    }

    #[test]
    fn a_sample_is_of_what_was_never_tried_and_follows_from_its_seed() -> Result<()> {
        let lines: Vec<_> = (1..=40)
            .map(|number| format!("a.rs:{number}:1: replace f{number}"))
            .collect();
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        let (all, mut reversed) = (listed(&lines)?, lines.clone());
        reversed.reverse();
        let reversed = listed(&reversed)?;
        let tried = Tried::parse("# header\ncaught a.rs: replace f7\nmissed a.rs: replace f8\n");
        let sample = tried.sample(&all, 10, 1);
        assert_eq!(sample.len(), 10);
        assert_eq!(sample, tried.sample(&reversed, 10, 1));
        assert_ne!(sample, tried.sample(&all, 10, 2));
        let rest = tried.sample(&all, 100, 1);
        assert_eq!(rest.len(), 38);
        assert!(
            !rest
                .iter()
                .any(|name| name.ends_with("f7") || name.ends_with("f8"))
        );
        Ok(())
    }

    #[test]
    fn what_came_of_a_run_is_written_down_and_read_again() -> Result<()> {
        let out = std::env::temp_dir().join(format!("raftscape-tried-{}", std::process::id()));
        fs::create_dir_all(&out)?;
        let all = listed(&[
            "a.rs:1:1: replace f",
            "a.rs:2:1: replace g",
            "a.rs:3:1: replace h",
        ])?;
        fs::write(out.join("caught.txt"), "core/sim/src/a.rs:1:1: replace f\n")?;
        fs::write(out.join("missed.txt"), "core/sim/src/a.rs:3:1: replace h\n")?;
        let mut tried = Tried::parse("missed a.rs: replace f\ncaught gone.rs: replace x\n");
        let counts = tried.take_in(&all, &out);
        fs::remove_dir_all(&out)?;
        assert_eq!((counts.caught, counts.missed), (1, 1));
        assert_eq!(
            tried.to_string(),
            format!("{HEADER}caught a.rs: replace f\nmissed a.rs: replace h\n")
        );
        assert_eq!(Tried::parse(&tried.to_string()).verdicts, tried.verdicts);
        assert_eq!(tried.missed(&all), ["core/sim/src/a.rs:3:1: replace h"]);
        Ok(())
    }

    #[test]
    fn the_share_that_was_noticed_is_of_those_that_compile() {
        let counts = Counts {
            caught: 8,
            missed: 1,
            timeout: 1,
            unviable: 5,
        };
        assert!(counts.to_string().ends_with("90.0 % of 10 noticed."));
    }
}
