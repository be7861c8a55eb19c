//! Recordings of every kind of thing, as choices make them. They are no runs: what is written is read again all the same.

use super::choices::Choices;
use super::seed_range::seeds;
use super::{any_to_message, any_to_server};
use crate::{Branch, Fork, LONGEST_WORDS, PausePoint, Recording, Shown, Step};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config as ProptestConfig, RngSeed};
use raft::{Duration, ServerId, ServerSet, Time};
use record::{ClientId, Held, Kinds, LinkOverride, MessageKind, MessageName, Operation, Scope};
use sim::world::Position;
use sim::{Action, DIALS, MessageAction, ServerAction, Settings};

/// How many sorts of actions [`action`] makes.
pub(super) const SORTS: u64 = 20;

impl Choices {
    pub(super) fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize].clone()
    }

    fn is(&mut self) -> bool {
        self.below(2) == 0
    }

    fn some<T>(&mut self, make: impl Fn(&mut Choices) -> T) -> Option<T> {
        self.is().then(|| make(self))
    }

    fn list<T>(&mut self, most: u64, make: impl Fn(&mut Choices) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| make(self)).collect()
    }

    /// A number below `end`, of any size.
    fn magnitude(&mut self, end: u64) -> u64 {
        let most = end >> self.below(u64::from(end.ilog2()) + 1);
        self.below(most.max(1))
    }
}

/// Numbers from which [`Choices`] are made.
pub(super) fn tape() -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(proptest::num::u32::ANY, 0..400)
}

/// So many cases, the same ones every time. `RAFTSCAPE_SEEDS=FROM..TO` tries as many others.
pub(super) fn many(usual: u32) -> ProptestConfig {
    let seeds = seeds(0..usual.into());
    ProptestConfig {
        cases: u32::try_from(seeds.end - seeds.start).unwrap_or(u32::MAX),
        rng_seed: RngSeed::Fixed(seeds.start),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

pub(super) fn recording(choices: &mut Choices) -> Recording {
    let mut branches: Vec<Branch> = Vec::new();
    for _ in 0..1 + choices.below(4) {
        let left = (!branches.is_empty()).then(|| fork(choices, &branches));
        branches.push(branch(choices, left));
    }
    let here = choices.below(branches.len() as u64) as usize;
    let head = branches[here].head;
    Recording {
        settings: settings(choices),
        seed: choices.magnitude(u64::MAX),
        here,
        at: Position {
            time: Time(head.time.0 - choices.below(head.time.0 + 1)),
            events: head.events - choices.below(head.events + 1),
        },
        branches,
        fingerprint: choices.below(u64::MAX),
        shown: Shown {
            view: text(choices),
            selection: text(choices),
        },
        pause_points: choices.list(3, pause_point),
    }
}

fn settings(choices: &mut Choices) -> Settings {
    let mut settings = Settings {
        servers: 1 + choices.below(9) as u8,
        clients: choices.below(10) as u8,
        opening_operation: choices.is(),
        checks: choices.is(),
        ..Settings::default()
    };
    for _ in 0..choices.below(6) {
        let info = choices.one_of(&DIALS);
        // One that does not fit those before it stays where it is.
        let _ = settings.dials.set(
            info.dial,
            info.min + choices.magnitude(info.max - info.min + 1),
        );
    }
    settings
}

fn fork(choices: &mut Choices, before: &[Branch]) -> Fork {
    let from = choices.below(before.len() as u64) as usize;
    let head = before[from].head;
    Fork {
        from,
        at: Position {
            time: Time(choices.below(head.time.0 + 1)),
            events: choices.below(head.events + 1),
        },
    }
}

fn branch(choices: &mut Choices, left: Option<Fork>) -> Branch {
    let begin = left.map_or(Position::default(), |left| left.at);
    let mut last = begin;
    let mut steps = Vec::new();
    for _ in 0..choices.below(12) {
        last = later(choices, last);
        steps.push(Step {
            at: last,
            action: action(choices),
            fingerprint: choices.below(1 << 16) as u16,
        });
        last.events += 1;
    }
    let head = later(choices, last);
    let marks = choices.list(1, |choices| (begin, text(choices)));
    Branch {
        left,
        name: choices.some(text).filter(|name| !name.is_empty()),
        steps,
        marks: marks.into_iter().chain([(head, text(choices))]).collect(),
        head,
    }
}

fn later(choices: &mut Choices, from: Position) -> Position {
    Position {
        time: Time(from.time.0 + choices.magnitude(100_000_000)),
        events: from.events + choices.magnitude(10_000),
    }
}

fn pause_point(choices: &mut Choices) -> PausePoint {
    PausePoint {
        condition: text(choices),
        is_before: choices.is(),
        action: text(choices),
        is_on: choices.is(),
    }
}

fn text(choices: &mut Choices) -> String {
    let long = "x".repeat(LONGEST_WORDS / 2);
    let texts = [
        "",
        "leader is S2",
        "drop vote S2 to S1",
        "名前 “é” 🦀",
        &long,
    ];
    choices.one_of(&texts).to_owned()
}

pub(super) fn action(choices: &mut Choices) -> Action {
    let sort = choices.below(SORTS);
    action_of(choices, sort)
}

/// An action of one sort.
pub(super) fn action_of(choices: &mut Choices, sort: u64) -> Action {
    match sort {
        0 => Action::Server(any_to_server(choices), server(choices)),
        1 => Action::Message(any_to_message(choices), message(choices)),
        2 => {
            let terms = choices.list(5, |choices| choices.magnitude(1 << 53));
            Action::GiveLog(server(choices), terms, choices.magnitude(1 << 53))
        }
        3 => Action::AlignTimers,
        4 => Action::OverrideDisk(server(choices), choices.some(times)),
        5 => Action::Hold(choices.one_of(&Held::ALL)),
        6 => Action::Release(choices.one_of(&Held::ALL)),
        7 => Action::Cut(server(choices), server(choices)),
        8 => Action::CutBoth(server(choices), server(choices)),
        9 => Action::Heal(server(choices), server(choices)),
        10 => Action::HealLink(server(choices), server(choices)),
        11 => Action::Partition(choices.list(4, group)),
        12 => Action::HealAll,
        13 => Action::Submit(choices.some(client), operation(choices)),
        14 => Action::SubmitAt(choices.some(client), operation(choices), server(choices)),
        15 => Action::Advance(client(choices)),
        16 => Action::OverrideLink(scope(choices), choices.some(link_override)),
        17 => Action::SnapshotAt(server(choices), choices.magnitude(u64::MAX)),
        18 => Action::EraseLog(server(choices), choices.magnitude(u64::MAX)),
        _ => {
            let info = choices.one_of(&DIALS);
            Action::Set(info.dial, info.min + choices.below(info.max - info.min + 1))
        }
    }
}

fn server(choices: &mut Choices) -> ServerId {
    ServerId(1 + choices.below(9) as u8)
}

fn client(choices: &mut Choices) -> ClientId {
    ClientId(1 + choices.below(9) as u8)
}

fn group(choices: &mut Choices) -> ServerSet {
    ServerSet::from_bits(choices.below(1 << 10) as u16)
}

fn message(choices: &mut Choices) -> MessageName {
    MessageName {
        from: server(choices),
        to: server(choices),
        kind: choices.one_of(&MessageKind::ALL),
        term: choices.magnitude(u64::MAX),
        nth: choices.magnitude(1 << 32) as u32,
        copy: choices.magnitude(u64::MAX),
    }
}

fn times(choices: &mut Choices) -> (Duration, Duration) {
    (
        Duration(choices.magnitude(10_000_000)),
        Duration(choices.magnitude(10_000_000)),
    )
}

fn operation(choices: &mut Choices) -> Operation {
    let key = choices.one_of(&["x", "balance", "ключ", "🦀"]).into();
    let number = choices.magnitude(u64::MAX) as i64;
    match choices.below(5) {
        0 => Operation::Set { key, value: number },
        1 => Operation::Add {
            key,
            amount: number.wrapping_neg(),
        },
        2 => Operation::Get { key },
        3 => Operation::Delete { key },
        _ => Operation::Other("any words".into()),
    }
}

fn scope(choices: &mut Choices) -> Scope {
    Scope {
        kinds: choices.one_of(&Kinds::NAMED).1,
        from: choices.some(server),
        to: choices.some(server),
    }
}

fn link_override(choices: &mut Choices) -> LinkOverride {
    let share = choices.below(1 << 16) as u16;
    match choices.below(3) {
        0 => {
            let (min, max) = times(choices);
            LinkOverride::Latency(min, max)
        }
        1 => LinkOverride::Loss(share),
        _ => LinkOverride::Late(share),
    }
}

/// One action of every kind that version 1 began with, and all else that there was: the same for good, since an example is compared
/// with it.
pub(super) fn every() -> Recording {
    let (s1, s9) = (ServerId(1), ServerId(9));
    let name = |kind, copy| MessageName {
        from: s1,
        to: s9,
        kind,
        term: 300,
        nth: 70_000,
        copy,
    };
    let message = |action| Action::Message(action, name(MessageKind::RequestVote, 0));
    let operation = |text| Operation::parse(text).expect("an operation");
    let scope = |kinds| Scope {
        kinds,
        from: None,
        to: Some(s9),
    };
    let group = |ids: &[u8]| ids.iter().map(|id| ServerId(*id)).collect::<ServerSet>();
    let second = Duration(1_000_000);
    let mut actions: Vec<Action> = Vec::new();
    let to_servers = ServerAction::NAMED[..16].iter();
    actions.extend(to_servers.map(|(_, action)| Action::Server(*action, s9)));
    actions.extend([
        message(MessageAction::Drop),
        message(MessageAction::Deliver),
        message(MessageAction::Duplicate),
        message(MessageAction::Delay(second)),
    ]);
    let kinds = MessageKind::ALL[..6].iter();
    actions.extend(kinds.map(|kind| Action::Message(MessageAction::Drop, name(*kind, 1 << 40))));
    actions.extend([
        Action::GiveLog(s1, vec![1, 1, 200], 300),
        Action::AlignTimers,
        Action::OverrideDisk(s1, Some((Duration(5), second))),
        Action::OverrideDisk(s1, None),
    ]);
    actions.extend(Held::ALL[..5].iter().copied().map(Action::Hold));
    actions.extend(Held::ALL[..5].iter().copied().map(Action::Release));
    actions.extend([
        Action::Cut(s1, s9),
        Action::CutBoth(s1, s9),
        Action::Heal(s1, s9),
        Action::HealLink(s1, s9),
        Action::Partition(vec![group(&[1, 9]), group(&[]), group(&[2, 3])]),
        Action::HealAll,
        Action::Submit(None, operation("set x -300")),
        Action::Submit(Some(ClientId(9)), operation("add 🦀 9223372036854775807")),
        Action::Submit(None, operation("get x")),
        Action::Submit(None, operation("del x")),
        Action::Submit(None, Operation::Other("any words".into())),
        Action::SubmitAt(Some(ClientId(1)), operation("get x"), s9),
        Action::Advance(ClientId(9)),
    ]);
    let kinds = Kinds::NAMED[..11].iter();
    actions.extend(kinds.map(|(_, kinds)| Action::OverrideLink(scope(*kinds), None)));
    let profiles = [
        LinkOverride::Latency(Duration(5), second),
        LinkOverride::Loss(1_000),
        LinkOverride::Late(10),
    ];
    actions.extend(profiles.map(|profile| Action::OverrideLink(scope(Kinds::ALL), Some(profile))));
    let dials = DIALS[..18].iter();
    actions.extend(dials.map(|info| Action::Set(info.dial, info.max)));
    every_with(actions)
}

fn every_with(actions: Vec<Action>) -> Recording {
    let position = |number: u64| Position {
        time: Time(number * number * 1_000),
        events: number * 3,
    };
    let end = position(actions.len() as u64);
    let numbered = (0..).zip(actions);
    let steps = numbered.map(|(number, action)| Step {
        at: position(number),
        action,
        fingerprint: 256 + number as u16,
    });
    let mut settings = Settings {
        servers: 9,
        clients: 9,
        opening_operation: false,
        checks: false,
        ..Settings::default()
    };
    for info in &DIALS[..18] {
        settings.dials.push(info.dial, info.max - info.max / 3);
    }
    Recording {
        settings,
        seed: u64::MAX,
        branches: vec![
            Branch {
                left: None,
                name: Some("名前".into()),
                steps: steps.collect(),
                marks: vec![(position(1), "A".into()), (end, "B".into())],
                head: end,
            },
            Branch {
                left: Some(Fork {
                    from: 0,
                    at: position(2),
                }),
                head: position(4),
                ..Branch::default()
            },
        ],
        here: 1,
        at: position(3),
        fingerprint: 0x0123_4567_89ab_cdef,
        shown: Shown {
            view: "view".into(),
            selection: "selection".into(),
        },
        pause_points: [(false, true), (true, false)]
            .map(|(is_before, is_on)| PausePoint {
                condition: "leader is S2".into(),
                is_before,
                action: "crash S2".into(),
                is_on,
            })
            .into(),
    }
}
