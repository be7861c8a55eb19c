//! Numbers with their units, and texts in quotes: how a script writes and reads them.

use raft::Duration;
use record::Percent;
use sim::{Dial, Unit};
use std::fmt::{self, Write};

/// A length of time as short as it can be written exactly: `2s`, `250ms`, `12.345ms`.
pub(super) struct Short(pub(super) Duration);

impl fmt::Display for Short {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0.as_micros();
        if micros > 0 && micros.is_multiple_of(1_000_000) {
            return write!(out, "{}s", micros / 1_000_000);
        }
        write!(out, "{}", micros / 1_000)?;
        if !micros.is_multiple_of(1_000) {
            let digits = format!("{:03}", micros % 1_000);
            write!(out, ".{}", digits.trim_end_matches('0'))?;
        }
        out.write_str("ms")
    }
}

/// Reads `250ms`, `1.5s`, `40us`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || matches!(c, 'µ' | 'μ'));
    let scale = match &text[number.len()..] {
        "s" => 1_000_000,
        "ms" => 1_000,
        "us" | "µs" | "μs" => 1,
        _ => return None,
    };
    decimal(number, scale).map(Duration)
}

/// Reads `10%` or `0.5%` as permille.
pub(super) fn per_mille(text: &str) -> Option<u64> {
    decimal(text.strip_suffix('%')?, 10)
}

/// Reads a number with decimals, `scale` times as large; none if it then is no whole one.
fn decimal(text: &str, scale: u64) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(part) || part.len() > 6 {
        return None;
    }
    let tens = 10_u64.pow(part.len() as u32);
    let part = part.parse::<u64>().ok()? * scale;
    if !part.is_multiple_of(tens) {
        return None;
    }
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(scale)?
        .checked_add(part / tens)
}

/// A dial's value as a script writes it.
pub(super) struct Value(pub(super) Dial, pub(super) u64);

impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.info().unit {
            Unit::Micros => Short(Duration(self.1)).fmt(out),
            Unit::PerMille => Percent(self.1).fmt(out),
            Unit::Entries | Unit::Bytes => self.1.fmt(out),
            Unit::Choice(names) => {
                let name = names.get(self.1 as usize).copied().unwrap_or_default();
                out.write_str(&choice(name))
            }
        }
    }
}

pub(super) fn value(dial: Dial, text: &str) -> Option<u64> {
    match dial.info().unit {
        Unit::Micros => duration(text).map(Duration::as_micros),
        Unit::PerMille => per_mille(text),
        Unit::Entries | Unit::Bytes => text.parse().ok(),
        Unit::Choice(names) => {
            let place = names.iter().position(|name| choice(name) == text);
            place.map(|place| place as u64)
        }
    }
}

/// What a dial may be turned to, in words: `10ms`, `on or off`.
pub(super) fn example(dial: Dial) -> String {
    let info = dial.info();
    match info.unit {
        Unit::Choice(names) => {
            let names: Vec<String> = names
                .iter()
                .map(|name| format!("`{}`", choice(name)))
                .collect();
            names.join(" or ")
        }
        _ => format!("`{}` to `{}`", Value(dial, info.min), Value(dial, info.max)),
    }
}

/// A choice as one word: `a torn write` is `torn-write`.
fn choice(name: &str) -> String {
    name.strip_prefix("a ").unwrap_or(name).replace(' ', "-")
}

/// A text in quotes, such that it can be read again.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(out, "\\{c}")?,
                '\n' => out.write_str("\\n")?,
                c => out.write_char(c)?,
            }
        }
        out.write_char('"')
    }
}
