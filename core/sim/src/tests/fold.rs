//! Events leave nothing out: folded, they give the picture of the world after every one of them.

use super::choices::Choices;
use super::properties::{random_action, random_world};
use super::*;
use crate::Dial;
use record::Fold;

/// How many worlds the ordinary test plays. `RAFTSCAPE_SEEDS=FROM..TO` plays others.
const SEEDS: std::ops::Range<u64> = 0..500;

/// A world, and what its events say that it is.
struct Folded {
    world: World,
    fold: Fold,
}

impl Folded {
    fn new(world: World) -> Folded {
        let Settings {
            servers, clients, ..
        } = *world.settings();
        Folded {
            world,
            fold: Fold::new(servers, clients),
        }
    }

    fn apply(&mut self, action: &Action) {
        self.fold.observe(self.world.apply(action));
        self.is_the_picture();
    }

    /// Lets the next event happen; false if nothing ever will.
    fn step(&mut self) -> bool {
        let Some(event) = self.world.step() else {
            return false;
        };
        self.fold.observe(event);
        self.is_the_picture();
        true
    }

    /// Lets everything happen that is due within this time.
    fn pass(&mut self, micros: u64) {
        let until = Time(self.world.now().0 + micros);
        while self.world.next_due().is_some_and(|due| due <= until) {
            self.step();
        }
        self.world.run_until(until, &mut |_| {});
    }

    fn is_the_picture(&self) {
        let (fold, view) = (self.fold.view(), self.world.view());
        if *fold == view {
            return;
        }
        let event = &self.world.event;
        for (one, other) in fold.servers.iter().zip(&view.servers) {
            assert_eq!(one, other, "a server after {event:#?}");
        }
        for (one, other) in fold.clients.iter().zip(&view.clients) {
            assert_eq!(one, other, "a client after {event:#?}");
        }
        assert_eq!(fold.messages, view.messages, "messages after {event:#?}");
        assert_eq!(*fold, view, "after {event:#?}");
    }
}

#[test]
fn a_key_that_was_deleted_is_gone_from_the_picture() {
    let mut folded = Folded::new(World::new(Settings::default(), 7).unwrap());
    folded.pass(2_000_000);
    for text in ["set x 1", "set y 2", "del x", "del x"] {
        folded.apply(&Action::Submit(None, Operation::parse(text).unwrap()));
        folded.pass(500_000);
    }
    let machine = &folded.fold.view().servers[0].machine;
    assert_eq!((machine.get("x"), machine.get("y")), (None, Some(&2)));
}

#[test]
fn events_folded_are_the_picture_whatever_is_done_to_a_world() {
    for seed in seeds(SEEDS) {
        let mut rng = Choices::seeded(seed);
        let mut folded = Folded::new(random_world(seed, &mut rng));
        for _ in 0..120 {
            let action = random_action(&folded.world, &mut rng);
            folded.apply(&action);
            for _ in 0..rng.below(8) {
                folded.step();
            }
            if rng.below(6) == 0 {
                folded.pass(rng.below(300_000));
            }
        }
    }
}

#[test]
fn events_folded_are_the_picture_of_a_world_under_load_that_takes_and_sends_snapshots() {
    for seed in 0..8 {
        let mut dials = crate::Dials::default();
        dials.set(Dial::SnapshotThreshold, 8).unwrap();
        dials.set(Dial::ChunkSize, 16).unwrap();
        dials.set(Dial::EntriesKept, 2).unwrap();
        let settings = Settings {
            servers: 3,
            clients: 3,
            dials,
            ..Settings::default()
        };
        let mut folded = Folded::new(World::new(settings, seed).unwrap());
        folded.pass(1_500_000);
        let follower = a_follower(&folded.world);
        folded.apply(&Action::Server(ServerAction::Crash, follower));
        for operation in 0..40 {
            let text = format!("set k{} {operation}", operation % 7);
            folded.apply(&Action::Submit(None, Operation::parse(&text).unwrap()));
            folded.pass(20_000);
        }
        folded.apply(&Action::Server(ServerAction::Restart, follower));
        folded.pass(1_500_000);
        let view = folded.world.view();
        assert!(view.servers.iter().all(|server| server.snapshot.is_some()));
    }
}
