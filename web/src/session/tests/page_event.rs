//! What the page around a mount learns of it.

use super::reader;
use crate::session::page_event::PageEvent;
use crate::session::panic_log::Note;
use crate::session::{Field, Jump, Msg};
use raft::ServerId;
use sim::{Action, ServerAction};

#[test]
fn a_page_learns_once_what_begins_what_is_done_and_what_is_refused() {
    let mut reader = reader();
    let seed = reader.session.run.world().seed().to_string();
    let crash = Action::Server(ServerAction::Crash, ServerId(1));
    reader.say(Msg::Do(crash.clone()));
    reader.say(Msg::Do(crash));
    let events = reader.session.page_events.take();
    let acted = |refused: Option<&str>| PageEvent::Acted {
        action: "crash S1".into(),
        refused: refused.map(str::to_owned),
    };
    let expected = [
        PageEvent::Ready { servers: 5, seed },
        acted(None),
        acted(Some("S1 is down already.")),
    ];
    assert_eq!(events, expected);
    assert!(reader.session.page_events.take().is_empty());
}

#[test]
fn a_page_learns_when_time_begins_to_run_and_when_it_stops() {
    let mut reader = reader();
    reader.session.door.is_open = true;
    let mut heard = |say: &[Msg]| {
        say.iter().for_each(|msg| reader.say(msg.clone()));
        let events = reader.session.page_events.take().into_iter();
        let running = events.filter_map(|event| match event {
            PageEvent::Played { running } => Some(running),
            _ => None,
        });
        running.collect::<Vec<_>>()
    };
    assert_eq!(heard(&[Msg::Frame(16_000)]), [true], "by itself");
    assert_eq!(heard(&[Msg::Pause, Msg::Pause]), [false]);
    assert_eq!(heard(&[Msg::Play, Msg::Play]), [true]);
    assert_eq!(heard(&[Msg::StepForward]), [false], "to step is to stop");
    assert!(heard(&[Msg::Pause]).is_empty());
}

#[test]
fn a_page_learns_where_a_step_has_come_to() {
    let mut reader = reader();
    reader.say(Msg::Pause);
    for step in [Msg::StepForward, Msg::Next(Jump::Interest)] {
        reader.session.page_events.take();
        reader.say(step);
        reader.watch_until(|session| !session.is_moving());
        let world = reader.session.run.world();
        let (events, micros) = (world.events(), world.now().0);
        let expected = [PageEvent::Sought { events, micros }];
        assert_eq!(reader.session.page_events.take(), expected);
    }
}

#[test]
fn a_page_learns_of_goals_questions_and_the_end_of_a_script() {
    let mut reader = reader();
    reader.session.page_events.take();
    reader.type_in(
        Field::Script,
        "servers 3\nseed 7\ngoal \"Lead\" leader\nask \"Ready?\"\nuntil leader\nexpect no leader\n",
    );
    reader.say(Msg::PlayScript);
    reader.watch_until(|session| session.is_asked());
    reader.say(Msg::Play);
    reader.watch_until(|session| session.screen.alert.is_some());
    let events = reader.session.page_events.take();
    let goals = events.iter().filter_map(|event| match event {
        PageEvent::Goal { words, reached } => Some((words.as_str(), *reached)),
        _ => None,
    });
    assert_eq!(goals.collect::<Vec<_>>(), [("Lead", false), ("Lead", true)]);
    let words = "Ready?".to_owned();
    assert!(events.contains(&PageEvent::Ask { words }));
    assert!(matches!(
        events.last(),
        Some(PageEvent::Ended { passed: false, .. })
    ));
}

#[test]
fn a_page_that_never_asks_does_not_fill_the_memory() {
    let mut reader = reader();
    for _ in 0..300 {
        reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(1))));
    }
    assert_eq!(reader.session.page_events.take().len(), 200);
}

#[test]
fn what_outlives_a_panic_is_of_the_run_that_is_shown() {
    let mut reader = reader();
    let notes = reader.session.run.recorded.panic_log.notes.clone();
    reader.type_in(Field::Seed, "9");
    reader.say(Msg::NewRun);
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(1))));
    let notes = notes.borrow();
    let begins = notes
        .iter()
        .rposition(|note| matches!(note, Note::Begins(_)));
    let own = &notes[begins.expect("a run")..];
    assert!(matches!(&own[0], Note::Begins(lines) if lines.contains("seed 9")));
    assert_eq!(own.last(), Some(&Note::Does("crash S1".into())));
}
