//! Scripts by lot, of every kind of line.

use crate::dials::{DIALS, Dial};
use crate::script::*;
use raft::{Duration, ServerId};
use record::{ClientId, Held, Kinds, LinkOverride, Operation, RoleName};

/// Lots for a test: a stream is good enough here.
pub(super) struct Lots(pub(super) u64);

impl Lots {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end.max(1)
    }

    pub(super) fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize].clone()
    }

    fn chance(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    fn some<T>(&mut self, make: impl Fn(&mut Lots) -> T) -> Option<T> {
        self.chance(2).then(|| make(self))
    }

    fn list<T>(&mut self, least: u64, make: impl Fn(&mut Lots) -> T) -> Vec<T> {
        (0..least + self.below(3)).map(|_| make(self)).collect()
    }
}

/// A script for five servers and two clients, whose lines are such as the parser makes them.
pub(super) fn script(lots: &mut Lots) -> Script {
    let set_up = [
        Command::Preset(lots.one_of(&[Preset::Paper, Preset::Lab])),
        Command::Servers(5),
        Command::Clients(2),
        Command::Seed(lots.below(u64::MAX)),
        Command::Opening(lots.chance(2)),
        Command::Step(0),
    ];
    let set_up = set_up.into_iter().map(Some).collect::<Vec<_>>();
    let lines = lots.list(8, |lots| lots.some(command));
    let line = |command| Line {
        command,
        comment: lots.chance(4).then(|| text(lots, false).trim().to_owned()),
    };
    Script {
        lines: set_up.into_iter().chain(lines).map(line).collect(),
    }
}

fn command(lots: &mut Lots) -> Command {
    match lots.below(14) {
        0 => Command::Run(time(lots)),
        1 => Command::Step(lots.below(50)),
        2 => Command::Until {
            before: lots.chance(2),
            condition: condition(lots, 3),
            within: lots.some(time),
        },
        3 => Command::Mark(text(lots, true)),
        4 => Command::When(condition(lots, 2), action(lots)),
        5 => Command::Say(text(lots, true)),
        6 => Command::Ask(text(lots, true)),
        7 => Command::Goal(text(lots, true), condition(lots, 2)),
        8 => Command::Focus(lots.list(1, name)),
        9 => Command::Expect(condition(lots, 3), lots.some(time)),
        10 => Command::Show(show(lots)),
        _ => Command::Do {
            action: action(lots),
            is_try: lots.chance(2),
        },
    }
}

fn action(lots: &mut Lots) -> ScriptAction {
    match lots.below(17) {
        0..3 => ScriptAction::ToServers(server_deed(lots), lots.list(1, name)),
        3 => ScriptAction::AlignTimers,
        4 => {
            let mut terms = lots.list(0, |lots| 1 + lots.below(4));
            terms.sort_unstable();
            let last = terms.last().copied().unwrap_or_default();
            let term = lots.some(|lots| last + lots.below(9));
            ScriptAction::Log(server(lots), terms, term)
        }
        5 => ScriptAction::Hold(lots.list(1, |lots| lots.one_of(&Held::ALL))),
        6 => ScriptAction::Release(lots.one_of(&[vec![Held::Disks], Held::ALL.to_vec()])),
        7 => ScriptAction::ToMessages(message_deed(lots), selector(lots)),
        8 => ScriptAction::Partition(lots.list(0, |lots| lots.list(0, name))),
        9 => ScriptAction::Cut(one(lots), one(lots)),
        10 => ScriptAction::CutBoth(one(lots), one(lots)),
        11 => lots.one_of(&[
            ScriptAction::HealAll,
            ScriptAction::Heal(One::Leader, One::Server(ServerId(2))),
        ]),
        12 => ScriptAction::Submit {
            operation: operation(lots),
            by: lots.some(client),
            at: lots.some(one),
            times: 1 + lots.below(3),
        },
        13 => ScriptAction::Advance(client(lots)),
        14 => ScriptAction::Set(setting(lots)),
        15 => ScriptAction::OverrideLink(messages(lots), lots.some(override_link)),
        _ => {
            let span = lots.some(|lots| ordered(lots, 1_000_000));
            ScriptAction::OverrideDisk(lots.list(1, name), span)
        }
    }
}

fn server_deed(lots: &mut Lots) -> ServerAction {
    use ServerAction::*;
    lots.one_of(&[
        Crash,
        CrashBeforeSend,
        CrashTearing,
        Restart,
        Pause,
        Resume,
        Wipe,
        TimeOut,
        Heartbeat,
        TakeSnapshot,
        StallDisk,
        ReleaseDisk,
        Sync,
        Apply,
        Isolate,
        Reconnect,
    ])
}

fn message_deed(lots: &mut Lots) -> MessageAction {
    match lots.below(4) {
        0 => MessageAction::Drop,
        1 => MessageAction::Deliver,
        2 => MessageAction::Duplicate,
        _ => MessageAction::Delay(time(lots)),
    }
}

fn setting(lots: &mut Lots) -> Setting {
    if lots.chance(2) {
        let range = lots.one_of(&[Range::Latency, Range::Disk]);
        let (min, max) = ordered(lots, 1_000_000);
        return Setting::Both(range, min, max);
    }
    let info = lots.one_of(&DIALS);
    Setting::One(info.dial, info.min + lots.below(info.max - info.min + 1))
}

fn override_link(lots: &mut Lots) -> LinkOverride {
    let (min, max) = ordered(lots, 1_000_000);
    match lots.below(3) {
        0 => LinkOverride::Latency(min, max),
        1 => LinkOverride::Loss(lots.below(1_001) as u16),
        _ => LinkOverride::Late(lots.below(1_001) as u16),
    }
}

fn ordered(lots: &mut Lots, most: u64) -> (Duration, Duration) {
    let min = Dial::LatencyMin.info().min;
    let first = min + lots.below(most - min);
    (
        Duration(first),
        Duration(first + lots.below(most - first + 1)),
    )
}

fn condition(lots: &mut Lots, depth: u32) -> Condition {
    use Condition::*;
    match lots.below(if depth == 0 { 16 } else { 19 }) {
        0 => Leader,
        1 => LeaderIs(server(lots)),
        2 | 3 => Number(measure(lots), name(lots), compare(lots), lots.below(30)),
        4 => Is(name(lots), is(lots)),
        5 => Committed(lots.below(9), name(lots)),
        6 => {
            let first = 1 + lots.below(3);
            let terms = lots.list(0, |lots| lots.below(4));
            Log(name(lots), terms.into_iter().zip(first..).collect())
        }
        7 => LogsAgree,
        8 => {
            let value = Some(lots.below(9).cast_signed() - 4);
            State(name(lots), key(lots), compare(lots), value)
        }
        9 => State(name(lots), key(lots), Compare::Equal, None),
        10 => InFlight(messages(lots), compare(lots), lots.below(9)),
        11 => Operation(1 + lots.below(9), client(lots), operation_is(lots)),
        12 => {
            let (happening, why) = (happening(lots), lots.one_of(&["log-older", "missing"]));
            Happens(name(lots), happening, lots.some(|_| why))
        }
        13 => lots.one_of(&[
            ChecksHold,
            Check("log-matching".into(), lots.0.is_multiple_of(2)),
        ]),
        14 => Quiet,
        15 => Fingerprint(lots.below(u64::MAX)),
        16 => Not(Box::new(condition(lots, depth - 1))),
        17 => And(lots.list(2, |lots| condition(lots, depth - 1))),
        _ => Or(lots.list(2, |lots| condition(lots, depth - 1))),
    }
}

fn measure(lots: &mut Lots) -> Measure {
    use Measure::*;
    lots.one_of(&[Term, Commit, Applied, Last, Durable, Snapshot])
}

fn compare(lots: &mut Lots) -> Compare {
    use Compare::*;
    lots.one_of(&[Equal, NotEqual, AtLeast, AtMost, More, Less])
}

fn is(lots: &mut Lots) -> Is {
    let role = lots.one_of(&[RoleName::Follower, RoleName::Candidate, RoleName::Leader]);
    lots.one_of(&[Is::Up, Is::Down, Is::Paused, Is::Role(role)])
}

fn operation_is(lots: &mut Lots) -> OperationIs {
    use OperationIs::*;
    lots.one_of(&[Ok, OkWith(Some(-3)), OkWith(None), Failed, Unknown, Pending])
}

fn happening(lots: &mut Lots) -> EventPattern {
    use EventPattern::*;
    lots.one_of(&[
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
        Decides,
    ])
}

fn show(lots: &mut Lots) -> Show {
    use Show::*;
    let of = Servers(name(lots));
    lots.one_of(&[
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

fn selector(lots: &mut Lots) -> Selector {
    match lots.below(4) {
        0 => Selector::Id(lots.below(99)),
        1 => Selector::Of(Pick::All, lots.one_of(&[Messages::ALL])),
        _ => {
            let pick = lots.one_of(&[Pick::Oldest, Pick::Newest, Pick::All]);
            Selector::Of(pick, messages(lots))
        }
    }
}

fn messages(lots: &mut Lots) -> Messages {
    let (_, kinds) = lots.one_of(&Kinds::NAMED);
    match lots.chance(3) {
        true => Messages {
            kinds,
            ..Messages::ALL
        },
        false => Messages {
            kinds,
            from: lots.some(one),
            to: Some(one(lots)),
        },
    }
}

fn name(lots: &mut Lots) -> Name {
    let server = Name::Server(server(lots));
    lots.one_of(&[
        server,
        server,
        Name::Leader,
        Name::Followers,
        Name::All,
        Name::Majority,
    ])
}

fn one(lots: &mut Lots) -> One {
    let server = One::Server(server(lots));
    lots.one_of(&[server, server, One::Leader])
}

fn server(lots: &mut Lots) -> ServerId {
    ServerId(1 + lots.below(5) as u8)
}

fn client(lots: &mut Lots) -> ClientId {
    ClientId(1 + lots.below(2) as u8)
}

fn operation(lots: &mut Lots) -> Operation {
    let key = key(lots);
    let text = lots.one_of(&["set K -7", "add K 2", "get K", "del K"]);
    Operation::parse(&text.replace('K', &key)).expect("an operation")
}

fn key(lots: &mut Lots) -> String {
    lots.one_of(&["x", "count9", "ä#\"\\", "S1", "none", "|"])
        .to_owned()
}

fn time(lots: &mut Lots) -> Duration {
    let most = lots.one_of(&[9, 900, 50_000, 2_000_000]);
    Duration(lots.below(most) * lots.one_of(&[1, 1, 10, 1_000]) % 3_000_000)
}

fn text(lots: &mut Lots, is_long: bool) -> String {
    let letters = [
        'a', 'Z', '7', ' ', '"', '\\', '#', '|', 'é', '名', '\t', '=', '-', '>', '\r', 'n',
    ];
    let mut text: String = lots.list(6, |lots| lots.one_of(&letters)).iter().collect();
    if is_long && lots.chance(3) {
        text.push('\n');
    }
    text
}
