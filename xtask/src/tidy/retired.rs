//! Words that the project no longer uses, each with the word of the field that took its place.

use super::{Source, Violation};

/// Where the rule applies: everywhere.
const APPLIES_TO: [&str; 1] = [""];

/// Where people read the project's words.
const KINDS: [&str; 8] = [
    ".rs", ".md", ".raft", ".mjs", ".json", ".html", ".css", ".toml",
];

/// What was once said stays in the history, and tried mutants keep the names they had; the lists of other programs and
/// this table are not ours to reword.
const EXCUSED: [&str; 4] = [
    "CHANGELOG.md",
    "MUTANTS.md",
    "package-lock.json",
    "xtask/src/tidy/retired.rs",
];

/// Words of the script's grammar, which scripts written earlier rely on.
const OF_A_FORMAT: [&str; 3] = ["\"nobody\"", "`nobody`", "| nobody"];

/// A word or phrase that is not to be used, what to say instead, and words behind it that give it another meaning.
struct Retired {
    word: &'static str,
    say: &'static str,
    unless_before: &'static [&'static str],
}

const fn retired(word: &'static str, say: &'static str) -> Retired {
    Retired {
        word,
        say,
        unless_before: &[],
    }
}

/// Only what is recognised by the words alone: `stands`, `play` or `hand` by themselves have good uses as well.
const RETIRED: [Retired; 47] = [
    // In code and documents.
    retired("deed", "`action`"),
    retired("deeds", "`actions`"),
    Retired {
        unless_before: &["apart"],
        ..retired("tell", "`report`, `say` or `distinguish`")
    },
    Retired {
        unless_before: &["apart"],
        ..retired("tells", "`emits`, `reports` or `says`")
    },
    Retired {
        unless_before: &["apart"],
        ..retired("told", "`emitted`, `reported` or `said`")
    },
    retired("lot", "`random`, or `much` if that is meant"),
    retired("lots", "`random draws`, or `many` if that is meant"),
    retired("luck", "`probability`"),
    retired("weather", "`link profile`"),
    retired("trap", "`trigger`, or `abort` of WebAssembly"),
    retired("traps", "`triggers`, or `aborts` of WebAssembly"),
    retired("by hand", "`manual` or `manually`"),
    retired("a hand", "`a manual step` or `the user`"),
    retired("your hand", "`manual` or `your actions`"),
    Retired {
        unless_before: &["back", "on", "out", "over"],
        ..retired("hands", "`actions`, `gives` if that is meant")
    },
    retired("means nothing in", "`is not applicable in`"),
    retired("mistake of ours", "`bug`"),
    retired("as a sentence", "`as a message`"),
    retired("of late", "`recently`"),
    retired("of a thousand", "`permille`"),
    retired("anew", "`again`"),
    retired("likewise", "`the same` or `also`"),
    retired("nobody", "which server, client, caller or reader does not"),
    retired("somebody", "which server, client, caller or reader"),
    retired("whoever", "which server, client, caller or reader"),
    // In messages and on the page.
    retired("is wanted here", "`expected …, found …`"),
    retired("word too many", "`unexpected …`"),
    retired("ends too early", "`unexpected end of …`"),
    retired("of the kind lies ahead", "`no such event ahead`"),
    retired("the run is yours", "`you took over`"),
    retired("was as it expects", "`all expectations passed`"),
    retired("is not fulfilled", "`expectation failed`"),
    retired("same to the last event", "`reproduces every event`"),
    retired("sent again twice", "`retried twice`"),
    retired("too much was under way", "`too many concurrent operations`"),
    retired("cut into groups", "`partition`"),
    retired("is in no majority", "`is not a voter`"),
    retired("again for a vote", "`retries RequestVote`"),
    retired("goes back for", "`backs up nextIndex of`"),
    retired("takes no command", "`rejects the command`"),
    retired("stand for election", "`start an election`"),
    retired("stands for election", "`starts an election`"),
    retired("stands for no election", "`starts no election`"),
    retired("folded its log", "`compacted its log`"),
    retired("folds its log", "`compacts its log`"),
    retired("the reader crashed", "`crashed (your action)`"),
    retired("waits for least", "`is the least busy`"),
];

pub(super) fn look(source: &Source) -> Vec<Violation> {
    if !source.is_under(&APPLIES_TO) || !source.ends_with(&KINDS) || source.ends_with(&EXCUSED) {
        return Vec::new();
    }
    let text = OF_A_FORMAT
        .iter()
        .fold(source.text.clone(), |text, word| text.replace(word, "."));
    let (path, text) = (words(&source.path), words(&text));
    let mut violations = Vec::new();
    for retired in &RETIRED {
        let say = format!("`{}` is retired: say {}", retired.word, retired.say);
        if !retired.among(&path).is_empty() {
            violations.push(source.at(1, format!("in the file's name, {say}")));
        }
        let lines = retired.among(&text).into_iter();
        violations.extend(lines.map(|line| source.at(line, say.clone())));
    }
    violations.sort_by_key(|violation| violation.line);
    violations
}

impl Retired {
    /// The lines on which it begins.
    fn among(&self, words: &[Word]) -> Vec<usize> {
        let phrase: Vec<&str> = self.word.split(' ').collect();
        let begins = words.windows(phrase.len()).enumerate();
        begins
            .filter(|(index, window)| {
                let same = window
                    .iter()
                    .zip(&phrase)
                    .all(|(word, of)| word.text == *of);
                let joined = window.iter().skip(1).all(|word| word.continues);
                let next = words.get(index + phrase.len());
                let other = next.is_some_and(|next| self.unless_before.contains(&&*next.text));
                same && joined && !other
            })
            .map(|(_, window)| window[0].line)
            .collect()
    }
}

/// A word of a text or a part of an identifier, in lower case.
struct Word {
    text: String,
    /// Counted from 1.
    line: usize,
    /// Whether only spaces, an underscore, a hyphen, or a line's end with the marks of a comment lie before it.
    continues: bool,
}

fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut line, mut continues, mut before) = (1, true, ' ');
    for c in text.chars() {
        if c == '\n' {
            line += 1;
        }
        if !c.is_alphanumeric() {
            // `///` and `//!`, a list's `*`, a quotation's `>`, a script's `#`, and a string that goes on in the next line.
            continues &= c.is_whitespace() || "_-/!*>#\\".contains(c);
        } else {
            // `ServerAction` is two words.
            let hump = c.is_uppercase() && before.is_lowercase();
            if !before.is_alphanumeric() || hump {
                words.push(Word {
                    text: String::new(),
                    line,
                    continues,
                });
                continues = true;
            }
            if let Some(word) = words.last_mut() {
                word.text.extend(c.to_lowercase());
            }
        }
        before = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(path: &str, text: &str) -> Vec<String> {
        let found = look(&Source::new(path, text));
        found.iter().map(ToString::to_string).collect()
    }

    fn is_reported(text: &str) -> bool {
        !reported("xtask/src/a.rs", text).is_empty()
    }

    #[test]
    fn a_retired_word_is_reported_with_its_line_and_the_word_to_use() {
        assert_eq!(
            reported("xtask/README.md", "An action.\nNo Deed, no violation.\n"),
            ["xtask/README.md:2: `deed` is retired: say `action`"]
        );
    }

    #[test]
    fn identifiers_are_read_word_by_word() {
        for code in [
            "struct ServerDeed;",
            "fn by_hand()",
            "Lots::new(seed)",
            "is_told",
            "DEEDS",
            "ByHand",
            "nobody's",
        ] {
            assert!(is_reported(code), "{code}");
        }
    }

    #[test]
    fn words_that_only_contain_a_retired_one_are_left_alone() {
        for text in [
            "slots, allots, a ballot, lottery",
            "handle(handler), a handshake, second-hand",
            "hands over, hands on, handed back; on the other hand",
            "an indeed, a clapotis, retell, foretells, untold",
            "tells apart, told apart",
            "strap, bootstrap",
            "by, hand in hand",
            "its state is as a whole a sentence",
            "the word `nobody`, \"nobody\", cut S1 S2 | nobody",
        ] {
            assert!(!is_reported(text), "{text}");
        }
    }

    #[test]
    fn a_phrase_is_found_where_a_line_of_a_comment_or_string_breaks_it() {
        let comment = "    /// That is a mistake\n    /// of ours, then.\n";
        assert_eq!(
            reported("bench/src/a.rs", comment),
            ["bench/src/a.rs:1: `mistake of ours` is retired: say `bug`"]
        );
        assert!(is_reported("\"A number is \\\n    wanted here\""));
        assert!(!is_reported("A mistake. Of ours it is not."));
    }

    #[test]
    fn the_name_of_a_file_counts() {
        assert_eq!(
            reported("xtask/src/hands/mod.rs", "//! What a reader can do.\n").len(),
            1
        );
    }

    #[test]
    fn history_and_the_lists_of_other_programs_are_left_alone() {
        for path in [
            "xtask/CHANGELOG.md",
            "xtask/src/MUTANTS.md",
            "xtask/npm/package-lock.json",
            "bench/Cargo.lock",
        ] {
            assert!(reported(path, "deed").is_empty(), "{path}");
        }
    }

    #[test]
    fn no_advice_uses_a_retired_word() {
        for retired in &RETIRED {
            let advice = words(retired.say);
            for other in &RETIRED {
                assert!(other.among(&advice).is_empty(), "{}", retired.say);
            }
        }
    }
}
