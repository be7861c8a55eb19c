//! What a script says can be read, by playing and by stepping.

use super::{FRAME, Reader, reader};
use crate::session::{Dialog, Field, Jump, Msg};
use ::script::{Command, Script};
use record::story::Weight;
use sim::{Action, ServerAction};

const SECOND: u32 = 1_000_000;

/// Runs with remarks that are watched from their beginning to their end.
const SCENARIOS: [(&str, &str); 5] = [
    (
        "figure 7",
        include_str!("../../../../core/script/scenarios/figure-7.raft"),
    ),
    (
        "figure 8",
        include_str!("../../../../core/script/scenarios/figure-8.raft"),
    ),
    (
        "split vote",
        include_str!("../../../../core/script/scenarios/split-vote.raft"),
    ),
    (
        "concurrent candidates",
        include_str!("../../../../core/script/scenarios/concurrent-candidates.raft"),
    ),
    (
        "snapshot",
        include_str!("../../../../core/script/scenarios/snapshot-catch-up.raft"),
    ),
];

fn of(script: &str) -> Reader {
    let mut reader = reader();
    reader.say(Msg::OpenDialog(Dialog::Script));
    reader.type_in(Field::Script, script);
    reader.say(Msg::PlayScript);
    reader
}

fn caption(reader: &Reader) -> String {
    let caption = reader.session.screen.caption.as_ref();
    caption
        .map(|caption| caption.text.clone())
        .unwrap_or_default()
}

/// What a script says, in its order.
fn remarks(script: &str) -> Vec<String> {
    let script = Script::parse(script).expect("a script of ours");
    let said = script
        .lines
        .into_iter()
        .filter_map(|line| match line.command {
            Some(Command::Say(words)) => Some(words),
            _ => None,
        });
    said.collect()
}

/// How long each caption stood while a reader watched to the end, in order, and what had happened when it came and when it went.
fn watched(script: &str) -> Vec<(String, u32, u64, u64)> {
    let mut reader = of(script);
    let mut seen: Vec<(String, u32, u64, u64)> = Vec::new();
    for _ in 0..60 * 600 {
        let (words, events) = (caption(&reader), reader.session.run.world().events());
        match seen.last_mut().filter(|seen| seen.0 == words) {
            Some(seen) => (seen.1, seen.3) = (seen.1 + FRAME, events),
            None => seen.push((words, FRAME, events, events)),
        }
        if reader.session.screen.alert.is_some() {
            return seen;
        }
        reader.frame();
    }
    panic!("{script} does not end within ten minutes");
}

#[test]
fn while_time_runs_a_remark_stands_as_long_as_it_takes_to_read_and_nothing_happens_meanwhile() {
    for (name, script) in SCENARIOS {
        let seen = watched(script);
        let mut from = 0;
        for remark in remarks(script) {
            let place = seen[from..].iter().position(|seen| seen.0 == remark);
            let Some(place) = place else {
                panic!("{name}: `{remark}` is not shown");
            };
            from += place;
            let words = remark.split_whitespace().count() as u32;
            let least = (300_000 * words).max(2_000_000);
            assert!(
                seen[from].1 >= least,
                "{name}: `{remark}` stands for {} µs",
                seen[from].1
            );
        }
    }
}

#[test]
fn a_snapshot_on_its_way_is_what_the_caption_speaks_of() {
    let (_, script) = SCENARIOS[4];
    let seen = watched(script);
    for words in [
        "sends S3 its snapshot",
        "of the snapshot of",
        "by the snapshot",
    ] {
        assert!(seen.iter().any(|seen| seen.0.contains(words)), "`{words}`");
    }
}

#[test]
fn while_a_remark_is_read_the_run_stands_still() {
    let mut reader = of(
        "servers 3\nseed 7\nuntil leader\nsay \"one two three four five six seven eight nine ten\"\ncrash leader\nrun 50ms\n",
    );
    reader.watch_until(|session| {
        session
            .screen
            .caption
            .as_ref()
            .is_some_and(|it| it.text.starts_with("one"))
    });
    let events = reader.session.run.world().events();
    reader.watch(2_900_000);
    assert_eq!(reader.session.run.world().events(), events);
    assert!(reader.session.is_moving());
    reader.watch(300_000);
    assert!(reader.session.run.world().events() > events);
}

#[test]
fn stepping_shows_every_remark_too() {
    for (name, script) in SCENARIOS {
        for step in [Msg::StepForward, Msg::Next(Jump::Interest), Msg::NextStop] {
            let mut reader = of(script);
            reader.say(Msg::Pause);
            let mut seen = vec![caption(&reader)];
            for _ in 0..2_000 {
                if reader.session.screen.alert.is_some() {
                    break;
                }
                reader.say(step.clone());
                reader.watch_until(|session| !session.is_moving());
                seen.push(caption(&reader));
            }
            for remark in remarks(script) {
                assert!(seen.contains(&remark), "{name} by {step:?}: `{remark}`");
            }
        }
    }
}

#[test]
fn after_a_step_the_caption_says_what_the_step_did() {
    let mut reader = reader();
    reader.watch(5 * SECOND);
    reader.say(Msg::Pause);
    for _ in 0..15 {
        reader.say(Msg::StepForward);
        reader.watch_until(|session| !session.is_moving());
        let event = reader
            .session
            .run
            .world()
            .last_event()
            .expect("a step is an event");
        assert_eq!(caption(&reader), record::story::sentence(event).text);
    }
}

#[test]
fn after_a_pause_the_caption_is_the_newest_that_matters() {
    let mut reader = reader();
    reader.watch(5 * SECOND);
    reader.say(Msg::Typed(Field::Speed, "11".into()));
    let leader = reader.session.run.world().leader().expect("a leader");
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, leader)));
    reader.watch(SECOND);
    reader.say(Msg::Pause);
    let newest = reader
        .session
        .run
        .story()
        .newest(Weight::Major)
        .expect("an election");
    assert_eq!(caption(&reader), reader.session.run.text(newest));
}

#[test]
fn actions_of_one_moment_are_shown_one_after_the_other() {
    let mut reader =
        of("servers 3\nseed 7\nuntil leader\nisolate S1\nisolate S2\ncrash S3\nrun 50ms\n");
    let mut shown = Vec::new();
    while reader.session.screen.alert.is_none() {
        let down = |it: &&record::view::ServerView| it.process == record::view::Process::Crashed;
        let view = &reader.session.run.view;
        let state = (view.cuts.len(), view.servers.iter().filter(down).count());
        match shown.last_mut() {
            Some((last, frames)) if *last == state => *frames += 1,
            _ => shown.push((state, 1)),
        }
        reader.frame();
    }
    let states: Vec<_> = shown.iter().map(|(state, _)| *state).collect();
    assert_eq!(states, [(0, 0), (4, 0), (6, 0), (6, 1)]);
    assert!(
        shown[1..3].iter().all(|(_, frames)| *frames >= 30),
        "{shown:?}"
    );
}

#[test]
fn a_slide_remote_leads_from_mark_to_mark_and_back() {
    let script = "servers 3\nseed 7\nuntil leader\nmark \"(a)\"\nrun 20ms\ncrash leader\nmark \"(b)\"\nsay \"It is down.\"\nuntil leader within 2s\nmark \"(c)\"\nrun 20ms\n";
    let mut reader = of(script);
    reader.say(Msg::Pause);
    let mut go = |msg: Msg| {
        reader.say(msg);
        reader.watch_until(|session| !session.is_moving());
        (caption(&reader), reader.session.run.world().fingerprint())
    };
    let a = go(Msg::NextStop);
    let b = go(Msg::NextStop);
    let c = go(Msg::NextStop);
    assert_eq!([&*a.0, &*b.0, &*c.0], ["(a)", "It is down.", "(c)"]);
    assert_eq!(go(Msg::PreviousStop), b);
    assert_eq!(go(Msg::PreviousStop), a);
    assert_eq!(go(Msg::PreviousStop), a, "there is none before");
    assert_eq!(go(Msg::NextStop), b, "what was complained of is gone");
    assert_eq!(go(Msg::PreviousStop), a);
    assert_eq!(go(Msg::NextStop), b);
    assert_eq!(go(Msg::NextStop), c);
    assert_eq!(reader.session.run.recorded.timeline.branches().len(), 1);
}

#[test]
fn what_failed_before_a_remark_is_in_the_result_though_the_reader_went_back_to_it() {
    let mut reader = of(
        "servers 3\nseed 7\nuntil leader\nexpect S1 is down\nsay \"Here.\"\nrun 20ms\nsay \"There.\"\nrun 5ms\n",
    );
    reader.say(Msg::Pause);
    for stop in [Msg::NextStop, Msg::NextStop, Msg::PreviousStop] {
        reader.say(stop);
        reader.watch_until(|session| !session.is_moving());
    }
    assert_eq!(caption(&reader), "Here.");
    reader.say(Msg::Play);
    reader.watch_until(|session| session.screen.alert.is_some());
    let words = reader.alert().unwrap_or_default();
    assert!(words.starts_with("Expectation failed at line 4"), "{words}");
}

#[test]
fn the_first_sentence_stands_as_long_as_it_takes_to_read() {
    let mut reader = reader();
    let first = caption(&reader);
    let mut frames = 0;
    while caption(&reader) == first {
        reader.frame();
        frames += 1;
    }
    let words = first.split_whitespace().count() as u32;
    assert!(
        frames * FRAME >= 300_000 * words,
        "{first}: {frames} frames"
    );
}

#[test]
fn a_goal_that_was_not_reached_is_in_the_result() {
    let mut reader = of("servers 3\nseed 7\ngoal \"Crash S2\" S2 is down\nuntil leader\n");
    reader.watch_until(|session| session.screen.alert.is_some());
    let words = reader.alert().unwrap_or_default();
    assert!(words.ends_with("Goal not reached: Crash S2."), "{words}");
}

#[test]
fn a_goal_stays_in_sight_until_it_is_reached() {
    let mut reader = of("servers 3\nseed 7\ngoal \"Crash S2\" S2 is down\nuntil leader\nrun 10s\n");
    reader.watch(20 * SECOND);
    assert_eq!(reader.session.run.goals(), ["Crash S2"]);
    reader.say(Msg::Do(Action::Server(
        ServerAction::Crash,
        raft::ServerId(2),
    )));
    reader.watch(SECOND);
    assert!(reader.session.run.goals().is_empty());
    assert_eq!(caption(&reader), "Reached: Crash S2");
}
