//! What waits for a part of the page that is not here yet.

use super::{Reader, reader};
use crate::session::door::{Ask, Asks};
use crate::session::page_event::PageEvent;
use crate::session::parts::Parts;
use crate::session::{Dialog, Msg, Part, Selection, Spot, Topic};
use raft::ServerId;

/// A reader of a page whose parts have not been loaded.
fn reader_of_a_split_page() -> Reader {
    let mut reader = reader();
    reader.session.parts = Parts::new(true);
    reader
}

fn menu() -> Msg {
    Msg::OpenMenu(
        Topic::Thing(Selection::Server(ServerId(1))),
        Spot::default(),
    )
}

#[test]
fn a_menu_opens_when_its_part_has_come() {
    let mut reader = reader_of_a_split_page();
    reader.say(menu());
    assert!(reader.session.screen.menu.is_none());
    assert_eq!(reader.session.parts.wanted, [Part::Details]);
    reader.say(Msg::PartLoads(Part::Details, 7, 9));
    let waiting = reader.session.parts.waiting.as_ref();
    assert_eq!(waiting.map(|it| it.loaded), Some((7, 9)));
    reader.say(Msg::PartEnds(Part::Details, true));
    assert!(reader.session.screen.menu.is_some());
    assert!(reader.session.parts.waiting.is_none());
    reader.say(Msg::CloseMenu);
    reader.say(menu());
    assert!(reader.session.screen.menu.is_some(), "it is here now");
}

#[test]
fn a_form_that_needs_two_parts_waits_for_both() {
    let mut reader = reader_of_a_split_page();
    reader.say(Msg::OpenDialog(Dialog::Script));
    reader.say(Msg::PartEnds(Part::Details, true));
    assert_eq!(reader.session.screen.dialog, None);
    reader.say(Msg::PartEnds(Part::Script, true));
    assert_eq!(reader.session.screen.dialog, Some(Dialog::Script));
    assert_eq!(reader.session.parts.wanted, [Part::Details, Part::Script]);
}

#[test]
fn all_that_is_asked_waits_for_what_answers() {
    for (name, about) in Asks::NAMED {
        let mut reader = reader_of_a_split_page();
        reader.say(Msg::Ask(Ask {
            ticket: 1,
            about,
            words: String::new(),
        }));
        for part in reader.session.parts.wanted.clone() {
            assert!(
                reader
                    .session
                    .page_events
                    .take()
                    .iter()
                    .all(|it| { !matches!(it, PageEvent::Answer { .. }) })
            );
            reader.say(Msg::PartEnds(part, true));
        }
        assert!(
            reader.session.parts.wanted.contains(&Part::Script),
            "{name}"
        );
    }
}

#[test]
fn what_cannot_be_loaded_says_so_and_can_be_asked_for_again() {
    let mut reader = reader_of_a_split_page();
    reader.say(menu());
    reader.say(Msg::PartEnds(Part::Details, false));
    let alert = reader.alert().unwrap_or_default();
    assert!(alert.contains("could not be loaded"), "{alert}");
    reader.say(menu());
    reader.say(Msg::PartEnds(Part::Details, true));
    assert!(reader.session.screen.menu.is_some());
}

#[test]
fn who_waits_no_more_gets_nothing_when_the_part_comes() {
    for gives_up in [Msg::CancelPart, Msg::Escape] {
        let mut reader = reader_of_a_split_page();
        reader.say(menu());
        reader.say(gives_up);
        assert_eq!(reader.session.parts.cancelled, Some(Part::Details));
        reader.say(Msg::PartEnds(Part::Details, false));
        assert_eq!(reader.alert(), None, "that is what was asked");
        reader.say(Msg::PartEnds(Part::Details, true));
        assert!(reader.session.screen.menu.is_none());
    }
}

#[test]
fn what_most_readers_open_is_loaded_once_a_leader_stands() {
    let mut reader = reader_of_a_split_page();
    assert!(reader.session.parts.wanted.is_empty());
    reader.watch_until(|session| session.run.has_leader());
    assert_eq!(reader.session.parts.wanted, [Part::Details]);
    reader.say(Msg::PartEnds(Part::Details, false));
    assert_eq!(reader.alert(), None, "no reader waits for it");
    reader.watch(1_000_000);
    assert_eq!(reader.session.parts.wanted, [Part::Details], "once");
}
