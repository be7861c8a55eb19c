//! The run at a glance.

use super::{Reader, reader};
use crate::session::axis::{Axis, Window};
use crate::session::history::{History, Mark, MarkKind, Row};
use crate::session::{Jump, Msg, Room};
use raft::{ServerId, Time};
use record::{Event, EventKind, Observer, RoleName};
use sim::{Action, MessageAction, ServerAction};

#[test]
fn a_leader_is_painted_from_its_election_to_its_crash_and_hatched_until_its_restart() {
    let mut reader = reader();
    reader.watch_until(|session| {
        session
            .run
            .view
            .servers
            .iter()
            .any(|s| s.role == RoleName::Leader)
    });
    let leader = reader
        .session
        .run
        .view
        .servers
        .iter()
        .find(|s| s.role == RoleName::Leader);
    let leader = leader.expect("a leader").id;
    let elected = reader.session.now();
    reader.watch(1_000_000);
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, leader)));
    let crashed = reader.session.now();
    let (server, led) = find(&reader, MarkKind::Leader(1));
    assert_eq!((server, led.end), (Some(leader), Some(crashed)));
    assert!(led.time <= elected && elected.since(led.time).as_micros() < 1_000);
    let (server, down) = find(&reader, MarkKind::Down);
    assert_eq!((server, down.time, down.end), (Some(leader), crashed, None));
    reader.watch(1_000_000);
    reader.say(Msg::Do(Action::Server(ServerAction::Restart, leader)));
    let (_, down) = find(&reader, MarkKind::Down);
    assert_eq!(down.end, Some(reader.session.now()));
}

/// The first mark of this kind, and its server.
fn find(reader: &Reader, kind: MarkKind) -> (Option<ServerId>, Mark) {
    let mut marks = marks(reader.session.run.history());
    let found = marks.find(|(_, mark)| mark.kind == kind);
    found.unwrap_or_else(|| panic!("there is no {kind:?}"))
}

/// All marks, row by row, with their servers.
fn marks(history: &History) -> impl Iterator<Item = (Option<ServerId>, Mark)> {
    let of = |row: &Row| {
        let server = row.server;
        let marks: Vec<_> = row.marks.iter().copied().collect();
        marks.into_iter().map(move |mark| (server, mark))
    };
    history.rows().iter().flat_map(of)
}

#[test]
fn a_server_that_no_other_hears_is_marked_until_one_does() {
    let mut reader = reader();
    for to in [1, 2, 4, 5].map(ServerId) {
        reader.say(Msg::Do(Action::Cut(ServerId(3), to)));
    }
    assert_eq!(apart(&reader), [(ServerId(3), MarkKind::Cut, true)]);
    reader.say(Msg::Do(Action::Heal(ServerId(3), ServerId(1))));
    assert_eq!(apart(&reader), [(ServerId(3), MarkKind::Cut, false)]);
}

#[test]
fn a_partition_is_a_group_for_each_server_until_it_is_healed() {
    let mut reader = reader();
    reader.say(Msg::Do(Action::Server(ServerAction::Isolate, ServerId(3))));
    let groups = |place: fn(u8) -> usize, open: bool| {
        let of = move |id| (ServerId(id), MarkKind::Apart(place(id)), open);
        (1..=5).map(of).collect::<Vec<_>>()
    };
    let two = |id| usize::from(id == 3);
    assert_eq!(apart(&reader), groups(two, true));
    // Another partition begins where the one before ends.
    let halves = [vec![1, 2], vec![3, 4, 5]];
    let halves = halves.map(|ids| ids.into_iter().map(ServerId).collect());
    reader.say(Msg::Do(Action::Partition(halves.into())));
    let open: Vec<_> = apart(&reader).into_iter().filter(|span| span.2).collect();
    assert_eq!(open.len(), 5, "{open:?}");
    reader.say(Msg::Do(Action::HealAll));
    assert!(apart(&reader).iter().all(|span| !span.2));
}

#[test]
fn servers_that_reach_some_others_only_in_part_are_no_groups() {
    let mut reader = reader();
    reader.say(Msg::Do(Action::Server(ServerAction::Isolate, ServerId(3))));
    reader.say(Msg::Do(Action::HealLink(ServerId(3), ServerId(1))));
    let open: Vec<_> = apart(&reader).into_iter().filter(|span| span.2).collect();
    assert_eq!(open, [(ServerId(3), MarkKind::Cut, true)]);
}

/// The stretches in which a server was apart from others, and whether they go on.
fn apart(reader: &Reader) -> Vec<(ServerId, MarkKind, bool)> {
    let mut apart: Vec<_> = marks(reader.session.run.history())
        .filter(|(_, mark)| mark.kind.sort() == MarkKind::Cut)
        .filter_map(|(server, mark)| Some((server?, mark.kind, mark.end.is_none())))
        .collect();
    apart.sort_by_key(|span| span.0);
    apart
}

#[test]
fn commits_and_snapshots_leave_marks() {
    let mut reader = reader();
    reader.watch_until(|session| {
        session
            .run
            .view
            .servers
            .iter()
            .any(|s| s.role == RoleName::Leader)
    });
    for _ in 0..40 {
        reader.say(Msg::RandomCommand);
        reader.say(Msg::Next(Jump::Interest));
        reader.watch(500_000);
    }
    find(&reader, MarkKind::Commit);
    find(&reader, MarkKind::Snapshot);
    find(&reader, MarkKind::Candidate);
}

#[test]
fn marks_of_a_row_follow_each_other_and_none_begins_before_the_one_before_it_ends() {
    for row in turbulent().session.run.history().rows() {
        assert!(!row.marks.is_empty(), "{:?}", row.sort);
        assert!(row.marks.iter().is_sorted_by_key(|mark| mark.event));
        let pairs = row.marks.iter().zip(row.marks.iter_from(1));
        for (mark, next) in pairs {
            assert!(
                mark.end.is_some_and(|end| end <= next.time),
                "{mark:?} {next:?}"
            );
        }
    }
}

#[test]
fn what_the_reader_does_to_messages_links_and_disks_is_marked_as_a_fault_and_what_heals_is_not() {
    let mut reader = reader();
    let faults = |reader: &Reader| {
        let all = marks(reader.session.run.history());
        all.filter(|(_, mark)| mark.kind == MarkKind::Fault).count()
    };
    let message = |reader: &mut Reader| {
        reader.watch_until(|session| !session.run.view.messages.is_empty());
        reader.session.run.view.messages[0].envelope.name()
    };
    let name = message(&mut reader);
    reader.say(Msg::Do(Action::Message(MessageAction::Drop, name)));
    assert_eq!(faults(&reader), 1);
    let name = message(&mut reader);
    reader.say(Msg::Do(Action::Message(MessageAction::Duplicate, name)));
    assert_eq!(faults(&reader), 2);
    reader.say(Msg::Do(Action::Server(
        ServerAction::StallDisk,
        ServerId(2),
    )));
    assert_eq!(faults(&reader), 3);
    reader.say(Msg::Do(Action::Cut(ServerId(1), ServerId(2))));
    assert_eq!(faults(&reader), 4);
    reader.say(Msg::Do(Action::HealAll));
    reader.say(Msg::Do(Action::Server(
        ServerAction::ReleaseDisk,
        ServerId(2),
    )));
    reader.say(Msg::RandomCommand);
    assert_eq!(faults(&reader), 4);
}

#[test]
fn an_operation_waits_from_when_it_is_given_until_its_answer_comes() {
    let mut reader = reader();
    reader.watch_until(|session| {
        let mut operations = session
            .run
            .view
            .clients
            .iter()
            .flat_map(|it| &it.operations);
        operations.any(|it| it.end.is_some())
    });
    let (_, first) = find(&reader, MarkKind::Waiting);
    assert!(first.end.is_some());
    reader.say(Msg::RandomCommand);
    reader.say(Msg::RandomCommand);
    let waits = |reader: &Reader| {
        let all = marks(reader.session.run.history());
        let last = all
            .filter(|(_, mark)| mark.kind == MarkKind::Waiting)
            .last();
        last.expect("it waits").1
    };
    let both = waits(&reader);
    assert_eq!((both.time, both.end), (reader.session.now(), None));
    reader.watch_until(|session| {
        let mut operations = session
            .run
            .view
            .clients
            .iter()
            .flat_map(|it| &it.operations);
        operations.all(|it| it.end.is_some())
    });
    assert_eq!(
        waits(&reader).time,
        both.time,
        "two that overlap are one span"
    );
    assert!(waits(&reader).end.is_some());
}

#[test]
fn the_next_and_the_previous_of_a_kind_are_those_that_a_look_at_all_of_them_finds() {
    const KINDS: [(Jump, &[MarkKind]); 6] = [
        (Jump::Interest, &[MarkKind::Landmark]),
        (Jump::Election, &[MarkKind::Candidate, MarkKind::Leader(0)]),
        (Jump::Commit, &[MarkKind::Commit]),
        (Jump::Crash, &[MarkKind::Down, MarkKind::Restart]),
        (Jump::Snapshot, &[MarkKind::Snapshot]),
        (Jump::Violation, &[MarkKind::Violation]),
    ];
    let reader = turbulent();
    let history = reader.session.run.history();
    let mut found = 0;
    for (jump, kinds) in KINDS {
        let mut all: Vec<_> = marks(history)
            .filter(|(_, mark)| kinds.contains(&mark.kind.sort()))
            .map(|(_, mark)| mark.event)
            .collect();
        all.sort_unstable();
        found += usize::from(!all.is_empty());
        for event in 0..reader.session.run.world().events() {
            let next = all.iter().find(|other| **other >= event);
            let previous = all.iter().rev().find(|other| **other < event);
            let sought = |mark: Option<&Mark>| mark.map(|mark| mark.event);
            assert_eq!(sought(history.next(jump, event)).as_ref(), next);
            assert_eq!(sought(history.previous(jump, event)).as_ref(), previous);
        }
    }
    assert!(found >= 5, "only {found} kinds happened");
}

#[test]
fn a_run_of_a_hundred_thousand_marks_shows_no_more_of_them_than_there_are_pixels() {
    let history = long_run(100_000);
    let [row] = history.rows() else {
        panic!("all are of one sort");
    };
    let head = row.marks.last().expect("there are some").time;
    let room = Room::of((1_280, 720));
    let windows = [
        (0, 1_000_000),
        (700_000_000, 50_000),
        (3_000_000, 1_000),
        (999_900_000, 9_000_000),
    ];
    let windows = windows.map(|(from, span)| Some(Window { from, span }));
    for window in windows.into_iter().chain([None]) {
        let axis = Axis::of(room, head, window);
        let seen: Vec<_> = row.seen(axis, 1).collect();
        assert!(
            seen.len() as u64 <= axis.width + 1,
            "{} of {axis:?}",
            seen.len()
        );
        // Whatever lies in the window is painted: by itself, or by one in the same pixel.
        let (from, end) = (Time(axis.from), Time(axis.end()));
        let inside = row
            .marks
            .iter()
            .filter(|mark| (from..=end).contains(&mark.time));
        let mut wanted: Vec<_> = inside.map(|mark| axis.x(mark.time)).collect();
        wanted.dedup();
        let painted: Vec<_> = seen.iter().map(|mark| axis.x(mark.time)).collect();
        assert_eq!(painted, wanted, "{axis:?}");
    }
}

#[test]
fn a_span_is_seen_wherever_the_window_lies_in_it_and_short_ones_that_fall_into_one_pixel_are_one() {
    let mut reader = turbulent();
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(4))));
    reader.watch(2_000_000);
    let head = reader.session.run.head().time;
    let room = Room::of((1_280, 720));
    let mut some = 0;
    for row in reader.session.run.history().rows() {
        for mark in row.marks.iter() {
            let end = mark.end.unwrap_or(head);
            if end.since(mark.time).0 < 4_000 {
                continue;
            }
            some += 1;
            let from = mark.time.0 + 1_000;
            let axis = Axis::of(room, head, Some(Window { from, span: 1_000 }));
            let seen: Vec<_> = row.seen(axis, 1).collect();
            assert_eq!(seen, [mark]);
        }
        let axis = Axis::of(Room::of((40, 300)), head, None);
        assert!(row.seen(axis, 1).count() as u64 <= axis.width + 1);
    }
    assert!(some > 5, "{some} spans");
}

/// A run in which much happens.
fn turbulent() -> Reader {
    let mut reader = reader();
    for round in 0..12 {
        let server = ServerId(round % 5 + 1);
        reader.say(Msg::RandomCommand);
        go_on(&mut reader);
        reader.say(Msg::Do(Action::Server(ServerAction::Pause, server)));
        reader.say(Msg::Do(Action::Server(ServerAction::Crash, server)));
        reader.say(Msg::Do(Action::Server(ServerAction::Isolate, ServerId(3))));
        go_on(&mut reader);
        reader.say(Msg::Do(Action::Server(ServerAction::Restart, server)));
        reader.say(Msg::Do(Action::HealAll));
        go_on(&mut reader);
    }
    reader
}

fn go_on(reader: &mut Reader) {
    for _ in 0..6 {
        reader.say(Msg::Next(Jump::Interest));
        reader.watch(500_000);
    }
}

/// A run in which nothing happens but so many snapshots, ten milliseconds or so apart.
fn long_run(marks: u64) -> History {
    let mut history = History::new([ServerId(1)].into_iter().collect());
    for number in 0..marks {
        history.observe(&Event {
            number,
            time: Time(number * 10_000 + number * 7_919 % 6_007),
            cause: None,
            server: Some(ServerId(1)),
            kind: EventKind::SnapshotDue,
            outcomes: Vec::new(),
            after: None,
            source: None,
        });
    }
    history
}
