//! What can be shown of a cluster.

use crate::{Player, Script, Stop, Value};
use raft::Time;
use sim::{Timeline, World};

/// The world at the end of a script.
fn after(text: &str) -> World {
    let script = Script::parse(text).expect("no mistakes");
    let (settings, seed) = script.settings().expect("such a world");
    let world = World::new(settings, seed.unwrap_or(1)).expect("such a world");
    let mut run = Timeline::of(world, ());
    let mut player = Player::new(script);
    while player.next(&mut run, Time(u64::MAX), &mut u64::MAX.clone()) != Stop::Ended {}
    run.world().clone()
}

fn shown(text: &str, world: &World) -> String {
    let value = Value::parse(text, world.settings());
    let value = value.unwrap_or_else(|mistake| panic!("{text}: {mistake}"));
    value.of(world, world.last_event())
}

#[test]
fn a_value_is_what_the_cluster_has_now() {
    let script = "servers 3\nseed 7\nuntil leader is S1\nsubmit \"set x 4\"\nuntil quiet within 1s\ncrash S3\n";
    let world = after(script);
    for (text, expected) in [
        ("leader", "S1"),
        ("term of S1", "1"),
        ("term of leader", "1"),
        ("commit of all", "2, 2, none"),
        ("role of S1", "leader"),
        ("role of S2", "follower"),
        ("role of S3", "down"),
        ("log of S1", "1.1 1.2"),
        ("snapshot of S2", "0"),
        ("state S1 x", "4"),
        ("state S1 y", "none"),
        ("leader is S1", "yes"),
        ("leader is S2 or no leader", "no"),
        ("commit of S1 >= 2", "yes"),
    ] {
        assert_eq!(shown(text, &world), expected, "{text}");
    }
    assert_eq!(shown("events", &world), world.events().to_string());
    assert_eq!(shown("time", &world), world.now().to_string());
}

#[test]
fn what_there_is_not_is_none() {
    let world = after("servers 3\nseed 7\nrun 1ms\n");
    for text in ["leader", "term of leader", "log of S1"] {
        assert_eq!(shown(text, &world), "none", "{text}");
    }
}

#[test]
fn what_is_no_value_is_said_as_of_a_condition() {
    let world = after("servers 3\nseed 7\nrun 1ms\n");
    for (text, sentence) in [
        (
            "turm of S1",
            "Expected a condition, found `turm`. Did you mean `term`?",
        ),
        ("term of S9", "There is no S9: the servers are S1 to S3."),
        (
            "role of S1 is",
            "Unexpected end of line: expected `follower`, `candidate` or `leader`.",
        ),
    ] {
        let mistake = Value::parse(text, world.settings()).expect_err(text);
        assert_eq!(mistake.to_string(), sentence);
    }
}
