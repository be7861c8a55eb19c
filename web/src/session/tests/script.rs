//! Scripts on the page, and what is held.

use super::{Reader, reader};
use crate::session::{Dialog, Field, Msg, Session, Tab};
use raft::ServerId;
use record::{Held, RoleName};
use sim::{Action, MessageAction, ServerAction};

const SECOND: u32 = 1_000_000;

impl Reader {
    /// The run so far, as the form for scripts has it.
    fn script(&mut self) -> String {
        self.say(Msg::OpenDialog(Dialog::Script));
        self.session.script.text.clone()
    }

    fn play(&mut self, script: &str) {
        self.type_in(Field::Script, script);
        self.say(Msg::PlayScript);
    }
}

#[test]
fn a_run_that_was_written_down_is_played_again_to_the_same_fingerprint() {
    let mut first = reader();
    first.watch_until(|session| {
        let mut servers = session.view.servers.iter();
        servers.any(|server| server.role == RoleName::Leader)
    });
    first.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(1))));
    first.watch(3 * SECOND);
    first.type_in(Field::Command, "add x 1");
    first.say(Msg::Submit);
    first.say(Msg::StepForward);
    first.say(Msg::Do(Action::Server(ServerAction::Restart, ServerId(1))));
    first.watch(2 * SECOND);
    let script = first.script();
    let fingerprint = first.session.world.fingerprint();

    let mut second = reader();
    second.play(&script);
    assert_eq!(second.session.dialog, None);
    assert_eq!(
        second.session.world.events(),
        0,
        "it is shown from the beginning"
    );
    second.watch_until(|session| session.alert.is_some());
    let verdict = second.session.alert.clone().unwrap_or_default();
    assert!(verdict.contains("all expectations passed"), "{verdict}");
    assert_eq!(second.session.world.fingerprint(), fingerprint);
    assert_eq!(second.script(), script);
}

#[test]
fn a_script_with_a_mistake_says_where_and_the_run_goes_on() {
    let mut reader = reader();
    reader.watch(SECOND);
    let fingerprint = reader.session.world.fingerprint();
    reader.script();
    reader.play("servers 3\ncrahs S1\n");
    assert_eq!(reader.session.dialog, Some(Dialog::Script));
    let said = &reader.session.script.mistakes;
    assert!(
        said.contains("script:2:1:") && said.contains("`crash`"),
        "{said}"
    );
    assert_eq!(reader.session.world.fingerprint(), fingerprint);
    reader.type_in(Field::Script, "servers 3\ncrash S1\n");
    assert_eq!(reader.session.script.mistakes, "");
}

#[test]
fn a_script_that_expects_in_vain_says_which_line() {
    let mut reader = reader();
    reader.play("servers 3\nseed 7\nuntil leader\nexpect no leader\n");
    reader.watch_until(|session| session.alert.is_some());
    let verdict = reader.session.alert.clone().unwrap_or_default();
    assert!(
        verdict.starts_with("Expectation failed at line 4"),
        "{verdict}"
    );
    assert!(
        verdict.ends_with('.') && !verdict.ends_with(".."),
        "{verdict}"
    );
    assert!(!reader.session.is_moving());
}

#[test]
fn steps_lead_through_a_script_as_through_a_run() {
    let mut reader = reader();
    reader.play("servers 3\nseed 7\nuntil leader\ncrash leader\nrun 100ms\n");
    reader.say(Msg::Pause);
    for _ in 0..200 {
        reader.say(Msg::StepForward);
        reader.watch(SECOND);
        if reader.session.alert.is_some() {
            break;
        }
    }
    assert!(!reader.anyone(RoleName::Leader) || reader.session.view.servers.len() == 3);
    let verdict = reader.session.alert.clone().unwrap_or_default();
    assert!(verdict.contains("all expectations passed"), "{verdict}");
}

#[test]
fn what_the_reader_does_ends_a_script() {
    let mut reader = reader();
    reader.play("servers 3\nseed 7\nuntil leader\ncrash leader\nrun 5s\n");
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(2))));
    let said = reader.session.alert.clone().unwrap_or_default();
    assert!(said.contains("the script stops here"), "{said}");
    assert!(reader.script().contains("crash S2"));
}

#[test]
fn a_question_stops_time_until_the_reader_goes_on() {
    let asked = |session: &Session| session.is_asked();
    let caption = |reader: &Reader| reader.session.caption.clone().map(|it| it.text);
    let mut reader = reader();
    reader.play("servers 3\nseed 7\nask \"Who will lead?\"\nask \"Are you sure?\"\nsay \"Look.\"\nuntil leader\nask \"Whom do you crash?\"\ncrash leader\nrun 20ms\n");
    reader.watch_until(asked);
    assert_eq!(caption(&reader).as_deref(), Some("Who will lead?"));
    assert_eq!(reader.session.world.events(), 0);
    assert!(!reader.session.is_moving());
    reader.say(Msg::Toggle);
    reader.watch_until(asked);
    assert_eq!(caption(&reader).as_deref(), Some("Are you sure?"));
    // Steps lead from there to the next question, and not past it.
    for _ in 0..200 {
        reader.say(Msg::StepForward);
        reader.watch(SECOND);
        if reader.session.is_asked() {
            break;
        }
    }
    assert_eq!(caption(&reader).as_deref(), Some("Whom do you crash?"));
    assert!(reader.anyone(RoleName::Leader));
    reader.say(Msg::Play);
    reader.watch_until(|session| session.alert.is_some());
    let verdict = reader.session.alert.clone().unwrap_or_default();
    assert!(verdict.contains("all expectations passed"), "{verdict}");
}

#[test]
fn where_panels_lie_over_the_stage_they_make_way_for_a_question() {
    let mut reader = reader();
    reader.say(Msg::Resized {
        whole: (390, 844),
        stage: (390, 600),
    });
    reader.say(Msg::Show(Tab::Story));
    reader.play("servers 3\nuntil leader\nask \"What now?\"\n");
    assert_eq!(reader.session.tab, Tab::Stage);
    reader.say(Msg::Show(Tab::Logs));
    reader.watch_until(|session| session.is_asked());
    assert_eq!(reader.session.tab, Tab::Stage);
}

#[test]
fn what_the_reader_does_answers_a_question() {
    let mut reader = reader();
    reader.play("servers 3\nask \"What now?\"\nrun 5s\n");
    reader.watch_until(|session| session.is_asked());
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(2))));
    assert!(!reader.session.is_asked());
}

#[test]
fn held_messages_stand_still_until_the_user_moves_them() {
    let mut reader = reader();
    reader.type_in(Field::Hold(Held::Messages), "true");
    reader.watch(10 * SECOND);
    let parked: Vec<_> = reader.session.view.messages.iter().collect();
    assert!(!parked.is_empty() && parked.iter().all(|message| message.held));
    assert!(!reader.anyone(RoleName::Leader));
    let (id, to) = (parked[0].envelope.name(), parked[0].envelope.to);
    reader.say(Msg::Do(Action::Message(MessageAction::Deliver, id)));
    let receiver = &reader.session.view.servers[usize::from(to.0 - 1)];
    assert!(
        receiver.voted_for.is_some(),
        "the vote that was asked for was given"
    );
    reader.type_in(Field::Hold(Held::Messages), "false");
    assert!(reader.session.view.holds.is_empty());
}
