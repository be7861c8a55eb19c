//! The reference (docs/SCRIPT.md): its examples are played, its messages compared, and no word is missing.

use crate::{Script, play, words};
use raft::Reason;
use sim::DIALS;

const TEXT: &str = include_str!("../../../../docs/SCRIPT.md");
const README: &str = include_str!("../../../../README.md");

#[test]
fn every_example_of_the_reference_plays_and_that_of_the_readme() {
    let (examples, first) = (blocks(TEXT, "raft"), blocks(README, "raft"));
    assert!(examples.len() > 12 && first.len() == 1);
    for example in first.into_iter().chain(examples) {
        let script = Script::parse(&example);
        let script = script.unwrap_or_else(|mistakes| panic!("{mistakes}\n{example}"));
        let report = play(&script, None, &mut |_| {}).expect("such a world");
        if let Some(failure) = report.failures.first() {
            panic!("{failure}\n{example}");
        }
        assert_eq!(script.to_string(), example, "as it is printed");
    }
}

#[test]
fn every_mistake_of_the_reference_is_said_as_it_stands_there() {
    let (wrong, says) = (blocks(TEXT, "wrong"), blocks(TEXT, "says"));
    assert_eq!(wrong.len(), says.len());
    for (script, expected) in wrong.iter().zip(&says) {
        let mistakes = Script::parse(script).expect_err(script);
        let shown: String = mistakes
            .0
            .iter()
            .map(|mistake| mistake.show("script"))
            .collect();
        assert_eq!(&shown, expected, "{script}");
    }
}

#[test]
fn every_word_stands_in_an_example() {
    let examples = blocks(TEXT, "raft").concat();
    let used: Vec<&str> = examples
        .split(|c: char| c.is_whitespace() || "()\"".contains(c))
        .collect();
    let dials = DIALS.iter().map(|info| info.name);
    for word in words().chain(dials) {
        assert!(used.contains(&word), "`{word}` stands in no example");
    }
}

#[test]
fn every_line_of_an_example_begins_with_one_of_the_words() {
    let examples = blocks(TEXT, "raft").concat();
    let firsts = examples
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    for first in firsts.filter(|first| !first.starts_with('#')) {
        assert!(words().any(|word| word == first), "`{first}` is missing");
    }
}

#[test]
fn every_reason_and_every_kind_of_message_is_named() {
    let kinds = record::Kinds::NAMED.iter().map(|(name, _)| *name);
    for word in kinds.chain(Reason::NAMES.iter().copied()) {
        assert!(TEXT.contains(&format!("`{word}`")), "`{word}` is not named");
    }
}

#[test]
fn a_script_may_ask_for_every_reason() {
    for name in Reason::NAMES {
        let line = format!("expect S1 decides because {name}\n");
        let script = Script::parse(&line).unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(script.to_string(), line);
    }
}

/// What stands between the fences of this name, block by block.
fn blocks(text: &str, name: &str) -> Vec<String> {
    let fence = format!("```{name}\n");
    let starts = text.split(fence.as_str()).skip(1);
    let end = |block: &str| block.split("```").next().map(str::to_owned);
    starts.filter_map(end).collect()
}
