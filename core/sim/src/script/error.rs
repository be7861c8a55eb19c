//! What is wrong with a script: where, and what would be right.

use super::cursor::Words;
use std::fmt;

/// One mistake.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScriptError {
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
pub struct ScriptErrors(pub Vec<ScriptError>);

impl ScriptError {
    /// Where and what, for a script of this name, with the line and a caret below it.
    pub fn show(&self, file: &str) -> String {
        let before: String = self.text.chars().take(self.column - 1).map(blank).collect();
        let carets = "^".repeat(self.length);
        let ScriptError {
            line, column, text, ..
        } = self;
        let mut shown = format!("{file}:{line}:{column}: {self}\n");
        // A line that is too long to be shown is left out.
        if !text.is_empty() {
            shown.push_str(&format!("    {text}\n    {before}{carets}\n"));
        }
        shown
    }
}

/// What stands over a caret's blanks: a tab stays one, so that the caret comes to stand right.
fn blank(c: char) -> char {
    if c == '\t' { c } else { ' ' }
}

impl fmt::Display for ScriptError {
    /// The sentence, and the word that was meant.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.sentence)?;
        match &self.nearest {
            Some(word) => write!(out, " Did you mean `{word}`?"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ScriptErrors {
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

impl std::error::Error for ScriptErrors {}

/// The word that comes closest to `word`, if one is close enough to be meant.
pub(super) fn nearest<'a>(word: &str, words: &mut Words<'a>) -> Option<&'a str> {
    let letters = word.chars().count();
    let mut best = (2 + letters / 4, None);
    for known in words {
        // Long words are slow to compare, and nobody means one of ours by them.
        if letters > 30 {
            break;
        }
        let distance = match begins(known, word) {
            true => 1,
            false => distance(word, known),
        };
        if distance < best.0 && known != word {
            best = (distance, Some(known));
        }
    }
    best.1
}

/// Whether the first part of a word with `-` stands there alone, as in `time out` or `snapshot threshold`.
fn begins(known: &str, word: &str) -> bool {
    let first = known.split_once('-').map(|(first, _)| first);
    first.is_some_and(|first| first.eq_ignore_ascii_case(word))
}

/// How many letters must be added, left out, replaced or swapped with their neighbour to make one word of the other,
/// capital or not.
fn distance(one: &str, other: &str) -> usize {
    let letters = |word: &str| -> Vec<char> { word.to_ascii_lowercase().chars().collect() };
    let (one, other) = (letters(one), letters(other));
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
