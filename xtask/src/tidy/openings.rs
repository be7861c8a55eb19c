//! Every file says on its first line what it is for.

use super::{Source, Violation};

/// How a file of each kind opens, and what a reader finds there.
const OPENINGS: [(&str, &str); 4] = [
    (".rs", "//! "),
    (".mjs", "// "),
    (".css", "/* "),
    (".svg", "<!-- "),
];

pub(super) fn look(source: &Source) -> Vec<Violation> {
    let kind = OPENINGS
        .iter()
        .find(|(ending, _)| source.path.ends_with(ending));
    let Some((_, opening)) = kind else {
        return Vec::new();
    };
    let first = source.text.lines().next().unwrap_or_default();
    if first
        .strip_prefix(opening)
        .is_some_and(|rest| rest.len() > 10)
    {
        return Vec::new();
    }
    vec![source.at(
        1,
        format!("please open with `{opening}` and a sentence that says what the file is for"),
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_opens_with_a_sentence_is_left_alone() {
        assert!(look(&Source::new("a.rs", "//! Draws what is due.\n")).is_empty());
        assert!(look(&Source::new("a.css", "/* The stage. */\n")).is_empty());
        assert!(look(&Source::new("notes.md", "# Notes\n")).is_empty());
    }

    #[test]
    fn a_file_that_opens_with_code_or_an_empty_remark_is_reported() {
        assert_eq!(look(&Source::new("a.rs", "use std::fmt;\n")).len(), 1);
        assert_eq!(look(&Source::new("a.rs", "//! \n")).len(), 1);
        assert_eq!(look(&Source::new("a.mjs", "")).len(), 1);
    }
}
