//! What is held stands still until the user moves it, and goes on when it is released.

use super::*;
use record::{ClientId, Control, Held, MessageName, MessageNumber};

#[test]
fn held_messages_stay_until_they_are_delivered_or_released() {
    let mut world = settled(3, 1);
    act(&mut world, Action::Hold(Held::Messages));
    let arrived = run(&mut world, 140);
    assert!(
        !arrived.iter().any(is_delivery),
        "nothing arrives by itself"
    );
    let messages = world.view().messages;
    assert!(!messages.is_empty() && messages.iter().all(|message| message.held));
    let first = messages[0].envelope.name();
    let event = act(&mut world, Action::Message(MessageAction::Deliver, first));
    assert!(is_delivery(&event));
    act(&mut world, Action::Release(Held::Messages));
    let numbers: Vec<MessageNumber> = run(&mut world, 0).iter().filter_map(delivered).collect();
    assert!(
        numbers.len() > 2 && numbers.is_sorted(),
        "what was due comes at once, in order: {numbers:?}"
    );
    assert!(!world.view().messages.iter().any(|message| message.held));
}

#[test]
fn with_everything_held_nothing_is_due() {
    let mut world = settled(5, 2);
    submit(&mut world, "set y 1");
    for what in Held::ALL {
        act(&mut world, Action::Hold(what));
    }
    assert_eq!(world.next_due(), None);
    let before = world.events();
    run(&mut world, 5_000);
    assert_eq!(world.events(), before);
    for what in Held::ALL {
        act(&mut world, Action::Release(what));
    }
    run(&mut world, 2_000);
    assert_eq!(world.view().servers[0].machine.get("y"), Some(&1));
    assert_eq!(broken(&world), []);
}

#[test]
fn with_everything_held_the_user_can_elect_a_leader_and_commit_step_by_step() {
    let settings = Settings {
        servers: 3,
        opening_operation: false,
        ..Settings::default()
    };
    let mut world = World::new(settings, 3).unwrap();
    for what in Held::ALL {
        act(&mut world, Action::Hold(what));
    }
    run(&mut world, 0);
    act(&mut world, Action::Server(ServerAction::TimeOut, S1));
    act(&mut world, Action::Server(ServerAction::Sync, S1));
    deliver(&mut world, 2, 1);
    act(&mut world, Action::Server(ServerAction::Sync, S2));
    deliver(&mut world, 1, 1);
    assert_eq!(leader(&world), Some(S1));
    act(
        &mut world,
        Action::SubmitAt(None, Operation::parse("set y 1").unwrap(), S1),
    );
    act(&mut world, Action::Advance(ClientId(1)));
    act(&mut world, Action::Advance(ClientId(1)));
    while world.view().servers[0].commit < 2 {
        manual(&mut world);
    }
    assert_eq!(
        world.view().servers[0].applied,
        0,
        "nothing is applied by itself"
    );
    act(&mut world, Action::Server(ServerAction::Apply, S1));
    act(&mut world, Action::Server(ServerAction::Apply, S1));
    assert_eq!(world.view().servers[0].machine.get("y"), Some(&1));
}

#[test]
fn an_action_that_finds_nothing_to_move_is_refused() {
    let mut world = settled(3, 1);
    let chief = leader(&world).unwrap();
    let follower = a_follower(&world);
    for (action, sentence) in [
        (
            Action::Release(Held::Timers),
            "The timers are not held.".to_string(),
        ),
        (
            Action::Server(ServerAction::Sync, chief),
            format!("The disk of {chief} has nothing to write."),
        ),
        (
            Action::Server(ServerAction::Apply, chief),
            format!("The state machine of {chief} has nothing to apply."),
        ),
        (
            Action::Advance(ClientId(1)),
            "Nothing of C1 is on its way.".into(),
        ),
        (
            Action::Advance(ClientId(2)),
            "There is no such client: the clients are C1 to C1.".into(),
        ),
        (
            Action::Server(ServerAction::Heartbeat, follower),
            format!("{follower} follows: it has no heartbeat timer."),
        ),
        (
            Action::Server(ServerAction::Wipe, chief),
            format!("{chief} is not down: crash it first."),
        ),
        (
            Action::GiveLog(S1, vec![1], 1),
            "The run has begun: a log is given before it does.".into(),
        ),
    ] {
        assert_eq!(refusal(&mut world, action), sentence);
    }
    act(&mut world, Action::Hold(Held::Timers));
    assert_eq!(
        refusal(&mut world, Action::Hold(Held::Timers)),
        "The timers are held already."
    );
}

#[test]
fn messages_that_waited_for_a_paused_server_are_lost_when_it_goes_down() {
    let mut world = settled(3, 1);
    let id = a_follower(&world);
    act(&mut world, Action::Server(ServerAction::Pause, id));
    run(&mut world, 200);
    act(&mut world, Action::Server(ServerAction::Crash, id));
    let lost = run(&mut world, 0);
    assert!(
        lost.iter()
            .filter(|event| matches!(event.kind, EventKind::Lost { .. }))
            .count()
            > 1
    );
    run(&mut world, 200);
    let waiting = |message: &record::view::MessageView| {
        message.envelope.to == id && message.fate.time() < Some(world.now())
    };
    assert!(!world.view().messages.iter().any(waiting));
}

#[test]
fn time_goes_where_it_is_sent_although_a_paused_server_holds_the_next_plan() {
    let mut world = settled(1, 1);
    act(&mut world, Action::Server(ServerAction::Pause, S1));
    assert_eq!(world.next_due(), None);
    let until = Time(world.now().0 + 5_000_000);
    world.run_until(until, &mut |_| {});
    assert_eq!(world.now(), until);
}

#[test]
fn aligned_timers_run_out_together_also_that_of_a_paused_server() {
    let mut world = world(5, 4);
    run(&mut world, 10);
    let due = |server: &record::view::ServerView| server.election_timer.map(|timer| timer.due);
    let servers = world.view().servers;
    let last = servers.iter().max_by_key(|server| due(server)).unwrap().id;
    act(&mut world, Action::Server(ServerAction::Pause, last));
    let event = act(&mut world, Action::AlignTimers);
    let EventKind::Control(Control::TimersAligned { at }) = event.kind else {
        panic!("{event:?}")
    };
    act(&mut world, Action::Server(ServerAction::Resume, last));
    world.run_until(at, &mut |_| {});
    let candidates = |server: &&record::view::ServerView| server.role == RoleName::Candidate;
    let view = world.view();
    assert_eq!(view.servers.iter().filter(candidates).count(), 5);
    assert!(view.servers.iter().all(|server| server.term == 1));
}

#[test]
fn a_crash_before_sending_keeps_the_writes_of_the_step_and_none_of_its_messages() {
    let mut world = settled(3, 5);
    let chief = leader(&world).unwrap();
    submit(&mut world, "set y 1");
    let step = run_to(&mut world, |event| {
        matches!(event.kind, EventKind::RequestArrived { .. })
    });
    assert_eq!(step.server, Some(chief));
    let sent = |outcome: &record::Outcome| match outcome {
        record::Outcome::Sent { envelope, .. } => Some(envelope.name()),
        _ => None,
    };
    let sent: Vec<MessageName> = step.outcomes.iter().filter_map(sent).collect();
    assert!(!sent.is_empty());
    let crash = act(
        &mut world,
        Action::Server(ServerAction::CrashBeforeSend, chief),
    );
    assert!(matches!(
        crash.kind,
        EventKind::Crashed {
            unsynced: 1,
            kept: 0
        }
    ));
    let never = |name: &MessageName| record::Outcome::NeverSent { name: *name };
    assert_eq!(
        &crash.outcomes[..sent.len()],
        sent.iter().map(never).collect::<Vec<_>>()
    );
    assert!(
        !world
            .view()
            .messages
            .iter()
            .any(|message| sent.contains(&message.envelope.name()))
    );
}

#[test]
fn a_crash_before_sending_takes_the_answer_to_a_client_back() {
    let mut world = settled(3, 5);
    let chief = leader(&world).unwrap();
    submit(&mut world, "set y 1");
    run_to(&mut world, |event| {
        event.server == Some(chief) && matches!(event.kind, EventKind::Applied { .. })
    });
    act(
        &mut world,
        Action::Server(ServerAction::CrashBeforeSend, chief),
    );
    let next = run_to(&mut world, |event| {
        matches!(
            event.kind,
            EventKind::ReplyArrived { .. } | EventKind::ConnectionLost { .. }
        )
    });
    assert!(matches!(next.kind, EventKind::ConnectionLost { .. }));
}

#[test]
fn a_crash_that_tears_keeps_the_beginning_of_the_last_write() {
    let mut world = settled(3, 6);
    let chief = leader(&world).unwrap();
    let follower = a_follower(&world);
    act(
        &mut world,
        Action::Server(ServerAction::StallDisk, follower),
    );
    let before = world.view().servers[usize::from(follower.0 - 1)].durable;
    act(&mut world, Action::Hold(Held::Messages));
    for n in 0..4 {
        submit(&mut world, &format!("set y {n}"));
    }
    run(&mut world, 100);
    act(&mut world, Action::Release(Held::Messages));
    run(&mut world, 100);
    let view = world.view();
    let queue = view.servers[usize::from(follower.0 - 1)].disk.queue.len();
    assert!(queue > 1, "several writes wait");
    let crash = act(
        &mut world,
        Action::Server(ServerAction::CrashTearing, follower),
    );
    let EventKind::Crashed { unsynced, kept } = crash.kind else {
        panic!("{crash:?}")
    };
    assert_eq!(unsynced as usize, queue);
    assert!(kept >= unsynced - 1, "all but the last are kept");
    let after = world.view().servers[usize::from(follower.0 - 1)].durable;
    let full = view.servers[usize::from(chief.0 - 1)].log.last_index();
    assert!(before < after && after < full, "{before} {after} {full}");
}

#[test]
fn a_wiped_server_comes_back_with_nothing_and_is_marked() {
    let mut world = settled(3, 7);
    let id = a_follower(&world);
    act(&mut world, Action::Server(ServerAction::Crash, id));
    act(&mut world, Action::Server(ServerAction::Wipe, id));
    assert!(world.view().wiped.contains(id));
    act(&mut world, Action::Server(ServerAction::Isolate, id));
    act(&mut world, Action::Server(ServerAction::Restart, id));
    let view = world.view();
    let server = &view.servers[usize::from(id.0 - 1)];
    assert_eq!(
        (server.term, server.log.last_index(), server.voted_for),
        (0, 0, None)
    );
}

#[test]
fn a_run_can_begin_with_given_logs() {
    let mut world = world(3, 8);
    act(&mut world, Action::GiveLog(S1, vec![1, 1, 2], 2));
    let given = act(&mut world, Action::GiveLog(S2, vec![1, 3], 4));
    let [
        record::Outcome::Noticed(raft::Notice::Appended { first: 1, entries }),
        record::Outcome::DiskHolds(_),
    ] = &given.outcomes[..]
    else {
        panic!("{given:?}")
    };
    let terms: Vec<_> = entries.iter().map(|entry| entry.term).collect();
    assert_eq!(terms, [1, 3]);
    assert!(
        refusal(&mut world, Action::GiveLog(S3, vec![2, 1], 2)).starts_with("The terms of a log")
    );
    assert!(refusal(&mut world, Action::GiveLog(S3, vec![3], 2)).starts_with("The terms of a log"));
    run(&mut world, 0);
    let view = world.view();
    let ends = |place: usize| {
        let server = &view.servers[place];
        (
            server.term,
            server.log.last_index(),
            server.log.last_term(),
            server.durable,
        )
    };
    assert_eq!(
        [ends(0), ends(1), ends(2)],
        [(2, 3, 2, 3), (4, 2, 3, 2), (0, 0, 0, 0)]
    );
    run(&mut world, 3_000);
    assert_eq!(broken(&world), []);
    let logs: Vec<_> = world
        .view()
        .servers
        .iter()
        .map(|server| server.log.clone())
        .collect();
    assert!(logs.iter().all(|log| *log == logs[0]));
    assert_eq!(logs[0].term_at(2), Some(3), "S2, whose log was ahead, led");
}

#[test]
fn an_operation_can_be_sent_to_a_server_of_ones_choice() {
    let mut world = settled(3, 9);
    let follower = a_follower(&world);
    let operation = Operation::parse("set y 1").unwrap();
    act(&mut world, Action::SubmitAt(None, operation, follower));
    let sent = run_to(&mut world, |event| {
        matches!(event.kind, EventKind::ClientSent { .. })
    });
    assert_eq!(sent.server, Some(follower));
    let again = run_to(&mut world, |event| {
        matches!(event.kind, EventKind::ClientSent { .. })
    });
    assert_eq!(again.server, leader(&world), "it follows the hint");
}

/// Moves something of everything that is held, in turn.
fn manual(world: &mut World) {
    for id in [S1, S2, S3] {
        if !world.view().servers[usize::from(id.0 - 1)]
            .disk
            .queue
            .is_empty()
        {
            act(world, Action::Server(ServerAction::Sync, id));
        }
    }
    let message = world
        .view()
        .messages
        .first()
        .map(|message| message.envelope.name());
    act(
        world,
        Action::Message(
            MessageAction::Deliver,
            message.expect("a message is under way"),
        ),
    );
}

/// Delivers the oldest message that is on its way from the one to the other.
fn deliver(world: &mut World, to: u8, at_least: usize) {
    let view = world.view();
    let mut found = view
        .messages
        .iter()
        .filter(|message| message.envelope.to == ServerId(to));
    assert!(found.clone().count() >= at_least);
    let id = found.next().expect("such a message").envelope.name();
    act(world, Action::Message(MessageAction::Deliver, id));
}

fn is_delivery(event: &Event) -> bool {
    delivered(event).is_some()
}

fn delivered(event: &Event) -> Option<MessageNumber> {
    match &event.kind {
        EventKind::Delivered { envelope, .. } => Some(envelope.number),
        _ => None,
    }
}
