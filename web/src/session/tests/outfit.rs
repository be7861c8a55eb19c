//! What the page around a mount chooses: what stands around the stage, what a reader may do, whom to look at.

use super::{Reader, reader};
use crate::session::outfit::{Controls, Outfit};
use crate::session::{Dialog, Msg, Selection, Spot, Tab, Topic};
use raft::{ServerId, ServerSet};
use sim::{Action, ServerAction};

fn outfit(says: &[(&str, &str)]) -> Outfit {
    let mut outfit = Outfit::default();
    for (name, value) in says {
        outfit.read(name, value).expect("what is right");
    }
    outfit
}

fn dressed(says: &[(&str, &str)]) -> Reader {
    let mut reader = reader();
    reader.say(Msg::Outfit(outfit(says)));
    reader
}

fn wrong(name: &str, value: &str) -> String {
    let mut outfit = Outfit::default();
    let said = outfit.read(name, value).expect_err("what is wrong");
    assert_eq!(outfit, Outfit::default(), "what is wrong changes nothing");
    said
}

fn servers(ids: &[u8]) -> ServerSet {
    ids.iter().map(|id| ServerId(*id)).collect()
}

#[test]
fn attributes_are_read_as_they_are_written() {
    let read = outfit(&[
        ("controls", "auto"),
        ("panels", "logs why"),
        ("interactive", "false"),
        ("focus", "S1 S3"),
    ]);
    assert_eq!(read.controls, Controls::Auto);
    assert!(!read.interactive);
    assert_eq!(read.focus, servers(&[1, 3]));
    let offered = |tab: &Tab| read.offers(*tab);
    let all = [Tab::Logs, Tab::Why, Tab::Story, Tab::Clients, Tab::Run];
    assert_eq!(
        all.into_iter().filter(offered).collect::<Vec<_>>(),
        [Tab::Logs, Tab::Why]
    );
    assert!(!read.offers_lab());
    assert!(outfit(&[("panels", "snapshot")]).offers_lab());
    assert_eq!(outfit(&[("focus", "")]), Outfit::default());
    assert_eq!(outfit(&[("panels", "")]), outfit(&[("panels", "none")]));
}

#[test]
fn a_wrong_value_is_answered_with_what_would_be_right() {
    assert_eq!(
        wrong("controls", "x"),
        "controls is auto, full or none, not “x”."
    );
    assert_eq!(
        wrong("interactive", "no"),
        "interactive is true or false, not “no”."
    );
    assert_eq!(
        wrong("panels", "logs dails"),
        "panels are none, or some of logs, why, story, clients, dials, run and snapshot, not “logs dails”."
    );
    for name in ["S0", "S10", "1", "leader", "S1,S2"] {
        assert_eq!(
            wrong("focus", name),
            format!("focus is servers such as S1 S3, not “{name}”.")
        );
    }
}

#[test]
fn who_may_only_watch_does_nothing_to_the_cluster_and_learns_so() {
    let mut reader = dressed(&[("interactive", "false")]);
    let fingerprint = reader.session.run.world().fingerprint();
    let crash = Action::Server(ServerAction::Crash, ServerId(1));
    for msg in [Msg::Do(crash), Msg::RandomCommand, Msg::NewRun] {
        reader.say(Msg::DismissAlert);
        reader.say(msg);
        assert!(
            reader
                .alert()
                .is_some_and(|words| words.contains("watched"))
        );
    }
    reader.say(Msg::OpenDialog(Dialog::Partition));
    assert_eq!(reader.session.screen.dialog, None);
    assert_eq!(reader.session.run.world().fingerprint(), fingerprint);
    reader.say(Msg::DismissAlert);
    reader.say(Msg::StepForward);
    reader.watch(3_000_000);
    assert_eq!(reader.alert(), None);
    assert_ne!(reader.session.run.world().fingerprint(), fingerprint);
}

#[test]
fn a_thing_that_may_only_be_watched_says_why_in_the_place_of_its_menu() {
    let mut reader = dressed(&[("interactive", "false")]);
    let server = Selection::Server(ServerId(2));
    reader.say(Msg::OpenMenu(Topic::Thing(server), Spot::default()));
    let screen = &reader.session.screen;
    assert_eq!((screen.menu, screen.selection), (None, Some(server)));
    assert_eq!(screen.beside(), Some(Tab::Why));
}

#[test]
fn what_is_not_offered_does_not_open_by_itself() {
    let small = Msg::Resized {
        whole: (500, 400),
        stage: (500, 300),
    };
    let mut reader = dressed(&[("controls", "auto"), ("panels", "logs")]);
    reader.say(small);
    reader.say(Msg::Select(Selection::Server(ServerId(2))));
    assert_eq!(reader.session.screen.beside(), None);
    reader.say(Msg::Show(Tab::Logs));
    assert_eq!(reader.session.screen.beside(), Some(Tab::Logs));
}

const FOCUSES: &str = "\
seed 7
say \"one\"
focus S1 S2
run 100ms
say \"two\"
focus S3
run 100ms
say \"three\"
";

#[test]
fn a_script_says_whom_to_look_at_and_says_it_again_where_it_is_gone_back_to() {
    let mut reader = dressed(&[("focus", "S5")]);
    assert_eq!(reader.session.screen.focus, servers(&[5]));
    reader.type_in(crate::session::Field::Script, FOCUSES);
    reader.say(Msg::PlayScript);
    assert_eq!(reader.session.screen.focus, servers(&[5]));
    let says = |words: &'static str| {
        move |session: &crate::session::Session| {
            let said = session.screen.caption.as_ref();
            said.is_some_and(|said| said.text == words)
        }
    };
    reader.watch_until(says("two"));
    assert_eq!(reader.session.screen.focus, servers(&[1, 2]));
    reader.watch_until(says("three"));
    assert_eq!(reader.session.screen.focus, servers(&[3]));
    reader.say(Msg::PreviousStop);
    assert!(says("two")(&reader.session));
    assert_eq!(reader.session.screen.focus, servers(&[1, 2]));
}

#[test]
fn what_the_page_chooses_while_a_script_plays_leaves_its_focus_alone_unless_it_is_about_that() {
    let mut reader = dressed(&[]);
    reader.type_in(crate::session::Field::Script, "focus S1 S2\nrun 1s\n");
    reader.say(Msg::PlayScript);
    assert_eq!(reader.session.screen.focus, servers(&[1, 2]));
    reader.say(Msg::Outfit(outfit(&[("controls", "auto")])));
    assert_eq!(reader.session.screen.focus, servers(&[1, 2]));
    reader.say(Msg::Outfit(outfit(&[("focus", "S3")])));
    assert_eq!(reader.session.screen.focus, servers(&[3]));
}
