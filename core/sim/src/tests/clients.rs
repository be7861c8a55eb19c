//! Clients: sessions, retries, redirects, and how operations end.

use super::*;
use record::{ClientId, Control, OperationEnd, Outcome};
use std::slice;

#[test]
fn an_operation_ends_with_the_machines_answer() {
    let mut world = settled(5, 1);
    submit(&mut world, "add x 4");
    assert_eq!(end(&run(&mut world, 500)), Some(OperationEnd::Ok(Some(5))));
    submit(&mut world, "get x");
    assert_eq!(end(&run(&mut world, 500)), Some(OperationEnd::Ok(Some(5))));
    submit(&mut world, "del x");
    run(&mut world, 500);
    submit(&mut world, "get x");
    assert_eq!(end(&run(&mut world, 500)), Some(OperationEnd::Ok(None)));
}

#[test]
fn many_operations_of_one_client_run_each_once() {
    let mut world = settled(5, 2);
    for _ in 0..50 {
        submit(&mut world, "add n 1");
    }
    run(&mut world, 5_000);
    assert!(
        world
            .view()
            .servers
            .iter()
            .all(|server| server.machine.get("n") == Some(&50))
    );
}

#[test]
fn a_retry_of_an_operation_that_was_done_does_not_run_twice() {
    let world = after_a_retry(1);
    assert_eq!(sum(&world), 1);
    assert_eq!(broken(&world), []);
}

#[test]
fn without_sessions_a_retry_runs_twice() {
    let world = after_a_retry(0);
    assert_eq!(sum(&world), 2);
    let checks: Vec<_> = broken(&world).into_iter().map(|(check, _)| check).collect();
    assert_eq!(checks, ["Linearizable"]);
}

#[test]
fn a_request_past_the_queue_reaches_one_server_and_is_never_retried() {
    let mut world = settled(3, 4);
    let (chief, follower) = (leader(&world).unwrap(), a_follower(&world));
    let before = world.view().servers[usize::from(chief.0 - 1)]
        .log
        .last_index();
    let request = |world: &mut World, id| {
        let after = world.request(ClientId(1), id, [1, 2, 3].into()).after;
        let facts = after.expect("the server took a step");
        (facts.role, facts.last_index)
    };
    assert_eq!(request(&mut world, follower).0, RoleName::Follower);
    run(&mut world, 2_000);
    let found = request(&mut world, chief);
    assert_eq!(found, (RoleName::Leader, before + 1));
    run(&mut world, 2_000);
    let entry = world.disk(follower).unwrap().log.get(before + 1).cloned();
    let command = raft::Payload::Command([1, 2, 3].into());
    assert_eq!(entry.map(|entry| entry.payload), Some(command));
}

#[test]
fn a_request_past_the_queue_is_refused_where_it_cannot_arrive() {
    let mut world = settled(3, 4);
    act(&mut world, Action::Server(ServerAction::Crash, ServerId(2)));
    for (client, server, sentence) in [
        (1, 2, "S2 is down: restart it first."),
        (1, 4, "There is no S4: the servers are S1 to S3."),
        (2, 1, "There is no such client: the clients are C1 to C1."),
    ] {
        let event = world.request(ClientId(client), ServerId(server), [].into());
        let EventKind::Control(Control::Refused { sentence: found }) = &event.kind else {
            panic!("{:?}", event.kind);
        };
        assert_eq!(found, sentence);
    }
    assert_eq!(world.disk(ServerId(4)), None);
}

/// The world after the leader died between committing `add n 1` and applying it, with the dial for sessions so.
fn after_a_retry(sessions: u64) -> World {
    let mut world = settled(3, 3);
    act(&mut world, Action::Set(crate::Dial::Sessions, sessions));
    let chief = leader(&world).unwrap();
    submit(&mut world, "add n 1");
    run_to(&mut world, |event| {
        let committed =
            |o: &Outcome| matches!(o, Outcome::Noticed(raft::Notice::CommitAdvanced(_)));
        event.server == Some(chief) && event.outcomes.iter().any(committed)
    });
    act(&mut world, Action::Server(ServerAction::Crash, chief));
    let events = run(&mut world, 6_000);
    assert!(matches!(end(&events), Some(OperationEnd::Ok(Some(_)))));
    act(&mut world, Action::Server(ServerAction::Restart, chief));
    run(&mut world, 2_000);
    submit(&mut world, "get n");
    run(&mut world, 500);
    world
}

/// What all machines hold under `n`.
fn sum(world: &World) -> i64 {
    let view = world.view();
    let sums = view
        .servers
        .iter()
        .map(|server| server.machine.get("n").copied());
    let sums: Vec<_> = sums.collect();
    assert!(sums.iter().all(|sum| *sum == sums[0]), "{sums:?}");
    sums[0].unwrap_or(0)
}

#[test]
fn a_client_whose_server_goes_down_hears_of_it_and_asks_another() {
    let mut world = settled(3, 3);
    let chief = leader(&world).unwrap();
    submit(&mut world, "set y 1");
    run_to(&mut world, |event| {
        matches!(event.kind, EventKind::RequestArrived { .. })
    });
    let crash = act(&mut world, Action::Server(ServerAction::Crash, chief)).time;
    let heard = run_to(&mut world, |event| {
        matches!(event.kind, EventKind::ConnectionLost { .. })
    });
    assert!(
        heard.time.since(crash) <= raft::Duration::from_millis(15),
        "{}",
        heard.time
    );
    let sent = run_to(&mut world, |event| {
        matches!(event.kind, EventKind::ClientSent { .. })
    });
    run(&mut world, 3_000);
    assert!(
        sent.server
            .is_some_and(|server| server != chief || sent.time > heard.time)
    );
    let done = world.view().clients[0].operations.last().cloned().unwrap();
    assert_eq!(done.end, Some(OperationEnd::Ok(Some(1))));
}

/// Nine operations are submitted at a server that goes down before the first of them is sent.
#[test]
fn what_was_not_sent_cannot_lose_its_connection() {
    let mut world = world_without_opening(1);
    run(&mut world, 1);
    let write = Operation::parse("set x 1").unwrap();
    for _ in 0..9 {
        act(&mut world, Action::SubmitAt(None, write.clone(), S1));
    }
    act(&mut world, Action::Server(ServerAction::Crash, S1));
    let events = run(&mut world, 80);
    let lost = |event: &Event| match event.kind {
        EventKind::ConnectionLost { serial, .. } => Some(serial),
        _ => None,
    };
    let mut lost: Vec<_> = events.iter().filter_map(lost).collect();
    lost.sort_unstable();
    assert_eq!(lost, [1, 2, 3, 4, 5, 6, 7, 8]);
    let ninth = &world.view().clients[0].operations[8];
    assert_eq!((ninth.serial, ninth.retries), (9, 0));
}

#[test]
fn the_opening_operation_goes_to_the_leader_and_is_never_redirected() {
    for seed in seeds(0..100) {
        let mut world = world(5, seed);
        let events = run(&mut world, 2_000);
        let sent = |event: &&Event| matches!(event.kind, EventKind::ClientSent { .. });
        let sent: Vec<_> = events.iter().filter(sent).collect();
        assert_eq!(sent.len(), 1, "seed {seed}");
        assert_eq!(sent[0].server, leader(&world), "seed {seed}");
    }
}

fn world_without_opening(servers: u8) -> World {
    let settings = Settings {
        servers,
        opening_operation: false,
        ..Settings::default()
    };
    World::new(settings, 1).unwrap()
}

#[test]
fn without_a_majority_an_operation_stays_pending_and_then_is_unknown() {
    let mut world = settled(3, 4);
    let chief = leader(&world).unwrap();
    let others: Vec<_> = (1..=3).map(ServerId).filter(|id| *id != chief).collect();
    submit(&mut world, "add n 1");
    run_to(&mut world, |event| {
        event.server == Some(chief) && matches!(event.kind, EventKind::RequestArrived { .. })
    });
    others
        .into_iter()
        .for_each(|id| drop(act(&mut world, Action::Server(ServerAction::Crash, id))));
    run(&mut world, 1_000);
    let pending = world.view().clients[0].operations.last().unwrap().clone();
    assert!(pending.end.is_none() && pending.retries > 0, "{pending:?}");
    assert_eq!(end(&run(&mut world, 60_000)), Some(OperationEnd::Unknown));
}

#[test]
fn an_operation_that_no_server_took_failed() {
    let mut world = settled(3, 4);
    (1..=3).for_each(|id| {
        drop(act(
            &mut world,
            Action::Server(ServerAction::Crash, ServerId(id)),
        ))
    });
    submit(&mut world, "add n 1");
    assert_eq!(end(&run(&mut world, 60_000)), Some(OperationEnd::Failed));
}

/// Another leader's entry took the place of the client's: that something was applied there is no answer.
#[test]
fn a_client_is_answered_for_its_own_entry_and_not_for_its_place_in_the_log() {
    let mut world = settled(3, 5);
    let old = leader(&world).unwrap();
    let next = a_follower(&world);
    act(&mut world, Action::Server(ServerAction::Isolate, old));
    let write = Operation::parse("set y 7").unwrap();
    act(&mut world, Action::SubmitAt(None, write, old));
    run_to(&mut world, |event| {
        event.server == Some(old) && matches!(event.kind, EventKind::RequestArrived { .. })
    });
    act(&mut world, Action::Server(ServerAction::TimeOut, next));
    run(&mut world, 100);
    act(&mut world, Action::Server(ServerAction::Reconnect, old));
    let events = run(&mut world, 3_000);
    assert_eq!(end(&events), Some(OperationEnd::Ok(Some(7))));
    let overwritten = |o: &Outcome| matches!(o, Outcome::Noticed(raft::Notice::Truncated { .. }));
    assert!(
        events
            .iter()
            .any(|event| event.server == Some(old) && event.outcomes.iter().any(overwritten))
    );
}

/// Reads go through the log (§8): a server that leads no longer cannot answer one from what it remembers.
#[test]
fn a_leader_that_was_replaced_answers_no_read() {
    let mut world = settled(5, 5);
    let old = leader(&world).unwrap();
    assert_eq!(read_after_a_write_without(&mut world, old), Some(9));
}

/// Nor can a follower.
#[test]
fn a_follower_that_lags_behind_answers_no_read() {
    let mut world = settled(5, 5);
    let away = a_follower(&world);
    assert_eq!(read_after_a_write_without(&mut world, away), Some(9));
}

/// Writes 9 to `x` while one server is isolated, and asks that server for `x`: the answer in the end.
fn read_after_a_write_without(world: &mut World, away: ServerId) -> Option<i64> {
    act(world, Action::Server(ServerAction::Isolate, away));
    submit(world, "set x 9");
    let written = run_to(world, |event| end(slice::from_ref(event)).is_some());
    assert_eq!(end(&[written]), Some(OperationEnd::Ok(Some(9))));
    let read = Operation::parse("get x").unwrap();
    act(world, Action::SubmitAt(None, read, away));
    match end(&run(world, 5_000)) {
        Some(OperationEnd::Ok(value)) => value,
        other => panic!("the read did not succeed: {other:?}"),
    }
}

#[test]
fn a_client_that_does_not_exist_is_refused() {
    let mut world = settled(3, 4);
    let operation = Operation::parse("get x").unwrap();
    let sentence = refusal(
        &mut world,
        Action::Submit(Some(ClientId(2)), operation.clone()),
    );
    assert_eq!(
        sentence,
        "There is no such client: the clients are C1 to C1."
    );
    let mut lonely = World::new(
        Settings {
            clients: 0,
            ..Settings::default()
        },
        1,
    )
    .unwrap();
    assert_eq!(
        refusal(&mut lonely, Action::Submit(None, operation)),
        "There is no client in this run."
    );
}

/// How the only operation that ended did.
fn end(events: &[Event]) -> Option<OperationEnd> {
    let outcomes = events.iter().flat_map(|event| &event.outcomes);
    let mut ends = outcomes.filter_map(|outcome| match outcome {
        Outcome::OperationEnded { end, .. } => Some(*end),
        _ => None,
    });
    let end = ends.next();
    assert!(ends.next().is_none(), "more than one operation ended");
    end
}

/// Only an answer that left at the very moment of the crash does not leave after all.
#[test]
fn neither_a_request_nor_an_earlier_answer_is_taken_back_by_a_crash() {
    let mut world = settled(3, 7);
    let chief = leader(&world).unwrap();
    submit(&mut world, "set x 1");
    run_to(&mut world, |event| {
        matches!(event.kind, EventKind::ClientSent { .. })
    });
    let asks = |world: &World| {
        let view = world.view();
        let op = view.clients[0].operations.last().cloned().unwrap();
        op.transit.map(|transit| transit.reply)
    };
    assert_eq!(asks(&world), Some(false), "it is on its way to {chief}");
    let mut later = world.clone();
    let crash = act(
        &mut world,
        Action::Server(ServerAction::CrashBeforeSend, chief),
    );
    assert_eq!((asks(&world), never_replied(&crash)), (Some(false), 0));

    run_to(&mut later, |event| {
        let replied = |outcome: &Outcome| matches!(outcome, Outcome::Replied { .. });
        event.outcomes.iter().any(replied)
    });
    let mut at_once = later.clone();
    let crash = act(
        &mut at_once,
        Action::Server(ServerAction::CrashBeforeSend, chief),
    );
    assert_eq!(never_replied(&crash), 1);
    later.run_until(raft::Time(later.now().0 + 1), &mut |_| {});
    let crash = act(
        &mut later,
        Action::Server(ServerAction::CrashBeforeSend, chief),
    );
    assert_eq!(never_replied(&crash), 0);
}

fn never_replied(crash: &Event) -> usize {
    let outcomes = crash.outcomes.iter();
    outcomes
        .filter(|outcome| matches!(outcome, Outcome::NeverReplied { .. }))
        .count()
}
