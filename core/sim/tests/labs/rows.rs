//! The rows of the lab's table: each is a test, played with many seeds.

use crate::figures::Figures;
use crate::lab::{Lab, Verdict};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many seeds the ordinary test plays. `RAFTSCAPE_SEEDS=FROM..TO` plays others.
const SEEDS: Range<u64> = 0..10;

/// One test of the lab.
pub(crate) struct Row {
    /// Its part and name in the lab.
    pub(crate) name: &'static str,
    pub(crate) servers: u8,
    pub(crate) unreliable: bool,
    /// Whether servers take a snapshot every ten entries.
    pub(crate) snapshots: bool,
    pub(crate) play: fn(&mut Lab) -> Verdict,
}

/// A row on a reliable network, without snapshots.
pub(crate) const fn row(name: &'static str, servers: u8, play: fn(&mut Lab) -> Verdict) -> Row {
    Row {
        name,
        servers,
        unreliable: false,
        snapshots: false,
        play,
    }
}

impl Row {
    pub(crate) const fn unreliable(self) -> Row {
        Row {
            unreliable: true,
            ..self
        }
    }

    pub(crate) const fn with_snapshots(self) -> Row {
        Row {
            snapshots: true,
            ..self
        }
    }

    /// Plays the row with every seed, and prints it as a row of a table: name, seeds, failures, the largest figures.
    pub(crate) fn holds(self) {
        let (seeds, mut figures, mut failures) = (seeds(), Figures::default(), Vec::new());
        for seed in seeds.clone() {
            let mut lab = Lab::new(&self, seed);
            if let Err(sentence) = self.verdict(&mut lab) {
                failures.push(format!("seed {seed}, at {}: {sentence}", lab.now()));
            }
            lab.figures.note("requests in all", lab.tester.requests);
            lab.figures.note("bytes in all", lab.tester.bytes);
            figures.merge(&lab.figures);
        }
        println!(
            "| {} | {} | {} | {} |",
            self.name,
            seeds.end - seeds.start,
            failures.len(),
            figures.text()
        );
        assert!(
            failures.is_empty(),
            "{}:\n{}",
            self.name,
            failures.join("\n")
        );
    }

    /// What is wrong, if anything is. A panic counts, so that its seed is named and the next one is played.
    fn verdict(&self, lab: &mut Lab) -> Verdict {
        let play = || (self.play)(lab).and_then(|()| lab.finish());
        catch_unwind(AssertUnwindSafe(play)).unwrap_or_else(|_| Err("a panic".into()))
    }
}

fn seeds() -> Range<u64> {
    let Ok(text) = std::env::var("RAFTSCAPE_SEEDS") else {
        return SEEDS;
    };
    let ends = text
        .split_once("..")
        .and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    ends.expect("RAFTSCAPE_SEEDS is like 1000..2000")
}
