//! Colours stand in `www/css/tokens.css` and nowhere else.

use super::{Source, Violation, has_word};

const FUNCTIONS: [&str; 10] = [
    "rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(", "color(",
];

const NAMES: [&str; 16] = [
    "black", "white", "gray", "grey", "silver", "red", "green", "blue", "yellow", "orange",
    "purple", "pink", "brown", "teal", "navy", "olive",
];

pub(super) fn look(source: &Source) -> Vec<Violation> {
    let page = source.is_under(&["web/src/", "www/", "index.html"]);
    let drawn = source.ends_with(&[".rs", ".css", ".mjs", ".html"]);
    // What writes pictures reads colours as browsers compute them, and has none.
    let reads = source.is_under(&["web/src/picture/"]);
    if !page || !drawn || reads || source.path == "www/css/tokens.css" {
        return Vec::new();
    }
    let sheet = source.path.ends_with(".css");
    source.lines(|line| {
        let colour = hex(line)
            .or_else(|| function(line))
            .or_else(|| name(line).filter(|_| sheet));
        colour.map(|colour| {
            format!("`{colour}` is a colour: please name it in www/css/tokens.css and use its name")
        })
    })
}

/// `#` followed by exactly as many hexadecimal digits as a colour has.
fn hex(line: &str) -> Option<String> {
    line.match_indices('#').find_map(|(start, _)| {
        let rest = &line[start + 1..];
        let word: String = rest
            .chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
            .collect();
        let colour =
            matches!(word.len(), 3 | 4 | 6 | 8) && word.chars().all(|c| c.is_ascii_hexdigit());
        colour.then(|| format!("#{word}"))
    })
}

fn function(line: &str) -> Option<String> {
    let starts_word = |start: usize| {
        let before = line[..start].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    let found = |name: &&&str| {
        line.match_indices(**name)
            .any(|(start, _)| starts_word(start))
    };
    FUNCTIONS.iter().find(found).map(|name| format!("{name}…)"))
}

/// A colour's English name, as a value in a style sheet.
fn name(line: &str) -> Option<String> {
    let (_, value) = line.split_once(": ")?;
    NAMES
        .iter()
        .find(|name| has_word(value, name))
        .map(|name| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(path: &str, line: &str) -> bool {
        !look(&Source::new(path, line)).is_empty()
    }

    #[test]
    fn a_colour_is_reported_however_it_is_written() {
        assert!(broken("www/css/stage.css", "color: #4c78a8;"));
        assert!(broken(
            "www/css/stage.css",
            "background: rgba(0, 0, 0, 0.5);"
        ));
        assert!(broken("www/css/stage.css", "fill: oklch(50% 0.1 20);"));
        assert!(broken("www/css/stage.css", "stroke: white;"));
        assert!(broken("web/src/scene/node.rs", "fill: \"#fff\","));
    }

    #[test]
    fn the_sheet_of_colours_and_what_only_looks_like_one_are_left_alone() {
        assert!(!broken("www/css/tokens.css", "--ink: #22252b;"));
        assert!(!broken("www/css/stage.css", "white-space: nowrap;"));
        assert!(!broken("web/src/picture/paint.rs", "/// `rgb(1, 2, 3)`"));
        assert!(!broken(
            "www/css/stage.css",
            "fill: color-mix(in oklab, var(--ink) 20%, transparent);"
        ));
        assert!(!broken(
            "www/css/stage.css",
            "#raftscape { color: var(--ink); }"
        ));
        assert!(!broken("web/src/lib.rs", "#![deny(missing_docs)]"));
        assert!(!broken("web/src/scene/label.rs", "label(3)"));
    }
}
