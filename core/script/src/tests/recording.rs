//! What was done to a world, written down, does it again.

use super::choices::Choices;
use super::generate::{many, tape};
use super::{NO_MESSAGE, any_to_message, any_to_server};
use crate::{Done, LONGEST, MOST_STEPS, Position, Script, play};
use proptest::proptest;
use raft::{Duration, ServerId, ServerSet, Time};
use record::{ClientId, Held, Kinds, LinkOverride, MessageName, Operation, Scope};
use sim::{Action, DIALS, Dial, ServerAction, Settings, World};

proptest! {
    #![proptest_config(many(150))]
    #[test]
    fn whatever_is_done_at_any_moment_is_written_as_a_script_that_does_it_again(
        seed: u64,
        tape in tape(),
    ) {
        let mut choices = Choices::from(tape);
        let (world, settings, done) = run(&mut choices, seed);
        let script = Script::of_run(settings, seed, &done, world.position());
        let text = script.to_string();
        let read = Script::parse(&text).unwrap_or_else(|mistakes| panic!("{mistakes}\n{text}"));
        assert_eq!(read, script, "{text}");
        let report = play(&read, None, &mut |_| {}).expect("such a world");
        assert_eq!(report.failures, [], "seed {seed}\n{text}");
        assert_eq!(report.world.position(), world.position());
        assert_eq!(
            report.world.fingerprint(),
            world.fingerprint(),
            "seed {seed}\n{text}"
        );
        assert_eq!(report.done, done);
    }
}

#[test]
fn a_run_longer_than_one_line_may_say_is_written_in_several() {
    let settings = Settings {
        servers: 5,
        ..Settings::default()
    };
    let mut world = World::new(settings, 1).unwrap();
    world.run_until(Time(2 * LONGEST.0 + 1), &mut |_| {});
    // Between two events of one moment only counting says where a run is.
    while world.events() <= MOST_STEPS || world.next_due() != Some(world.now()) {
        world.step();
    }
    let crash = (
        world.position(),
        Action::Server(ServerAction::Crash, ServerId(1)),
    );
    world.apply(&crash.1);
    let script = Script::of_run(settings, 1, &[crash], world.position());
    assert_eq!(
        Script::parse(&script.to_string()).as_ref(),
        Ok(&script),
        "{script}"
    );
}

#[test]
fn a_recording_is_such_as_a_person_would_write_it() {
    let settings = Settings {
        servers: 3,
        opening_operation: false,
        ..Settings::default()
    };
    let mut world = World::new(settings, 7).unwrap();
    let mut done: Vec<Done> = Vec::new();
    let mut act = |world: &mut World, action: Action| {
        done.push((world.position(), action.clone()));
        world.apply(&action);
    };
    world.run_until(Time(400_000), &mut |_| {});
    let leader = world.leader().unwrap();
    act(
        &mut world,
        Action::Submit(None, Operation::parse("set x 1").unwrap()),
    );
    world.run_until(Time(412_345), &mut |_| {});
    act(&mut world, Action::Server(ServerAction::Crash, leader));
    act(&mut world, Action::Server(ServerAction::Crash, leader));
    world.step();
    world.step();
    act(&mut world, Action::Set(Dial::Loss, 100));
    world.run_until(Time(1_000_000), &mut |_| {});
    let fingerprint = world.fingerprint();
    let script = Script::of_run(settings, 7, &done, world.position());
    let expected = format!(
        "servers 3\nclients 1\nseed 7\nrun 400ms\nsubmit \"set x 1\"\nrun 12.345ms\ncrash {leader}\ntry crash {leader}\n"
    );
    let text = script.to_string();
    assert!(text.starts_with(&expected), "{text}");
    assert!(
        text.ends_with(&format!("expect fingerprint {fingerprint:016x}\n")),
        "{text}"
    );
}

/// A run with forty things done to it, between any two events.
fn run(choices: &mut Choices, seed: u64) -> (World, Settings, Vec<Done>) {
    let mut settings = Settings {
        servers: 1 + choices.below(5) as u8,
        clients: choices.below(3) as u8,
        opening_operation: choices.below(2) == 0,
        ..Settings::default()
    };
    let _ = settings
        .dials
        .set(Dial::LatencyMax, 100 + choices.below(40_000));
    let mut world = World::new(settings, seed).unwrap();
    let mut done = Vec::new();
    for _ in 0..40 {
        match choices.below(4) {
            0 => {}
            1 => {
                for _ in 0..choices.below(6) {
                    world.step();
                }
            }
            _ => {
                let until = Time(world.now().0 + choices.below(90_000));
                world.run_until(until, &mut |_| {});
            }
        }
        let action = action(choices, &world);
        let position: Position = world.position();
        world.apply(&action);
        done.push((position, action));
    }
    let until = Time(world.now().0 + 100_000);
    world.run_until(until, &mut |_| {});
    (world, settings, done)
}

fn action(choices: &mut Choices, world: &World) -> Action {
    let (id, other) = (server(choices, world), server(choices, world));
    let message = message(choices, world);
    let operation = || Operation::parse("add x 1").unwrap();
    match choices.below(40) {
        0..15 => Action::Server(any_to_server(choices), id),
        15..18 => Action::Server(ServerAction::Restart, id),
        18..23 => Action::Message(any_to_message(choices), message),
        23 => Action::GiveLog(id, vec![1, 1, 2], 2),
        24 => Action::AlignTimers,
        25 => Action::OverrideDisk(id, Some((Duration(1_000), Duration(9_500)))),
        26 => Action::Hold(choices.one_of(&Held::ALL)),
        27 => Action::Release(choices.one_of(&Held::ALL)),
        28 => Action::Cut(id, other),
        29 => Action::CutBoth(id, other),
        30 => choices.one_of(&[Action::Heal(id, other), Action::HealAll]),
        31 => Action::Partition(groups(choices)),
        32 => Action::Submit(None, operation()),
        33 => Action::SubmitAt(Some(ClientId(1)), operation(), id),
        34 => Action::Advance(ClientId(1)),
        35 => override_link(choices),
        36 => Action::HealLink(id, other),
        37 => Action::SnapshotAt(id, 1 + choices.below(9)),
        38 => Action::EraseLog(id, 1 + choices.below(9)),
        _ => {
            let info = choices.one_of(&DIALS);
            Action::Set(info.dial, info.min + choices.below(info.max - info.min + 1))
        }
    }
}

fn override_link(choices: &mut Choices) -> Action {
    let scope = Scope {
        kinds: choices.one_of(&Kinds::NAMED).1,
        ..Scope::ALL
    };
    Action::OverrideLink(scope, Some(LinkOverride::Loss(choices.below(500) as u16)))
}

fn groups(choices: &mut Choices) -> Vec<ServerSet> {
    let group = |choices: &mut Choices| ServerSet::from_bits(choices.below(64) as u16 & 0b11);
    (0..choices.below(3)).map(|_| group(choices)).collect()
}

fn server(choices: &mut Choices, world: &World) -> ServerId {
    ServerId(1 + choices.below(world.settings().servers.into()) as u8)
}

fn message(choices: &mut Choices, world: &World) -> MessageName {
    let messages = world.view().messages;
    match messages.is_empty() {
        true => NO_MESSAGE,
        false => choices.one_of(&messages).envelope.name(),
    }
}
