//! Names of messages: an action means the same message when one before it is left out.

use super::choices::Choices;
use super::{S1, S2, S3, act, refusal, run, seeds, settled};
use crate::{Action, MessageAction, ServerAction, World};
use raft::{ServerId, Time};
use record::view::MessageView;
use record::{
    Body, Control, Envelope, Event, EventKind, Fingerprint, Held, MessageName, Operation, Outcome,
};
use std::collections::BTreeMap;

#[test]
fn an_action_means_the_same_message_when_one_before_it_is_left_out() {
    let (mut same, mut refused) = (0, 0);
    for seed in seeds(0..8) {
        let (actions, before) = random_run(seed);
        for left_out in 0..actions.len() - 1 {
            let mut fewer = actions.clone();
            fewer.remove(left_out);
            let after = play(seed, &fewer);
            for (handed, name) in &before.names {
                if let Some(other) = after.names.get(handed) {
                    assert_eq!(name, other, "seed {seed}, without {left_out}");
                }
            }
            for (place, (_, action)) in fewer.iter().enumerate().skip(left_out) {
                let Some(name) = message_of(action) else {
                    continue;
                };
                match &after.refused[place] {
                    Some(sentence) => {
                        assert_eq!(*sentence, format!("{name} is not on its way."));
                        refused += 1;
                    }
                    None => same += u32::from(before.means_the_same(&after, original(name))),
                }
            }
        }
    }
    assert!(same > 1_000, "{same} meant the same message");
    assert!(refused > 10, "{refused} were refused");
}

#[test]
fn what_is_done_on_one_link_changes_no_name_on_another() {
    let mut whole = busy();
    let (first, other) = (sent(&whole, S1, S2), sent(&whole, S1, S3));
    let mut fewer = whole.clone();
    act(
        &mut whole,
        Action::Message(MessageAction::Drop, first.envelope.name()),
    );
    act(
        &mut whole,
        Action::Message(MessageAction::Duplicate, other.envelope.name()),
    );
    act(
        &mut fewer,
        Action::Message(MessageAction::Duplicate, other.envelope.name()),
    );
    let copies = [&whole, &fewer].map(|world| copy_of(world, other.envelope.name()));
    assert_eq!(copies[0].envelope.name(), copies[1].envelope.name());
    assert_eq!(copies[0].envelope.body, copies[1].envelope.body);
    let name = first.envelope.name();
    assert_eq!(
        refusal(&mut whole, Action::Message(MessageAction::Deliver, name)),
        format!("{name} is not on its way.")
    );
}

#[test]
fn a_copy_keeps_its_name_when_no_other_is_made_before_it() {
    let mut whole = busy();
    let name = sent(&whole, S1, S2).envelope.name();
    let mut fewer = whole.clone();
    act(&mut whole, Action::Message(MessageAction::Duplicate, name));
    let first = copy_of(&whole, name).envelope.name();
    for world in [&mut whole, &mut fewer] {
        run(world, 1);
    }
    act(&mut whole, Action::Message(MessageAction::Drop, first));
    act(&mut whole, Action::Message(MessageAction::Duplicate, name));
    act(&mut fewer, Action::Message(MessageAction::Duplicate, name));
    let second = copy_of(&whole, name).envelope.name();
    assert_eq!(copy_of(&fewer, name).envelope.name(), second);
    assert_eq!(
        refusal(&mut fewer, Action::Message(MessageAction::Drop, first)),
        format!("{first} is not on its way.")
    );
    act(&mut fewer, Action::Message(MessageAction::Drop, second));
}

#[test]
fn no_two_copies_have_one_name() {
    let mut world = busy();
    let name = sent(&world, S1, S2).envelope.name();
    let mut names = vec![name];
    for _ in 0..3 {
        act(&mut world, Action::Message(MessageAction::Duplicate, name));
        let copy = copy_of(&world, name).envelope.name();
        assert!(!names.contains(&copy), "{copy}");
        act(&mut world, Action::Message(MessageAction::Drop, copy));
        names.push(copy);
    }
}

#[test]
fn a_server_that_lost_its_term_gives_no_name_twice() {
    let mut world = settled(3, 1);
    let leader = super::leader(&world).expect("a leader");
    act(&mut world, Action::Hold(Held::Messages));
    let mut named = BTreeMap::new();
    for _ in 0..3 {
        for action in [
            Action::Server(ServerAction::Crash, leader),
            Action::Server(ServerAction::Wipe, leader),
            Action::Server(ServerAction::Restart, leader),
            Action::Server(ServerAction::TimeOut, leader),
        ] {
            act(&mut world, action);
            for event in run(&mut world, 100) {
                for envelope in envelopes(&event) {
                    let (name, number) = (envelope.name(), envelope.number);
                    assert_eq!(*named.entry(name).or_insert(number), number, "{name}");
                }
            }
        }
    }
    assert!(named.keys().filter(|name| name.term == 1).count() > 5);
}

/// What there is to know of a run in which actions were applied at their times.
struct Played {
    /// By what the sender had seen when it handed the message over, and which of those at that moment it was.
    names: BTreeMap<(ServerId, u64, usize), MessageName>,
    /// What each message says, and what its sender had seen.
    messages: BTreeMap<MessageName, (u64, Body)>,
    /// Why each action was refused, if it was.
    refused: Vec<Option<String>>,
    seen: BTreeMap<ServerId, Fingerprint>,
}

impl Played {
    fn new() -> Played {
        Played {
            names: BTreeMap::new(),
            messages: BTreeMap::new(),
            refused: Vec::new(),
            seen: BTreeMap::new(),
        }
    }

    fn observe(&mut self, event: &Event) {
        let Some(server) = event.server else {
            return;
        };
        let seen = self.seen.entry(server).or_default();
        let own = Event {
            number: 0,
            cause: None,
            ..event.clone()
        };
        seen.observe(&Event {
            outcomes: Vec::new(),
            after: None,
            ..own.clone()
        });
        let before = seen.value();
        for (place, envelope) in envelopes(event).enumerate() {
            let name = envelope.name();
            // What left after it had waited was handed over before.
            if !self.messages.contains_key(&name) {
                self.names.insert((server, before, place), name);
                let message = envelope.body.clone();
                self.messages.insert(name, (before, message));
            }
        }
        seen.observe(&own);
    }

    /// Whether a name stands for a message whose sender had seen the same in both runs; it then says the same.
    fn means_the_same(&self, other: &Played, name: MessageName) -> bool {
        let (seen, message) = &self.messages[&name];
        let (there, other) = &other.messages[&name];
        let is_same = seen == there;
        assert!(
            !is_same || message == other,
            "{name}: {message:?}, {other:?}"
        );
        is_same
    }
}

/// The messages that began to wait or left.
fn envelopes(event: &Event) -> impl Iterator<Item = &Envelope> {
    event.outcomes.iter().filter_map(|outcome| match outcome {
        Outcome::Waits { envelope, .. } | Outcome::Sent { envelope, .. } => Some(envelope),
        _ => None,
    })
}

fn message_of(action: &Action) -> Option<MessageName> {
    match action {
        Action::Message(_, name) => Some(*name),
        _ => None,
    }
}

fn original(name: MessageName) -> MessageName {
    MessageName { copy: 0, ..name }
}

/// Applies actions at their times, and lets a second more pass.
fn play(seed: u64, actions: &[(Time, Action)]) -> Played {
    let mut played = Played::new();
    let mut world = super::world(3, seed);
    for (time, action) in actions {
        world.run_until(*time, &mut |event| played.observe(event));
        do_it(&mut world, action, &mut played);
    }
    run(&mut world, 1_000)
        .iter()
        .for_each(|event| played.observe(event));
    played
}

fn do_it(world: &mut World, action: &Action, played: &mut Played) {
    let event = world.apply(action);
    played.refused.push(match &event.kind {
        EventKind::Control(Control::Refused { sentence }) => Some(sentence.clone()),
        _ => None,
    });
    played.observe(event);
}

/// Actions, most of them on messages that are on their way, and what came of them.
fn random_run(seed: u64) -> (Vec<(Time, Action)>, Played) {
    let choices = &mut Choices::seeded(seed);
    let mut played = Played::new();
    let mut world = super::world(3, seed);
    let mut actions = Vec::new();
    while actions.len() < 40 {
        let until = Time(world.now().0 + 1_000 + choices.below(60_000));
        world.run_until(until, &mut |event| played.observe(event));
        let messages = world.view().messages;
        if messages.is_empty() {
            continue;
        }
        let place = choices.below(messages.len() as u64) as usize;
        let action = action(messages[place].envelope.name(), choices);
        do_it(&mut world, &action, &mut played);
        actions.push((until, action));
    }
    (actions, played)
}

fn action(name: MessageName, choices: &mut Choices) -> Action {
    match choices.below(6) {
        0..5 => Action::Message(super::any_to_message(choices), name),
        _ => Action::Submit(None, Operation::parse("add x 1").unwrap()),
    }
}

/// A cluster led by S1 whose messages are held, so that some are on every link.
fn busy() -> World {
    let mut world = super::world(3, 1);
    act(&mut world, Action::Hold(Held::Timers));
    run(&mut world, 1);
    act(&mut world, Action::Server(ServerAction::TimeOut, S1));
    run(&mut world, 200);
    act(&mut world, Action::Hold(Held::Messages));
    super::submit(&mut world, "set x 1");
    run(&mut world, 50);
    world
}

fn sent(world: &World, from: ServerId, to: ServerId) -> MessageView {
    let mut messages = world.view().messages.into_iter();
    let found = messages.find(|it| (it.envelope.from, it.envelope.to) == (from, to));
    found.expect("a message on this link")
}

/// The newest copy of a message.
fn copy_of(world: &World, name: MessageName) -> MessageView {
    let messages = world.view().messages.into_iter();
    let mut copies = messages.filter(|it| it.copy_of == Some(name));
    copies.next_back().expect("a copy of it")
}
