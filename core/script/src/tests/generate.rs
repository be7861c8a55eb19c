//! Scripts of every kind of line, as choices make them.

use super::choices::Choices;
use super::seed_range::seeds;
use super::{any_to_message, any_to_server};
use crate::*;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config as ProptestConfig, RngSeed};
use raft::{Duration, ServerId};
use record::{
    ClientId, Held, Kinds, LinkOverride, MessageKind, MessageName, MessageNumber, Operation,
    RoleName,
};
use sim::{DIALS, Dial, MessageAction};

impl Choices {
    pub(super) fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize].clone()
    }

    fn chance(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    fn some<T>(&mut self, make: impl Fn(&mut Choices) -> T) -> Option<T> {
        self.chance(2).then(|| make(self))
    }

    fn list<T>(&mut self, least: u64, make: impl Fn(&mut Choices) -> T) -> Vec<T> {
        (0..least + self.below(3)).map(|_| make(self)).collect()
    }
}

/// Numbers from which [`Choices`] are made. What fails is made smaller by leaving out numbers and making them smaller.
pub(super) fn tape() -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(proptest::num::u32::ANY, 0..300)
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

/// A script for five servers and two clients, whose lines are such as the parser makes them.
pub(super) fn script(choices: &mut Choices) -> Script {
    let set_up = [
        Command::Preset(choices.one_of(&[Preset::Paper, Preset::Lab])),
        Command::Servers(5),
        Command::Clients(2),
        Command::Seed(choices.below(u64::MAX)),
        Command::Opening(choices.chance(2)),
        Command::Step(0),
    ];
    let set_up = set_up.into_iter().map(Some).collect::<Vec<_>>();
    let lines = choices.list(8, |choices| choices.some(command));
    let line = |command| Line {
        command,
        comment: choices
            .chance(4)
            .then(|| text(choices, false).trim().to_owned()),
    };
    Script {
        lines: set_up.into_iter().chain(lines).map(line).collect(),
    }
}

fn command(choices: &mut Choices) -> Command {
    match choices.below(15) {
        0 => Command::Run(time(choices)),
        1 => Command::Step(choices.below(50)),
        2 => Command::Until {
            before: choices.chance(2),
            condition: condition(choices, 3),
            within: choices.some(time),
        },
        3 => Command::Mark(text(choices, true)),
        4 => Command::When(condition(choices, 2), instruction(choices)),
        5 => Command::Say(text(choices, true)),
        6 => Command::Ask(text(choices, true)),
        7 => Command::Goal(text(choices, true), condition(choices, 2)),
        8 => Command::Focus(choices.list(1, name)),
        9 => Command::Expect(condition(choices, 3), choices.some(time)),
        10 => Command::Show(show(choices)),
        11 => Command::Pause(PausePoint {
            is_before: choices.chance(2),
            condition: condition(choices, 2),
        }),
        _ => Command::Do(instruction(choices)),
    }
}

fn instruction(choices: &mut Choices) -> Instruction {
    let action = action(choices);
    let times = match action.is_repeatable() {
        true => 1 + choices.below(3),
        false => 1,
    };
    Instruction {
        action,
        times,
        is_try: choices.chance(2),
    }
}

pub(super) fn action(choices: &mut Choices) -> ScriptAction {
    match choices.below(19) {
        0..3 => ScriptAction::ToServers(any_to_server(choices), choices.list(1, name)),
        3 => ScriptAction::AlignTimers,
        4 => {
            let mut terms = choices.list(0, |choices| 1 + choices.below(4));
            terms.sort_unstable();
            let last = terms.last().copied().unwrap_or_default();
            let term = choices.some(|choices| last + choices.below(9));
            ScriptAction::Log(server(choices), terms, term)
        }
        5 => ScriptAction::Hold(choices.list(1, |choices| choices.one_of(&Held::ALL))),
        6 => ScriptAction::Release(choices.one_of(&[vec![Held::Disks], Held::ALL.to_vec()])),
        7 => ScriptAction::ToMessages(message_action(choices), selector(choices)),
        8 => ScriptAction::Partition(choices.list(0, |choices| choices.list(0, name))),
        9 => ScriptAction::Cut(one(choices), one(choices)),
        10 => ScriptAction::CutBoth(one(choices), one(choices)),
        11 => choices.one_of(&[
            ScriptAction::HealAll,
            ScriptAction::Heal(One::Leader, One::Server(ServerId(2))),
            ScriptAction::HealBoth(One::Server(ServerId(1)), One::Leader),
        ]),
        12 => ScriptAction::Submit {
            operation: operation(choices),
            by: choices.some(client),
            at: choices.some(one),
        },
        13 => ScriptAction::Advance(client(choices)),
        14 => ScriptAction::Set(setting(choices)),
        15 => ScriptAction::OverrideLink(messages(choices), choices.some(override_link)),
        16 => ScriptAction::SnapshotAt(choices.list(1, name), 1 + choices.below(30)),
        17 => ScriptAction::EraseLog(choices.list(1, name), 1 + choices.below(30)),
        _ => {
            let span = choices.some(|choices| ordered(choices, 1_000_000));
            ScriptAction::OverrideDisk(choices.list(1, name), span)
        }
    }
}

fn message_action(choices: &mut Choices) -> MessageAction {
    match any_to_message(choices) {
        MessageAction::Delay(_) => MessageAction::Delay(time(choices)),
        action => action,
    }
}

fn setting(choices: &mut Choices) -> Setting {
    if choices.chance(2) {
        let range = choices.one_of(&[Range::Latency, Range::Disk]);
        let (min, max) = ordered(choices, 1_000_000);
        return Setting::Both(range, min, max);
    }
    let info = choices.one_of(&DIALS);
    Setting::One(info.dial, info.min + choices.below(info.max - info.min + 1))
}

fn override_link(choices: &mut Choices) -> LinkOverride {
    let (min, max) = ordered(choices, 1_000_000);
    match choices.below(3) {
        0 => LinkOverride::Latency(min, max),
        1 => LinkOverride::Loss(choices.below(1_001) as u16),
        _ => LinkOverride::Late(choices.below(1_001) as u16),
    }
}

fn ordered(choices: &mut Choices, most: u64) -> (Duration, Duration) {
    let min = Dial::LatencyMin.info().min;
    let first = min + choices.below(most - min);
    (
        Duration(first),
        Duration(first + choices.below(most - first + 1)),
    )
}

pub(super) fn condition(choices: &mut Choices, depth: u32) -> Condition {
    use Condition::*;
    match choices.below(if depth == 0 { 18 } else { 21 }) {
        0 => Leader,
        1 => LeaderIs(server(choices)),
        2 | 3 => Number(
            measure(choices),
            name(choices),
            compare(choices),
            choices.below(30),
        ),
        4 => Is(name(choices), is(choices)),
        5 => Committed(choices.below(9), name(choices)),
        6 => {
            let first = 1 + choices.below(3);
            let terms = choices.list(0, |choices| choices.below(4));
            Log(name(choices), terms.into_iter().zip(first..).collect())
        }
        7 => LogsAgree,
        8 => {
            let value = Some(choices.below(9).cast_signed() - 4);
            State(name(choices), key(choices), compare(choices), value)
        }
        9 => State(name(choices), key(choices), Compare::Equal, None),
        10 => InFlight(messages(choices), compare(choices), choices.below(9)),
        11 => Operation(1 + choices.below(9), client(choices), operation_is(choices)),
        12 => {
            let (happening, why) = (
                happening(choices),
                choices.one_of(&["log-older", "missing"]),
            );
            Happens(name(choices), happening, choices.some(|_| why))
        }
        13 => {
            let fails = choices.chance(2);
            choices.one_of(&[ChecksHold, Check("log-matching".into(), fails)])
        }
        14 => Quiet,
        15 => Fingerprint(choices.below(u64::MAX)),
        16 => Settled,
        17 => Message(message_end(choices), which(choices)),
        18 => Not(Box::new(condition(choices, depth - 1))),
        19 => And(choices.list(2, |choices| condition(choices, depth - 1))),
        _ => Or(choices.list(2, |choices| condition(choices, depth - 1))),
    }
}

fn measure(choices: &mut Choices) -> Measure {
    use Measure::*;
    choices.one_of(&[Term, Commit, Applied, Last, Durable, Snapshot])
}

fn compare(choices: &mut Choices) -> Compare {
    use Compare::*;
    choices.one_of(&[Equal, NotEqual, AtLeast, AtMost, More, Less])
}

fn is(choices: &mut Choices) -> Is {
    let role = choices.one_of(&[RoleName::Follower, RoleName::Candidate, RoleName::Leader]);
    choices.one_of(&[Is::Up, Is::Down, Is::Paused, Is::Role(role)])
}

fn operation_is(choices: &mut Choices) -> OperationIs {
    use OperationIs::*;
    choices.one_of(&[Ok, OkWith(Some(-3)), OkWith(None), Failed, Unknown, Pending])
}

fn happening(choices: &mut Choices) -> EventPattern {
    use EventPattern::*;
    choices.one_of(&[
        Stands,
        Wins,
        StepsDown,
        GrantsVote,
        RefusesVote,
        AcceptsAppend,
        RefusesAppend,
        Truncates,
        Appends,
        Commits,
        Applies,
        TakesSnapshot,
        InstallsSnapshot,
        DropsReply,
        Syncs,
        ChangesTerm,
        ChangesRole,
        Decides,
    ])
}

pub(super) fn show(choices: &mut Choices) -> Show {
    use Show::*;
    let of = Servers(name(choices));
    choices.one_of(&[
        of,
        Logs,
        State,
        Messages,
        Clients,
        Checks,
        Time,
        Fingerprint,
    ])
}

fn selector(choices: &mut Choices) -> Selector {
    match choices.below(5) {
        0 => Selector::Number(MessageNumber(choices.below(99))),
        1 => Selector::Named(message_name(choices)),
        2 => Selector::Of(Pick::All, choices.one_of(&[Messages::ALL])),
        _ => {
            let pick = choices.one_of(&[Pick::Oldest, Pick::Newest, Pick::All]);
            Selector::Of(pick, messages(choices))
        }
    }
}

fn message_name(choices: &mut Choices) -> MessageName {
    MessageName {
        from: server(choices),
        to: server(choices),
        kind: choices.one_of(&MessageKind::ALL),
        term: choices.below(9),
        nth: 1 + choices.below(9) as u32,
        copy: choices.below(3),
    }
}

fn message_end(choices: &mut Choices) -> MessageEnd {
    choices.one_of(&[MessageEnd::Arrives, MessageEnd::Lost])
}

fn which(choices: &mut Choices) -> Which {
    match choices.chance(2) {
        true => Which::Of(messages(choices)),
        false => Which::Named(message_name(choices)),
    }
}

fn messages(choices: &mut Choices) -> Messages {
    let (_, kinds) = choices.one_of(&Kinds::NAMED);
    match choices.chance(3) {
        true => Messages {
            kinds,
            ..Messages::ALL
        },
        false => Messages {
            kinds,
            from: choices.some(one),
            to: Some(one(choices)),
        },
    }
}

fn name(choices: &mut Choices) -> Name {
    let server = Name::Server(server(choices));
    choices.one_of(&[
        server,
        server,
        Name::Leader,
        Name::Followers,
        Name::All,
        Name::Majority,
    ])
}

fn one(choices: &mut Choices) -> One {
    let server = One::Server(server(choices));
    choices.one_of(&[server, server, One::Leader])
}

fn server(choices: &mut Choices) -> ServerId {
    ServerId(1 + choices.below(5) as u8)
}

fn client(choices: &mut Choices) -> ClientId {
    ClientId(1 + choices.below(2) as u8)
}

fn operation(choices: &mut Choices) -> Operation {
    let key = key(choices);
    let text = choices.one_of(&["set K -7", "add K 2", "get K", "del K"]);
    Operation::parse(&text.replace('K', &key)).expect("an operation")
}

fn key(choices: &mut Choices) -> String {
    choices
        .one_of(&["x", "count9", "ä#\"\\", "S1", "none", "|"])
        .to_owned()
}

fn time(choices: &mut Choices) -> Duration {
    let most = choices.one_of(&[9, 900, 50_000, 2_000_000]);
    Duration(choices.below(most) * choices.one_of(&[1, 1, 10, 1_000]) % 3_000_000)
}

fn text(choices: &mut Choices, is_long: bool) -> String {
    let letters = [
        'a', 'Z', '7', ' ', '"', '\\', '#', '|', 'é', '名', '\t', '=', '-', '>', '\r', 'n',
    ];
    let mut text: String = choices
        .list(6, |choices| choices.one_of(&letters))
        .iter()
        .collect();
    if is_long && choices.chance(3) {
        text.push('\n');
    }
    text
}
