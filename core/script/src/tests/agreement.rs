//! A world and the view of it answer alike: a condition says the same of both, and so does all that is shown or resolved.

use super::choices::Choices;
use super::generate::{action, condition, show};
use super::seed_range::seeds;
use crate::{Condition, resolve};
use record::ClusterView;
use sim::{Dial, Settings, World};
use std::collections::BTreeMap;

/// How many worlds the ordinary test plays. `RAFTSCAPE_SEEDS=FROM..TO` plays others.
const SEEDS: std::ops::Range<u64> = 0..150;

#[test]
fn a_condition_is_judged_of_a_view_as_of_its_world() {
    let mut judged = Judged::default();
    for seed in seeds(SEEDS) {
        let mut choices = Choices::seeded(seed);
        let mut world = world(seed, &mut choices);
        for _ in 0..60 {
            let action = action(&mut choices);
            let actions = resolve::actions(&action, &world);
            assert_eq!(actions, resolve::actions(&action, &world.view()), "{seed}");
            for action in actions.unwrap_or_default() {
                world.apply(&action);
                judged.agree(&world, &mut choices, seed);
            }
            for _ in 0..choices.below(20) {
                world.step();
                judged.agree(&world, &mut choices, seed);
            }
        }
    }
    judged.both_ways();
}

/// Three or five servers, two clients, and logs that are soon compacted.
fn world(seed: u64, choices: &mut Choices) -> World {
    let mut settings = Settings {
        servers: choices.one_of(&[3, 5]),
        clients: 2,
        ..Settings::default()
    };
    for (dial, value) in [(Dial::SnapshotThreshold, 4), (Dial::ChunkSize, 16)] {
        settings.dials.set(dial, value).unwrap();
    }
    World::new(settings, seed).unwrap()
}

/// How often each kind of condition did not hold, and did.
#[derive(Default)]
struct Judged(BTreeMap<String, [u32; 2]>);

impl Judged {
    fn agree(&mut self, world: &World, choices: &mut Choices, seed: u64) {
        let view = world.view();
        let mut conditions = vec![
            Condition::Fingerprint(world.fingerprint()),
            Condition::Settled,
            Condition::Quiet,
        ];
        conditions.extend((0..6).map(|_| condition(choices, 1)));
        for condition in conditions {
            let at = || format!("seed {seed}, event {}, `{condition}`", world.events());
            let holds = condition.holds(world, world.last_event());
            let of_view = condition.holds(&view, world.last_event());
            assert_eq!(of_view, holds, "{}", at());
            let found = condition.found(world, world.last_event());
            let of_view = condition.found(&view, world.last_event());
            assert_eq!(of_view, found, "{}", at());
            self.count(&condition, holds);
        }
        show_the_same(world, &view, choices);
    }

    fn count(&mut self, condition: &Condition, holds: bool) {
        let kind = format!("{condition:?}");
        let end = kind.find(|letter: char| !letter.is_alphanumeric());
        let counts = self.0.entry(kind[..end.unwrap_or(kind.len())].to_owned());
        counts.or_default()[usize::from(holds)] += 1;
    }

    /// Every kind of condition held at times, and at others did not.
    fn both_ways(&self) {
        assert_eq!(self.0.len(), 20, "{:?}", self.0);
        for (kind, [not, so]) in &self.0 {
            assert!(*not > 5 && *so > 5, "{kind}: {not} times not, {so} times");
        }
    }
}

fn show_the_same(world: &World, view: &ClusterView, choices: &mut Choices) {
    let show = show(choices);
    assert_eq!(show.lines(view), show.lines(world), "`show {show}`");
}
