//! Tests of the world, a file per theme. Helpers that several need stand here.

mod actions;
mod any;
mod chance;
mod choices;
mod clients;
mod costs;
mod disk;
mod faults;
mod fold;
mod foresee;
mod heard;
mod holds;
mod machine;
mod names;
mod network;
mod properties;
mod seed_range;
mod shapes;
mod timeline;
mod timeouts;
mod trial;
mod world;

use crate::{Action, MessageAction, ServerAction, Settings, World};
use any::{NO_MESSAGE, any_to_message, any_to_server};
use raft::{ServerId, Time};
use record::{ClusterView, Control, Event, EventKind, Operation, RoleName};
use seed_range::seeds;

const S1: ServerId = ServerId(1);
const S2: ServerId = ServerId(2);
const S3: ServerId = ServerId(3);

/// A world of the default settings, but this many servers.
fn world(servers: u8, seed: u64) -> World {
    World::new(
        Settings {
            servers,
            ..Settings::default()
        },
        seed,
    )
    .unwrap()
}

/// A world in which a leader stands and the opening operation is done.
fn settled(servers: u8, seed: u64) -> World {
    let mut world = world(servers, seed);
    run(&mut world, 2_000);
    assert!(leader(&world).is_some(), "no leader after two seconds");
    world
}

/// Lets this many milliseconds pass and gives what happened.
fn run(world: &mut World, millis: u64) -> Vec<Event> {
    let mut events = Vec::new();
    let until = Time(world.now().0 + millis * 1_000);
    world.run_until(until, &mut |event| events.push(event.clone()));
    events
}

/// Steps until an event is as wanted, for at most ten seconds of the model.
fn run_to(world: &mut World, wanted: impl Fn(&Event) -> bool) -> Event {
    let limit = Time(world.now().0 + 10_000_000);
    while world.next_due().is_some_and(|due| due <= limit) {
        let event = world.step().expect("something is due");
        if wanted(event) {
            return event.clone();
        }
    }
    panic!("that event did not come within ten seconds");
}

/// Does something that must be possible.
fn act(world: &mut World, action: Action) -> Event {
    let event = world.apply(&action).clone();
    assert!(
        !matches!(event.kind, EventKind::Control(Control::Refused { .. })),
        "{action:?}: {:?}",
        event.kind
    );
    event
}

/// Does something that must be refused, and gives the sentence.
fn refusal(world: &mut World, action: Action) -> String {
    let before = world.view();
    let sentence = match &world.apply(&action).kind {
        EventKind::Control(Control::Refused { sentence }) => sentence.clone(),
        kind => panic!("{action:?} was not refused: {kind:?}"),
    };
    let after = ClusterView {
        events: before.events,
        fingerprint: before.fingerprint,
        ..world.view()
    };
    assert_eq!(after, before, "a refusal changes nothing");
    sentence
}

/// The leader of the highest term among the running servers.
fn leader(world: &World) -> Option<ServerId> {
    let view = world.view();
    let leaders = view
        .servers
        .iter()
        .filter(|server| server.role == RoleName::Leader);
    leaders
        .max_by_key(|server| server.term)
        .map(|server| server.id)
}

fn a_follower(world: &World) -> ServerId {
    let leader = leader(world);
    let ids = world
        .view()
        .servers
        .iter()
        .map(|server| server.id)
        .find(|id| Some(*id) != leader);
    ids.expect("more than one server")
}

fn submit(world: &mut World, text: &str) {
    act(world, Action::Submit(None, Operation::parse(text).unwrap()));
}

/// The safety properties that are broken, with how.
fn broken(world: &World) -> Vec<(&'static str, String)> {
    let checks = world.view().checks;
    checks
        .into_iter()
        .filter_map(|check| check.broken.map(|(_, how)| (check.name, how)))
        .collect()
}
