//! Links, kinds of messages and disks that differ from what the dials say; and the presets.

use super::*;
use crate::Dial;
use raft::Duration;
use record::{Kinds, LinkOverride, Outcome, Scope};

#[test]
fn a_link_can_be_slower_than_the_others() {
    let mut world = world(3, 1);
    let slow = Scope {
        from: Some(S1),
        to: Some(S2),
        ..Scope::ALL
    };
    let latency = LinkOverride::Latency(Duration(80_000), Duration(90_000));
    act(&mut world, Action::OverrideLink(slow, Some(latency)));
    for (from, to, takes) in travels(&run(&mut world, 3_000)) {
        let expected = if (from, to) == (S1, S2) {
            80_000..=90_000
        } else {
            10_000..=15_000
        };
        assert!(expected.contains(&takes), "{from} to {to}: {takes}");
    }
    act(&mut world, Action::OverrideLink(slow, None));
    run(&mut world, 200);
    let all = travels(&run(&mut world, 2_000));
    assert!(all.iter().all(|(.., takes)| *takes <= 15_000));
}

#[test]
fn replies_can_be_lost_while_requests_are_not() {
    let mut world = settled(3, 2);
    let replies = Scope {
        kinds: Kinds::named("replies").unwrap(),
        ..Scope::ALL
    };
    act(
        &mut world,
        Action::OverrideLink(replies, Some(LinkOverride::Loss(1_000))),
    );
    let events = run(&mut world, 2_000);
    let lost = |reply| {
        let is = |event: &&Event| matches!(&event.kind, EventKind::Lost { envelope, .. } if envelope.body.kind().is_reply() == reply);
        events.iter().filter(is).count()
    };
    assert!(
        lost(true) > 20 && lost(false) == 0,
        "{} {}",
        lost(true),
        lost(false)
    );
}

#[test]
fn late_messages_come_after_others_that_left_later() {
    let mut world = settled(3, 3);
    act(
        &mut world,
        Action::OverrideLink(Scope::ALL, Some(LinkOverride::Late(300))),
    );
    let travels = travels(&run(&mut world, 5_000));
    let late = travels.iter().filter(|(.., takes)| *takes > 15_000);
    let (late, all) = (
        late.map(|(.., takes)| *takes).collect::<Vec<_>>(),
        travels.len(),
    );
    assert!(
        (all / 5..all / 2).contains(&late.len()),
        "{} of {all}",
        late.len()
    );
    assert!(
        late.iter()
            .all(|takes| (210_000..=2_215_000).contains(takes))
    );
}

#[test]
fn the_disk_of_one_server_can_be_slow() {
    let mut world = settled(3, 4);
    let id = a_follower(&world);
    let latency = Some((Duration(200_000), Duration(200_000)));
    act(&mut world, Action::OverrideDisk(id, latency));
    submit(&mut world, "set y 1");
    run_to(&mut world, |event| {
        event.server == Some(id)
            && event
                .outcomes
                .iter()
                .any(|o| matches!(o, Outcome::WriteBegan { .. }))
    });
    let began = world.now();
    run_to(&mut world, |event| {
        event.server == Some(id) && matches!(event.kind, EventKind::Persisted { .. })
    });
    assert_eq!(world.now().since(began), Duration(200_000));
}

#[test]
fn what_no_network_could_do_is_refused() {
    let mut world = world(3, 1);
    let to_none = Scope {
        to: Some(ServerId(4)),
        ..Scope::ALL
    };
    let shape = |scope, shape| Action::OverrideLink(scope, Some(shape));
    let latency = |min, max| LinkOverride::Latency(Duration(min), Duration(max));
    for (action, sentence) in [
        (
            shape(to_none, LinkOverride::Loss(1)),
            "There is no S4: the servers are S1 to S3.",
        ),
        (
            shape(Scope::ALL, LinkOverride::Loss(1_001)),
            "100.1% is more than all.",
        ),
        (
            shape(Scope::ALL, latency(1, 2_000)),
            "It goes from 0.1 ms to 1000.0 ms, the shorter one first.",
        ),
        (
            shape(Scope::ALL, latency(3_000, 2_000)),
            "It goes from 0.1 ms to 1000.0 ms, the shorter one first.",
        ),
    ] {
        assert_eq!(refusal(&mut world, action), sentence);
    }
    for server in 1..=3 {
        for kinds in Kinds::NAMED.iter().take(10) {
            for to in (1..=3).filter(|to| *to != server) {
                let scope = Scope {
                    kinds: kinds.1,
                    from: Some(ServerId(server)),
                    to: Some(ServerId(to)),
                };
                world.apply(&Action::OverrideLink(scope, Some(LinkOverride::Loss(1))));
                world.apply(&Action::OverrideLink(scope, Some(LinkOverride::Late(1))));
            }
        }
    }
    assert_eq!(
        refusal(&mut world, shape(Scope::ALL, LinkOverride::Late(1))),
        "There are 100 such rules already: unset one first."
    );
}

#[test]
fn the_presets_are_what_their_names_promise() {
    let paper = Settings::paper();
    assert_eq!(
        (
            paper.dials.get(Dial::NoOp),
            paper.dials.get(Dial::SnapshotThreshold)
        ),
        (0, 0)
    );
    let lab = Settings::lab();
    assert!(
        !lab.opening_operation,
        "the lab's tester sends all that is sent"
    );
    assert_eq!(
        lab.dials.get(Dial::NoOp),
        0,
        "the lab counts indexes from 1"
    );
    assert!(
        lab.dials.get(Dial::Heartbeat) >= 100_000,
        "at most ten heartbeats a second"
    );
    for seed in 0..20 {
        let mut world = World::new(Settings { servers: 5, ..lab }, seed).unwrap();
        run(&mut world, 5_000);
        assert!(
            leader(&world).is_some(),
            "a leader within five seconds, seed {seed}"
        );
    }
}

/// From whom to whom each message travels that arrived by itself, and for how many microseconds.
fn travels(events: &[Event]) -> Vec<(ServerId, ServerId, u64)> {
    let sent = events.iter().flat_map(|event| {
        event.outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Sent {
                envelope,
                fate: record::Fate::Arrives(at),
                ..
            } => Some((envelope.from, envelope.to, at.since(event.time).0)),
            _ => None,
        })
    });
    sent.collect()
}
