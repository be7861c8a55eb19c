//! Running a world: elections, replication, repeatability, and what its front door refuses.

use super::*;
use raft::Payload;

#[test]
fn there_is_a_leader_within_two_seconds_and_all_servers_follow_it() {
    for seed in 0..100 {
        let world = settled(5, seed);
        let view = world.view();
        let chief = leader(&world);
        for server in &view.servers {
            assert_eq!(server.leader, chief, "seed {seed}, {}", server.id);
        }
        assert_eq!(broken(&world), []);
    }
}

#[test]
fn the_opening_operation_is_applied_by_every_machine() {
    let world = settled(5, 7);
    for server in &world.view().servers {
        assert_eq!(server.machine.get("x"), Some(&1), "{}", server.id);
        assert!(server.commit >= 2 && server.applied == server.commit);
        let commands = (1..=server.log.last_index()).filter(|index| {
            matches!(
                server.log.get(*index).map(|e| &e.payload),
                Some(Payload::Command(_))
            )
        });
        assert_eq!(commands.count(), 1);
    }
}

#[test]
fn a_world_says_what_it_was_made_of() {
    let settings = Settings {
        servers: 3,
        clients: 2,
        opening_operation: false,
        ..Settings::default()
    };
    let mut world = World::new(settings, 9).unwrap();
    act(&mut world, Action::Set(crate::Dial::Loss, 5));
    assert_eq!((world.settings(), world.seed()), (&settings, 9));
    assert_ne!(world.dials(), &settings.dials);
}

#[test]
fn clusters_of_one_to_nine_servers_work() {
    for servers in 1..=9 {
        let world = settled(servers, 3);
        assert_eq!(world.view().servers.len(), usize::from(servers));
        assert!(
            world
                .view()
                .servers
                .iter()
                .all(|server| server.machine.contains_key("x"))
        );
    }
}

#[test]
fn the_same_seed_and_actions_give_the_same_run_and_others_do_not() {
    let play = |seed, action: Option<Action>| {
        let mut world = world(5, seed);
        run(&mut world, 700);
        action.map(|action| act(&mut world, action));
        run(&mut world, 700);
        (world.events(), world.fingerprint())
    };
    assert_eq!(play(1, None), play(1, None));
    assert_eq!(
        play(1, Some(Action::Server(ServerAction::Crash, S1))),
        play(1, Some(Action::Server(ServerAction::Crash, S1)))
    );
    assert_ne!(play(1, None).1, play(2, None).1);
    assert_ne!(
        play(1, None).1,
        play(1, Some(Action::Server(ServerAction::Crash, S1))).1
    );
}

#[test]
fn a_clone_goes_on_exactly_like_the_world_it_was_taken_from() {
    let mut world = settled(5, 11);
    submit(&mut world, "add x 1");
    let mut clone = world.clone();
    run(&mut world, 1_000);
    assert_ne!(world.fingerprint(), clone.fingerprint());
    run(&mut clone, 1_000);
    assert_eq!(world.fingerprint(), clone.fingerprint());
    assert_eq!(world.view(), clone.view());
}

#[test]
fn looking_at_a_world_changes_nothing() {
    let mut world = settled(3, 5);
    let mut unseen = world.clone();
    for _ in 0..50 {
        run(&mut world, 10);
        let _ = (world.view(), world.next_due());
    }
    run(&mut unseen, 500);
    assert_eq!(world.fingerprint(), unseen.fingerprint());
}

#[test]
fn every_event_follows_its_cause() {
    let mut world = world(5, 4);
    for event in run(&mut world, 1_000) {
        if let Some(cause) = event.cause {
            assert!(
                cause < event.number,
                "event {} before its cause {cause}",
                event.number
            );
        } else {
            assert!(
                matches!(event.kind, EventKind::Started { .. }),
                "{:?} has no cause",
                event.kind
            );
        }
    }
}

#[test]
fn the_next_event_happens_when_the_world_said() {
    let mut world = world(5, 8);
    for _ in 0..2_000 {
        let due = world.next_due().unwrap();
        assert_eq!(world.step().unwrap().time, due);
    }
}

#[test]
fn impossible_settings_are_refused_with_a_sentence() {
    let refuse = |settings| World::new(settings, 0).err().map(|error| error.to_string());
    let settings = Settings::default();
    let none = refuse(Settings {
        servers: 0,
        ..settings
    });
    assert_eq!(
        none.as_deref(),
        Some("A cluster has 1 to 9 servers, not 0.")
    );
    assert!(
        refuse(Settings {
            servers: 10,
            ..settings
        })
        .is_some()
    );
    assert!(
        refuse(Settings {
            clients: 10,
            ..settings
        })
        .is_some()
    );
    let mut dials = settings.dials;
    dials.push(crate::Dial::Heartbeat, crate::Dial::Heartbeat.info().max);
    assert!(refuse(Settings { dials, ..settings }).is_some());
}

#[test]
fn a_server_is_new_until_it_has_started() {
    let mut world = world(3, 1);
    assert!(world.is_new(S1) && world.is_new(S3) && !world.is_new(ServerId(4)));
    run(&mut world, 1);
    assert!(!world.is_new(S1) && !world.is_new(S3));
}
