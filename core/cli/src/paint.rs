//! Colours, where somebody can see them.

use std::io::{self, IsTerminal};

/// A text about something that failed, red on a terminal.
pub(crate) fn error(text: &str) -> String {
    painted(text, "31", io::stderr().is_terminal())
}

/// One word of a result: green if it is good, red if not; plain unless it goes to a terminal.
pub(crate) fn verdict(word: &str, is_good: bool, to: &impl IsTerminal) -> String {
    let colour = if is_good { "32" } else { "31" };
    painted(word, colour, to.is_terminal())
}

fn painted(text: &str, colour: &str, is_seen: bool) -> String {
    let is_wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    match is_seen && is_wanted {
        true => format!("\u{1b}[{colour}m{text}\u{1b}[0m"),
        false => text.to_owned(),
    }
}
