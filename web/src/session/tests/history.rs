//! The run at a glance.

use super::{Reader, reader};
use crate::session::history::{MarkKind, SpanKind};
use crate::session::{Jump, Msg};
use raft::ServerId;
use record::RoleName;
use sim::{Action, ServerAction};

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
    let led = reader
        .session
        .run
        .history()
        .spans()
        .find(|s| s.kind == SpanKind::Leader(1))
        .expect("its rule");
    assert_eq!((led.server, led.to), (leader, Some(crashed)));
    assert!(led.from <= elected && elected.since(led.from).as_micros() < 1_000);
    let down = reader
        .session
        .run
        .history()
        .spans()
        .find(|s| s.kind == SpanKind::Down)
        .expect("its fall");
    assert_eq!((down.server, down.from, down.to), (leader, crashed, None));
    reader.watch(1_000_000);
    reader.say(Msg::Do(Action::Server(ServerAction::Restart, leader)));
    let down = reader
        .session
        .run
        .history()
        .spans()
        .find(|s| s.kind == SpanKind::Down);
    assert_eq!(down.expect("its fall").to, Some(reader.session.now()));
}

#[test]
fn a_server_that_no_other_hears_is_marked_until_one_does() {
    let mut reader = reader();
    for to in [1, 2, 4, 5].map(ServerId) {
        reader.say(Msg::Do(Action::Cut(ServerId(3), to)));
    }
    assert_eq!(apart(&reader), [(ServerId(3), SpanKind::Cut, true)]);
    reader.say(Msg::Do(Action::Heal(ServerId(3), ServerId(1))));
    assert_eq!(apart(&reader), [(ServerId(3), SpanKind::Cut, false)]);
}

#[test]
fn a_partition_is_a_group_for_each_server_until_it_is_healed() {
    let mut reader = reader();
    reader.say(Msg::Do(Action::Server(ServerAction::Isolate, ServerId(3))));
    let groups = |place: fn(u8) -> usize, open: bool| {
        let of = move |id| (ServerId(id), SpanKind::Apart(place(id)), open);
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
    assert_eq!(open, [(ServerId(3), SpanKind::Cut, true)]);
}

/// The stretches in which a server was apart from others, and whether they go on.
fn apart(reader: &Reader) -> Vec<(ServerId, SpanKind, bool)> {
    let spans = reader.session.run.history().spans();
    let apart = spans.filter(|span| matches!(span.kind, SpanKind::Cut | SpanKind::Apart(_)));
    let mut apart: Vec<_> = apart
        .map(|span| (span.server, span.kind, span.to.is_none()))
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
    let marks: Vec<_> = reader.session.run.history().marks().collect();
    assert!(marks.iter().any(|mark| mark.kind == MarkKind::Commit));
    assert!(
        marks
            .iter()
            .any(|mark| matches!(mark.kind, MarkKind::Snapshot(_)))
    );
    assert!(marks.is_sorted_by_key(|mark| mark.time));
}
