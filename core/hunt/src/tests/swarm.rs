//! Random worlds: nothing is found in many of them, a lot happens in them, and each is a function of its seed.

use crate::swarm::{Coverage, play, replay};
use std::ops::Range;

/// How many worlds the ordinary test plays.
const SEEDS: Range<u64> = 0..2_000;

#[test]
fn nothing_is_found_in_two_thousand_worlds_in_which_a_lot_happens() {
    let half = (SEEDS.start + SEEDS.end) / 2;
    let coverage = std::thread::scope(|scope| {
        let other = scope.spawn(|| swarm(half..SEEDS.end));
        let mut coverage = swarm(SEEDS.start..half);
        coverage.add(&other.join().expect("the other half"));
        coverage
    });
    for (what, count) in coverage.iter() {
        println!("{count:>9} {what}");
        match what {
            "histories undecided" => assert!(count < 100, "{count} {what}"),
            _ => assert!(count > 100, "only {count} {what}"),
        }
    }
}

#[test]
fn a_world_is_a_function_of_its_seed() {
    assert_eq!(play(11, &mut |_| {}), play(11, &mut |_| {}));
    assert_ne!(
        play(11, &mut |_| {}).fingerprint,
        play(12, &mut |_| {}).fingerprint
    );
}

#[test]
fn what_was_done_to_a_world_makes_it_again() {
    for seed in 0..20 {
        let first = play(seed, &mut |_| {});
        assert_eq!(
            replay(&first, &mut |_| {}).fingerprint(),
            first.fingerprint,
            "seed {seed}"
        );
    }
}

fn swarm(seeds: Range<u64>) -> Coverage {
    let mut coverage = Coverage::default();
    for seed in seeds {
        let play = play(seed, &mut |_| {});
        assert_eq!(play.finding, None, "seed {seed}");
        coverage.add(&play.coverage);
    }
    coverage
}
