//! What a reader sees in the first minute: the key to the marks, and the cards that explain them.

use super::{all, at_work, attr, named, text};
use crate::layout;
use crate::panels::{cards, help};
use crate::session::{Dialog, Msg, Session, Tab};

fn keys(session: &Session) -> usize {
    let page = layout::view(session);
    let keys = all(&page).into_iter();
    keys.filter(|el| attr(el, "class") == Some("key")).count()
}

fn resized(whole: (u16, u16)) -> Session {
    let mut session = at_work();
    session.update(Msg::Resized {
        whole,
        stage: (300, 300),
    });
    session
}

#[test]
fn the_key_is_open_at_first_and_closes_and_opens_by_its_button() {
    let mut session = resized((1_280, 720));
    assert_eq!(keys(&session), 1);
    let page = layout::view(&session);
    let first = all(&page)
        .into_iter()
        .find(|el| attr(el, "class") == Some("key"));
    let words = text(first.unwrap());
    assert!(
        words.starts_with("A Raft cluster of five servers"),
        "{words}"
    );
    assert!(named(&page, "button").contains(&"Key".to_owned()));
    session.update(Msg::Key(false));
    assert_eq!(keys(&session), 0);
    session.update(Msg::Key(true));
    assert_eq!(keys(&session), 1);
}

#[test]
fn the_key_makes_way_for_what_is_read_and_its_button_brings_it_back() {
    let mut session = resized((1_280, 720));
    session.update(Msg::Show(Tab::Why));
    assert_eq!(keys(&session), 0);
    session.update(Msg::Key(true));
    assert_eq!(
        (keys(&session), session.screen.beside()),
        (1, Some(Tab::Story))
    );
}

#[test]
fn a_narrow_stage_has_the_key_under_it_only_where_it_is_high() {
    assert_eq!(keys(&resized((390, 844))), 1);
    assert_eq!(keys(&resized((360, 640))), 0);
    assert_eq!(keys(&resized((500, 400))), 0);
}

#[test]
fn no_card_stands_behind_one_that_selects_all_that_it_does() {
    let selectors: Vec<&str> = cards::all().map(|(selector, _)| selector).collect();
    for (place, selector) in selectors.iter().enumerate() {
        let hidden = selectors[..place].iter().any(|before| {
            let before = before.trim_end_matches("']");
            selector.starts_with(before)
        });
        assert!(!hidden, "{selector} comes too late");
    }
}

#[test]
fn cards_are_sentences_short_enough_to_be_read_beside_what_they_are_about() {
    for (selector, words) in cards::all() {
        assert!(words.chars().count() <= 130, "{selector}: {words}");
        assert!(words.ends_with(['.', '→']), "{selector}: {words}");
    }
}

#[test]
fn the_help_explains_marks_in_the_words_of_their_cards() {
    let mut session = at_work();
    session.update(Msg::OpenDialog(Dialog::Help));
    let words = text(&help::view(&session));
    assert!(words.contains(cards::meaning(".waiting")), "{words}");
    assert!(words.contains(cards::meaning(".l-match")), "{words}");
}
