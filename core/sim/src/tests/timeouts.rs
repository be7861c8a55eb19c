//! §5.2: "election timeouts are chosen randomly from a fixed interval" — the node asks for the interval, and here is
//! what it gets.

use super::*;
use std::collections::BTreeSet;

/// The interval of the default dials, and the tenth of it that stands for one tick, in µs.
const SHORTEST: u64 = 150_000;
const TICK: u64 = 15_000;

/// §5.2: followers and candidates alike wait for any time between the shortest and the longest.
#[test]
fn every_tenth_of_the_interval_is_drawn_by_followers_and_candidates() {
    let (mut followers, mut candidates) = (BTreeSet::new(), BTreeSet::new());
    for seed in 0..100 {
        let mut world = begun(seed);
        followers.extend(ticks(&world));
        for server in [1, 2, 3, 4, 5].map(ServerId) {
            act(&mut world, Action::Server(ServerAction::TimeOut, server));
        }
        candidates.extend(ticks(&world));
    }
    let all: BTreeSet<u64> = (0..10).collect();
    assert_eq!(followers, all);
    assert_eq!(candidates, all);
}

/// §5.2: "This spreads out the servers so that in most cases only a single server will time out."
#[test]
fn seldom_do_two_of_five_servers_time_out_in_the_same_tenth() {
    let (mut followers, mut candidates) = (0, 0);
    for seed in 0..1_000 {
        let mut world = begun(seed);
        followers += u32::from(first_is_shared(&ticks(&world)));
        for server in [1, 2, 3, 4, 5].map(ServerId) {
            act(&mut world, Action::Server(ServerAction::TimeOut, server));
        }
        candidates += u32::from(first_is_shared(&ticks(&world)));
    }
    // Five independent draws of ten share the lowest in 23 of 100 rounds.
    assert!((150..300).contains(&followers), "{followers} of 1000");
    assert!((150..300).contains(&candidates), "{candidates} of 1000");
}

/// Five servers that have just come up.
fn begun(seed: u64) -> World {
    let mut world = world(5, seed);
    while world.next_due() == Some(Time::ZERO) {
        world.step();
    }
    world
}

/// In which tenth of the interval the timer of each server runs out.
fn ticks(world: &World) -> Vec<u64> {
    let timers = world.view().servers.into_iter().map(|server| {
        let timer = server.election_timer.expect("every server has one");
        timer.due.0 - timer.armed_at.0 - SHORTEST
    });
    // The longest timeout itself is the end of the last tenth.
    timers.map(|more| (more / TICK).min(9)).collect()
}

fn first_is_shared(ticks: &[u64]) -> bool {
    let first = ticks.iter().min();
    ticks.iter().filter(|tick| Some(*tick) == first).count() > 1
}
