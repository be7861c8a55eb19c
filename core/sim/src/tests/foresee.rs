//! What an action would do is what it then does, and asking changes nothing.

use super::choices::Choices;
use super::properties::{random_action, random_world};
use super::*;

/// How many worlds the ordinary test asks. `RAFTSCAPE_SEEDS=FROM..TO` asks others.
const SEEDS: std::ops::Range<u64> = 0..60;

#[test]
fn what_is_foreseen_happens_and_asking_changes_nothing() {
    let (mut refused, mut done) = (0, 0);
    for seed in seeds(SEEDS) {
        let mut rng = Choices::seeded(seed);
        let mut world = random_world(seed, &mut rng);
        for _ in 0..60 {
            let action = random_action(&world, &mut rng);
            let before = world.view();
            let (foreseen, refusal) = (world.foresee(&action), world.refusal(&action));
            assert_eq!(world.view(), before, "asking changes nothing");
            let event = world.apply(&action);
            assert_eq!(*event, foreseen, "seed {seed}: {action:?}");
            let said = match &event.kind {
                EventKind::Control(Control::Refused { sentence }) => Some(sentence.clone()),
                _ => None,
            };
            assert_eq!(refusal, said, "seed {seed}: {action:?}");
            match said {
                Some(_) => refused += 1,
                None => done += 1,
            }
            (0..rng.below(6)).for_each(|_| drop(world.step().cloned()));
        }
    }
    assert!(
        refused > 500 && done > 500,
        "{refused} refused, {done} done"
    );
}

#[test]
fn every_move_is_possible_and_what_is_no_move_is_refused() {
    for seed in seeds(0..12) {
        let mut rng = Choices::seeded(seed);
        let mut world = random_world(seed, &mut rng);
        for _ in 0..25 {
            let moves = world.moves();
            for action in &moves {
                assert_eq!(world.refusal(action), None, "seed {seed}: {action:?}");
            }
            let action = random_action(&world, &mut rng);
            let takes_no_value = match action {
                Action::Message(action, _) => !matches!(action, MessageAction::Delay(_)),
                Action::Server(..) | Action::Advance(_) | Action::AlignTimers => true,
                Action::Hold(_) | Action::Release(_) | Action::HealAll => true,
                Action::Cut(..) | Action::HealLink(..) => true,
                _ => false,
            };
            if takes_no_value {
                let is_move = moves.contains(&action);
                assert_eq!(is_move, world.refusal(&action).is_none(), "{action:?}");
            }
            world.apply(&action);
            (0..rng.below(20)).for_each(|_| drop(world.step().cloned()));
        }
    }
}
