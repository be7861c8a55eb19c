//! What is written down without the script language is what it reads.

use crate::session::account::{Do, SetUp, Steps, Wait};
use ::script::{Command, Instruction, MOST_STEPS, Script, ScriptAction};
use raft::{Duration, ServerId, ServerSet};
use record::{ClientId, Held, Kinds, LinkOverride, MessageKind, MessageName, Operation, Scope};
use sim::{Action, DIALS, Dials, MessageAction, ServerAction, Settings, World};

const S1: ServerId = ServerId(1);
const S3: ServerId = ServerId(3);

#[test]
fn every_action_is_written_as_the_script_language_reads_it() {
    let world = World::new(Settings::default(), 1).expect("a world that can be");
    for action in actions() {
        // What comes before the first event would be a part of the set-up.
        let text = format!("clients 2\nstep 0\n{}", Do(&action));
        let read = Script::parse(&text).unwrap_or_else(|mistakes| panic!("{mistakes}\n{text}"));
        let expected = Instruction::once(ScriptAction::of(&action, &world));
        assert_eq!(read.lines[2].command, Some(Command::Do(expected)), "{text}");
    }
}

#[test]
fn what_a_world_is_made_of_is_written_as_the_script_language_reads_it() {
    let mut settings = Settings {
        servers: 3,
        clients: 2,
        opening_operation: true,
        ..Settings::default()
    };
    for info in DIALS {
        let other = if info.default == info.max {
            info.min
        } else {
            info.max
        };
        settings
            .dials
            .set(info.dial, other)
            .expect("it is within its range");
    }
    assert_ne!(settings.dials, Dials::default());
    let script = Script::parse(&SetUp(&settings, 7).to_string()).expect("a script");
    let (read, seed) = script.settings().expect("a world that can be");
    assert_eq!((read, seed), (settings, Some(7)));
}

#[test]
fn what_is_too_long_for_one_line_is_written_in_several() {
    let most = MOST_STEPS;
    let steps = Steps(2 * most + 1).to_string();
    assert_eq!(steps, format!("step {most}\nstep {most}\nstep 1"));
    assert_eq!(Steps(0).to_string(), "step 0");
    let wait = Wait(Duration(2 * ::script::LONGEST.0)).to_string();
    assert_eq!(wait.lines().count(), 2);
    Script::parse(&wait).expect("two lines that a script may have");
}

/// One of each kind at least.
fn actions() -> Vec<Action> {
    let submit = |text| Operation::parse(text).expect("an operation");
    let servers = ServerAction::NAMED.iter();
    let servers = servers.map(|(_, action)| Action::Server(*action, S3));
    let messages = MessageKind::ALL.iter().flat_map(|kind| {
        let actions = MessageAction::NAMED.iter().map(|(_, action)| *action);
        let actions = actions.filter(|action| !matches!(action, MessageAction::Delay(_)));
        let actions = actions.chain([MessageAction::Delay(Duration(12_345))]);
        actions
            .zip(0..)
            .map(|(action, copy)| Action::Message(action, name(*kind, copy)))
    });
    let dials = DIALS.iter().flat_map(|info| {
        [info.min, info.default, info.max].map(|value| Action::Set(info.dial, value))
    });
    let holds = Held::ALL
        .iter()
        .flat_map(|what| [Action::Hold(*what), Action::Release(*what)]);
    let group = |ids: &[u8]| ids.iter().map(|id| ServerId(*id)).collect::<ServerSet>();
    let others = [
        Action::GiveLog(S1, vec![1, 1, 2], 4),
        Action::GiveLog(S1, vec![], 4),
        Action::AlignTimers,
        Action::OverrideDisk(S3, Some((Duration(101), Duration(200_000)))),
        Action::OverrideDisk(S3, None),
        Action::SnapshotAt(S3, 7),
        Action::EraseLog(S3, 13),
        Action::Cut(S1, S3),
        Action::CutBoth(S1, S3),
        Action::Heal(S1, S3),
        Action::HealLink(S1, S3),
        Action::HealAll,
        Action::Partition(vec![]),
        Action::Partition(vec![group(&[1, 2]), group(&[])]),
        Action::Partition(vec![group(&[1, 2]), group(&[3, 4, 5])]),
        Action::Submit(None, submit("set x 1")),
        Action::Submit(Some(ClientId(2)), submit("get \"\\")),
        Action::SubmitAt(Some(ClientId(1)), submit("del x"), S3),
        Action::SubmitAt(None, submit("add x -7"), S3),
        Action::Advance(ClientId(1)),
    ];
    (servers
        .chain(messages)
        .chain(dials)
        .chain(holds)
        .chain(links()))
    .chain(others)
    .collect()
}

/// Links that differ from what the dials say, and no more.
fn links() -> impl Iterator<Item = Action> {
    let kinds = |name| Kinds::named(name).expect("the name of a kind");
    let scopes = [
        Scope::ALL,
        Scope {
            kinds: kinds("vote"),
            ..Scope::ALL
        },
        Scope {
            from: Some(S1),
            ..Scope::ALL
        },
        Scope {
            kinds: kinds("heartbeat"),
            from: None,
            to: Some(S3),
        },
    ];
    let profiles = [
        Some(LinkOverride::Latency(Duration(5_000), Duration(9_001))),
        Some(LinkOverride::Loss(105)),
        Some(LinkOverride::Late(1_000)),
        None,
    ];
    (scopes.into_iter())
        .flat_map(move |scope| profiles.map(|profile| Action::OverrideLink(scope, profile)))
}

fn name(kind: MessageKind, copy: u64) -> MessageName {
    MessageName {
        from: S1,
        to: S3,
        kind,
        term: 2,
        nth: 7,
        copy,
    }
}
