//! `cargo xtask tidy`: the repository's own style, as far as a program can check it.

mod arrows;
mod colours;
mod openings;
mod retired;
mod words;

use std::fmt;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{self, Tally};

/// A text file of the repository.
struct Source {
    /// Its address from the top of the repository, with `/` on every system.
    path: String,
    text: String,
}

/// A place that breaks a rule.
struct Violation {
    path: String,
    /// Counted from 1.
    line: usize,
    sentence: String,
}

/// A rule in one sentence, and what looks for places that break it.
struct Rule {
    sentence: &'static str,
    look: fn(&Source) -> Vec<Violation>,
}

const RULES: [Rule; 9] = [
    Rule {
        sentence: "every file says on its first line what it is for",
        look: openings::look,
    },
    Rule {
        sentence: "dependencies point the way of the house: raft, record, sim, script, page",
        look: arrows::dependencies,
    },
    Rule {
        sentence: "only the world steps a node, only the door speaks to JavaScript, session and scene know no Yew",
        look: arrows::words,
    },
    Rule {
        sentence: "colours stand in www/css/tokens.css and nowhere else",
        look: colours::look,
    },
    Rule {
        sentence: "words that the project gave up are not used",
        look: retired::look,
    },
    Rule {
        sentence: "nothing is left to do, ignored, or run alone",
        look: words::unfinished,
    },
    Rule {
        sentence: "no file names a place on one machine",
        look: words::machine_paths,
    },
    Rule {
        sentence: "lock files name no host that packages come from",
        look: words::hosts,
    },
    Rule {
        sentence: "the page asks for nothing by an absolute address",
        look: words::absolute_addresses,
    },
];

/// Looks at every text file that git knows or would know.
///
/// # Errors
/// If git cannot list the files.
pub(crate) fn tidy() -> Result<Tally> {
    let sources = sources()?;
    let mut tally = Tally::default();
    for rule in &RULES {
        let violations: Vec<_> = sources.iter().flat_map(rule.look).collect();
        tally.count(violations.is_empty());
        if !violations.is_empty() {
            println!("broken: {}", rule.sentence);
        }
        for violation in violations {
            println!("  {violation}");
        }
    }
    Ok(tally)
}

fn sources() -> Result<Vec<Source>> {
    let root = process::root()?;
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    let list = process::output(git.current_dir(&root)).context(
        "git could not list the files: please install git, and work in a clone of the repository",
    )?;
    // What is not text, or is about to be deleted, is passed over.
    let sources = list.lines().filter_map(|path| {
        let text = fs::read_to_string(root.join(path)).ok()?;
        let path = path.to_owned();
        Some(Source { path, text })
    });
    Ok(sources.collect())
}

impl Source {
    fn is_under(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }

    fn ends_with(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    /// A violation at each line that `broken` has a sentence about.
    fn lines(&self, broken: impl Fn(&str) -> Option<String>) -> Vec<Violation> {
        let lines = self.text.lines().enumerate();
        lines
            .filter_map(|(index, line)| Some(self.at(index + 1, broken(line)?)))
            .collect()
    }

    fn at(&self, line: usize, sentence: String) -> Violation {
        Violation {
            path: self.path.clone(),
            line,
            sentence,
        }
    }

    #[cfg(test)]
    fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.sentence)
    }
}

/// Whether `word` stands in `line` as a word of its own.
fn has_word(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}
