//! Pause points: what a menu offers, and how the list shows them.

use super::{all, at_work, attr, name, named, submit, text};
use crate::panels::element::El;
use crate::panels::{menu, point, run as pane, timebar};
use crate::scene::Layout;
use crate::session::points::{InPoints, PausePoint};
use crate::session::{Dialog, Field, Msg, Selection, Session, Spot, Topic};
use raft::ServerId;
use record::ClientId;
use sim::{Action, MessageAction};
use std::rc::Rc;

const S1: ServerId = ServerId(1);

fn menu_of(session: &mut Session, about: Topic) -> El {
    session.update(Msg::OpenMenu(about, Spot { x: 9, y: 9 }));
    let view = &session.run.view;
    let layout = Layout::new((820.0, 520.0), 0.0, view.servers.len(), view.clients.len());
    menu::view(session, &Rc::new(layout))
}

/// Everything that can have a menu in which one can pause.
fn things(session: &mut Session) -> Vec<Selection> {
    submit(session, "set x 4");
    while session.run.view.messages.is_empty() {
        super::run(session, 1);
    }
    let (server, from, to) = (S1, S1, ServerId(2));
    vec![
        Selection::Message(session.run.view.messages[0].envelope.name()),
        Selection::Server(server),
        Selection::Entry { server, index: 2 },
        Selection::Snapshot { server },
        Selection::Link { from, to },
        Selection::Disk(server),
        Selection::Machine(server),
        Selection::Operation {
            client: ClientId(1),
            serial: 1,
        },
    ]
}

#[test]
fn the_menu_of_a_thing_leads_to_conditions_that_the_language_reads() {
    let mut session = at_work();
    for of in things(&mut session) {
        let items = named(&menu_of(&mut session, Topic::Thing(of)), "menuitem");
        assert!(
            items.iter().any(|item| item == "Pause when…"),
            "{of:?}: {items:?}"
        );
        let offers = point::offers(&session.run.view, of);
        let items = named(&menu_of(&mut session, Topic::Points(of)), "menuitem");
        assert_eq!(items.len(), 2 * offers.len() + 1);
        for (words, condition) in offers {
            assert!(items.contains(&words) && items.contains(&format!("Just before: {words}")));
            session.update(Msg::Points(InPoints::When(PausePoint {
                condition: condition.clone(),
                is_before: false,
                action: String::new(),
                is_on: true,
            })));
            let mut all = session.run.points.all().iter();
            // The first client need not be named.
            let printed = condition.replace(" of C1", "");
            let is_printed = all.any(|point| point.set.condition == printed);
            assert!(is_printed, "{condition}: {:?}", session.screen.caption);
        }
    }
}

#[test]
fn the_list_says_what_has_become_of_each_and_switches_and_removes_it() {
    let mut session = at_work();
    let Selection::Message(message) = things(&mut session)[0] else {
        panic!("a message comes first");
    };
    let condition = format!("arrives {}", crate::session::points::message_words(message));
    for (condition, action) in [
        (&*condition, ""),
        ("S1 syncs", ""),
        ("S2 is down", "restart S2"),
    ] {
        session.update(Msg::OpenDialog(Dialog::Point));
        session.update(Msg::Typed(Field::PointCondition, condition.to_owned()));
        session.update(Msg::Typed(Field::PointAction, action.to_owned()));
        session.update(Msg::Points(InPoints::Typed));
    }
    let drop = Action::Message(MessageAction::Drop, message);
    session.update(Msg::Do(drop));
    session.update(Msg::Points(InPoints::Switch(1, false)));
    let panel = pane::view(&session);
    assert!(named(&panel, "button").contains(&"Pause when…".to_owned()));
    let list = all(&panel).into_iter().find(|el| {
        let is_list = attr(el, "role") == Some("list");
        is_list && name(el) == "Pause points"
    });
    let items = all(list.expect("a list"));
    let items: Vec<String> = items
        .iter()
        .filter(|el| el.tag == "li")
        .map(|el| text(el))
        .collect();
    assert!(
        items[0].contains("can no longer be reached: It was lost at "),
        "{items:?}"
    );
    assert!(items[1].starts_with("when S1 syncs") && items[1].contains("switched off"));
    assert!(items[2].starts_with("when S2 is down do restart S2") && items[2].contains("waits"));
    let buttons = named(&panel, "button");
    for label in [
        "Switch on when S1 syncs",
        "Remove when S1 syncs",
        "Switch off when S2 is down do restart S2",
    ] {
        assert!(
            buttons.iter().any(|button| button == label),
            "{label}: {buttons:?}"
        );
    }
}

#[test]
fn where_one_held_there_is_a_diamond_on_the_time_bar() {
    let mut session = at_work();
    let diamonds = |session: &Session| {
        let bar = timebar::view(session);
        let all = all(&bar).into_iter();
        all.filter(|el| attr(el, "class") == Some("diamond"))
            .count()
    };
    session.update(Msg::Points(InPoints::When(PausePoint {
        condition: "arrives messages".to_owned(),
        is_on: true,
        ..PausePoint::default()
    })));
    assert_eq!(diamonds(&session), 0);
    session.update(Msg::Play);
    while session.clock.is_playing() {
        session.update(Msg::Frame(16_667));
    }
    assert_eq!(diamonds(&session), 1);
    let list = text(&pane::view(&session));
    let at = timebar::clock(session.now());
    assert!(list.contains(&format!("held at {at}")), "{list}");
}

#[test]
fn the_form_shows_what_is_wrong_and_examples_that_are_conditions() {
    let mut session = at_work();
    session.update(Msg::OpenDialog(Dialog::Point));
    session.update(Msg::Typed(Field::PointCondition, "leeder".into()));
    session.update(Msg::Points(InPoints::Typed));
    let form = point::view(&session);
    assert_eq!(named(&form, "dialog"), ["Pause when…"]);
    let alert = named(&form, "alert");
    assert!(alert[0].contains("Did you mean `leader`?"), "{alert:?}");
    let list = all(&form).into_iter().find(|el| name(el) == "Examples");
    let examples = named(list.expect("examples"), "button");
    for example in examples {
        session.update(Msg::Typed(Field::PointCondition, example.clone()));
        session.update(Msg::Points(InPoints::Typed));
        assert_eq!(session.forms.point.mistakes, "", "{example}");
    }
}
