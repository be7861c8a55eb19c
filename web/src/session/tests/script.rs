//! Scripts on the page, and what is held.

use super::{Reader, reader};
use crate::session::page_event::PageEvent;
use crate::session::{Dialog, Field, Jump, Msg, Session, Tab};
use raft::{ServerId, Time};
use record::{Held, RoleName};
use sim::{Action, MessageAction, ServerAction};

const SECOND: u32 = 1_000_000;

impl Session {
    fn caption_text(&self) -> Option<&str> {
        self.screen.caption.as_ref().map(|caption| &*caption.text)
    }
}

impl Reader {
    /// The run so far, as the form for scripts has it.
    fn script(&mut self) -> String {
        self.say(Msg::OpenDialog(Dialog::Script));
        self.session.forms.script.text.clone()
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
        let mut servers = session.run.view.servers.iter();
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
    let fingerprint = first.session.run.world().fingerprint();

    let mut second = reader();
    second.play(&script);
    assert_eq!(second.session.screen.dialog, None);
    assert_eq!(
        second.session.now(),
        Time::ZERO,
        "it is shown from the beginning"
    );
    second.watch_until(|session| session.screen.alert.is_some());
    let verdict = second.alert().unwrap_or_default();
    assert!(verdict.contains("all expectations passed"), "{verdict}");
    assert_eq!(second.session.run.world().fingerprint(), fingerprint);
    assert_eq!(second.script(), script);
}

#[test]
fn every_scenario_has_a_headline_and_plays_from_the_form() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/script/scenarios");
    let files = std::fs::read_dir(folder).unwrap();
    let name = |file: std::fs::DirEntry| file.file_name().into_string().unwrap();
    let names = files.map(|file| name(file.unwrap()));
    // Of those about snapshots the form offers one: the others need more said than a list can.
    let offered =
        |name: &String| !name.starts_with("snapshot-") || name == "snapshot-catch-up.raft";
    let offered = names.filter(offered).count();
    let scenarios = crate::on_demand::language().unwrap().scenarios;
    assert_eq!(scenarios.len(), offered);
    for (_, text) in scenarios {
        let headline = crate::scenarios::headline(text);
        assert!(
            headline.contains(' ') && !headline.contains('#'),
            "{headline}"
        );
        let mut reader = reader();
        reader.script();
        reader.play(text);
        assert_eq!(reader.session.forms.script.mistakes, "", "{headline}");
        assert!(reader.session.run.playing.is_some(), "{headline}");
    }
}

#[test]
fn a_script_with_a_mistake_says_where_and_the_run_goes_on() {
    let mut reader = reader();
    reader.watch(SECOND);
    let fingerprint = reader.session.run.world().fingerprint();
    reader.script();
    reader.play("servers 3\ncrahs S1\n");
    assert_eq!(reader.session.screen.dialog, Some(Dialog::Script));
    let said = &reader.session.forms.script.mistakes;
    assert!(
        said.contains("script:2:1:") && said.contains("`crash`"),
        "{said}"
    );
    assert_eq!(reader.session.run.world().fingerprint(), fingerprint);
    reader.type_in(Field::Script, "servers 3\ncrash S1\n");
    assert_eq!(reader.session.forms.script.mistakes, "");
}

#[test]
fn a_script_that_expects_in_vain_says_which_line() {
    let mut reader = reader();
    reader.play("servers 3\nseed 7\nuntil leader\nexpect no leader\n");
    reader.watch_until(|session| session.screen.alert.is_some());
    let verdict = reader.alert().unwrap_or_default();
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
        if reader.session.screen.alert.is_some() {
            break;
        }
    }
    assert!(!reader.anyone(RoleName::Leader) || reader.session.run.view.servers.len() == 3);
    let verdict = reader.alert().unwrap_or_default();
    assert!(verdict.contains("all expectations passed"), "{verdict}");
}

#[test]
fn a_step_behind_the_last_line_of_a_script_goes_on_in_its_run() {
    let mut reader = reader();
    reader.play("servers 3\nseed 7\nuntil leader\n");
    reader.watch_until(|session| {
        let mut servers = session.run.view.servers.iter();
        servers.any(|server| server.role == RoleName::Leader)
    });
    let before = reader.session.run.world().events();
    reader.say(Msg::Pause);
    reader.say(Msg::StepRaw);
    reader.watch(SECOND);
    assert_eq!(reader.session.run.world().events(), before + 1);
}

#[test]
fn a_script_goes_on_with_what_the_reader_does() {
    let mut reader = reader();
    reader.play("servers 3\nseed 7\nuntil leader\ngoal \"Crash S2\" S2 is down\nrun 50ms\n");
    reader.watch_until(|session| session.caption_text() == Some("Crash S2"));
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(2))));
    assert_eq!(reader.session.caption_text(), Some("Reached: Crash S2"));
    reader.watch_until(|session| session.screen.alert.is_some());
    let verdict = reader.alert().unwrap_or_default();
    assert!(verdict.contains("passed, with what you did"), "{verdict}");
    reader.say(Msg::WriteRun);
    let written = &reader.session.forms.script.text;
    assert!(written.contains("crash S2"), "{written}");
}

#[test]
fn what_the_reader_did_may_end_a_script_which_says_why() {
    let mut reader = reader();
    reader.play("servers 3\nseed 7\nuntil leader\nrun 50ms\ncrash S2\nrun 5s\n");
    reader.watch_until(|session| session.screen.caption.is_some());
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(2))));
    reader.watch_until(|session| session.screen.alert.is_some());
    let verdict = reader.alert().unwrap_or_default();
    let expected =
        "The script cannot go on at line 5: crash S2. S2 is down already. You acted in this run.";
    assert_eq!(verdict, expected);
}

#[test]
fn the_text_that_was_played_is_kept_with_all_its_comments() {
    let text = "# A comment.\nservers 3\n\nseed 7  # another\nuntil leader\n";
    let mut reader = reader();
    reader.play(text);
    reader.watch_until(|session| session.screen.alert.is_some());
    assert_eq!(reader.script(), text);
    reader.say(Msg::WriteRun);
    assert!(
        reader
            .session
            .forms
            .script
            .text
            .contains("expect fingerprint")
    );
    assert!(reader.session.forms.script.is_run);
}

#[test]
fn a_lesson_is_played_and_kept_as_it_is() {
    let text = "# A lesson\n\nFirst, a leader.\n\n```raft\nservers 3\nseed 7\nuntil leader\nsay \"There.\"\n```\n\nThat was it.\n";
    let mut reader = reader();
    reader.play(text);
    reader.watch_until(|session| session.screen.alert.is_some());
    assert_eq!(reader.session.run.view.servers.len(), 3);
    assert!(reader.anyone(RoleName::Leader));
    assert_eq!(reader.script(), text);
    reader.play("```raft\nservers 3\ncrahs S1\n```\n");
    let said = &reader.session.forms.script.mistakes;
    assert!(said.contains("script:3:1:"), "{said}");
}

#[test]
fn what_the_reader_has_done_is_not_thrown_away_without_being_asked_about() {
    let mut reader = reader();
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(1))));
    let seed = reader.session.run.world().seed();
    reader.play("servers 3\nseed 7\nuntil leader\n");
    assert_eq!(reader.session.forms.script.would_lose, Some(1));
    assert_eq!(reader.session.run.world().seed(), seed);
    reader.say(Msg::PlayScript);
    assert_eq!(reader.session.run.world().seed(), 7);
    assert!(reader.session.run.playing.is_some());
    // The run as it is written down has all of it.
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(1))));
    reader.say(Msg::OpenDialog(Dialog::Script));
    reader.say(Msg::WriteRun);
    reader.say(Msg::PlayScript);
    assert_eq!(reader.session.forms.script.would_lose, None);
}

#[test]
fn a_hostile_script_holds_no_frame() {
    let triggers = format!(
        "when term of S9 > 99999{} do crash S1\n",
        " and logs agree".repeat(50)
    );
    let script = format!(
        "servers 9\nclients 9\n{}run 3600s\nuntil S1 truncates within 1s\n",
        triggers.repeat(50)
    );
    let mut reader = reader();
    reader.play(&script);
    reader.type_in(Field::Speed, "12");
    for _ in 0..200 {
        let before = reader.session.run.world().events();
        reader.frame();
        assert!(reader.session.run.world().events() - before <= 5_000);
    }
    reader.say(Msg::Next(Jump::Interest));
    reader.say(Msg::Next(Jump::Interest));
    assert!(reader.session.is_moving() || reader.session.screen.alert.is_some());
}

#[test]
fn a_question_stops_time_until_the_reader_goes_on() {
    let asked = |session: &Session| session.is_asked();
    let caption = |reader: &Reader| reader.session.caption_text().map(str::to_owned);
    let mut reader = reader();
    reader.play("servers 3\nseed 7\nask \"Who will lead?\"\nask \"Are you sure?\"\nsay \"Look.\"\nuntil leader\nask \"Whom do you crash?\"\ncrash leader\nrun 20ms\n");
    reader.watch_until(asked);
    assert_eq!(caption(&reader).as_deref(), Some("Who will lead?"));
    assert_eq!(reader.session.run.world().events(), 0);
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
    reader.watch_until(|session| session.screen.alert.is_some());
    let verdict = reader.alert().unwrap_or_default();
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
    assert_eq!(reader.session.screen.tab, Tab::Stage);
    reader.say(Msg::Show(Tab::Logs));
    reader.watch_until(|session| session.is_asked());
    assert_eq!(reader.session.screen.tab, Tab::Stage);
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
    let parked: Vec<_> = reader.session.run.view.messages.iter().collect();
    assert!(!parked.is_empty() && parked.iter().all(|message| message.held));
    assert!(!reader.anyone(RoleName::Leader));
    let (id, to) = (parked[0].envelope.name(), parked[0].envelope.to);
    reader.say(Msg::Do(Action::Message(MessageAction::Deliver, id)));
    let receiver = &reader.session.run.view.servers[usize::from(to.0 - 1)];
    assert!(
        receiver.voted_for.is_some(),
        "the vote that was asked for was given"
    );
    reader.type_in(Field::Hold(Held::Messages), "false");
    assert!(reader.session.run.view.holds.is_empty());
}

#[test]
fn time_stops_at_the_first_violation_and_the_verdict_counts_what_is_broken() {
    let mut reader = reader();
    reader.type_in(Field::Speed, "12");
    // What is committed and then erased everywhere is more than Raft survives.
    reader.play(
        "servers 3\nseed 2\nuntil leader\nsubmit \"set x 1\"\nrun 1s\n\
         crash S1 S2 S3\nwipe S1 S2 S3\nrestart S1 S2 S3\nrun 5s\n",
    );
    reader.watch_until(|session| session.run.broken().0 > 0);
    assert!(!reader.session.clock.is_playing(), "time stops");
    let events = reader.session.page_events.take();
    let stops = |event: &&PageEvent| matches!(event, PageEvent::Violation { .. });
    assert_eq!(events.iter().filter(stops).count(), 1, "{events:?}");
    reader.say(Msg::Play);
    reader.watch_until(|session| session.screen.alert.is_some());
    let verdict = reader.alert().unwrap_or_default();
    let (broken, all) = reader.session.run.broken();
    assert!(
        verdict.contains(&format!("{broken} of {all} checks")),
        "{verdict}"
    );
    let events = reader.session.page_events.take();
    assert_eq!(events.iter().filter(stops).count(), 0, "once is enough");
}

#[test]
fn a_script_without_a_command_is_said_to_have_none() {
    let mut reader = reader();
    reader.play("# nothing yet\n");
    let mistakes = &reader.session.forms.script.mistakes;
    assert!(
        mistakes.contains("There is no command in it yet"),
        "{mistakes}"
    );
}
