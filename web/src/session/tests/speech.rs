//! What assistive technology reads out.

use super::{FRAME, Reader, reader};
use crate::session::{Field, Jump, Msg};
use raft::ServerId;
use sim::{Action, Dial, ServerAction};

/// What is read out while so many seconds of the reader's time pass.
fn heard(reader: &mut Reader, seconds: u32) -> Vec<String> {
    let mut heard = vec![reader.session.speech.words.clone()];
    for _ in 0..(seconds * 1_000_000).div_ceil(FRAME) {
        reader.frame();
        let words = &reader.session.speech.words;
        if heard.last() != Some(words) {
            heard.push(words.clone());
        }
    }
    heard
}

fn words(sentences: &[String]) -> usize {
    let words = sentences.iter().map(|it| it.split_whitespace().count());
    words.sum()
}

#[test]
fn the_first_twenty_seconds_of_a_run_are_read_out_in_some_sixty_words() {
    let heard = heard(&mut reader(), 20);
    let count = words(&heard);
    assert!((25..=75).contains(&count), "{count} words: {heard:#?}");
}

#[test]
fn where_much_happens_no_more_is_read_out_than_can_be_listened_to_and_always_the_newest() {
    let mut reader = reader();
    reader.say(Msg::Do(Action::Set(Dial::Loss, 600)));
    reader.type_in(Field::Speed, "12");
    let mut read = Vec::new();
    for _ in 0..3_600 {
        let before = reader.session.speech.words.clone();
        reader.frame();
        let now = reader.session.speech.words.clone();
        if now != before {
            let caption = reader.session.screen.caption.as_ref();
            assert_eq!(
                Some(&now),
                caption.map(|it| it.text.replace('`', "")).as_ref()
            );
            read.push(now);
        }
    }
    let count = words(&read);
    assert!(
        (90..=200).contains(&count),
        "{count} words in 60 s: {read:#?}"
    );
}

#[test]
fn who_acts_or_steps_hears_at_once_what_came_of_it() {
    let mut reader = reader();
    heard(&mut reader, 5);
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(2))));
    let words = &reader.session.speech.words;
    assert!(words.contains("You crashed S2"), "{words}");
    reader.say(Msg::Next(Jump::Interest));
    reader.watch(1_000_000);
    let caption = reader.session.screen.caption.as_ref();
    let caption = caption.map(|it| it.text.clone()).unwrap_or_default();
    assert_eq!(reader.session.speech.words, caption.replace('`', ""));
}

#[test]
fn what_has_been_read_out_is_not_read_again() {
    let mut reader = reader();
    let heard = heard(&mut reader, 30);
    for (place, sentence) in heard.iter().enumerate().skip(1) {
        assert!(!heard[..place].contains(sentence), "{heard:#?}");
    }
}
