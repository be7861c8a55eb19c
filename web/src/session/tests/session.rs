//! A session as its reader lives through it, without a browser.

use super::{FRAME, Reader, opening, reader};
use crate::session::interest;
use crate::session::page_event::PageEvent;
use crate::session::panic_log::Note;
use crate::session::{Dialog, Field, Jump, Msg, Opening, Selection, Session, Spot, Tab, Topic};
use ::script::{Script, play};
use raft::ServerId;
use record::view::{MessageView, Process};
use record::{EventKind, MessageKind, RoleName};
use sim::{Action, Dial, MessageAction, ServerAction};
use std::sync::atomic::{AtomicU64, Ordering};

const SECOND: u32 = 1_000_000;

#[test]
fn an_election_begins_within_two_seconds_and_a_leader_stands_within_eight_without_a_click() {
    for draw in [|| 3, || 1_000, || 4_107, || 77_777] {
        let mut reader = Reader::of(Session::new(Opening { draw, ..opening() }));
        reader.watch(2 * SECOND);
        assert!(reader.anyone(RoleName::Candidate) || reader.anyone(RoleName::Leader));
        reader.watch(6 * SECOND);
        assert!(
            reader.anyone(RoleName::Leader),
            "seed {}",
            reader.session.run.world().seed()
        );
    }
}

#[test]
fn a_drawn_seed_is_drawn_again_until_its_first_round_elects_a_leader() {
    static DRAWN: AtomicU64 = AtomicU64::new(0);
    let draw = || DRAWN.fetch_add(1, Ordering::Relaxed);
    for _ in 0..20 {
        let mut reader = Reader::of(Session::new(Opening { draw, ..opening() }));
        reader.watch_until(|session| {
            session
                .run
                .view
                .servers
                .iter()
                .any(|s| s.role == RoleName::Leader)
        });
        assert!(
            reader
                .session
                .run
                .view
                .servers
                .iter()
                .all(|server| server.term <= 1)
        );
    }
    assert!(
        DRAWN.load(Ordering::Relaxed) > 20,
        "no draw was ever thrown away"
    );
}

#[test]
fn a_given_seed_is_kept_whatever_comes_of_it() {
    for seed in 0..20 {
        let seed = Some(seed);
        let session = Reader::of(Session::new(Opening { seed, ..opening() })).session;
        assert_eq!(Some(session.run.world().seed()), seed);
    }
}

#[test]
fn the_opening_operation_is_committed_everywhere_without_a_click() {
    let mut reader = reader();
    reader.watch(30 * SECOND);
    let view = &reader.session.run.view;
    assert!(
        view.servers.iter().all(|server| server.commit >= 2),
        "{view:?}"
    );
}

#[test]
fn auto_hurries_through_heartbeats_and_shows_every_event_of_interest_slowly() {
    let mut reader = reader();
    let mut hurried = 0;
    for _ in 0..60 * SECOND / FRAME {
        let (before, events) = (reader.session.now(), reader.session.run.world().events());
        let mut copy = reader.session.run.world().clone();
        reader.frame();
        let way = reader.session.now().since(before).as_micros();
        hurried = hurried.max(way);
        while copy.events() < reader.session.run.world().events() {
            let event = copy.step().expect("the copy does the same").clone();
            let slow = way <= 2 * u64::from(FRAME) / 100;
            assert!(
                slow || !interest::is_of_interest(&event),
                "{way} µs in the frame of {event:?}"
            );
        }
        assert!(copy.events() >= events);
    }
    assert!(hurried > 2_000, "at most {hurried} µs in a frame");
}

#[test]
fn an_action_returns_to_the_slow_speed() {
    let mut reader = reader();
    reader
        .watch_until(|session| session.clock.is_hasty() && session.run.view.servers[0].commit >= 2);
    reader.say(Msg::Do(Action::Set(Dial::Loss, 10)));
    assert!(!reader.session.clock.is_hasty());
}

#[test]
fn a_step_is_one_input_to_one_server_and_a_raw_step_a_single_event() {
    let mut reader = paused();
    for _ in 0..40 {
        let mut copy = reader.session.run.world().clone();
        let steps = std::iter::from_fn(|| copy.step().map(|event| event.after.is_some()));
        let events = steps.take_while(|step| !step).count() as u64 + 1;
        let before = reader.session.run.world().events();
        reader.say(Msg::StepForward);
        reader.watch(SECOND / 2);
        assert_eq!(reader.session.run.world().events(), before + events);
        assert!(!reader.session.is_moving(), "at rest after a step");
        reader.say(Msg::StepRaw);
        reader.watch(SECOND / 2);
        assert_eq!(reader.session.run.world().events(), before + events + 1);
    }
}

#[test]
fn the_next_event_of_interest_is_an_election_then_its_victory_then_a_commit() {
    let mut reader = paused();
    let roles: Vec<bool> = [RoleName::Candidate, RoleName::Leader]
        .into_iter()
        .map(|role| {
            reader.say(Msg::Next(Jump::Interest));
            reader.watch(SECOND / 2);
            reader.anyone(role)
        })
        .collect();
    assert_eq!(roles, [true, true]);
    reader.say(Msg::Next(Jump::Interest));
    reader.watch(SECOND / 2);
    assert!(
        reader
            .session
            .run
            .view
            .servers
            .iter()
            .any(|server| server.commit > 0)
    );
}

#[test]
fn stepping_again_before_a_glide_has_ended_ends_it_at_once() {
    let mut reader = paused();
    let mut once = reader.session.run.world().events();
    for _ in 0..10 {
        reader.say(Msg::StepForward);
        reader.frame();
        assert!(reader.session.run.world().events() >= once);
        once = reader.session.run.world().events();
    }
    reader.say(Msg::Play);
    assert!(!reader.session.clock.is_gliding());
    assert!(reader.session.run.world().events() > once);
}

#[test]
fn an_open_menu_or_dialog_holds_time() {
    let mut reader = reader();
    let server = Selection::Server(ServerId(1));
    reader.say(Msg::OpenMenu(Topic::Thing(server), Spot::default()));
    let now = reader.session.now();
    reader.watch(SECOND);
    assert_eq!(reader.session.now(), now);
    reader.say(Msg::Escape);
    reader.watch(SECOND);
    assert!(reader.session.now() > now);
    reader.say(Msg::OpenDialog(Dialog::Help));
    assert!(!reader.session.is_moving());
}

#[test]
fn a_hidden_page_asks_for_no_frames() {
    let mut reader = reader();
    reader.say(Msg::Seen(false));
    assert!(!reader.session.is_moving());
    reader.say(Msg::Seen(true));
    assert!(reader.session.is_moving());
}

#[test]
fn with_reduced_motion_it_opens_paused_at_the_first_vote_and_steps_at_once() {
    let still = Opening {
        still: true,
        ..opening()
    };
    let mut reader = Reader::of(Session::new(still));
    assert!(!reader.session.is_moving());
    let asked = |session: &Session| {
        session
            .run
            .view
            .servers
            .iter()
            .any(|server| server.voted_for.is_some())
    };
    assert!(asked(&reader.session));
    let before = reader.session.run.world().events();
    reader.say(Msg::StepForward);
    assert!(reader.session.run.world().events() > before);
    assert!(!reader.session.is_moving());
}

#[test]
fn a_focused_message_that_lands_passes_its_focus_to_its_receiver_and_stays_selected() {
    let mut reader = reader();
    reader.watch_until(|session| !session.run.view.messages.is_empty());
    let envelope = reader.session.run.view.messages[0].envelope.clone();
    let message = Selection::Message(envelope.name());
    reader.say(Msg::Focused(Some(message)));
    reader.say(Msg::Select(message));
    reader.watch_until(|session| session.screen.focused != Some(message));
    let receiver = Selection::Server(envelope.to);
    assert_eq!(reader.session.screen.focused, Some(receiver));
    assert_eq!(reader.session.screen.selection, Some(message));
    assert_eq!(
        reader.session.screen.wants_focus,
        Some(envelope.to.to_string())
    );
    // How it ended is known long after others have taken its place.
    reader.watch(60 * SECOND);
    assert_eq!(reader.session.screen.selection, Some(message));
    assert!(
        reader
            .session
            .run
            .recent()
            .end_of(envelope.name())
            .is_none()
    );
    let kept = reader.session.run.kept.as_ref().expect("it has ended");
    assert_eq!(kept.envelope, envelope);
}

#[test]
fn a_dropped_vote_request_never_arrives() {
    let mut reader = reader();
    let asks = |m: &MessageView| m.envelope.body.kind() == MessageKind::RequestVote;
    reader.watch_until(|session| session.run.view.messages.iter().any(asks));
    let dropped = reader.session.run.view.messages[0].envelope.clone();
    reader.say(Msg::Do(Action::Message(
        MessageAction::Drop,
        dropped.name(),
    )));
    assert!(
        reader
            .session
            .run
            .view
            .messages
            .iter()
            .all(|m| m.envelope.name() != dropped.name())
    );
    let mut ahead = reader.session.run.world().clone();
    for _ in 0..200 {
        let event = ahead.step().expect("a cluster is never done");
        let arrived =
            matches!(&event.kind, EventKind::Delivered { envelope, .. } if *envelope == dropped);
        assert!(!arrived, "{event:?}");
    }
}

#[test]
fn what_is_not_possible_changes_nothing_and_is_said() {
    let mut reader = reader();
    let servers = reader.session.run.view.servers.clone();
    reader.say(Msg::Do(Action::Server(ServerAction::Restart, ServerId(1))));
    assert!(reader.session.screen.alert.is_some());
    assert_eq!(reader.session.run.view.servers, servers);
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(1))));
    assert_eq!(reader.alert(), None);
    assert_eq!(reader.session.run.view.servers[0].process, Process::Crashed);
}

#[test]
fn a_command_that_is_none_is_refused_with_a_sentence_and_stays_in_its_field() {
    let mut reader = reader();
    reader.type_in(Field::Command, "put x 1");
    reader.say(Msg::Submit);
    let alert = reader.alert().expect("a sentence");
    assert!(alert.contains("set"), "{alert}");
    assert_eq!(reader.session.forms.command, "put x 1");
    reader.type_in(Field::Command, "set x 1");
    reader.say(Msg::Submit);
    assert_eq!(reader.session.forms.command, "");
    assert!(reader.session.screen.alert.is_none());
}

#[test]
fn a_command_goes_to_the_server_that_was_chosen_and_without_a_choice_to_the_leader() {
    let mut reader = reader();
    reader.watch_until(|session| session.run.has_leader());
    let asked = |reader: &mut Reader, to: &str| {
        reader.type_in(Field::SendTo, to);
        reader.type_in(Field::Command, "set y 3");
        reader.say(Msg::Submit);
        let acts = reader.session.page_events.take();
        let mut last = acts.into_iter().filter_map(|event| match event {
            PageEvent::Acted { action, refused } => Some((action, refused)),
            _ => None,
        });
        last.next_back().expect("something was done")
    };
    assert_eq!(
        asked(&mut reader, "3"),
        (String::from("submit \"set y 3\" at S3"), None)
    );
    assert_eq!(
        asked(&mut reader, ""),
        (String::from("submit \"set y 3\""), None)
    );
}

#[test]
fn a_made_up_command_is_one_that_the_cluster_takes() {
    let mut reader = reader();
    for _ in 0..30 {
        reader.say(Msg::RandomCommand);
        assert_eq!(reader.alert(), None);
    }
}

#[test]
fn a_dial_is_turned_by_what_is_typed_and_refuses_nonsense() {
    let mut reader = reader();
    reader.type_in(Field::Dial(Dial::Heartbeat), "60");
    assert_eq!(
        reader.session.run.world().dials().get(Dial::Heartbeat),
        60_000
    );
    reader.type_in(Field::Dial(Dial::Heartbeat), "often");
    assert!(reader.session.screen.alert.is_some());
    assert_eq!(
        reader.session.run.world().dials().get(Dial::Heartbeat),
        60_000
    );
}

#[test]
fn a_new_run_with_the_same_seed_is_the_same_run() {
    let mut reader = reader();
    let seed = reader.session.run.world().seed().to_string();
    reader.watch(5 * SECOND);
    let (now, fingerprint) = (
        reader.session.now(),
        reader.session.run.world().fingerprint(),
    );
    reader.say(Msg::OpenDialog(Dialog::NewRun));
    reader.type_in(Field::Seed, &seed);
    reader.say(Msg::NewRun);
    assert!(reader.session.now() < now);
    reader.watch(5 * SECOND);
    assert_eq!(reader.session.now(), now);
    assert_eq!(reader.session.run.world().fingerprint(), fingerprint);
}

#[test]
fn a_form_for_a_new_run_that_asks_for_the_impossible_stays_open_and_says_what_would_be_right() {
    let mut reader = reader();
    reader.say(Msg::OpenDialog(Dialog::NewRun));
    for (servers, seed) in [
        ("12", "1"),
        ("0", ""),
        ("many", ""),
        ("5", "x"),
        ("5", "-1"),
    ] {
        reader.type_in(Field::Servers, servers);
        reader.type_in(Field::Seed, seed);
        reader.say(Msg::NewRun);
        assert!(
            reader.session.screen.alert.is_some(),
            "{servers} servers, seed {seed}"
        );
        assert_eq!(reader.session.screen.dialog, Some(Dialog::NewRun));
    }
    reader.type_in(Field::Servers, "9");
    reader.type_in(Field::Seed, "7");
    reader.say(Msg::NewRun);
    assert_eq!(reader.session.screen.dialog, None);
    assert_eq!(reader.session.run.view.servers.len(), 9);
    assert_eq!(reader.session.run.world().seed(), 7);
}

#[test]
fn a_caption_stands_for_two_seconds_while_time_runs() {
    let mut reader = reader();
    let mut since = 0;
    let mut said = reader
        .session
        .screen
        .caption
        .clone()
        .map(|caption| caption.text);
    let mut changes = 0;
    for frame in 0..60 * SECOND / FRAME {
        reader.frame();
        let says = reader
            .session
            .screen
            .caption
            .clone()
            .map(|caption| caption.text);
        if says != said {
            let stood = (frame - since) * FRAME;
            assert!(
                said.is_none() || stood >= 2 * SECOND - FRAME,
                "{said:?} stood for {stood} µs"
            );
            (said, since) = (says, frame);
            changes += 1;
        }
    }
    assert!(changes >= 3, "{changes} captions in a minute");
}

#[test]
fn a_step_shows_its_own_caption_at_once() {
    let mut reader = paused();
    reader.say(Msg::Next(Jump::Interest));
    reader.watch(SECOND / 2);
    let newest = reader
        .session
        .run
        .story()
        .newest(record::story::Weight::Major)
        .and_then(|line| reader.session.run.story().text(line));
    assert_eq!(
        reader
            .session
            .screen
            .caption
            .clone()
            .map(|caption| caption.text),
        newest
    );
}

#[test]
fn what_was_done_is_written_down_as_a_script_of_the_same_run() {
    let mut reader = reader();
    reader.watch(SECOND);
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(2))));
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(2))));
    reader.type_in(Field::Command, "add x 1");
    reader.say(Msg::StepForward);
    reader.say(Msg::Submit);
    let notes = reader.session.run.recorded.panic_log.notes.borrow();
    let lines = notes.iter().map(|note| match note {
        Note::Begins(line) | Note::Does(line) => format!("{line}\n"),
    });
    let text: String = lines.collect();
    assert!(text.contains("crash S2\ntry crash S2\n"), "{text}");
    let script = Script::parse(&text).expect("a script");
    let report = play(&script, None, &mut |_| {}).expect("such a world");
    assert_eq!(report.failures, []);
    assert_eq!(
        report.world.fingerprint(),
        reader.session.run.world().fingerprint()
    );
}

#[test]
fn a_quiet_frame_leaves_the_version_alone() {
    let mut reader = reader();
    let mut quiet = 0;
    for _ in 0..SECOND / FRAME {
        let (version, events) = (reader.session.version, reader.session.run.world().events());
        reader.frame();
        if reader.session.run.world().events() == events && reader.session.version == version {
            quiet += 1;
        }
    }
    assert!(quiet > 50, "{quiet} quiet frames of 60");
}

#[test]
fn escape_closes_one_thing_after_the_other() {
    let mut reader = reader();
    reader.say(Msg::Resized {
        whole: (390, 844),
        stage: (390, 600),
    });
    reader.say(Msg::Show(Tab::Logs));
    reader.say(Msg::Do(Action::Server(ServerAction::Restart, ServerId(1))));
    reader.say(Msg::OpenMenu(
        Topic::Thing(Selection::Server(ServerId(1))),
        Spot::default(),
    ));
    reader.say(Msg::Escape);
    assert!(reader.session.screen.menu.is_none() && reader.session.screen.alert.is_some());
    reader.say(Msg::Escape);
    assert!(reader.session.screen.alert.is_none() && reader.session.screen.tab == Tab::Logs);
    reader.say(Msg::Escape);
    assert_eq!(reader.session.screen.tab, Tab::Stage);
}

fn paused() -> Reader {
    let mut reader = reader();
    reader.say(Msg::Pause);
    reader
}

#[test]
fn that_moments_far_back_are_given_up_is_said_once() {
    let said = |session: &Session| {
        let alert = session.screen.alert.as_ref();
        alert.is_some_and(|alert| alert.sentence.contains("kept less densely"))
    };
    let mut reader = Reader::of(Session::new(Opening {
        memory: 200_000,
        ..opening()
    }));
    reader.type_in(Field::Speed, "12");
    reader.say(Msg::Play);
    reader.watch_until(said);
    assert!(reader.session.run.recorded.timeline.spacing() > 1_200);
    reader.say(Msg::DismissAlert);
    reader.watch(5_000_000);
    assert!(!said(&reader.session), "once");
}
