//! A line as words, and a place among them.

use super::display::Visible;
use super::error::{ScriptError, Words, nearest};
use super::name::numbered;
use super::token::{self, Token};
use std::ops::Range;

/// A place among the words of a line.
pub(super) struct Cursor<'a> {
    line: usize,
    text: &'a str,
    tokens: Vec<Token<'a>>,
    place: usize,
    /// How many parentheses and `not`s are open.
    pub(super) depth: u32,
    cluster: Cluster,
}

/// How many servers and clients there are.
#[derive(Clone, Copy)]
pub(super) struct Cluster {
    pub(super) servers: u8,
    pub(super) clients: u8,
}

/// What is read, or what is wrong.
pub(super) type Read<T> = Result<T, Box<ScriptError>>;

impl<'a> Cursor<'a> {
    /// The words of a line and its comment. `line` counts from 1.
    pub(super) fn new(
        line: usize,
        text: &'a str,
        cluster: Cluster,
    ) -> Read<(Cursor<'a>, Option<String>)> {
        let mut cursor = Cursor {
            line,
            text,
            tokens: Vec::new(),
            place: 0,
            depth: 0,
            cluster,
        };
        let (tokens, comment) = token::split(text).map_err(|start| {
            cursor.mistake(start..text.len(), "The quotes are not closed.".to_owned())
        })?;
        cursor.tokens = tokens;
        cursor.check_names()?;
        Ok((cursor, comment.map(str::to_owned)))
    }

    /// Every server and client that is named must be there, unless it is only tried.
    fn check_names(&self) -> Read<()> {
        if self.peek() == Some("try") {
            return Ok(());
        }
        let Cluster { servers, clients } = self.cluster;
        for token in &self.tokens {
            let beyond =
                |letter, most| numbered(token.text, letter, 9).is_some_and(|number| number > most);
            let who = if beyond('S', servers) {
                those("server", 'S', servers)
            } else if beyond('C', clients) {
                those("client", 'C', clients)
            } else {
                continue;
            };
            let sentence = format!("There is no {}: {who}.", token.text);
            return Err(self.mistake(token.range(), sentence));
        }
        Ok(())
    }

    /// Whether there is nothing on the line but a comment.
    pub(super) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The next word, if it is one and not a quoted text.
    pub(super) fn peek(&self) -> Option<&'a str> {
        self.peek_after(0)
    }

    /// The word so many behind the next one.
    pub(super) fn peek_after(&self, words: usize) -> Option<&'a str> {
        self.tokens.get(self.place + words)?.word()
    }

    /// Goes on by one word.
    pub(super) fn skip(&mut self) {
        self.place += 1;
    }

    /// The next word or text, whatever it is.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let token = self.tokens.get(self.place).copied();
        self.place += usize::from(token.is_some());
        token
    }

    /// Goes on if this word comes next.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(word);
        self.place += usize::from(found);
        found
    }

    /// This word, or a mistake.
    pub(super) fn expect(&mut self, word: &str) -> Read<()> {
        match self.take(word) {
            true => Ok(()),
            false => Err(self.wrong(&format!("`{word}`"), &mut [word].into_iter())),
        }
    }

    /// What stands in the table under the next word.
    pub(super) fn one_of<T: Copy>(&mut self, table: &[(&'static str, T)], what: &str) -> Read<T> {
        let place = self.place_in(&mut table.iter().map(|(name, _)| *name), what)?;
        Ok(table[place].1)
    }

    /// Where among these words the next word stands.
    pub(super) fn place_in(&mut self, words: &mut Words<'_>, what: &str) -> Read<usize> {
        let word = self.peek().unwrap_or_default();
        let (mut place, mut names) = (0, Vec::new());
        for name in words {
            if name == word {
                self.place += 1;
                return Ok(place);
            }
            names.push(name);
            place += 1;
        }
        Err(self.wrong(what, &mut names.into_iter()))
    }

    /// The text in quotes that comes next.
    pub(super) fn quoted(&mut self) -> Read<String> {
        match self.tokens.get(self.place) {
            Some(token) if token.is_quoted() => {
                self.place += 1;
                Ok(token.says())
            }
            _ => Err(self.unwanted("a text in quotes")),
        }
    }

    /// What `read` makes of the next word; `what` says what is expected.
    pub(super) fn value<T>(&mut self, what: &str, read: impl Fn(&str) -> Option<T>) -> Read<T> {
        let value = self.peek().and_then(read);
        value
            .ok_or_else(|| self.unwanted(what))
            .inspect(|_| self.place += 1)
    }

    /// The next word is wrong, or missing, and nothing like it is meant.
    pub(super) fn unwanted(&self, what: &str) -> Box<ScriptError> {
        self.wrong(what, &mut std::iter::empty())
    }

    /// A whole number from `least` to `most`.
    pub(super) fn number(&mut self, least: u64, most: u64) -> Read<u64> {
        let what = match most {
            u64::MAX => "a whole number".to_owned(),
            most => format!("a whole number from {least} to {most}"),
        };
        let within = |text: &str| {
            let number = text.parse().ok()?;
            (least..=most).contains(&number).then_some(number)
        };
        self.value(&what, within)
    }

    /// Nothing must follow.
    pub(super) fn end(&self) -> Read<()> {
        match self.tokens.get(self.place) {
            None => Ok(()),
            Some(token) => {
                let sentence = format!("Unexpected `{}`.", short(&token.says()));
                Err(self.mistake(token.range(), sentence))
            }
        }
    }

    /// The next word is wrong, or missing: `what` is expected, perhaps one of these words.
    pub(super) fn wrong(&self, what: &str, words: &mut Words<'_>) -> Box<ScriptError> {
        let Some(token) = self.tokens.get(self.place) else {
            let end = self.tokens.last().map_or(0, |last| last.range().end);
            return self.mistake(
                end..end,
                format!("Unexpected end of line: expected {what}."),
            );
        };
        let says = token.says();
        let sentence = format!("Expected {what}, found `{}`.", short(&says));
        let mut mistake = self.mistake(token.range(), sentence);
        mistake.nearest = nearest(&says, words).map(str::to_owned);
        mistake
    }

    /// The last word is wrong, for this reason.
    pub(super) fn refuse(&self, sentence: String) -> Box<ScriptError> {
        let last = self.place.checked_sub(1);
        let last = last.and_then(|place| self.tokens.get(place));
        self.mistake(last.map_or(0..0, |token| token.range()), sentence)
    }

    /// The whole line is wrong, for this reason.
    pub(super) fn refuse_line(&self, sentence: String) -> Box<ScriptError> {
        let start = self.tokens.first().map_or(0, |token| token.start);
        let end = self.tokens.last().map_or(0, |token| token.range().end);
        self.mistake(start..end, sentence)
    }

    fn mistake(&self, bytes: Range<usize>, sentence: String) -> Box<ScriptError> {
        let count = |text: &str| text.chars().count();
        Box::new(ScriptError {
            line: self.line,
            column: count(&self.text[..bytes.start]) + 1,
            length: count(&self.text[bytes]).max(1),
            sentence: Visible(&sentence).to_string(),
            nearest: None,
            text: self.text.to_owned(),
        })
    }
}

/// Which ones there are.
fn those(kind: &str, letter: char, count: u8) -> String {
    match count {
        0 => format!("this run has no {kind}"),
        1 => format!("the only {kind} is {letter}1"),
        count => format!("the {kind}s are {letter}1 to {letter}{count}"),
    }
}

/// The beginning of a text, as a message quotes it.
fn short(text: &str) -> String {
    match text.char_indices().nth(24) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}
