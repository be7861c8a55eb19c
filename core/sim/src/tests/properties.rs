//! What holds of every event, whatever is done to a world: random actions in random worlds.

use super::choices::Choices;
use super::*;
use crate::dials::DIALS;
use crate::{Dial, Dials};
use raft::{Duration, ServerSet};
use record::view::{Process, ReceivingView, ServerView};
use record::{ClientId, Control, EventNumber, Held, LinkOverride, Outcome, Scope, Serial};
use std::collections::BTreeMap;

/// How many worlds the ordinary test plays. `RAFTSCAPE_SEEDS=FROM..TO` plays others.
const SEEDS: std::ops::Range<u64> = 0..300;

/// How many operations of a client may be under way at a time.
const AT_ONCE: usize = 8;

#[test]
fn time_causes_and_clients_are_in_order_whatever_is_done_to_a_world() {
    let (mut actions, mut lost) = (0, 0);
    for seed in seeds(SEEDS) {
        let mut rng = Choices::seeded(seed);
        let mut world = random_world(seed, &mut rng);
        let mut watch = Watch::default();
        for _ in 0..120 {
            let action = random_action(&world, &mut rng);
            let event = world.apply(&action).clone();
            actions += u64::from(!matches!(
                event.kind,
                EventKind::Control(Control::Refused { .. })
            ));
            watch.observe(&world, &event, true, seed);
            crashed_servers_are_their_disks(&world, seed);
            for _ in 0..rng.below(8) {
                let Some(event) = world.step().cloned() else {
                    break;
                };
                lost += u64::from(matches!(event.kind, EventKind::ConnectionLost { .. }));
                watch.observe(&world, &event, false, seed);
            }
            if rng.below(4) == 0 {
                let until = Time(world.now().0 + rng.below(300_000));
                while world.next_due().is_some_and(|due| due <= until) {
                    let event = world.step().expect("something is due").clone();
                    watch.observe(&world, &event, false, seed);
                }
                world.run_until(until, &mut |_| {});
            }
        }
    }
    println!("{actions} actions, {lost} connections lost");
    assert!(actions > 10_000 && lost > 100, "{actions}, {lost}");
}

/// What must be remembered to judge events.
#[derive(Default)]
struct Watch {
    now: Time,
    events: EventNumber,
    /// The server that each operation under way waits for; none between an answer and the retry.
    under_way: BTreeMap<(ClientId, Serial), Option<ServerId>>,
    /// The last operation of each client that was sent for the first time.
    sent: BTreeMap<ClientId, Serial>,
}

impl Watch {
    fn observe(&mut self, world: &World, event: &Event, manual: bool, seed: u64) {
        let at = format!("seed {seed}: {event:?}");
        assert!(event.time >= self.now, "time goes back, {at}");
        assert_eq!(event.number, self.events, "{at}");
        (self.now, self.events) = (event.time, event.number + 1);
        self.nothing_lies_in_the_past(event, &at);
        self.the_cause_comes_first(event, manual, &at);
        let running = |id| world.server(id).process == Process::Running;
        if event.after.is_some() {
            assert!(event.server.is_some_and(running), "it does not run, {at}");
        }
        self.clients_are_in_order(event, &at);
        what_is_committed_is_being_applied(world, &at);
    }

    fn nothing_lies_in_the_past(&self, event: &Event, at: &str) {
        let by_kind = match event.kind {
            EventKind::Control(Control::Message { fate, .. }) => fate.and_then(record::Fate::time),
            EventKind::Control(Control::TimersAligned { at }) => Some(at),
            _ => None,
        };
        let by_outcome = |outcome: &Outcome| match outcome {
            Outcome::Sent { fate, .. } | Outcome::FateChanged { fate, .. } => fate.time(),
            Outcome::TimerArmed { at, .. } => Some(*at),
            _ => None,
        };
        let times = event.outcomes.iter().filter_map(by_outcome).chain(by_kind);
        for time in times {
            assert!(time >= event.time, "{time} is past, {at}");
        }
    }

    /// An action has no cause, and what can be marked as the user's is; everything else has one, but for a first start.
    fn the_cause_comes_first(&self, event: &Event, manual: bool, at: &str) {
        let marked = match event.kind {
            EventKind::TimerFired { manual, .. }
            | EventKind::Delivered { manual, .. }
            | EventKind::Lost { manual, .. } => manual,
            _ => manual,
        };
        assert_eq!(marked, manual, "whose doing is {at}");
        let has_none = manual || matches!(event.kind, EventKind::Started { again: false });
        assert_eq!(event.cause.is_none(), has_none, "the cause of {at}");
        assert!(event.cause.is_none_or(|cause| cause < event.number), "{at}");
    }

    fn clients_are_in_order(&mut self, event: &Event, at: &str) {
        match &event.kind {
            EventKind::ClientSent {
                client,
                serial,
                retries,
                ..
            } => {
                let before = self.under_way.insert((*client, *serial), event.server);
                assert!(matches!(before, None | Some(None)), "sent twice, {at}");
                if *retries == 0 {
                    let last = self.sent.insert(*client, *serial);
                    assert!(last < Some(*serial), "sent out of order, {at}");
                }
                let own = self.under_way.keys().filter(|(of, _)| of == client);
                assert!(own.count() <= AT_ONCE, "too much is under way, {at}");
            }
            EventKind::RequestArrived { client, serial } => {
                assert_eq!(self.under_way[&(*client, *serial)], event.server, "{at}");
            }
            EventKind::ReplyArrived { client, serial }
            | EventKind::ConnectionLost { client, serial }
            | EventKind::ClientTimedOut { client, serial } => {
                let waits = self.under_way.insert((*client, *serial), None);
                assert_eq!(waits, Some(event.server), "nothing waits, {at}");
            }
            _ => {}
        }
        for outcome in &event.outcomes {
            if let Outcome::OperationEnded { client, serial, .. } = outcome {
                self.under_way.remove(&(*client, *serial));
            }
        }
    }
}

/// A state machine applies something exactly while not all that is committed is applied.
fn what_is_committed_is_being_applied(world: &World, at: &str) {
    for server in &world.servers {
        let waits = server.node.applied_index() < server.node.commit_index();
        assert_eq!(server.applying.is_some(), waits, "{}, {at}", server.id);
    }
}

/// What a crashed server shows is what comes back when it restarts.
fn crashed_servers_are_their_disks(world: &World, seed: u64) {
    let view = world.view();
    let down = |server: &&ServerView| server.process == Process::Crashed;
    for server in view.servers.iter().filter(down) {
        let mut restarted = world.clone();
        restarted.apply(&Action::Server(ServerAction::Restart, server.id));
        let after = restarted.view().servers[usize::from(server.id.0 - 1)].clone();
        // A dial that was turned meanwhile comes into force.
        let receiving = server.receiving.map(|receiving| ReceivingView {
            chunk_size: world.dials().get(Dial::ChunkSize),
            ..receiving
        });
        let disk = ServerView {
            process: after.process,
            machine: after.machine.clone(),
            election_timer: after.election_timer,
            receiving,
            ..server.clone()
        };
        assert_eq!(disk, after, "seed {seed}");
    }
}

pub(super) fn random_world(seed: u64, rng: &mut Choices) -> World {
    let mut dials = Dials::default();
    for _ in 0..rng.below(6) {
        let (dial, value) = random_dial(rng);
        // One that does not fit those before it stays where it is.
        let _ = dials.set(dial, value);
    }
    let settings = Settings {
        servers: 1 + rng.below(5) as u8,
        clients: rng.below(4) as u8,
        // It waits a moment after the election, and others need not wait for it.
        opening_operation: false,
        dials,
        checks: false,
    };
    World::new(settings, seed).unwrap()
}

/// Any dial, mostly at the lower end of its range.
fn random_dial(rng: &mut Choices) -> (Dial, u64) {
    let info = &DIALS[rng.below(DIALS.len() as u64) as usize];
    let span = (info.max - info.min) >> rng.below(12);
    (info.dial, info.min + rng.below(span + 1))
}

pub(super) fn random_action(world: &World, rng: &mut Choices) -> Action {
    let servers = u64::from(world.settings().servers);
    let clients = u64::from(world.settings().clients);
    let (id, other) = (
        ServerId(1 + rng.below(servers) as u8),
        ServerId(1 + rng.below(servers) as u8),
    );
    let client = ClientId(1 + rng.below(clients.max(1)) as u8);
    let held = Held::ALL[rng.below(Held::ALL.len() as u64) as usize];
    let messages = world.view().messages;
    let place = rng.below(messages.len() as u64) as usize;
    let message = messages
        .get(place)
        .map_or(super::NO_MESSAGE, |message| message.envelope.name());
    let operation = Operation::parse(&format!("add x {}", rng.below(9))).unwrap();
    match rng.below(46) {
        0..16 => Action::Server(any_to_server(rng), id),
        16..19 => Action::Server(ServerAction::Restart, id),
        19..24 => Action::Message(any_to_message(rng), message),
        24 => Action::GiveLog(id, vec![1, 1], 1),
        25 => Action::AlignTimers,
        26 => Action::OverrideDisk(id, None),
        27 => Action::OverrideDisk(id, Some((Duration(100), Duration(100 + rng.below(90_000))))),
        28 => Action::Hold(held),
        29 => Action::Release(held),
        30 => Action::Cut(id, other),
        31 => Action::CutBoth(id, other),
        32 => Action::Heal(id, other),
        33 => Action::Partition(vec![ServerSet::from_bits(rng.below(64) as u16)]),
        34 => Action::HealAll,
        35..37 => Action::Submit((clients > 0).then_some(client), operation),
        37 => Action::SubmitAt(Some(client), operation, id),
        38 => Action::Advance(client),
        39 => Action::OverrideLink(Scope::ALL, None),
        40 => {
            let late = LinkOverride::Late(rng.below(1_000) as u16);
            Action::OverrideLink(Scope::ALL, Some(late))
        }
        41..43 => Action::SnapshotAt(id, last_index(world, id).saturating_sub(rng.below(4))),
        43..45 => Action::EraseLog(id, last_index(world, id).saturating_sub(rng.below(4))),
        _ => {
            let (dial, value) = random_dial(rng);
            Action::Set(dial, value)
        }
    }
}

fn last_index(world: &World, id: ServerId) -> u64 {
    world.log(id).map_or(0, |log| log.last_index())
}
