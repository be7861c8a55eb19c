//! What the reader did is said to the reader, and what a script did is not.

use super::{Reader, reader};
use crate::session::yours::yours;
use crate::session::{Field, Msg};
use raft::{Duration, ServerId};
use record::{Held, Operation};
use sim::{Action, Dial, MessageAction, ServerAction};

/// The sentence of what was done last, as the story has it.
fn said(reader: &Reader) -> String {
    let run = &reader.session.run;
    let line = run.story().lines().next_back();
    line.map(|line| run.text(line)).unwrap_or_default()
}

#[test]
fn every_action_of_the_reader_is_said_in_the_second_person() {
    let (s1, s2) = (ServerId(1), ServerId(2));
    let server = |what| Action::Server(what, s1);
    let actions = [
        server(ServerAction::Crash),
        server(ServerAction::Wipe),
        server(ServerAction::Restart),
        server(ServerAction::Pause),
        server(ServerAction::Resume),
        server(ServerAction::StallDisk),
        server(ServerAction::ReleaseDisk),
        server(ServerAction::TimeOut),
        server(ServerAction::Isolate),
        server(ServerAction::Reconnect),
        Action::Cut(s1, s2),
        Action::Heal(s1, s2),
        Action::CutBoth(s1, s2),
        Action::Partition(vec![[s1].into_iter().collect(), [s2].into_iter().collect()]),
        Action::Hold(Held::Timers),
        Action::Release(Held::Timers),
        Action::Set(Dial::Heartbeat, 60_000),
        Action::Submit(None, Operation::parse("set x 1").unwrap()),
    ];
    let mut reader = reader();
    for action in actions {
        reader.say(Msg::Do(action.clone()));
        assert_eq!(reader.alert(), None, "{action:?}");
        let said = said(&reader);
        assert!(said.starts_with("You "), "{action:?}: {said}");
        let caption = reader.session.screen.caption.as_ref();
        assert_eq!(caption.map(|it| &*it.text), Some(&*said));
    }
}

#[test]
fn what_is_done_to_a_message_is_said_in_the_second_person() {
    for what in [
        MessageAction::Delay(Duration::from_millis(10)),
        MessageAction::Duplicate,
        MessageAction::Deliver,
        MessageAction::Drop,
    ] {
        let mut reader = reader();
        reader.watch_until(|session| !session.run.view.messages.is_empty());
        let name = reader.session.run.view.messages[0].envelope.name();
        reader.say(Msg::Do(Action::Message(what, name)));
        let said = said(&reader);
        assert!(said.starts_with("You "), "{what:?}: {said}");
    }
}

#[test]
fn what_a_script_does_is_said_without_the_reader() {
    let mut reader = reader();
    reader.type_in(Field::Script, "servers 3\ncrash S1\nrun 1s\n");
    reader.say(Msg::PlayScript);
    reader.watch(100_000);
    let run = &reader.session.run;
    let mut lines = run.story().lines().map(|line| run.text(line));
    assert!(lines.any(|line| line.starts_with("S1 crashed")));
}

#[test]
fn what_the_second_person_does_reads_as_english() {
    for (done, yours_is) in [
        (
            "S1 crashed; 2 writes were not on its disk and are lost.",
            "You crashed S1; 2 writes were not on its disk and are lost.",
        ),
        (
            "The links of S1 with S2, S3 were cut.",
            "You cut the links of S1 with S2, S3.",
        ),
        (
            "The election timer of S1 ran out early. S1 starts an election in term 2.",
            "You let the election timer of S1 run out early. S1 starts an election in term 2.",
        ),
        (
            "C1 was given an operation: `set x 1`.",
            "You gave C1 an operation: `set x 1`.",
        ),
        (
            "The timers are held: from now on they move only when stepped manually.",
            "You hold the timers: from now on they move only when stepped manually.",
        ),
        (
            "The vote from S1 to S2, which is down, was delivered: it is lost.",
            "You delivered the vote from S1 to S2, which is down: it is lost.",
        ),
        (
            "For `S1 -> *`, the dials apply again.",
            "For `S1 -> *`, the dials apply again.",
        ),
    ] {
        assert_eq!(yours(done), yours_is);
    }
}
