//! Whatever is put in: a clear mistake, never a panic, and always an end.
//!
//! `RAFTSCAPE_SEEDS=FROM..TO` reads and plays more.

use super::choices::Choices;
use super::generate::{many, script, tape};
use crate::*;
use proptest::proptest;
use raft::ServerId;
use sim::{Dial, ServerAction};

proptest! {
    #![proptest_config(many(3_000))]
    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
        check(&String::from_utf8_lossy(&bytes));
    }
}

proptest! {
    #![proptest_config(many(2_000))]
    #[test]
    fn scripts_with_a_few_letters_changed_are_read_or_refused(lines in tape(), changes in tape()) {
        let mut letters: Vec<char> = script(&mut lines.into()).to_string().chars().collect();
        let mut choices = Choices::from(changes);
        for _ in 0..1 + choices.below(4) {
            let place = choices.below(letters.len() as u64) as usize;
            match choices.below(4) {
                0 => letters[place] = choices.one_of(&['"', '\n', '9', '(', '-', '\u{0}', '#']),
                1 => letters.truncate(place + 1),
                2 => letters.extend_from_within(place..),
                _ => drop(letters.remove(place)),
            }
            if letters.is_empty() {
                break;
            }
        }
        check(&letters.iter().collect::<String>());
    }
}

proptest! {
    #![proptest_config(many(200))]
    #[test]
    fn a_script_is_played_to_its_last_line_or_says_which_line_ended_it(tape in tape()) {
        let mut script = script(&mut tape.into());
        script.lines.push(Line {
            command: Some(Command::Mark("the end".into())),
            comment: None,
        });
        let last = script.lines.len();
        let report = play(&script, None, &mut |_| {}).expect("such a world");
        let marked = report.narration.last().is_some_and(|(line, ..)| *line == last);
        let ended = report.failures.last().is_some_and(|failure| {
            let command = script.lines[failure.line - 1].command.as_ref();
            !failure.is_expectation || matches!(command, Some(Command::Until { .. }))
        });
        assert!(marked != ended, "{script}");
    }
}

#[test]
fn a_run_has_two_million_events_and_no_more() {
    let text = "set heartbeat 1ms
        set election-timeout 10ms..20ms
        step 1000000
        step 1000000
        step";
    let report = played(text);
    assert_eq!(report.world.events(), 2_000_000);
    let [failure] = &report.failures[..] else {
        panic!("{:?}", report.failures);
    };
    let found = "The run has had 2000000 events, and may have no more.";
    assert_eq!((failure.line, failure.found.as_str()), (5, found));
}

#[test]
fn a_script_does_ten_thousand_things_and_no_more() {
    let many = format!("run 10ms\n{}", "submit \"set x 1\" times 1000\n".repeat(11));
    let report = played(&many);
    assert_eq!(report.done.len(), 10_000);
    let [failure] = &report.failures[..] else {
        panic!("{:?}", report.failures);
    };
    let found = "The script has done 10000 things, and may do no more.";
    assert_eq!((failure.line, failure.found.as_str()), (12, found));
}

#[test]
fn five_thousand_messages_are_on_their_way_and_no_more() {
    let crowd = "servers 2
        hold messages
        until in flight messages = 1
        duplicate oldest times 1000
        duplicate oldest times 1000
        duplicate oldest times 1000
        duplicate oldest times 1000
        duplicate oldest times 999
        expect in flight messages = 5000
        duplicate oldest";
    let report = played(crowd);
    let [failure] = &report.failures[..] else {
        panic!("{:?}", report.failures);
    };
    let found = "More than 5000 messages are on their way, which is the most.";
    assert_eq!((failure.line, failure.found.as_str()), (10, found));
}

#[test]
fn a_hundred_expectations_fail_and_no_more() {
    let report = played(&"expect leader\n".repeat(101));
    assert_eq!(report.failures.len(), 100);
    assert_eq!(report.failures[99].line, 100);
}

#[test]
fn conditions_that_cost_too_much_end_a_run() {
    let heavy = format!("term of S9 > 99999{}", " and logs agree".repeat(100));
    let triggers = format!("when {heavy} do crash S1\n").repeat(100);
    let triggers = format!("servers 9\nset snapshot-threshold 0\n{triggers}run 3600s");
    let report = played(&triggers);
    let [failure] = &report.failures[..] else {
        panic!("{:?}", report.failures);
    };
    let found = "The script has evaluated more conditions than it may.";
    assert_eq!((failure.line, failure.found.as_str()), (103, found));
}

#[test]
fn what_is_waited_for_in_vain_ends_a_run() {
    for (text, found) in [
        ("until term of S1 > 99", "term of S1 is 1"),
        ("hold everything\nuntil leader", "there is no leader"),
    ] {
        let report = played(text);
        let last = report.failures.last().expect("a failure");
        assert!(last.found.contains(found), "{last}");
    }
}

#[test]
fn a_script_built_for_a_world_that_cannot_be_is_an_error_and_plays_no_other() {
    let set = |dial, value| {
        let action = ScriptAction::Set(Setting::One(dial, value));
        Command::Do(Instruction::once(action))
    };
    for (command, sentence) in [
        (Command::Servers(0), "A cluster has 1 to 9 servers, not 0."),
        (
            Command::Servers(12),
            "A cluster has 1 to 9 servers, not 12.",
        ),
        (
            Command::Clients(99),
            "A cluster has at most 9 clients, not 99.",
        ),
        (set(Dial::Loss, 1_001), "`loss` takes `0%` to `100%`."),
        (
            set(Dial::Heartbeat, 200_000),
            "The election timeout must be longer than the heartbeat interval.",
        ),
    ] {
        let line = |command| Line {
            command,
            comment: None,
        };
        let script = Script {
            lines: vec![line(None), line(Some(command))],
        };
        let error = match play(&script, None, &mut |_| {}) {
            Ok(report) => panic!("played with {:?}", report.settings),
            Err(error) => error,
        };
        assert_eq!((error.line, error.sentence.as_str()), (2, sentence));
        assert_eq!(script.settings().unwrap_err(), error);
    }
}

#[test]
fn a_script_built_of_servers_that_are_not_there_fails_and_does_not_panic() {
    let nine = ServerId(9);
    for action in [
        ScriptAction::ToServers(ServerAction::TimeOut, vec![Name::Server(nine)]),
        ScriptAction::ToServers(ServerAction::Isolate, vec![Name::Server(nine)]),
        ScriptAction::Cut(One::Server(ServerId(1)), One::Server(nine)),
    ] {
        let command = Some(Command::Do(Instruction::once(action)));
        let comment = None;
        let script = Script {
            lines: vec![Line { command, comment }],
        };
        let report = play(&script, None, &mut |_| {}).expect("such a world");
        let found = "There is no S9: the servers are S1 to S5.";
        assert_eq!(report.failures[0].found, found);
    }
}

#[test]
fn more_than_a_script_may_have_is_refused() {
    let deep = format!("expect {}leader", "not ".repeat(40));
    let wide = format!("say \"{}\"", "x".repeat(3_000));
    for (text, sentence) in [
        ("\n".repeat(20_000), "A script has at most 10000 lines."),
        (
            "#".repeat(MOST_BYTES + 1),
            "A script has at most 1048576 bytes.",
        ),
        (wide, "A line has at most 2000 characters."),
        (deep, "Conditions are nested at most 16 deep."),
    ] {
        let mistakes = Script::parse(&text).unwrap_err();
        assert_eq!(mistakes.0[0].sentence, sentence);
    }
}

#[test]
fn a_line_may_have_two_thousand_characters() {
    let line = |length: usize| format!("say \"{}\"", "é".repeat(length - 6));
    assert!(Script::parse(&line(2_000)).is_ok());
    assert!(Script::parse(&line(2_001)).is_err());
}

#[test]
fn a_key_in_quotes_is_a_key_all_the_same() {
    assert!(Script::parse("expect state S1 \"a\\\"b\" = 1").is_ok());
    for key in ["a b", "", "thirteen-char", "a\u{7}"] {
        let mistakes = Script::parse(&format!("expect state S1 \"{key}\" = 1")).unwrap_err();
        let sentence = &mistakes.0[0].sentence;
        assert_eq!(sentence, "A key is 1 to 12 visible characters.");
    }
}

fn played(text: &str) -> Report {
    let script = Script::parse(text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    play(&script, Some(1), &mut |_| {}).expect("such a world")
}

/// Reads a text; if it is a script, prints it and reads that again. Errors point into the text.
fn check(text: &str) {
    match Script::parse(text) {
        Ok(script) => {
            let printed = script.to_string();
            assert_eq!(Script::parse(&printed).as_ref(), Ok(&script), "{printed}");
        }
        Err(mistakes) => {
            for mistake in mistakes.0 {
                assert!(mistake.line >= 1 && mistake.column >= 1 && mistake.length >= 1);
                assert!(mistake.line <= text.lines().count().max(1));
                assert!(!mistake.show("script").is_empty());
            }
        }
    }
}
