//! What the reader does on the time bar: goes along it, and looks at it more closely.

use super::{Reader, reader};
use crate::session::axis::{Axis, Zoom};
use crate::session::bar::Along;
use crate::session::history::MarkKind;
use crate::session::{InBranches, Jump, Msg, Room, Selection};
use raft::{Duration, ServerId, Time};
use sim::{Action, ServerAction};

#[test]
fn a_press_goes_to_that_moment_and_to_what_happened_there_if_something_did() {
    let mut reader = a_while();
    let axis = reader.session.axis();
    let head = reader.session.run.head();
    let election = first(&reader, MarkKind::Leader(1));
    reader.say(Msg::Along(Along::To(axis.x(election) as u16 + 5)));
    assert_eq!(reader.session.now(), election);
    assert!(!reader.session.clock.is_playing());
    // Where nothing happened it is the moment itself.
    let nothing = axis.x(election) as u16 - 60;
    reader.say(Msg::Along(Along::To(nothing)));
    assert_eq!(reader.session.now(), axis.time(nothing));
    assert_eq!(reader.session.run.head(), head, "nothing is lost");
    assert_eq!(reader.session.axis(), axis, "nor does the bar jump");
    reader.say(Msg::PointAt(axis.x(election) as u16));
    assert!(matches!(
        reader.session.screen.selection,
        Some(Selection::Event(_))
    ));
}

#[test]
fn what_lies_ahead_of_a_reader_who_went_back_is_still_known_and_grows_when_the_run_goes_on() {
    let mut reader = a_while();
    let known = |reader: &Reader| {
        let rows = reader.session.run.history().rows().iter();
        rows.map(|row| row.marks.len()).sum::<u64>()
    };
    let all = known(&reader);
    reader.say(Msg::GoTo(Time::ZERO));
    assert_eq!(reader.session.now(), Time::ZERO);
    assert_eq!(known(&reader), all);
    reader.say(Msg::Along(Along::Tenths(5)));
    reader.say(Msg::GoTo(Time::ZERO));
    assert_eq!(known(&reader), all, "also from between the two");
    reader.say(Msg::GoTo(Time(u64::MAX)));
    assert_eq!(known(&reader), all);
    reader.say(Msg::RandomCommand);
    reader.say(Msg::Play);
    reader.watch(20_000_000);
    assert!(known(&reader) > all);
}

#[test]
fn keys_go_by_a_tenth_of_what_is_seen_and_to_both_ends() {
    let mut reader = a_while();
    let head = reader.session.run.head().time;
    let tenth = Duration(reader.session.axis().span / 10);
    reader.say(Msg::Along(Along::Tenths(-1)));
    assert_eq!(head.since(reader.session.now()), tenth);
    reader.say(Msg::Along(Along::Tenths(1)));
    assert_eq!(reader.session.now(), head);
    reader.say(Msg::Along(Along::Tenths(1)));
    assert_eq!(
        reader.session.now(),
        head,
        "behind the end there is nothing"
    );
    reader.say(Msg::GoTo(Time::ZERO));
    reader.say(Msg::Along(Along::Tenths(-1)));
    assert_eq!(reader.session.now(), Time::ZERO);
}

#[test]
fn a_closer_look_keeps_the_moment_under_the_reader_in_its_place_down_to_a_millisecond() {
    let mut reader = a_while();
    let here = reader.session.axis().x(reader.session.now());
    for _ in 0..40 {
        reader.say(Msg::Zoom(Zoom::In));
        let axis = reader.session.axis();
        assert!(axis.x(reader.session.now()).abs_diff(here) <= 2, "{axis:?}");
    }
    assert_eq!(reader.session.axis().span, 1_000);
    for _ in 0..40 {
        reader.say(Msg::Zoom(Zoom::Out));
    }
    assert_eq!(
        reader.session.screen.window, None,
        "all of it is seen again"
    );
    // A wheel turns around the pointer.
    let before = reader.session.axis();
    reader.say(Msg::Zoom(Zoom::Around(400, -50)));
    let after = reader.session.axis();
    assert_eq!(after.span, before.span / 2);
    let moved = before
        .time(400)
        .since(after.time(400))
        .max(after.time(400).since(before.time(400)));
    assert!(moved.0 <= before.micros(2), "{moved:?}");
    reader.say(Msg::Zoom(Zoom::Whole));
    assert_eq!(reader.session.axis(), before);
}

#[test]
fn a_window_is_moved_as_far_as_the_run_goes() {
    let mut reader = a_while();
    let whole = reader.session.axis();
    reader.say(Msg::Zoom(Zoom::Pan(-100)));
    assert_eq!(
        reader.session.axis(),
        whole,
        "all of it is seen, so there is nothing to move"
    );
    reader.say(Msg::Zoom(Zoom::In));
    let seen = reader.session.axis();
    reader.say(Msg::Zoom(Zoom::Pan(-100)));
    assert_eq!(seen.from - reader.session.axis().from, seen.micros(100));
    reader.say(Msg::Zoom(Zoom::Pan(-10_000)));
    assert_eq!(reader.session.axis().from, 0);
    reader.say(Msg::Zoom(Zoom::Pan(10_000)));
    assert_eq!(reader.session.axis().end(), whole.end());
}

#[test]
fn a_window_follows_time_that_leaves_it_unless_the_reader_has_looked_away() {
    let mut reader = a_while();
    for _ in 0..12 {
        reader.say(Msg::Zoom(Zoom::In));
    }
    reader.say(Msg::Play);
    for _ in 0..1_000 {
        reader.frame();
        let (axis, now) = (reader.session.axis(), reader.session.now());
        assert!(
            (axis.from..=axis.end()).contains(&now.0),
            "{now} in {axis:?}"
        );
    }
    reader.say(Msg::Zoom(Zoom::Pan(-5_000)));
    let away = reader.session.axis();
    reader.watch(1_000_000);
    assert_eq!(reader.session.axis(), away);
    // Who goes somewhere wants to see it.
    reader.say(Msg::GoTo(Time::ZERO));
    assert_eq!(reader.session.axis().from, 0);
}

#[test]
fn numbers_on_the_axis_are_round_and_far_enough_apart_at_every_zoom() {
    let room = Room::of((1_280, 720));
    for exponent in 3..=11 {
        for digit in [1, 3, 7] {
            let head = Time(digit * 10_u64.pow(exponent));
            let axis = Axis::of(room, head, None);
            let step = axis.step(84);
            assert!(axis.x(Time(axis.from + step)) - axis.left >= 83, "{axis:?}");
            assert!(axis.span / step >= 4, "{step} in {axis:?}");
        }
    }
    let axis = |span| Axis {
        left: 0,
        width: 1_000,
        from: 0,
        span,
    };
    let steps = [1_000, 100_000, 20_000_000, 200_000_000, 3_600_000_000];
    let steps = steps.map(|span| axis(span).step(84));
    assert_eq!(steps, [100, 10_000, 2_000_000, 30_000_000, 600_000_000]);
}

#[test]
fn a_branch_that_was_left_is_known_to_its_end_wherever_it_is_come_back_to() {
    let mut reader = a_while();
    let crashes = |reader: &Reader| {
        let rows = reader.session.run.history().rows().iter();
        rows.filter(|row| row.sort == MarkKind::Down).count()
    };
    let first = reader.session.run.recorded.timeline.here();
    reader.say(Msg::Along(Along::Tenths(-3)));
    let crash = |server| Msg::Do(Action::Server(ServerAction::Crash, ServerId(server)));
    reader.say(crash(1));
    reader.say(crash(2));
    let second = reader.session.run.recorded.timeline.here();
    assert_eq!(crashes(&reader), 2);
    reader.say(Msg::Along(Along::Tenths(-3)));
    assert_eq!(crashes(&reader), 2);
    reader.say(Msg::Branches(InBranches::Switch(first)));
    assert_eq!(crashes(&reader), 0);
    // From before they parted the other one is seen up to its end as well.
    reader.say(Msg::GoTo(Time::ZERO));
    reader.say(Msg::Branches(InBranches::Switch(second)));
    assert_eq!(reader.session.now(), Time::ZERO);
    assert_eq!(crashes(&reader), 2);
}

#[test]
fn jumps_lead_to_what_is_known_of_the_run_however_far_it_is() {
    let mut reader = a_while();
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(3))));
    let crashed = reader.session.run.world().position();
    // Nothing is done for a long time.
    reader
        .session
        .run
        .recorded
        .timeline
        .advance(Time(60_000_000));
    reader.say(Msg::Previous(Jump::Crash));
    reader.watch(1_000_000);
    assert_eq!(reader.session.run.world().position(), crashed);
    reader.say(Msg::Previous(Jump::Crash));
    assert!(
        reader.session.screen.alert.is_some(),
        "there is none before it"
    );
    reader.say(Msg::GoTo(Time::ZERO));
    reader.say(Msg::Next(Jump::Crash));
    reader.watch(1_000_000);
    assert_eq!(reader.session.run.world().position(), crashed);
    // Right behind an event, the one before it is the one before.
    reader.say(Msg::GoTo(Time(u64::MAX)));
    let mut elections = Vec::new();
    for _ in 0..2 {
        reader.say(Msg::Previous(Jump::Election));
        reader.watch(1_000_000);
        elections.push(reader.session.run.world().position().events);
    }
    assert!(elections[1] < elections[0], "{elections:?}");
}

/// A run in which a leader stands and time has passed since.
fn a_while() -> Reader {
    let mut reader = reader();
    reader.watch_until(|session| session.now() > Time(1_500_000));
    reader.say(Msg::Pause);
    reader
}

fn first(reader: &Reader, kind: MarkKind) -> Time {
    let mut rows = reader.session.run.history().rows().iter();
    let row = rows.find(|row| row.sort == kind.sort());
    row.and_then(|row| row.marks.get(0))
        .expect("there is one")
        .time
}
