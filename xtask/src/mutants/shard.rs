//! One part of several, so that machines can share the work on all mutants.

use std::fmt;
use std::path::PathBuf;

use anyhow::{Result, bail};

/// One part of several, so that machines can share the work: from 1 to `of`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Shard {
    index: usize,
    of: usize,
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-of-{}", self.index, self.of)
    }
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
    pub(super) fn share(self, mut files: Vec<(u64, PathBuf)>) -> Vec<PathBuf> {
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
