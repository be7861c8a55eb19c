//! The disk: what waits for it, what a crash leaves, and the crash points of writing and receiving snapshots.

use super::*;
use crate::Dial;
use crate::disk::{KeptWrites, Write};
use crate::machine::Machine;
use record::Outcome;

#[test]
fn a_vote_waits_at_a_stalled_disk_and_leaves_when_it_is_released() {
    let mut world = world(3, 1);
    run_to(&mut world, |event| {
        event
            .outcomes
            .iter()
            .any(|o| matches!(o, Outcome::Waits { .. }))
    });
    let candidate = world
        .view()
        .servers
        .iter()
        .find(|s| s.role == RoleName::Candidate)
        .unwrap()
        .id;
    act(
        &mut world,
        Action::Server(ServerAction::StallDisk, candidate),
    );
    run(&mut world, 100);
    let stalled = world.view().servers[usize::from(candidate.0 - 1)]
        .disk
        .clone();
    assert!(stalled.stalled && stalled.queue.iter().all(|write| write.due.is_none()));
    let requests = stalled
        .waiting
        .iter()
        .filter(|(_, envelope)| !envelope.body.kind().is_reply());
    assert_eq!(
        requests.count(),
        2,
        "they wait for the candidate's term and vote"
    );
    assert!(
        stalled.queue[0].what().contains("vote for"),
        "{}",
        stalled.queue[0].what()
    );
    act(
        &mut world,
        Action::Server(ServerAction::ReleaseDisk, candidate),
    );
    run_to(&mut world, |event| {
        event
            .outcomes
            .iter()
            .any(|o| matches!(o, Outcome::Sent { .. }))
    });
}

#[test]
fn a_crash_takes_what_was_not_durable_and_the_messages_that_waited_for_it() {
    let mut world = world(3, 1);
    run_to(&mut world, |event| {
        event
            .outcomes
            .iter()
            .any(|o| matches!(o, Outcome::Waits { .. }))
    });
    let candidate = world
        .view()
        .servers
        .iter()
        .find(|s| s.role == RoleName::Candidate)
        .unwrap()
        .id;
    let event = act(&mut world, Action::Server(ServerAction::Crash, candidate));
    assert_eq!(
        event.kind,
        EventKind::Crashed {
            unsynced: 1,
            kept: 0
        }
    );
    let disk = world.view().servers[usize::from(candidate.0 - 1)].clone();
    assert_eq!(
        (disk.term, disk.voted_for, disk.disk.waiting.len()),
        (0, None, 0)
    );
}

#[test]
fn what_a_crash_keeps_follows_the_dial() {
    let kept = |keeps| {
        let mut kept = [0, 0];
        for seed in 0..40 {
            let mut world = settled(3, seed);
            act(&mut world, Action::Set(Dial::CrashKeeps, keeps));
            let chief = leader(&world).unwrap();
            act(&mut world, Action::Server(ServerAction::StallDisk, chief));
            (1..6).for_each(|n| submit(&mut world, &format!("set x {n}")));
            run(&mut world, 60);
            if let EventKind::Crashed {
                unsynced,
                kept: some,
            } = act(&mut world, Action::Server(ServerAction::Crash, chief)).kind
            {
                assert!(some <= unsynced && unsynced > 1, "{some} of {unsynced}");
                kept[usize::from(some > 0)] += 1;
            }
        }
        kept
    };
    assert_eq!(kept(0), [40, 0], "nothing");
    for keeps in 1..=3 {
        assert!(
            kept(keeps).iter().all(|times| *times > 0),
            "dial at {keeps}: sometimes some, sometimes none"
        );
    }
}

#[test]
fn what_one_crash_keeps_says_nothing_about_the_next() {
    let settings = Settings {
        servers: 1,
        clients: 1,
        ..Settings::default()
    };
    let mut world = World::new(settings, 4).unwrap();
    act(&mut world, Action::Set(Dial::CrashKeeps, 1));
    let mut counts = Vec::new();
    for _ in 0..12 {
        run_to(&mut world, |event| {
            matches!(event.kind, EventKind::TimerFired { .. })
        });
        act(&mut world, Action::Server(ServerAction::StallDisk, S1));
        let EventKind::Crashed { unsynced, kept } =
            act(&mut world, Action::Server(ServerAction::Crash, S1)).kind
        else {
            panic!("it crashed");
        };
        assert_eq!(unsynced, 1);
        counts.push(kept);
        act(&mut world, Action::Server(ServerAction::Restart, S1));
    }
    assert!(counts.contains(&0) && counts.contains(&1), "{counts:?}");
}

#[test]
fn a_crash_keeps_writes_from_the_first_one_on() {
    for keeps in [1, 2] {
        let mut most = 0;
        for seed in 0..20 {
            let mut world = settled(3, seed);
            act(&mut world, Action::Set(Dial::CrashKeeps, keeps));
            let follower = a_follower(&world);
            let place = usize::from(follower.0 - 1);
            let before = world.view().servers[place].durable;
            act(
                &mut world,
                Action::Server(ServerAction::StallDisk, follower),
            );
            for n in 0..4 {
                submit(&mut world, &format!("set x {n}"));
                run(&mut world, 60);
            }
            let EventKind::Crashed { kept, .. } =
                act(&mut world, Action::Server(ServerAction::Crash, follower)).kind
            else {
                panic!("it crashed");
            };
            // Each write holds one entry, and of a write that is torn apart perhaps none is left.
            let grown = world.view().servers[place].durable - before;
            let kept = u64::from(kept);
            assert!(
                grown == kept || keeps == 2 && grown + 1 == kept,
                "dial at {keeps}, seed {seed}: {kept} writes, {grown} entries"
            );
            most = most.max(grown);
        }
        assert!(most > 2, "dial at {keeps}: {most} at most");
    }
}

/// A follower whose disk stalls while four entries come, one by one.
fn with_four_writes_under_way(seed: u64) -> (World, ServerId) {
    let mut world = settled(3, seed);
    let follower = a_follower(&world);
    act(
        &mut world,
        Action::Server(ServerAction::StallDisk, follower),
    );
    for n in 0..4 {
        submit(&mut world, &format!("set x {n}"));
        run(&mut world, 60);
    }
    (world, follower)
}

#[test]
fn where_writes_may_be_torn_only_the_first_that_is_not_kept_whole_is() {
    let mut torn = 0;
    for seed in 0..20 {
        let (world, follower) = with_four_writes_under_way(seed);
        let [whole, some] = [1, 2].map(|keeps| {
            let mut world = world.clone();
            act(&mut world, Action::Set(Dial::CrashKeeps, keeps));
            let crash = act(&mut world, Action::Server(ServerAction::Crash, follower));
            let EventKind::Crashed { kept, .. } = crash.kind else {
                panic!("{crash:?}")
            };
            kept
        });
        assert!(
            some == whole || some == whole + 1,
            "seed {seed}: {some} writes, {whole} of them whole"
        );
        torn += some - whole;
    }
    assert!(torn > 5, "{torn} of 20");
}

#[test]
fn of_a_last_write_with_four_entries_a_torn_disk_keeps_two() {
    let mut world = settled(3, 6);
    let follower = a_follower(&world);
    let place = usize::from(follower.0 - 1);
    let before = world.view().servers[place].durable;
    act(&mut world, Action::Server(ServerAction::Isolate, follower));
    (0..4).for_each(|n| submit(&mut world, &format!("set x {n}")));
    run(&mut world, 100);
    act(
        &mut world,
        Action::Server(ServerAction::StallDisk, follower),
    );
    act(
        &mut world,
        Action::Server(ServerAction::Reconnect, follower),
    );
    run(&mut world, 200);
    assert_eq!(world.view().servers[place].disk.queue.len(), 1);
    let (unsynced, kept) = (1, 1);
    let crash = act(
        &mut world,
        Action::Server(ServerAction::CrashTearing, follower),
    );
    assert_eq!(crash.kind, EventKind::Crashed { unsynced, kept });
    assert_eq!(world.view().servers[place].durable, before + 2);
}

#[test]
fn of_a_last_write_with_one_entry_a_torn_disk_keeps_nothing() {
    let mut world = settled(3, 6);
    let follower = a_follower(&world);
    let place = usize::from(follower.0 - 1);
    let before = world.view().servers[place].durable;
    act(
        &mut world,
        Action::Server(ServerAction::StallDisk, follower),
    );
    submit(&mut world, "set x 1");
    run(&mut world, 60);
    let (unsynced, kept) = (1, 0);
    let crash = act(
        &mut world,
        Action::Server(ServerAction::CrashTearing, follower),
    );
    assert_eq!(crash.kind, EventKind::Crashed { unsynced, kept });
    assert_eq!(world.view().servers[place].durable, before);
}

#[test]
fn each_write_draws_for_itself_whether_a_crash_keeps_it() {
    let mut between = 0;
    for seed in 0..20 {
        let (mut world, follower) = with_four_writes_under_way(seed);
        act(&mut world, Action::Set(Dial::CrashKeeps, 3));
        let crash = act(&mut world, Action::Server(ServerAction::Crash, follower));
        let EventKind::Crashed { unsynced, kept } = crash.kind else {
            panic!("{crash:?}")
        };
        between += u32::from(0 < kept && kept < unsynced);
    }
    assert!(between > 10, "{between} of 20");
}

#[test]
fn a_leader_commits_on_its_followers_disks_alone() {
    let mut world = settled(3, 2);
    let chief = leader(&world).unwrap();
    let place = usize::from(chief.0 - 1);
    act(&mut world, Action::Server(ServerAction::StallDisk, chief));
    submit(&mut world, "set y 1");
    run(&mut world, 200);
    let server = &world.view().servers[place];
    assert!(
        server.commit > server.durable,
        "commit {} durable {}",
        server.commit,
        server.durable
    );
    assert_eq!(broken(&world), []);
}

#[test]
fn as_many_entries_stay_behind_a_snapshot_as_the_dial_says() {
    for kept in [0, 7] {
        let mut world = settled(3, 3);
        act(&mut world, Action::Set(Dial::EntriesKept, kept));
        for _ in 0..30 {
            submit(&mut world, "add n 1");
        }
        run(&mut world, 5_000);
        for server in world.view().servers {
            let snapshot = server.snapshot.expect("thirty entries make one").id;
            let behind = snapshot.last_included_index - server.log.base_index();
            assert_eq!(behind, kept, "{}", server.id);
        }
    }
}

#[test]
fn a_follower_that_was_away_comes_back_by_snapshot_in_chunks() {
    let (mut world, away, chunks) = after_thirty_commands_without_a_follower(3);
    let mut ahead = world.clone();
    let mut held = Vec::new();
    while ahead.now() < Time(world.now().0 + 3_000_000) {
        ahead.step();
        let receiving = ahead.view().servers[usize::from(away.0 - 1)].receiving;
        held.extend(receiving.map(|it| (it.held, it.total)));
    }
    held.dedup();
    let is_part = held.iter().all(|(held, total)| held < total);
    assert!(is_part && held.len() as u64 >= chunks - 1, "{held:?}");
    let events = run(&mut world, 3_000);
    let of = |event: &Event| match &event.kind {
        EventKind::Delivered { envelope, .. } if envelope.to == away => match envelope.message() {
            Some(raft::Message::InstallSnapshot(chunk)) => Some(chunk.chunk_of()),
            _ => None,
        },
        _ => None,
    };
    let seen: Vec<_> = events.iter().filter_map(of).collect();
    assert!(
        seen.len() as u64 >= chunks && chunks >= 3,
        "{seen:?} of {chunks}"
    );
    let view = world.view();
    assert!(
        view.servers
            .iter()
            .all(|server| server.machine == view.servers[0].machine)
    );
    let back = &view.servers[usize::from(away.0 - 1)];
    assert_eq!((back.machine.get("n"), back.receiving), (Some(&30), None));
    assert!(back.snapshot.as_ref().unwrap().id.last_included_index >= 20);
    assert_eq!(broken(&world), []);
}

/// What was deleted meanwhile is gone there as well.
#[test]
fn a_snapshot_replaces_what_the_machine_held() {
    let mut world = settled(3, 3);
    let away = a_follower(&world);
    let x = |world: &World| {
        world.view().servers[usize::from(away.0 - 1)]
            .machine
            .get("x")
            .copied()
    };
    act(&mut world, Action::Server(ServerAction::Isolate, away));
    assert_eq!(x(&world), Some(1));
    submit(&mut world, "del x");
    for _ in 0..30 {
        submit(&mut world, "add n 1");
    }
    run(&mut world, 5_000);
    act(&mut world, Action::Server(ServerAction::Reconnect, away));
    run_to(&mut world, |event| {
        let restored = |o: &Outcome| matches!(o, Outcome::Restored(_));
        event.server == Some(away) && event.outcomes.iter().any(restored)
    });
    assert_eq!(x(&world), None);
}

#[test]
fn a_crash_at_any_moment_of_receiving_a_snapshot_does_no_harm() {
    for keeps in 0..=3 {
        for moment in 0..30 {
            let (mut world, away, _) = after_thirty_commands_without_a_follower(moment);
            act(&mut world, Action::Set(Dial::CrashKeeps, keeps));
            run_to(&mut world, |event| {
                matches!(&event.kind, EventKind::Delivered { envelope, .. }
                    if envelope.to == away && envelope.body.kind() == record::MessageKind::InstallSnapshot)
            });
            run(&mut world, moment * 3);
            act(&mut world, Action::Server(ServerAction::Crash, away));
            act(&mut world, Action::Server(ServerAction::Restart, away));
            run(&mut world, 3_000);
            let view = world.view();
            assert!(
                view.servers
                    .iter()
                    .all(|server| server.machine == view.servers[0].machine)
            );
            assert_eq!(
                broken(&world),
                [],
                "crash {moment} with the dial at {keeps}"
            );
        }
    }
}

/// A world of three in which one follower was down for thirty commands and has just been restarted; with the number of
/// chunks that the leader's snapshot makes.
fn after_thirty_commands_without_a_follower(seed: u64) -> (World, ServerId, u64) {
    let mut world = settled(3, seed);
    let away = a_follower(&world);
    act(&mut world, Action::Server(ServerAction::Crash, away));
    for _ in 0..30 {
        submit(&mut world, "add n 1");
    }
    run(&mut world, 5_000);
    let chief = leader(&world).unwrap();
    let snapshot = world.view().servers[usize::from(chief.0 - 1)]
        .snapshot
        .clone()
        .unwrap();
    let chunks = snapshot.size.div_ceil(world.dials().get(Dial::ChunkSize));
    act(&mut world, Action::Server(ServerAction::Restart, away));
    (world, away, chunks)
}

/// So what a restart makes of a disk can be shown beside it.
#[test]
fn a_restart_begins_with_what_recovery_makes_of_the_disk() {
    let mut repaired = 0;
    for seed in 0..40 {
        let (mut world, id, _) = after_thirty_commands_without_a_follower(seed);
        act(&mut world, Action::Set(Dial::CrashKeeps, 3));
        while !world.server(id).disk.queue.iter().any(saves_a_snapshot) {
            world.step();
        }
        for _ in 0..seed % 4 {
            world.step();
        }
        let mut disk = world.server(id).disk.clone();
        disk.crash(id, KeptWrites::AnySubset, world.chance);
        let recovered = disk.durable.clone().recovered();
        repaired += u32::from(recovered != disk.durable);
        act(&mut world, Action::Server(ServerAction::Crash, id));
        act(&mut world, Action::Server(ServerAction::Restart, id));
        assert_eq!(world.disk(id), Some(&recovered), "seed {seed}");
        assert_eq!(world.log(id), Some(&recovered.log), "seed {seed}");
        assert_eq!(world.snapshot(id), Some(&recovered.snapshot));
        let node = &world.server(id).node;
        assert_eq!(node.partial(), recovered.partial.as_ref());
        assert_eq!(
            (node.term(), node.voted_for()),
            (recovered.term, recovered.voted_for)
        );
        let machine = Machine::after(&recovered.snapshot, std::iter::empty());
        assert_eq!(world.machine(id), machine.ok().as_ref());
    }
    assert!(repaired > 5, "only {repaired} disks had to be repaired");
}

fn saves_a_snapshot(write: &Write) -> bool {
    let mut ops = write.ops.iter();
    ops.any(|op| matches!(op, raft::DiskOp::SaveSnapshot(_)))
}

/// What memory and disk have in common is not said again.
#[test]
fn a_crash_reports_the_disk_only_from_where_it_differs_from_what_was_known() {
    let mut world = settled(3, 7);
    let chief = leader(&world).unwrap();
    submit(&mut world, "set x 1");
    run(&mut world, 1_000);
    let mut stalled = world.clone();
    let held = disk_after_crash(&mut world, chief);
    assert_eq!(
        (held.first, held.entries.len()),
        (held.facts.last_index + 1, 0)
    );

    let durable = held.facts.last_index;
    act(&mut stalled, Action::Server(ServerAction::StallDisk, chief));
    submit(&mut stalled, "set x 2");
    run(&mut stalled, 200);
    let held = disk_after_crash(&mut stalled, chief);
    assert_eq!((held.first, held.entries.len()), (durable + 1, 0));
    assert_eq!(held.facts.last_index, durable);
}

fn disk_after_crash(world: &mut World, id: ServerId) -> record::DiskHeld {
    act(world, Action::Set(Dial::CrashKeeps, 0));
    let crash = act(world, Action::Server(ServerAction::Crash, id));
    let mut outcomes = crash.outcomes.into_iter();
    let held = outcomes.find_map(|outcome| match outcome {
        Outcome::DiskHolds(held) => Some(*held),
        _ => None,
    });
    held.expect("what the disk holds")
}
