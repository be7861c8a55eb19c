//! Text of a script as an error shows it: nothing in it that a terminal would obey, and how wide it is there.

use std::fmt::{self, Write};

/// A text without control characters and marks that change the direction of writing: each is written as its escape.
/// A tab stays.
pub(super) struct Visible<'a>(pub(super) &'a str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match is_hidden(c) {
            true => write!(out, "{}", c.escape_unicode()),
            false => out.write_char(c),
        })
    }
}

fn is_hidden(c: char) -> bool {
    let is_direction = matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    c != '\t' && c.is_control() || is_direction || matches!(c, '\u{2028}' | '\u{2029}')
}

/// How many columns a text takes when it is shown; a tab counts as one.
pub(super) fn columns(text: &str) -> usize {
    let width = |c: char| match is_hidden(c) {
        true => c.escape_unicode().len(),
        false => width(c),
    };
    text.chars().map(width).sum()
}

/// How many columns a character takes: none if it joins the one before it, two if it is as wide as it is high.
///
/// A short table of our own, as the whole of Unicode's costs the page 2.6 KB. A test compares the usual characters.
fn width(c: char) -> usize {
    const NONE: [(u32, u32); 13] = [
        (0x300, 0x36f),
        (0x483, 0x489),
        (0x591, 0x5bd),
        (0x610, 0x61a),
        (0x64b, 0x65f),
        (0x1ab0, 0x1aff),
        (0x1dc0, 0x1dff),
        (0x200b, 0x200d),
        (0x20d0, 0x20ff),
        (0x3099, 0x309a),
        (0xfe00, 0xfe0f),
        (0xfe20, 0xfe2f),
        (0xe0100, 0xe01ef),
    ];
    const TWO: [(u32, u32); 14] = [
        (0x1100, 0x115f),
        (0x2e80, 0x303e),
        (0x3041, 0xa4cf),
        (0xa960, 0xa97c),
        (0xac00, 0xd7a3),
        (0xf900, 0xfaff),
        (0xfe30, 0xfe6b),
        (0xff01, 0xff60),
        (0xffe0, 0xffe6),
        (0x1f300, 0x1f320),
        (0x1f32d, 0x1f64f),
        (0x1f680, 0x1f6fc),
        (0x1f900, 0x1faff),
        (0x20000, 0x3fffd),
    ];
    let within = |table: &[(u32, u32)]| {
        let is_in = |(first, last): &(u32, u32)| (*first..=*last).contains(&u32::from(c));
        table.iter().any(is_in)
    };
    match (within(&NONE), within(&TWO)) {
        (true, _) => 0,
        (_, true) => 2,
        _ => 1,
    }
}
