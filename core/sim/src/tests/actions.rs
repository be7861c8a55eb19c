//! What the user does to servers and dials, and what is said when it is not possible.

use super::*;
use crate::Dial;
use crate::machine::Machine;
use record::Held;
use record::view::Process;

#[test]
fn another_leader_follows_a_crashed_one_which_comes_back_as_a_follower() {
    let mut world = settled(5, 1);
    let old = leader(&world).unwrap();
    act(&mut world, Action::Server(ServerAction::Crash, old));
    submit(&mut world, "set y 2");
    run(&mut world, 3_000);
    let new = leader(&world).unwrap();
    assert_ne!(new, old);
    act(&mut world, Action::Server(ServerAction::Restart, old));
    run(&mut world, 1_000);
    let view = world.view();
    let back = view.servers.iter().find(|server| server.id == old).unwrap();
    assert_eq!(
        (back.process, back.role, back.leader),
        (Process::Running, RoleName::Follower, Some(new))
    );
    assert!(
        view.servers
            .iter()
            .all(|server| server.log == view.servers[0].log),
        "its log is repaired"
    );
    assert!(
        view.servers
            .iter()
            .all(|server| server.machine.get("y") == Some(&2))
    );
}

#[test]
fn a_server_that_is_down_before_it_starts_stays_down() {
    let mut world = world(3, 1);
    act(&mut world, Action::Server(ServerAction::Crash, S1));
    act(&mut world, Action::Server(ServerAction::Crash, S2));
    act(&mut world, Action::Server(ServerAction::Restart, S2));
    let own = |event: &Event, id| event.server == Some(id);
    for event in run(&mut world, 2_000) {
        let steps = event.after.is_some();
        assert!(!steps || !own(&event, S1), "S1 does a step: {event:?}");
        let started = matches!(event.kind, EventKind::Started { .. });
        assert!(!started || own(&event, S3), "S2 starts twice: {event:?}");
    }
    assert!(leader(&world).is_some(), "of the two others");
}

#[test]
fn a_server_that_is_paused_before_it_starts_does_so_when_it_goes_on() {
    let mut world = world(3, 1);
    act(&mut world, Action::Server(ServerAction::Pause, S1));
    let events = run(&mut world, 100);
    assert!(events.iter().all(|event| event.server != Some(S1)));
    act(&mut world, Action::Server(ServerAction::Resume, S1));
    let event = world.step().expect("it starts");
    let start = EventKind::Started { again: false };
    assert_eq!((event.server, &event.kind), (Some(S1), &start));
}

#[test]
fn a_crashed_server_shows_what_its_disk_holds() {
    let mut world = settled(3, 1);
    let id = a_follower(&world);
    let before = server(&world, id);
    act(&mut world, Action::Server(ServerAction::Crash, id));
    let after = server(&world, id);
    assert_eq!(after.process, Process::Crashed);
    assert_eq!(
        (after.term, after.log.last_index()),
        (before.term, before.durable)
    );
    assert_eq!(
        (after.commit, after.leader, after.election_timer),
        (0, None, None)
    );
    assert!(after.machine.is_empty());
}

/// The picture of a crashed server is that of its disk, to the last field: also of a configuration that only its memory
/// held.
#[test]
fn a_crashed_server_has_the_configuration_of_its_disk() {
    let mut world = settled(3, 1);
    let (chief, id) = (leader(&world).unwrap(), a_follower(&world));
    let before = server(&world, id);
    act(&mut world, Action::Server(ServerAction::StallDisk, id));
    let grown = raft::Configuration::simple(raft::ServerSet::first(4));
    let append = raft::message::AppendEntries {
        term: before.term,
        request: 1,
        prev_log_index: before.log.last_index(),
        prev_log_term: before.log.last_term(),
        entries: [raft::Entry {
            term: before.term,
            payload: raft::Payload::Configuration(grown),
        }]
        .into(),
        leader_commit: before.commit,
    };
    let input = raft::Input::Message {
        from: chief,
        message: raft::Message::AppendEntries(append),
    };
    world.take_step(id, input);
    assert_eq!(server(&world, id).configuration, grown);
    act(&mut world, Action::Server(ServerAction::Crash, id));
    assert_eq!(server(&world, id).configuration, before.configuration);
}

#[test]
fn a_snapshot_that_cannot_be_read_is_a_violation() {
    let mut world = settled(3, 3);
    act(&mut world, Action::Server(ServerAction::TakeSnapshot, S1));
    run(&mut world, 100);
    act(&mut world, Action::Server(ServerAction::Crash, S1));
    let mut durable = world.disk(S1).unwrap().clone();
    durable.snapshot.data = b"no machine".as_slice().into();
    world.server_mut(S1).set_durable(durable);
    let restarted = act(&mut world, Action::Server(ServerAction::Restart, S1));
    let violation = raft::Notice::Violation("its state machine cannot read the snapshot".into());
    let violation = record::Outcome::Noticed(violation);
    assert!(restarted.outcomes.contains(&violation), "{restarted:?}");
    assert!(server(&world, S1).machine.is_empty());
}

#[test]
fn a_paused_process_keeps_its_memory_and_takes_what_waited_in_order() {
    let mut world = settled(3, 2);
    let id = a_follower(&world);
    act(&mut world, Action::Server(ServerAction::Pause, id));
    submit(&mut world, "set y 5");
    let silent = run(&mut world, 600);
    assert!(
        silent
            .iter()
            .all(|event| event.server != Some(id) || event.after.is_none()),
        "it takes no step"
    );
    assert!(server(&world, id).machine.get("y").is_none());
    act(&mut world, Action::Server(ServerAction::Resume, id));
    let mut ids = Vec::new();
    for event in run(&mut world, 0) {
        if let EventKind::Delivered { envelope, .. } = &event.kind {
            ids.push(envelope.name());
        }
    }
    assert!(ids.len() > 3 && ids.is_sorted(), "{ids:?}");
    run(&mut world, 500);
    assert_eq!(server(&world, id).machine.get("y"), Some(&5));
    assert_eq!(broken(&world), []);
}

#[test]
fn a_request_to_a_paused_server_waits_for_it() {
    let mut world = settled(3, 2);
    let chief = leader(&world).unwrap();
    submit(&mut world, "set y 1");
    let arrives = |event: &Event| matches!(event.kind, EventKind::RequestArrived { .. });
    run_to(&mut world, |event| {
        matches!(event.kind, EventKind::ClientSent { .. })
    });
    act(&mut world, Action::Server(ServerAction::Pause, chief));
    assert!(!run(&mut world, 100).iter().any(arrives));
    act(&mut world, Action::Server(ServerAction::Resume, chief));
    assert!(run(&mut world, 0).iter().any(arrives));
}

#[test]
fn all_writes_that_come_due_during_a_pause_are_finished_after_it() {
    let mut world = settled(3, 2);
    let chief = leader(&world).unwrap();
    for n in 0..4 {
        submit(&mut world, &format!("set y {n}"));
    }
    while server(&world, chief).disk.queue.len() < 2 {
        world.step();
    }
    act(&mut world, Action::Server(ServerAction::Pause, chief));
    run(&mut world, 100);
    act(&mut world, Action::Server(ServerAction::Resume, chief));
    run(&mut world, 1_000);
    assert!(server(&world, chief).disk.queue.is_empty());
}

#[test]
fn a_timer_can_be_made_to_run_out() {
    let mut world = settled(3, 3);
    let id = a_follower(&world);
    let term = server(&world, id).term;
    let event = act(&mut world, Action::Server(ServerAction::TimeOut, id));
    assert!(matches!(
        event.kind,
        EventKind::TimerFired { manual: true, .. }
    ));
    assert_eq!(
        (server(&world, id).role, server(&world, id).term),
        (RoleName::Candidate, term + 1)
    );
    run(&mut world, 300);
    let chief = leader(&world).unwrap();
    assert_eq!(
        refusal(&mut world, Action::Server(ServerAction::TimeOut, chief)),
        format!("{chief} runs no election timer: it leads, or has not started.")
    );
}

#[test]
fn a_snapshot_can_be_asked_for_when_there_is_something_new() {
    let mut world = settled(3, 3);
    act(&mut world, Action::Server(ServerAction::TakeSnapshot, S1));
    run(&mut world, 100);
    let taken = server(&world, S1);
    let snapshot = taken.snapshot.unwrap();
    assert_eq!(snapshot.id.last_included_index, taken.applied);
    assert_eq!(snapshot.contents.get("x"), Some(&1));
    let again = refusal(&mut world, Action::Server(ServerAction::TakeSnapshot, S1));
    assert_eq!(
        again,
        format!(
            "S1 has applied nothing since its snapshot up to {}.",
            taken.applied
        )
    );
}

#[test]
fn a_snapshot_at_an_index_is_the_one_that_was_taken_when_that_was_applied() {
    let (mut world, mut earlier) = (with_commands(12), with_commands(5));
    act(&mut earlier, Action::Server(ServerAction::TakeSnapshot, S1));
    act(&mut world, Action::SnapshotAt(S1, 7));
    let (taken, then) = (world.snapshot(S1), earlier.snapshot(S1));
    assert_eq!((taken.unwrap().id.last_included_index, taken), (7, then));
    run(&mut world, 100);
    act(&mut world, Action::SnapshotAt(S1, 9));
    let later = Machine::from_bytes(&world.snapshot(S1).unwrap().data).unwrap();
    assert_eq!(later.values().get("x"), Some(&7), "from the one before");
    assert_eq!(later.sessions().count(), 1);
}

#[test]
fn a_snapshot_at_an_index_that_is_not_applied_or_covered_already_is_refused() {
    let mut world = with_commands(4);
    let applied = server(&world, S1).applied;
    assert_eq!(applied, 6);
    act(&mut world, Action::SnapshotAt(S1, 4));
    run(&mut world, 100);
    for index in [0, 3, 4, 7, u64::MAX] {
        assert_eq!(
            refusal(&mut world, Action::SnapshotAt(S1, index)),
            "S1 can take a snapshot at 5 to 6: its last one reaches through 4, and it has applied through 6."
        );
    }
    act(&mut world, Action::SnapshotAt(S1, 5));
    assert_eq!(
        refusal(&mut world, Action::SnapshotAt(S1, 5)),
        "S1 can take a snapshot at 6: its last one reaches through 5, and it has applied through 6."
    );
    act(&mut world, Action::SnapshotAt(S1, 6));
    assert_eq!(
        refusal(&mut world, Action::SnapshotAt(S1, 7)),
        "S1 has applied nothing since its snapshot up to 6."
    );
    act(&mut world, Action::Server(ServerAction::Crash, S1));
    assert_eq!(
        refusal(&mut world, Action::SnapshotAt(S1, 6)),
        "S1 is down: restart it first."
    );
}

#[test]
fn a_snapshot_that_cannot_be_read_is_not_gone_on_from() {
    let mut world = with_commands(4);
    act(&mut world, Action::SnapshotAt(S1, 4));
    run(&mut world, 100);
    act(&mut world, Action::Server(ServerAction::Crash, S1));
    let mut durable = world.disk(S1).unwrap().clone();
    durable.snapshot.data = b"no machine".as_slice().into();
    world.server_mut(S1).set_durable(durable);
    act(&mut world, Action::Server(ServerAction::Restart, S1));
    run(&mut world, 1_000);
    assert_eq!(
        refusal(&mut world, Action::SnapshotAt(S1, 5)),
        "The state machine of S1 cannot go on from its snapshot. The snapshot does not begin with `key-value machine, format 1`."
    );
}

#[test]
fn the_log_of_a_crashed_server_can_be_erased_from_an_index_on() {
    let mut world = with_commands(8);
    let id = a_follower(&world);
    let kept = world.log(id).unwrap().slice(1, 6);
    assert_eq!(
        refusal(&mut world, Action::EraseLog(id, 7)),
        format!("{id} is not down: crash it first.")
    );
    act(&mut world, Action::Server(ServerAction::Crash, id));
    let (term, voted_for) = (server(&world, id).term, server(&world, id).voted_for);
    act(&mut world, Action::EraseLog(id, 7));
    let disk = world.disk(id).unwrap();
    assert_eq!(disk.log.slice(1, 100), kept);
    assert_eq!((disk.term, disk.voted_for), (term, voted_for));
    assert!(world.view().wiped.contains(id));
    for from in [0, 7] {
        assert_eq!(
            refusal(&mut world, Action::EraseLog(id, from)),
            format!("The log on the disk of {id} holds entries 1 to 6.")
        );
    }
    act(&mut world, Action::EraseLog(id, 2));
    assert_eq!(
        refusal(&mut world, Action::EraseLog(id, 2)),
        format!("The log on the disk of {id} holds entry 1 only.")
    );
    act(&mut world, Action::EraseLog(id, 1));
    assert_eq!(
        refusal(&mut world, Action::EraseLog(id, 1)),
        format!("The log on the disk of {id} is empty.")
    );
    act(&mut world, Action::Server(ServerAction::Restart, id));
    let other = if id == S2 { S3 } else { S2 };
    act(&mut world, Action::Server(ServerAction::TimeOut, other));
    run(&mut world, 1_000);
    assert_eq!(
        world.log(id),
        world.log(S1),
        "another leader sends all of it"
    );
}

#[test]
fn what_is_erased_below_a_snapshot_leaves_the_snapshot_alone() {
    let mut world = with_commands(8);
    act(&mut world, Action::SnapshotAt(S1, 6));
    run(&mut world, 100);
    act(&mut world, Action::Server(ServerAction::Crash, S1));
    assert_eq!(world.log(S1).unwrap().first_index(), 4);
    act(&mut world, Action::EraseLog(S1, 5));
    let log = world.log(S1).unwrap();
    assert_eq!((log.first_index(), log.last_index()), (7, 6));
    assert_eq!(world.snapshot(S1).unwrap().id.last_included_index, 6);
}

/// Durable Quorum is about disks: as with one that was erased, what is gone is missed at once.
#[test]
fn a_majority_without_a_committed_entry_is_noticed_when_the_log_is_erased() {
    let mut world = with_commands(4);
    for id in [S2, S3] {
        act(&mut world, Action::Server(ServerAction::Crash, id));
    }
    act(&mut world, Action::EraseLog(S2, 6));
    assert_eq!(broken(&world), []);
    act(&mut world, Action::EraseLog(S3, 6));
    let names: Vec<_> = broken(&world).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Durable Quorum"]);
}

/// Three servers that lead a quiet life: S1 leads, and so many commands have been applied after the no-op and the opening
/// operation. No snapshot is taken by itself.
fn with_commands(commands: u64) -> World {
    let mut settings = Settings {
        servers: 3,
        ..Settings::default()
    };
    settings.dials.set(Dial::SnapshotThreshold, 0).unwrap();
    let mut world = World::new(settings, 7).unwrap();
    while world.is_starting() {
        world.step();
    }
    act(&mut world, Action::Server(ServerAction::TimeOut, S1));
    run(&mut world, 1_000);
    for value in 1..=commands {
        submit(&mut world, &format!("set x {value}"));
        run(&mut world, 100);
    }
    run(&mut world, 100);
    assert_eq!(leader(&world), Some(S1));
    world
}

#[test]
fn an_isolated_leader_is_replaced_and_commits_nothing() {
    let mut world = settled(5, 5);
    let old = leader(&world).unwrap();
    let commit = server(&world, old).commit;
    act(&mut world, Action::Server(ServerAction::Isolate, old));
    submit(&mut world, "set y 1");
    run(&mut world, 2_000);
    assert_eq!(
        (server(&world, old).role, server(&world, old).commit),
        (RoleName::Leader, commit)
    );
    assert_ne!(leader(&world), Some(old));
    act(&mut world, Action::Server(ServerAction::Reconnect, old));
    run(&mut world, 1_000);
    assert_eq!(server(&world, old).role, RoleName::Follower);
    assert!(
        world
            .view()
            .servers
            .iter()
            .all(|server| server.machine.get("y") == Some(&1))
    );
}

#[test]
fn actions_on_a_server_in_the_wrong_state_are_refused() {
    let mut world = settled(3, 6);
    for (action, sentence) in [
        (Action::Server(ServerAction::Restart, S1), "S1 is not down."),
        (
            Action::Server(ServerAction::Resume, S1),
            "S1 is not paused.",
        ),
        (
            Action::Server(ServerAction::ReleaseDisk, S1),
            "The disk of S1 is not stalled.",
        ),
        (
            Action::Server(ServerAction::Crash, ServerId(4)),
            "There is no S4: the servers are S1 to S3.",
        ),
        (
            Action::Server(ServerAction::Crash, ServerId(0)),
            "There is no S0: the servers are S1 to S3.",
        ),
    ] {
        assert_eq!(refusal(&mut world, action), sentence);
    }
    act(&mut world, Action::Server(ServerAction::Crash, S1));
    for action in [
        Action::Server(ServerAction::Pause, S1),
        Action::Server(ServerAction::TimeOut, S1),
        Action::Server(ServerAction::TakeSnapshot, S1),
        Action::Server(ServerAction::StallDisk, S1),
    ] {
        assert_eq!(refusal(&mut world, action), "S1 is down: restart it first.");
    }
    assert_eq!(
        refusal(&mut world, Action::Server(ServerAction::Crash, S1)),
        "S1 is down already."
    );
}

#[test]
fn a_message_to_a_paused_server_waits_and_one_to_a_crashed_server_is_lost() {
    let mut world = world(3, 6);
    act(&mut world, Action::Hold(Held::Messages));
    act(&mut world, Action::Hold(Held::Timers));
    run(&mut world, 10);
    act(&mut world, Action::Server(ServerAction::TimeOut, S1));
    run(&mut world, 100);
    let messages = world.view().messages;
    let vote = messages.iter().find(|message| message.envelope.to == S2);
    let id = vote.expect("a request for a vote").envelope.name();
    act(&mut world, Action::Server(ServerAction::Pause, S2));
    assert_eq!(
        refusal(&mut world, Action::Message(MessageAction::Deliver, id)),
        "S2 is paused and takes nothing in: resume it first."
    );
    act(&mut world, Action::Server(ServerAction::Crash, S2));
    let event = act(&mut world, Action::Message(MessageAction::Deliver, id));
    assert!(matches!(event.kind, EventKind::Lost { .. }));
}

#[test]
fn a_dial_turns_its_partner_along_and_refuses_what_no_server_could_live_with() {
    let mut world = settled(3, 6);
    for (dial, value, partner) in [
        (Dial::LatencyMin, 40_000, Dial::LatencyMax),
        (Dial::LatencyMax, 5_000, Dial::LatencyMin),
        (Dial::ElectionTimeoutMin, 500_000, Dial::ElectionTimeoutMax),
        (Dial::DiskMax, 1_000, Dial::DiskMin),
    ] {
        let turned = act(&mut world, Action::Set(dial, value));
        assert_eq!(world.dials().get(partner), value);
        assert_eq!(along(&turned), Some(partner.info().label));
    }
    let alone = act(&mut world, Action::Set(Dial::LatencyMax, 6_000));
    assert_eq!(along(&alone), None);
    act(&mut world, Action::Set(Dial::ElectionTimeoutMin, 150_000));
    let sentence = refusal(&mut world, Action::Set(Dial::Heartbeat, 150_000));
    assert_eq!(
        sentence,
        "The election timeout must be longer than the heartbeat interval."
    );
    assert!(refusal(&mut world, Action::Set(Dial::Loss, 1_001)).contains("from 0% to 100%"));
}

/// The dial that a turned one moved with it.
fn along(event: &Event) -> Option<&str> {
    match &event.kind {
        EventKind::Control(Control::Tuned { along, .. }) => along.as_deref(),
        _ => panic!("{event:?}"),
    }
}

#[test]
fn a_paused_process_takes_dials_over_when_it_resumes() {
    let mut world = settled(3, 2);
    let id = a_follower(&world);
    let config = |world: &World| *world.server(id).node.config();
    let before = config(&world);
    act(&mut world, Action::Server(ServerAction::Pause, id));
    act(&mut world, Action::Set(Dial::ChunkSize, 9));
    act(&mut world, Action::Set(Dial::ChunkSize, 11));
    assert_eq!(config(&world), before, "its input waits");
    let resumed = act(&mut world, Action::Server(ServerAction::Resume, id));
    assert_eq!(config(&world), world.dials().config());
    assert!(resumed.after.is_some(), "it took a step");
    act(&mut world, Action::Server(ServerAction::Pause, id));
    let resumed = act(&mut world, Action::Server(ServerAction::Resume, id));
    assert!(resumed.after.is_none(), "there was nothing to take over");
}

#[test]
fn a_dial_that_concerns_servers_counts_for_those_that_run() {
    let mut world = settled(3, 6);
    let beats = |world: &mut World| {
        let beat = |event: &&Event| {
            let timer = raft::TimerKind::Heartbeat;
            matches!(event.kind, EventKind::TimerFired { timer: own, .. } if own == timer)
        };
        run(world, 1_000).iter().filter(beat).count()
    };
    let before = beats(&mut world);
    act(&mut world, Action::Set(Dial::Heartbeat, 10_000));
    run(&mut world, 100);
    let after = beats(&mut world);
    assert!(before < 30 && after > 90, "{before}, then {after}");
}

#[test]
fn every_dial_takes_its_whole_range_and_stands_where_its_default_is() {
    for info in crate::DIALS {
        let mut dials = crate::Dials::default();
        assert_eq!(dials.get(info.dial), info.default, "{}", info.name);
        assert_eq!(crate::Dial::named(info.name), Some(info.dial));
        assert!(dials.set(info.dial, info.max + 1).is_err(), "{}", info.name);
        assert!(
            info.min == 0 || dials.set(info.dial, info.min - 1).is_err(),
            "{}",
            info.name
        );
        assert_eq!(dials, crate::Dials::default(), "a refusal changes nothing");
    }
    let error = crate::Dials::default().set(Dial::Loss, 1_001).unwrap_err();
    assert_eq!(error.to_string(), "“Loss” goes from 0% to 100%.");
}

#[test]
fn a_clock_that_drifts_makes_timers_run_out_sooner_or_later() {
    let first_timeout = |drift| {
        let mut world = world(1, 8);
        act(&mut world, Action::Set(Dial::ClockDrift, drift));
        run_to(&mut world, |event| {
            matches!(event.kind, EventKind::TimerFired { .. })
        })
        .time
    };
    assert_ne!(first_timeout(0), first_timeout(500));
}

fn server(world: &World, id: ServerId) -> record::view::ServerView {
    world.view().servers[usize::from(id.0 - 1)].clone()
}
