//! What a page asks of a mount, and how a mount begins as its page asks for it.

use super::{Reader, opening, reader};
use crate::session::door::{Ask, Asks, Content, InClip, OPENING, Wish};
use crate::session::page_event::PageEvent;
use crate::session::parts::Parts;
use crate::session::playback::Speed;
use crate::session::{Msg, Part, Session};
use raft::{ServerId, Time};
use sim::{Action, ServerAction};

const SCRIPT: &str = "servers 3\nseed 7\nmark \"before\"\nuntil leader is S1\nmark \"a leader\"\nsubmit \"set x 4\"\nuntil commit of all >= 2\n";

/// A page around a session.
impl Reader {
    fn ask(&mut self, about: Asks, words: &str) -> Result<Option<String>, String> {
        let ticket = 7;
        self.session.page_events.take();
        let words = words.to_owned();
        self.say(Msg::Ask(Ask {
            ticket,
            about,
            words,
        }));
        self.answer(ticket)
    }

    /// What is answered, once it is.
    fn answer(&mut self, of: u32) -> Result<Option<String>, String> {
        for _ in 0..20_000 {
            for event in self.session.page_events.take() {
                if let PageEvent::Answer {
                    ticket,
                    value,
                    error,
                } = event
                    && ticket == of
                {
                    return error.map_or(Ok(value), Err);
                }
            }
            self.frame();
        }
        panic!("nothing is answered");
    }

    fn begin(&mut self, wish: Wish) -> Result<Option<String>, String> {
        self.session.page_events.take();
        self.say(Msg::Begin(Box::new(wish)));
        self.answer(OPENING)
    }

    fn value(&mut self, words: &str) -> String {
        let value = self.ask(Asks::Value, words);
        value.expect(words).expect("a value is answered")
    }

    fn begins_script() -> Reader {
        let mut reader = reader();
        reader.begin(script()).expect("it begins");
        reader
    }
}

fn script() -> Wish {
    shows(Content::Script(SCRIPT.to_owned()))
}

fn shows(content: Content) -> Wish {
    Wish {
        content,
        ..Wish::default()
    }
}

impl Wish {
    fn with(mut self, name: &str, words: &str) -> Wish {
        self.moments.push((name.to_owned(), words.to_owned()));
        self
    }

    fn playing(mut self) -> Wish {
        self.plays = true;
        self
    }
}

fn crash(server: u8) -> Msg {
    Msg::Do(Action::Server(ServerAction::Crash, ServerId(server)))
}

#[test]
fn a_moment_is_found_from_the_beginning_of_the_run_whatever_is_shown() {
    let mut reader = Reader::begins_script();
    let mut found = Vec::new();
    for _ in 0..2 {
        for place in ["when leader is S1", "leader is S1", "mark \"a leader\""] {
            reader.ask(Asks::Seek, place).expect(place);
            found.push(reader.session.run.world().position());
        }
        reader.ask(Asks::Seek, "1s").expect("a time");
        assert_eq!(reader.session.now(), Time(1_000_000));
    }
    assert!(found.iter().all(|at| *at == found[0]), "{found:?}");
    reader.ask(Asks::Seek, "start").expect("the beginning");
    assert_eq!(reader.session.now(), Time::ZERO);
    assert!(!reader.session.clock.is_playing());
}

#[test]
fn a_moment_that_does_not_come_is_a_sentence_and_the_run_is_as_it_was() {
    for mut reader in [Reader::begins_script(), reader()] {
        reader.ask(Asks::Seek, "leader").expect("there is one");
        let is_script = reader.session.run.plays_script();
        let here = reader.session.run.world().position();
        let head = reader.session.run.head();
        let sentence = reader.ask(Asks::Seek, "term of S1 >= 900");
        assert_eq!(
            sentence.expect_err("no such term"),
            "“term of S1 >= 900” does not come to hold within 200000 events."
        );
        assert_eq!(reader.session.run.world().position(), here);
        assert!(is_script || reader.session.run.head() == head);
        let sentence = reader.ask(Asks::Seek, "mark \"nowhere\"");
        let sentence = sentence.expect_err("no mark");
        assert!(
            sentence.starts_with("No mark “nowhere” comes"),
            "{sentence}"
        );
    }
}

#[test]
fn what_is_no_moment_is_said_with_what_would_be_right() {
    let mut reader = reader();
    let sentence = reader.ask(Asks::Seek, "leeder").expect_err("no such word");
    assert_eq!(
        sentence,
        "“leeder”: Expected a condition, found `leeder`. Did you mean `leader`?"
    );
    let sentence = reader.ask(Asks::Seek, " ").expect_err("nothing");
    assert!(sentence.contains("such as 250ms"), "{sentence}");
}

#[test]
fn lines_of_a_script_are_done_in_the_run_that_is_shown() {
    let mut reader = Reader::begins_script();
    reader.ask(Asks::Seek, "leader is S1").expect("it comes");
    reader.ask(Asks::Act, "crash leader").expect("it is up");
    assert_eq!(reader.value("role of S1"), "down");
    reader
        .ask(Asks::Act, "restart S1\nuntil leader within 5s")
        .expect("one comes");
    assert_ne!(reader.value("leader"), "none");
    let before = reader.session.now();
    reader.ask(Asks::Act, "run 250ms").expect("time passes");
    assert_eq!(reader.session.now().0, before.0 + 250_000);
    reader
        .ask(Asks::Act, "submit \"set y 9\" times 2")
        .expect("it is sent");
    for (line, piece) in [
        ("crash S9", "There is no S9"),
        ("restart S2", "S2 is not down."),
        ("seed 7", "belongs"),
        ("", "nothing to do"),
        ("expect term of S1 = 77", "does not hold"),
        ("submit \"set x 1\" times 101", "at most 100 times"),
        ("run 1ms\ncrash S2", "the last line"),
    ] {
        let sentence = reader.ask(Asks::Act, line).expect_err(line);
        assert!(sentence.contains(piece), "{line}: {sentence}");
    }
}

#[test]
fn a_value_is_said_and_said_again_when_it_changes() {
    let mut reader = Reader::begins_script();
    reader.session.door.is_open = true;
    reader.ask(Asks::Seek, "start").expect("the beginning");
    assert_eq!(reader.ask(Asks::Watch, "term of S1"), Ok(Some("0".into())));
    reader.session.page_events.take();
    reader.say(Msg::Ask(Ask {
        ticket: 8,
        about: Asks::Seek,
        words: "leader is S1".into(),
    }));
    let mut values = Vec::new();
    for _ in 0..500 {
        let events = reader.session.page_events.take();
        values.extend(events.into_iter().filter_map(|event| match event {
            PageEvent::Value { ticket, value } => Some((ticket, value)),
            _ => None,
        }));
        reader.frame();
    }
    assert_eq!(values, [(7, "1".to_owned())]);
    reader.ask(Asks::Unwatch, "7").expect("it was watched");
    reader.say(Msg::Ask(Ask {
        ticket: 9,
        about: Asks::Seek,
        words: "start".into(),
    }));
    let is_value = |event: &PageEvent| matches!(event, PageEvent::Value { .. });
    assert!(!reader.session.page_events.take().iter().any(is_value));
}

#[test]
fn a_page_learns_of_what_changes_and_of_branches() {
    let mut reader = Reader::begins_script();
    reader.session.door.is_open = true;
    for place in ["commit of all >= 2", "leader is S1"] {
        reader.ask(Asks::Seek, place).expect(place);
    }
    reader.session.page_events.take();
    reader.say(crash(2));
    let events = reader.session.page_events.take();
    let is_branch = |event: &PageEvent| matches!(event, PageEvent::Branch { .. });
    assert!(events.iter().any(is_branch), "{events:?}");
    let changed = events.iter().find_map(|event| match event {
        PageEvent::Changed { leader, term, .. } => Some((leader.as_deref(), *term)),
        _ => None,
    });
    assert_eq!(changed, Some((Some("S1"), 1)));
}

#[test]
fn the_state_is_json_that_says_what_the_servers_hold() {
    let mut reader = Reader::begins_script();
    reader
        .ask(Asks::Seek, "commit of all >= 2")
        .expect("it comes");
    let text = reader.ask(Asks::State, "").expect("it is known");
    let state: serde_json::Value = serde_json::from_str(&text.unwrap()).unwrap();
    let server = &state["servers"][0];
    assert_eq!(
        (&state["version"], &state["leader"]),
        (&1.into(), &"S1".into())
    );
    assert_eq!(state["term"], 1);
    assert_eq!(server["commitIndex"], 2);
    assert_eq!(server["lastIndex"], 2);
    assert_eq!(server["log"][1]["operation"], "set x 4");
    assert_eq!(server["snapshot"], serde_json::Value::Null);
    assert_eq!(
        (&server["role"], &server["process"]),
        (&"leader".into(), &"running".into())
    );
}

#[test]
fn a_link_and_a_script_are_the_run_at_this_moment() {
    let mut reader = Reader::begins_script();
    reader.ask(Asks::Seek, "leader is S1").expect("it comes");
    reader.ask(Asks::Act, "crash S3").expect("it is up");
    let here = reader.session.run.world().fingerprint();
    let link = reader.ask(Asks::Link, "").unwrap().unwrap();
    let text = reader.ask(Asks::Script, "").unwrap().unwrap();
    for content in [Content::Link(link), Content::Script(text)] {
        let mut other = super::reader();
        let is_script = matches!(content, Content::Script(_));
        let wish = shows(content);
        other.begin(wish).expect("it begins");
        if is_script {
            other.say(Msg::Play);
            other.watch_until(|session| !session.run.plays_script());
        }
        assert_eq!(other.session.run.world().fingerprint(), here);
    }
}

#[test]
fn a_clip_begins_and_ends_where_its_page_says_and_is_played_again_or_taken_over() {
    let mut reader = reader();
    let wish = script()
        .with("startAt", "mark \"a leader\"")
        .with("stopAt", "commit of S1 >= 2")
        .playing();
    reader.begin(wish).expect("both come");
    assert!(reader.session.clock.is_playing());
    assert_eq!(reader.value("leader"), "S1");
    let start = reader.session.now();
    reader.watch_until(|session| !session.clock.is_playing());
    assert_eq!(reader.value("commit of S1"), "2");
    assert!(reader.session.clip_is_over());
    let end = reader.session.run.world().position();
    reader.say(Msg::Clip(InClip::Replay));
    assert!(reader.session.clock.is_playing() && reader.session.now() >= start);
    assert!(reader.session.run.world().position() < end);
    reader.watch_until(|session| !session.clock.is_playing());
    assert_eq!(reader.session.run.world().position(), end);
    reader.say(Msg::Clip(InClip::TakeOver));
    reader.watch_until(|session| session.run.world().events() > end.events + 20);
    assert!(!reader.session.clip_is_over());
}

#[test]
fn a_clip_without_an_end_of_its_own_ends_with_its_script_and_play_plays_it_again() {
    let mut reader = reader();
    reader.begin(script().playing()).expect("it begins");
    reader.watch_until(|session| !session.clock.is_playing());
    assert!(reader.session.clip_is_over());
    assert_eq!(reader.alert(), None, "it is offered how to go on");
    reader.say(Msg::Play);
    assert!(reader.session.run.plays_script() && reader.session.clock.is_playing());
}

#[test]
fn a_script_in_a_file_is_a_clip_like_any_other() {
    let mut reader = reader();
    let file = shows(Content::File(SCRIPT.as_bytes().to_vec()));
    reader.begin(file.playing()).expect("it begins");
    reader.watch_until(|session| !session.clock.is_playing());
    assert!(reader.session.clip_is_over());
}

#[test]
fn a_script_in_which_no_time_passes_is_played_as_the_run_behind_it() {
    let mut reader = reader();
    let script = shows(Content::Script("servers 3\nseed 7\n".into()));
    reader.begin(script).expect("it begins");
    reader.say(Msg::Play);
    reader.watch_until(|session| session.run.leader().is_some());
}

#[test]
fn what_is_done_in_the_past_is_done_though_a_sentence_speaks_of_the_branch() {
    let mut reader = Reader::begins_script();
    for place in ["commit of all >= 2", "leader is S1"] {
        reader.ask(Asks::Seek, place).expect(place);
    }
    assert_eq!(reader.ask(Asks::Act, "crash S2"), Ok(None));
    let alert = reader.alert().unwrap_or_default();
    assert!(alert.starts_with("A new branch begins here"), "{alert}");
    let again = reader.ask(Asks::Act, "crash S2");
    assert_eq!(again, Err("S2 is down already.".to_owned()));
    assert_eq!(reader.ask(Asks::Act, "try crash S2"), Ok(None));
}

#[test]
fn time_passes_until_right_before_an_event_and_no_longer_than_is_said() {
    let mut reader = Reader::begins_script();
    reader
        .ask(Asks::Act, "until before leader")
        .expect("one comes");
    assert_eq!(reader.value("leader"), "none");
    reader.ask(Asks::Act, "step 1").expect("the event");
    assert_eq!(reader.value("leader"), "S1");
    let here = reader.session.run.world().position();
    for line in [
        "until leader is S2 within 40ms",
        "expect leader is S2 within 40ms",
    ] {
        let sentence = reader.ask(Asks::Act, line).expect_err(line);
        assert_eq!(
            sentence,
            "“leader is S2” does not come to hold within 40.0 ms."
        );
        assert_eq!(reader.session.run.world().position(), here);
    }
    reader
        .ask(Asks::Act, "until leader is S1")
        .expect("it holds");
    assert_eq!(reader.session.run.world().position(), here);
}

#[test]
fn a_line_says_whom_to_look_at() {
    let mut reader = Reader::begins_script();
    reader
        .ask(Asks::Act, "focus S1 S3")
        .expect("they are there");
    let focus: Vec<ServerId> = reader.session.screen.focus.iter().collect();
    assert_eq!(focus, [ServerId(1), ServerId(3)]);
}

#[test]
fn a_time_is_the_end_of_a_clip_to_the_microsecond() {
    let mut reader = reader();
    let wish = Wish::default()
        .with("startAt", "100ms")
        .with("stopAt", "333ms")
        .playing();
    reader.begin(wish).expect("times always come");
    assert_eq!(reader.session.now(), Time(100_000));
    reader.watch_until(|session| !session.clock.is_playing());
    assert_eq!(reader.session.now(), Time(333_000));
}

#[test]
fn another_moment_is_shown_before_a_clip_is_played() {
    let mut reader = reader();
    let wish = script()
        .with("startAt", "leader is S1")
        .with("posterAt", "commit of all >= 2");
    reader.begin(wish).expect("both come");
    assert_eq!(reader.value("commit of all"), "2, 2, 2");
    assert!(!reader.session.clip_is_over() && !reader.session.clock.is_playing());
    reader.say(Msg::Play);
    assert_eq!(reader.value("commit of S1"), "0");
    assert!(reader.session.clock.is_playing());
}

#[test]
fn a_clip_that_a_reader_acts_in_is_the_readers_run() {
    let mut reader = reader();
    let wish = script().with("stopAt", "commit of S1 >= 2").playing();
    reader.begin(wish).expect("it comes");
    reader.watch(500_000);
    reader.say(crash(3));
    reader.watch_until(|session| session.run.view.servers[0].commit >= 2);
    assert!(!reader.session.clip_is_over() && reader.session.clock.is_playing());
}

#[test]
fn what_cannot_be_shown_is_one_sentence() {
    for (wish, piece) in [
        (
            shows(Content::Script("crahs S1".into())),
            "Line 1 of the script: Expected a command, found `crahs`. Did you mean `crash`?",
        ),
        (
            shows(Content::Scenario("figure-9".into())),
            "There is no scenario “figure-9”; there are split-vote, ",
        ),
        (
            shows(Content::File(vec![0, 159, 146])),
            "neither a recording",
        ),
        (
            shows(Content::Link("#run=abc".into())),
            "by a later version",
        ),
        (script().with("startAt", "no leder"), "start-at: "),
        (
            script().with("stopAt", "term of S1 > 99"),
            "stop-at: “term of S1 > 99” does not come",
        ),
        (
            script().with("startAt", "1s").with("stopAt", "1ms"),
            "before start-at",
        ),
        (
            shows(Content::Cluster).with("stopAt", "20ms"),
            "stop-at: This moment lies before the beginning.",
        ),
    ] {
        let sentence = reader().begin(wish.clone()).expect_err("it cannot be");
        assert!(sentence.contains(piece), "{wish:?}: {sentence}");
    }
}

#[test]
fn every_scenario_can_be_named() {
    for name in [
        "figure-8",
        "split-vote",
        "snapshot-torn",
        "snapshot-catch-up",
    ] {
        let wish = shows(Content::Scenario(name.into()));
        let mut reader = reader();
        reader.begin(wish).expect(name);
        assert!(reader.session.run.plays_script(), "{name}");
    }
}

#[test]
fn a_run_is_taken_up_again_where_it_was() {
    let mut before = reader();
    before.watch_until(|session| session.run.has_leader());
    before.say(crash(2));
    before.watch(2_000_000);
    before.say(crash(2));
    before.watch(1_000_000);
    let notes = before
        .session
        .run
        .recorded
        .panic_log
        .notes
        .borrow_mut()
        .drain(..)
        .collect::<Vec<_>>();
    let lines: Vec<String> = notes
        .into_iter()
        .map(|note| match note {
            crate::session::panic_log::Note::Begins(line)
            | crate::session::panic_log::Note::Does(line) => line,
        })
        .collect();
    let world = before.session.run.world();
    let mut after = reader();
    let wish = Wish::default()
        .with("journal", &lines.join("\n"))
        .with("events", &world.events().to_string());
    after.begin(wish).expect("it is a script");
    let again = after.session.run.world();
    assert_eq!(
        (again.events(), again.fingerprint()),
        (world.events(), world.fingerprint())
    );
}

#[test]
fn a_script_is_taken_up_again_where_it_was_and_plays_on() {
    let mut before = reader();
    before.begin(script().playing()).expect("it begins");
    before.watch_until(|session| session.run.has_leader());
    let events = before.session.run.world().events();
    let mut after = reader();
    after
        .begin(script().with("events", &events.to_string()).playing())
        .expect("it begins");
    assert_eq!(after.session.run.world().events(), events);
    after.watch_until(|session| !session.clock.is_playing());
    assert!(after.session.clip_is_over());
}

#[test]
fn what_is_asked_while_parts_are_on_their_way_is_answered_each() {
    let mut reader = reader();
    reader.session.parts = Parts::new(true);
    reader.session.page_events.take();
    for ticket in [1, 2] {
        let words = "leader".to_owned();
        reader.say(Msg::Ask(Ask {
            ticket,
            about: Asks::Value,
            words,
        }));
    }
    let words = String::new();
    reader.say(Msg::Ask(Ask {
        ticket: 3,
        about: Asks::Link,
        words,
    }));
    reader.say(Msg::PartEnds(Part::Details, true));
    reader.say(Msg::PartEnds(Part::Script, true));
    reader.say(Msg::PartEnds(Part::Sharing, false));
    let answered = |event: PageEvent| match event {
        PageEvent::Answer { ticket, error, .. } => Some((ticket, error.is_none())),
        _ => None,
    };
    let events = reader.session.page_events.take().into_iter();
    let answers: Vec<_> = events.filter_map(answered).collect();
    assert_eq!(answers, [(1, true), (2, true), (3, false)]);
}

#[test]
fn a_seek_that_comes_before_another_is_over_takes_its_place() {
    let mut reader = Reader::begins_script();
    reader.session.page_events.take();
    for (ticket, words) in [(1, "term of S1 > 900"), (2, "leader is S1")] {
        let words = words.to_owned();
        reader.say(Msg::Ask(Ask {
            ticket,
            about: Asks::Seek,
            words,
        }));
    }
    let sentence = reader.answer(1).expect_err("the other one came");
    assert!(sentence.contains("Another moment"), "{sentence}");
    assert_eq!(reader.value("leader"), "S1");
}

#[test]
fn a_speed_is_auto_what_a_second_shows_or_a_number_of_times_the_usual() {
    for (text, micros) in [
        ("10ms", 10_000),
        ("1", 10_000),
        ("0.5", 5_000),
        ("2", 20_000),
        ("900us", 1_000),
        ("70s", 60_000_000),
        ("1min", 60_000_000),
    ] {
        let mut reader = reader();
        reader.say(Msg::Dress(vec![("speed".into(), text.into())]));
        assert_eq!(reader.session.clock.rate(), micros, "{text}");
        assert!(!reader.session.clock.is_auto());
    }
    assert_eq!(Speed::read("auto"), Ok(Speed::Auto));
    for text in ["", "fast", "-1", "0", "1.2.3", "10 parsecs", "1e9"] {
        let sentence = Speed::read(text).expect_err(text);
        assert!(sentence.contains("such as 10ms"), "{sentence}");
    }
}

#[test]
fn who_prefers_stillness_gets_no_clip_that_plays_by_itself() {
    let mut still = opening();
    still.still = true;
    let mut reader = Reader::of(Session::new(still));
    reader.begin(script().playing()).expect("it begins");
    assert!(!reader.session.clock.is_playing());
}
