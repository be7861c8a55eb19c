//! Which actions are offered, and that each of them is possible.

use super::{act, at_work, named, run, submit};
use crate::panels::actions::offers;
use crate::panels::{menu, why};
use crate::scene::Layout;
use crate::session::{Msg, Selection, Session, Spot, Topic};
use raft::ServerId;
use record::{Control, EventKind};
use sim::{Action, MessageAction, ServerAction};
use std::rc::Rc;

#[test]
fn of_opposites_only_the_one_that_makes_sense_is_offered() {
    let mut session = at_work();
    let id = ServerId(2);
    let of = Selection::Server(id);
    assert_eq!(
        offered(&session, of),
        [
            "Crash",
            "Pause process",
            "Isolate",
            "Time out now",
            "Take snapshot",
            "Stall disk",
            "Slow disk",
            "Slow messages from S2"
        ]
    );
    act(&mut session, Action::Server(ServerAction::Isolate, id));
    act(&mut session, Action::Server(ServerAction::StallDisk, id));
    act(&mut session, Action::Server(ServerAction::Pause, id));
    assert_eq!(
        offered(&session, of),
        [
            "Crash",
            "Resume process",
            "Reconnect",
            "Release disk",
            "Slow disk",
            "Slow messages from S2"
        ]
    );
    act(&mut session, Action::Server(ServerAction::Crash, id));
    assert!(offered(&session, of).contains(&"Restart".to_owned()));
    assert!(offered(&session, of).contains(&"Wipe disk".to_owned()));
    assert!(!offered(&session, of).contains(&"Crash".to_owned()));
}

#[test]
fn a_crash_can_be_aimed_at_a_write_that_is_under_way() {
    let mut session = at_work();
    let leader = why::leader(&session.run.view).unwrap().id;
    submit(&mut session, "set x 9");
    while why::server(&session.run.view, leader)
        .unwrap()
        .disk
        .queue
        .is_empty()
    {
        run(&mut session, 1);
    }
    let offers = offered(&session, Selection::Server(leader));
    for aimed in [
        "Crash before its messages leave",
        "Crash tearing the last write",
    ] {
        assert!(offers.contains(&aimed.to_owned()), "{offers:?}");
    }
}

#[test]
fn what_was_made_slow_can_be_made_usual_again() {
    let mut session = at_work();
    let id = ServerId(2);
    for (of, slow, usual) in [
        (Selection::Disk(id), "Slow disk", "Usual disk"),
        (
            Selection::Server(id),
            "Slow messages from S2",
            "Usual messages from S2",
        ),
    ] {
        for (name, then) in [(slow, usual), (usual, slow)] {
            let offers = offers(session.run.world(), &session.run.view, of);
            let offer = offers
                .into_iter()
                .find(|offer| offer.name == name)
                .expect(name);
            act(&mut session, offer.action);
            assert!(offered(&session, of).contains(&then.to_owned()));
        }
    }
}

#[test]
fn what_makes_no_sense_now_says_why() {
    let session = at_work();
    let leader = why::leader(&session.run.view).unwrap().id;
    let offers = offers(
        session.run.world(),
        &session.run.view,
        Selection::Server(leader),
    );
    let time_out = offers
        .iter()
        .find(|offer| offer.name == "Time out now")
        .unwrap();
    let refusal = format!("{leader} runs no election timer: it leads, or has not started.");
    assert_eq!(time_out.not_now, Some(refusal));
}

#[test]
fn a_link_can_be_cut_in_either_direction_and_healed() {
    let mut session = at_work();
    let of = Selection::Link {
        from: ServerId(1),
        to: ServerId(3),
    };
    assert_eq!(
        offered(&session, of),
        [
            "Cut both ways",
            "Cut S1 to S3",
            "Cut S3 to S1",
            "Slow messages S1 to S3",
            "Slow messages S3 to S1"
        ]
    );
    act(&mut session, Action::Cut(ServerId(1), ServerId(3)));
    assert_eq!(
        offered(&session, of),
        [
            "Cut both ways",
            "Cut S3 to S1",
            "Heal",
            "Slow messages S1 to S3",
            "Slow messages S3 to S1"
        ]
    );
    act(&mut session, Action::Cut(ServerId(3), ServerId(1)));
    assert_eq!(offered(&session, of)[0], "Heal");
}

#[test]
fn every_offered_action_is_possible() {
    let mut session = at_work();
    act(
        &mut session,
        Action::Server(ServerAction::Crash, ServerId(2)),
    );
    act(
        &mut session,
        Action::Server(ServerAction::Pause, ServerId(3)),
    );
    act(
        &mut session,
        Action::Server(ServerAction::Isolate, ServerId(4)),
    );
    act(
        &mut session,
        Action::Server(ServerAction::StallDisk, ServerId(5)),
    );
    run(&mut session, 56);
    for of in things(&session) {
        for offer in offers(session.run.world(), &session.run.view, of) {
            let mut world = session.run.world().clone();
            let refused = matches!(
                world.apply(&offer.action).kind,
                EventKind::Control(Control::Refused { .. })
            );
            assert!(
                !refused || offer.not_now.is_some(),
                "{of:?}: {}",
                offer.name
            );
        }
    }
}

#[test]
fn the_menu_of_a_server_leads_to_its_links_by_the_same_names_as_from_their_other_end() {
    let mut session = at_work();
    session.update(Msg::OpenMenu(
        Topic::Thing(Selection::Server(ServerId(3))),
        Spot::default(),
    ));
    let items = items_of_menu(&session);
    for link in ["Link S1 to S3", "Link S2 to S3", "Link S3 to S4"] {
        assert!(items.contains(&link.to_owned()), "{items:?}");
    }
}

#[test]
fn messages_that_lie_on_each_other_are_listed_in_the_menu_of_their_lane() {
    let mut session = at_work();
    while session.run.view.messages.is_empty() {
        run(&mut session, 1);
    }
    let envelope = session.run.view.messages[0].envelope.clone();
    act(
        &mut session,
        Action::Message(MessageAction::Duplicate, envelope.name()),
    );
    let of = Selection::Link {
        from: envelope.from,
        to: envelope.to,
    };
    session.update(Msg::OpenMenu(Topic::Thing(of), Spot::default()));
    let title = why::title(&envelope);
    let items = items_of_menu(&session);
    assert_eq!(
        items.iter().filter(|item| **item == title).count(),
        2,
        "{items:?}"
    );
}

fn offered(session: &Session, of: Selection) -> Vec<String> {
    let possible = offers(session.run.world(), &session.run.view, of)
        .into_iter()
        .filter(|offer| offer.not_now.is_none());
    possible.map(|offer| offer.name.into_owned()).collect()
}

fn things(session: &Session) -> Vec<Selection> {
    let servers = session
        .run
        .view
        .servers
        .iter()
        .map(|server| Selection::Server(server.id));
    let messages = session
        .run
        .view
        .messages
        .iter()
        .map(|message| Selection::Message(message.envelope.name()));
    let link = Selection::Link {
        from: ServerId(1),
        to: ServerId(2),
    };
    servers.chain(messages).chain([link]).collect()
}

/// What the open menu offers, on a stage of the usual size.
fn items_of_menu(session: &Session) -> Vec<String> {
    let view = &session.run.view;
    let layout = Layout::new((820.0, 520.0), 0.0, view.servers.len(), view.clients.len());
    named(&menu::view(session, &Rc::new(layout)), "menuitem")
}
