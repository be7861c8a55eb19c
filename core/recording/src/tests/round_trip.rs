//! What is written is read again.

use super::choices::Choices;
use super::generate::{SORTS, action_of, many, recording, tape};
use super::*;
use crate::bytes::{Reader, Writer};
use crate::numbers;
use proptest::proptest;
use record::{Held, MessageKind};
use sim::DIALS;
use std::collections::BTreeSet;

proptest! {
    #![proptest_config(many(400))]
    #[test]
    fn a_recording_is_read_as_it_was_written(tape in tape()) {
        let recording = recording(&mut Choices::from(tape));
        let text = recording.to_text().unwrap();
        assert_eq!(Recording::from_text(&text).as_ref(), Ok(&recording));
        let file = recording.to_file().unwrap();
        assert_eq!(Recording::from_file(&file).as_ref(), Ok(&recording));
    }

    #[test]
    fn numbers_are_read_as_they_were_written(number: u64, signed: i64) {
        for number in [number, number >> (number & 63)] {
            let mut out = Writer::default();
            out.number(number);
            assert_eq!(Reader(&out.0).number(), Ok(number));
        }
        for signed in [signed, signed >> (signed & 63)] {
            let mut out = Writer::default();
            out.signed(signed);
            assert_eq!(Reader(&out.0).signed(), Ok(signed));
        }
    }
}

#[test]
fn a_link_is_read_out_of_an_address_and_out_of_blanks() {
    let recording = recorded(&settled(100));
    let text = recording.to_text().unwrap();
    for around in [
        format!("\n\t {text} \n"),
        format!("#run={text}"),
        format!("index.html?theme=dark#run={text}\n"),
    ] {
        assert_eq!(Recording::from_text(&around).as_ref(), Ok(&recording));
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    assert!(text.chars().all(is_plain), "{text}");
}

#[test]
fn every_action_has_a_number_of_its_own() {
    let mut choices = Choices::seeded(1);
    let mut numbers = BTreeSet::new();
    for sort in 0..SORTS {
        for _ in 0..200 {
            let action = action_of(&mut choices, sort);
            let mut out = Writer::default();
            out.action(&action);
            assert_eq!(Reader(&out.0).action().as_ref(), Ok(&action));
            numbers.insert(out.0[0]);
        }
    }
    // Those without a variety of their own, and those that are done to a server or to a message.
    let sorts = SORTS as usize - 2 + ServerAction::NAMED.len() + MessageAction::NAMED.len();
    assert_eq!(numbers.len(), sorts);
}

#[test]
fn no_number_means_two_things() {
    let differ = |numbers: Vec<u8>| {
        let all = numbers.len();
        assert_eq!(BTreeSet::from_iter(numbers).len(), all);
    };
    differ(
        DIALS
            .iter()
            .map(|info| numbers::of_dial(info.dial))
            .collect(),
    );
    differ(Held::ALL.into_iter().map(numbers::of_held).collect());
    differ(
        MessageKind::ALL
            .into_iter()
            .map(numbers::of_message_kind)
            .collect(),
    );
    let to_servers = ServerAction::NAMED.iter();
    differ(
        to_servers
            .map(|(_, action)| numbers::of_server_action(*action))
            .collect(),
    );
}

/// What is said of the form to those who read it with another program.
const DESCRIBED: &str = include_str!("../../../../docs/LINK.md");

#[test]
fn the_numbers_are_those_that_the_description_has() {
    for (name, action) in ServerAction::NAMED {
        let row = format!("| {name} | {} |", numbers::of_server_action(*action));
        assert!(DESCRIBED.contains(&row), "{row}");
    }
    for info in &DIALS {
        let usual = match numbers::usual(info.dial) {
            usual @ 1_000.. => format!("{},{:03}", usual / 1_000, usual % 1_000),
            usual => usual.to_string(),
        };
        let row = format!(
            "| {} | {} | {usual} |",
            info.name,
            numbers::of_dial(info.dial)
        );
        assert!(DESCRIBED.contains(&row), "{row}");
    }
    for what in Held::ALL {
        let said = format!("{} {what}", numbers::of_held(what));
        assert!(DESCRIBED.contains(&said), "{said}");
    }
    for kind in MessageKind::ALL {
        let name = match kind.is_reply() {
            true => "its reply".to_owned(),
            false => kind.to_string(),
        };
        let said = format!("{name} {}", numbers::of_message_kind(kind));
        assert!(DESCRIBED.contains(&said), "{said}");
    }
}

#[test]
fn settings_that_are_not_mentioned_are_what_a_new_run_has() {
    for info in &DIALS {
        assert_eq!(numbers::usual(info.dial), info.default, "{}", info.name);
    }
}
