//! A line as words, and a place among them.

use super::mistake::{Mistake, nearest};
use super::parse::numbered;

/// One word, sign or quoted text of a line.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// What it says; of a quoted text, what is between the quotes.
    pub(super) text: String,
    pub(super) is_quoted: bool,
    /// From 0, in characters.
    start: usize,
    length: usize,
}

/// A place among the words of a line.
pub(super) struct Cursor<'a> {
    line: usize,
    text: &'a str,
    tokens: Vec<Token>,
    place: usize,
    /// How many parentheses and `not`s are open.
    pub(super) depth: u32,
    known: Known,
}

/// How many servers and clients there are.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) servers: u8,
    pub(super) clients: u8,
}

/// Words that could stand in a place. One kind of iterator for all, since each kind would be compiled by itself.
pub(super) type Words<'a> = dyn Iterator<Item = &'a str> + 'a;

/// What is read, or what is wrong.
pub(super) type Read<T> = Result<T, Box<Mistake>>;

impl<'a> Cursor<'a> {
    /// The words of a line and its comment. `line` counts from 1.
    pub(super) fn new(
        line: usize,
        text: &'a str,
        known: Known,
    ) -> Read<(Cursor<'a>, Option<String>)> {
        let mut cursor = Cursor {
            line,
            text,
            tokens: Vec::new(),
            place: 0,
            depth: 0,
            known,
        };
        let comment = cursor.split()?;
        cursor.check_names()?;
        Ok((cursor, comment))
    }

    fn split(&mut self) -> Read<Option<String>> {
        let chars: Vec<char> = self.text.chars().collect();
        let mut at = 0;
        while at < chars.len() {
            let start = at;
            match chars[at] {
                c if c.is_whitespace() => {
                    at += 1;
                    continue;
                }
                '#' => {
                    let comment: String = chars[at + 1..].iter().collect();
                    return Ok(Some(comment.trim().to_owned()));
                }
                '"' => {
                    let (text, end) = quoted(&chars, at).ok_or_else(|| {
                        let sentence = "The quotes are not closed.".to_owned();
                        self.mistake((start, chars.len() - start), sentence)
                    })?;
                    at = end;
                    self.push(text, true, (start, at - start));
                }
                _ => {
                    at += sign(&chars[at..]).unwrap_or_else(|| word(&chars[at..]));
                    self.push(
                        chars[start..at].iter().collect(),
                        false,
                        (start, at - start),
                    );
                }
            }
        }
        Ok(None)
    }

    /// Every server and client that is named must be there, unless it is only tried.
    fn check_names(&self) -> Read<()> {
        if self.peek() == Some("try") {
            return Ok(());
        }
        let Known { servers, clients } = self.known;
        for token in self.tokens.iter().filter(|token| !token.is_quoted) {
            let beyond =
                |letter, most| numbered(&token.text, letter, 9).is_some_and(|number| number > most);
            let sentence = if beyond('S', servers) {
                format!(
                    "There is no {}: the servers are S1 to S{servers}.",
                    token.text
                )
            } else if beyond('C', clients) && clients > 0 {
                format!(
                    "There is no {}: the clients are C1 to C{clients}.",
                    token.text
                )
            } else if beyond('C', clients) {
                "There is no client in this run.".to_owned()
            } else {
                continue;
            };
            return Err(self.mistake((token.start, token.length), sentence));
        }
        Ok(())
    }

    fn push(&mut self, text: String, is_quoted: bool, (start, length): (usize, usize)) {
        self.tokens.push(Token {
            text,
            is_quoted,
            start,
            length,
        });
    }

    /// Whether there is nothing on the line but a comment.
    pub(super) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The next word, if it is one and not a quoted text.
    pub(super) fn peek(&self) -> Option<&str> {
        self.peek_after(0)
    }

    /// The word so many behind the next one.
    pub(super) fn peek_after(&self, words: usize) -> Option<&str> {
        let token = self.tokens.get(self.place + words)?;
        (!token.is_quoted).then_some(token.text.as_str())
    }

    /// Goes on by one word.
    pub(super) fn skip(&mut self) {
        self.place += 1;
    }

    /// The next word or text, whatever it is.
    pub(super) fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.place).cloned();
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
            false => Err(self.wrong(&format!("`{word}` is wanted here"), &mut [word].into_iter())),
        }
    }

    /// What stands in the table under the next word.
    pub(super) fn one_of<T: Copy>(&mut self, table: &[(&'static str, T)], what: &str) -> Read<T> {
        let place = self.place_in(&mut table.iter().map(|(name, _)| *name), what)?;
        Ok(table[place].1)
    }

    /// Where among these words the next word stands.
    pub(super) fn place_in(&mut self, words: &mut Words<'_>, what: &str) -> Read<usize> {
        let word = self.peek().unwrap_or_default().to_owned();
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
            Some(token) if token.is_quoted => {
                self.place += 1;
                Ok(token.text.clone())
            }
            _ => Err(self.unwanted("A text in quotes is wanted here")),
        }
    }

    /// What `read` makes of the next word; `what` says what is wanted.
    pub(super) fn value<T>(&mut self, what: &str, read: impl Fn(&str) -> Option<T>) -> Read<T> {
        let value = self.peek().and_then(read);
        value
            .ok_or_else(|| self.unwanted(what))
            .inspect(|_| self.place += 1)
    }

    /// The next word is wrong, or missing, and nothing like it is meant.
    pub(super) fn unwanted(&self, what: &str) -> Box<Mistake> {
        self.wrong(what, &mut std::iter::empty())
    }

    /// A whole number from `least` to `most`.
    pub(super) fn number(&mut self, least: u64, most: u64) -> Read<u64> {
        let wanted = match most {
            u64::MAX => "A whole number is wanted here".to_owned(),
            most => format!("A whole number from {least} to {most} is wanted here"),
        };
        let within = |text: &str| {
            let number = text.parse().ok()?;
            (least..=most).contains(&number).then_some(number)
        };
        self.value(&wanted, within)
    }

    /// Nothing must follow.
    pub(super) fn end(&self) -> Read<()> {
        match self.tokens.get(self.place) {
            None => Ok(()),
            Some(token) => {
                let sentence = format!("`{}` is one word too many.", token.text);
                Err(self.mistake((token.start, token.length), sentence))
            }
        }
    }

    /// The next word is wrong, or missing: `what` is wanted, perhaps one of these words.
    pub(super) fn wrong(&self, what: &str, words: &mut Words<'_>) -> Box<Mistake> {
        let Some(token) = self.tokens.get(self.place) else {
            let end = self
                .tokens
                .last()
                .map_or(0, |last| last.start + last.length);
            return self.mistake((end, 1), format!("{what}; the line ends too early."));
        };
        let mut mistake = self.mistake(
            (token.start, token.length),
            format!("{what}, not `{}`.", short(&token.text)),
        );
        mistake.nearest = nearest(&token.text, words).map(str::to_owned);
        mistake
    }

    /// The last word is wrong, for this reason.
    pub(super) fn refuse(&self, sentence: String) -> Box<Mistake> {
        let last = self
            .place
            .checked_sub(1)
            .and_then(|place| self.tokens.get(place));
        self.mistake(
            last.map_or((0, 1), |token| (token.start, token.length)),
            sentence,
        )
    }

    /// The whole line is wrong, for this reason.
    pub(super) fn refuse_line(&self, sentence: String) -> Box<Mistake> {
        let start = self.tokens.first().map_or(0, |token| token.start);
        let end = self
            .tokens
            .last()
            .map_or(1, |token| token.start + token.length);
        self.mistake((start, end - start), sentence)
    }

    fn mistake(&self, (start, length): (usize, usize), sentence: String) -> Box<Mistake> {
        Box::new(Mistake {
            line: self.line,
            column: start + 1,
            length: length.max(1),
            sentence,
            nearest: None,
            text: self.text.to_owned(),
        })
    }
}

/// The text between the quotes at `start`, and where they are closed.
fn quoted(chars: &[char], start: usize) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut at = start + 1;
    loop {
        match chars.get(at)? {
            '"' => return Some((text, at + 1)),
            '\\' => {
                at += 1;
                text.push(match chars.get(at)? {
                    'n' => '\n',
                    c => *c,
                });
            }
            c => text.push(*c),
        }
        at += 1;
    }
}

/// How long a sign is that stands here, if one does.
fn sign(chars: &[char]) -> Option<usize> {
    match chars {
        ['-', '>', ..] | ['>' | '<' | '!', '=', ..] => Some(2),
        ['|' | '=' | '>' | '<' | '(' | ')', ..] => Some(1),
        _ => None,
    }
}

/// How long a word is that stands here.
fn word(chars: &[char]) -> usize {
    let ends = |place: &usize| {
        let c = chars[*place];
        c.is_whitespace() || c == '#' || c == '"' || sign(&chars[*place..]).is_some()
    };
    (1..chars.len()).find(ends).unwrap_or(chars.len())
}

/// A text as a sentence quotes it.
fn short(text: &str) -> String {
    match text.char_indices().nth(24) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}
