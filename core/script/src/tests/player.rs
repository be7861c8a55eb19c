//! A player goes as far as time and budget allow, comes to the same as one that is not held up, and takes in what the reader
//! does meanwhile.

use super::choices::Choices;
use super::scenarios::scenarios;
use crate::{Failure, Narration, Observed, Player, Script, Stop, play};
use raft::{Duration, ServerId, Time};
use record::Operation;
use sim::{Action, ServerAction, Timeline};

type Run = Timeline<()>;

const S1: ServerId = ServerId(1);

fn begin(text: &str) -> (Player, Run) {
    let script = Script::parse(text).unwrap_or_else(|errors| panic!("{}", errors.0[0]));
    start(&script)
}

fn start(script: &Script) -> (Player, Run) {
    let (settings, seed) = script.settings().unwrap();
    let seed = seed.unwrap_or(crate::DEFAULT_SEED);
    let run = Timeline::new(settings, seed, ()).unwrap();
    (Player::new(script.clone()), run)
}

/// Plays on to this time, and gives what is said and what fails on the way.
fn until(player: &mut Player, run: &mut Run, time: Time) -> (Vec<Narration>, Vec<Failure>) {
    let (mut said, mut failed) = (Vec::new(), Vec::new());
    loop {
        match player.next(run, time, &mut { u64::MAX }) {
            Stop::Event => {}
            Stop::Narrates(_, narration) => said.push(narration),
            Stop::Failed(failure) => failed.push(failure),
            Stop::Waits | Stop::Ended => return (said, failed),
            Stop::Busy => panic!("there is budget enough"),
        }
    }
}

#[test]
fn played_in_slices_every_scenario_comes_to_the_same() {
    for (name, script) in scenarios() {
        let mut choices = Choices::seeded(7);
        let (mut expected, mut events) = (Vec::new(), 0);
        let report = play(&script, None, &mut |observed| match observed {
            Observed::Event(_) => events += 1,
            Observed::Narration(line, said) => expected.push((line, said.clone())),
            Observed::Failed(_) => {}
        });
        let report = report.expect("such a world");

        let (mut player, mut run) = start(&script);
        let (mut said, mut failed, mut limit, mut met) = (Vec::new(), Vec::new(), Time::ZERO, 0);
        loop {
            let mut budget = choices.below(3_000);
            match player.next(&mut run, limit, &mut budget) {
                Stop::Event => met += 1,
                Stop::Narrates(line, narration) => said.push((line, narration)),
                Stop::Failed(failure) => failed.push(failure),
                Stop::Waits => {
                    assert_eq!(run.world().now(), limit, "{name} goes as far as it may");
                    limit += Duration(choices.below(20_000));
                }
                Stop::Busy => assert_eq!(budget, 0, "{name}"),
                Stop::Ended => break,
            }
            assert!(
                run.world().now() <= limit,
                "{name} goes no further than it may"
            );
        }
        assert!(player.has_ended());
        assert_eq!(
            (said, failed, met),
            (expected, report.failures, events),
            "{name}"
        );
        assert_eq!(
            run.world().fingerprint(),
            report.world.fingerprint(),
            "{name}"
        );
    }
}

#[test]
fn a_script_goes_on_where_the_reader_acts_and_sees_it() {
    let (mut player, mut run) = begin(
        "servers 3\nseed 7\nuntil leader\ngoal \"Crash S1\" S1 is down\nwhen S1 is down do set loss 10%\nrun 100ms\nsay \"end\"",
    );
    let (said, _) = until(&mut player, &mut run, Time(1_000_000_000));
    assert_eq!(said.len(), 2, "the goal, and the end: {said:?}");

    let (mut player, mut run) = begin(
        "servers 3\nseed 7\nuntil leader\ngoal \"Crash S1\" S1 is down\nwhen S1 is down do set loss 10%\nrun 100ms\nsay \"end\"",
    );
    while !matches!(
        player.next(&mut run, Time(1_000_000_000), &mut { u64::MAX }),
        Stop::Narrates(..)
    ) {}
    run.act(&Action::Server(ServerAction::Crash, S1));
    player.observe(&run);
    let (said, failed) = until(&mut player, &mut run, Time(1_000_000_000));
    let expected = [
        Narration::Reached("Crash S1".into()),
        Narration::Say("end".into()),
    ];
    assert_eq!((said, failed), (expected.to_vec(), Vec::new()));
    assert_eq!(run.world().dials().get(sim::Dial::Loss), 100);
    let done: Vec<_> = run
        .branch()
        .journal()
        .iter()
        .map(|(_, action)| action)
        .collect();
    assert!(matches!(
        done[..],
        [Action::Server(ServerAction::Crash, S1), Action::Set(..)]
    ));
}

#[test]
fn what_the_reader_did_may_make_a_line_impossible_which_is_said() {
    let (mut player, mut run) = begin("servers 3\nrun 10ms\ncrash S1\nsay \"end\"");
    until(&mut player, &mut run, Time(5_000));
    run.act(&Action::Server(ServerAction::Crash, S1));
    player.observe(&run);
    let (said, failed) = until(&mut player, &mut run, Time(20_000));
    assert!(said.is_empty());
    assert_eq!(
        (failed[0].line, &*failed[0].found),
        (3, "S1 is down already.")
    );
    assert_eq!(run.world().now(), Time(10_000));
}

#[test]
fn operations_of_the_reader_count_as_those_of_the_script() {
    let (mut player, mut run) =
        begin("servers 3\nclients 1\nuntil leader\nuntil op 1 of C1 ok within 10s");
    until(&mut player, &mut run, Time(1_000_000));
    run.act(&Action::Submit(None, Operation::parse("set x 1").unwrap()));
    player.observe(&run);
    let (_, failed) = until(&mut player, &mut run, Time(20_000_000));
    assert!(failed.is_empty() && player.has_ended(), "{failed:?}");
    assert!(run.world().now() < Time(3_000_000));
}

#[test]
fn whatever_a_script_asks_for_no_step_of_it_takes_long() {
    let heavy = format!(
        "when term of S9 > 99999{} do crash S1\n",
        " and logs agree".repeat(100)
    );
    let heavy = heavy.repeat(100);
    for text in [
        format!(
            "servers 9\nclients 9\nset snapshot-threshold 0\n{heavy}submit \"add x 1\" times 1000\nrun 60s"
        ),
        "servers 9\nrun 60s\nuntil S1 truncates within 1s".into(),
        "servers 3\nuntil before S1 truncates within 60s".into(),
    ] {
        let (mut player, mut run) = begin(&text);
        let (mut steps, mut busy) = (0, 0);
        while steps < 200_000 {
            steps += 1;
            let before = run.world().events();
            match player.next(&mut run, Time(u64::MAX), &mut { 1 }) {
                Stop::Ended => break,
                Stop::Busy => busy += 1,
                _ => {}
            }
            assert!(
                run.world().events() <= before + 1,
                "an event at a time: {text}"
            );
        }
        assert!(busy > 1_000, "{busy} times in {steps}: {text}");
    }
}

#[test]
fn a_failed_wait_says_what_happened_before_although_it_is_looked_up_in_slices() {
    let text = "servers 3\nseed 7\nuntil leader\nrun 1s\nhold everything\nuntil S1 wins or S2 wins or S3 wins within 1s";
    let (mut player, mut run) = begin(text);
    let mut failed = None;
    loop {
        match player.next(&mut run, Time(u64::MAX), &mut { 500 }) {
            Stop::Failed(failure) => failed = Some(failure),
            Stop::Ended => break,
            _ => {}
        }
    }
    let report = play(&Script::parse(text).unwrap(), None, &mut |_| {}).unwrap();
    assert_eq!(failed.as_ref(), report.failures.first());
    let found = failed.expect("a failure").found;
    assert!(
        found.contains("last happened at") && found.contains("before this line"),
        "{found}"
    );
}
