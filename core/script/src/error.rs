//! What is wrong with a script: where, and what would be right.

use super::display::{Visible, columns};
use std::fmt;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScriptError {
    /// The line, from 1.
    pub line: usize,
    /// The first character that is wrong, from 1.
    pub column: usize,
    /// How many characters are wrong, at least 1.
    pub length: usize,
    /// What is wrong and what would be right: the message to show.
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
    /// A whole line is wrong, which reads so.
    pub(super) fn at_line(text: &str, line: usize, sentence: String) -> ScriptError {
        ScriptError {
            line,
            column: 1,
            length: text.trim_end().chars().count().max(1),
            sentence: Visible(&sentence).to_string(),
            nearest: None,
            text: text.to_owned(),
        }
    }

    /// Where and what, for a script of this name, with the line and a caret below it.
    pub fn show(&self, file: &str) -> String {
        let ScriptError {
            line, column, text, ..
        } = self;
        let mut shown = format!("{file}:{line}:{column}: {self}\n");
        // A line that is too long to be shown is left out.
        if !text.is_empty() {
            let text = Visible(text);
            shown.push_str(&format!("    {text}\n    {}\n", self.carets()));
        }
        shown
    }

    /// Carets below what is wrong. A tab before them stays one, so that they come to stand right.
    fn carets(&self) -> String {
        let place = |characters: usize| {
            let mut all = self.text.char_indices();
            all.nth(characters)
                .map_or(self.text.len(), |(place, _)| place)
        };
        let (start, end) = (place(self.column - 1), place(self.column - 1 + self.length));
        let tabs = self.text[..start].split('\t');
        let blanks: Vec<String> = tabs.map(|part| " ".repeat(columns(part))).collect();
        let carets = "^".repeat(columns(&self.text[start..end]).max(1));
        format!("{}{carets}", blanks.join("\t"))
    }
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

impl std::error::Error for ScriptError {}

/// Words that could stand in a place. One kind of iterator for all, since each kind would be compiled by itself.
pub(super) type Words<'a> = dyn Iterator<Item = &'a str> + 'a;

/// The word that comes closest to `word`, if one is close enough to be meant: by its letters, or else by one of its parts.
pub(super) fn nearest<'a>(word: &str, words: &mut Words<'a>) -> Option<&'a str> {
    let letters = word.chars().count();
    let (mut best, mut akin) = ((2 + letters / 4, None), None);
    for known in words {
        // Long words are slow to compare, and none of ours is meant by them.
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
        if akin.is_none() && shares_part(known, word) {
            akin = Some(known);
        }
    }
    best.1.or(akin)
}

/// Whether the first part of a word with `-` stands there alone, as in `time out` or `snapshot threshold`.
fn begins(known: &str, word: &str) -> bool {
    let first = known.split_once('-').map(|(first, _)| first);
    first.is_some_and(|first| first.eq_ignore_ascii_case(word))
}

/// Whether a part of one is nearly a part of the other, as in `appends-in-flight` and `entries-per-append`.
fn shares_part(known: &str, word: &str) -> bool {
    let mut parts = known.split('-').filter(|part| part.len() >= 4);
    known.contains('-') && parts.any(|part| word.split('-').any(|own| distance(own, part) <= 1))
}

/// How many letters must be added, left out, replaced or swapped with their neighbour to make one word of the other,
/// capital or not.
fn distance(one: &str, other: &str) -> usize {
    strsim::osa_distance(&one.to_ascii_lowercase(), &other.to_ascii_lowercase())
}
