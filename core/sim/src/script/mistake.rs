//! What is wrong with a script: where, and what would be right.

use super::cursor::Words;
use std::fmt;

/// One mistake.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// The first character that is wrong, from 1.
    pub column: usize,
    /// How many characters are wrong, at least 1.
    pub length: usize,
    /// What is wrong and what would be right, as a sentence.
    pub sentence: String,
    /// The word that was meant, if one comes close.
    pub nearest: Option<String>,
    /// The line as it stands.
    pub text: String,
}

/// All mistakes of a script, at least one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistake {
    /// Where and what, for a script of this name, with the line and a caret below it.
    pub fn show(&self, file: &str) -> String {
        let before: String = self.text.chars().take(self.column - 1).map(blank).collect();
        let carets = "^".repeat(self.length);
        let Mistake {
            line, column, text, ..
        } = self;
        format!("{file}:{line}:{column}: {self}\n    {text}\n    {before}{carets}\n")
    }
}

/// What stands over a caret's blanks: a tab stays one, so that the caret comes to stand right.
fn blank(c: char) -> char {
    if c == '\t' { c } else { ' ' }
}

impl fmt::Display for Mistake {
    /// The sentence, and the word that was meant.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.sentence)?;
        match &self.nearest {
            Some(word) => write!(out, " Did you mean `{word}`?"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for mistake in &self.0 {
            writeln!(
                out,
                "line {}, column {}: {mistake}",
                mistake.line, mistake.column
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistakes {}

/// The word that comes closest to `word`, if one is close enough to be meant.
pub(super) fn nearest<'a>(word: &str, words: &mut Words<'a>) -> Option<&'a str> {
    let letters = word.chars().count();
    let mut best = (2 + letters / 4, None);
    for known in words {
        // Long words are slow to compare, and nobody means one of ours by them.
        if letters > 30 {
            break;
        }
        let distance = distance(word, known);
        if distance < best.0 && distance > 0 {
            best = (distance, Some(known));
        }
    }
    best.1
}

/// How many letters must be added, left out, replaced or swapped with their neighbour to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.to_ascii_lowercase().chars().collect();
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for i in 1..=one.len() {
        let mut row = vec![i];
        for j in 1..=other.len() {
            let same = one[i - 1] == other[j - 1];
            let mut best = (last[j - 1] + usize::from(!same))
                .min(last[j] + 1)
                .min(row[j - 1] + 1);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}
