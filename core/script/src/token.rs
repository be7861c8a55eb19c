//! A line as words, signs, quoted texts and a comment.

use std::ops::Range;

/// One word, sign or quoted text of a line, as it stands there.
#[derive(Clone, Copy)]
pub(super) struct Token<'a> {
    /// What stands there, quotes and all.
    pub(super) text: &'a str,
    /// Where it begins, in bytes.
    pub(super) start: usize,
}

impl<'a> Token<'a> {
    pub(super) fn is_quoted(self) -> bool {
        self.text.starts_with('"')
    }

    /// The word; none if it is a quoted text.
    pub(super) fn word(self) -> Option<&'a str> {
        (!self.is_quoted()).then_some(self.text)
    }

    /// What it says: of a quoted text, what is between the quotes.
    pub(super) fn says(self) -> String {
        let mut says = String::new();
        let within = if self.is_quoted() {
            1..self.text.len() - 1
        } else {
            0..self.text.len()
        };
        let mut chars = self.text[within].chars();
        while let Some(c) = chars.next() {
            says.push(match c {
                '\\' if self.is_quoted() => match chars.next() {
                    Some('n') => '\n',
                    Some(c) => c,
                    None => '\\',
                },
                c => c,
            });
        }
        says
    }

    /// Where it stands, in bytes.
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// The tokens of a line, and its comment; or where quotes begin that are not closed.
pub(super) fn split(line: &str) -> Result<(Vec<Token<'_>>, Option<&str>), usize> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(c) = line[start..].chars().next() {
        let rest = &line[start..];
        let length = match c {
            '#' => return Ok((tokens, Some(rest[1..].trim()))),
            '"' => quoted(rest).ok_or(start)?,
            _ => sign(rest).unwrap_or_else(|| word(rest)),
        };
        if c.is_whitespace() {
            start += c.len_utf8();
            continue;
        }
        let text = &rest[..length];
        tokens.push(Token { text, start });
        start += length;
    }
    Ok((tokens, None))
}

/// How long the quoted text is that stands here, quotes and all; none if it is not closed.
fn quoted(text: &str) -> Option<usize> {
    // The quote that opens the text does not close it.
    let mut is_escaped = true;
    let closes = |(_, c): &(usize, char)| {
        let closes = *c == '"' && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        closes
    };
    let end = text.char_indices().find(closes);
    end.map(|(end, _)| end + 1)
}

/// How long a sign is that stands here, if one does.
fn sign(text: &str) -> Option<usize> {
    match text.as_bytes() {
        [b'-', b'>', ..] => Some(2),
        [b'|' | b'(' | b')', ..] => Some(1),
        // One sign as well if there is none such: `==` is no `=` with something behind it.
        [b'=' | b'>' | b'<', ..] | [b'!', b'=', ..] => Some(
            text.bytes()
                .take_while(|byte| b"=<>!".contains(byte))
                .count(),
        ),
        _ => None,
    }
}

/// How long a word is that stands here.
fn word(text: &str) -> usize {
    let ends = |(place, c): &(usize, char)| {
        c.is_whitespace() || matches!(c, '#' | '"') || sign(&text[*place..]).is_some()
    };
    let mut after_first = text.char_indices().skip(1);
    after_first
        .find(ends)
        .map_or(text.len(), |(place, _)| place)
}
