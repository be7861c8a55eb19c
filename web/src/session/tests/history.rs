//! The run at a glance.

use super::reader;
use crate::session::Msg;
use crate::session::history::{MarkKind, SpanKind};
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
fn an_isolated_server_is_marked_until_it_is_connected_again() {
    let mut reader = reader();
    let server = reader.session.run.view.servers[2].id;
    reader.say(Msg::Do(Action::Server(ServerAction::Isolate, server)));
    let cut: Vec<_> = (reader.session.run.history().spans())
        .filter(|span| span.kind == SpanKind::Cut)
        .map(|span| (span.server, span.to))
        .collect();
    assert_eq!(cut, [(server, None)]);
    reader.say(Msg::Do(Action::Server(ServerAction::Reconnect, server)));
    assert_eq!(
        reader.session.run.history().spans().next().unwrap().to,
        Some(reader.session.now())
    );
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
        reader.say(Msg::NextOfInterest);
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
