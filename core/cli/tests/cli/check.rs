//! `raftscape check`: verdicts from a trace alone, on clean runs, at the minimal level, and on what is no trace.

use super::*;
use record::trace::Verdict;

#[test]
fn the_verdicts_on_random_worlds_are_those_of_the_live_checks() {
    for seed in 0..60 {
        let mut live = record::Checks::new();
        let play = hunt::swarm::play(seed, &mut |event| drop(live.observe(event)));
        let report = judged(&random_trace(seed)).unwrap();
        let broken: Vec<_> = report.broken().collect();
        assert!(broken.is_empty(), "seed {seed}: {broken:?}");
        assert_eq!(report.events, play.end.events, "seed {seed}");
        for view in live.views() {
            let same = report.checks.iter().find(|check| check.name == view.name);
            let verdict = same.map(|check| check.verdict.clone());
            let live = match view.undecided {
                true => Verdict::Undecided,
                false => Verdict::Holds,
            };
            assert_eq!(verdict, Some(live), "seed {seed}, {}", view.name);
            assert_eq!(view.broken, None, "seed {seed}, {}", view.name);
        }
    }
}

#[test]
fn a_clean_trace_is_fine_on_standard_input() {
    let output = raftscape(&["check", "-"], &text(&calm_trace()));
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("holds       Election Safety\n"), "{said}");
    assert!(
        said.ends_with("of the full level, nothing is broken.\n"),
        "{said}"
    );
}

#[test]
fn a_broken_trace_fails_and_says_what_contradicts_what() {
    let output = raftscape(&["check", "-"], TWO_LEADERS);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("BROKEN      Election Safety, by event 1: S2 became leader of term 3, which S1 leads since event 0."),
        "{said}"
    );
}

#[test]
fn for_a_program_each_check_is_an_object() {
    let output = raftscape(&["check", "--json", "-"], TWO_LEADERS);
    let said = String::from_utf8(output.stdout).unwrap();
    let first: Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    assert_eq!(first["check"], "Election Safety");
    assert_eq!(
        (&first["verdict"], &first["event"]),
        (&"broken".into(), &1.into())
    );
}

#[test]
fn what_the_minimal_level_does_not_tell_is_not_judged() {
    let report = judged(TWO_LEADERS).unwrap();
    let verdicts = report
        .checks
        .iter()
        .map(|check| (check.name, &check.verdict));
    let not_judged: Vec<_> = verdicts
        .filter(|(_, verdict)| matches!(verdict, Verdict::NotJudged(_)))
        .map(|(name, _)| name)
        .collect();
    let told = ["Election Safety", "Monotonic State"];
    assert_eq!(not_judged.len() + told.len(), report.checks.len());
    assert!(
        told.iter().all(|name| !not_judged.contains(name)),
        "{not_judged:?}"
    );
}

#[test]
fn the_minimal_level_of_a_run_is_judged_like_the_full_one() {
    let mut lines = calm_trace();
    assert_eq!(broken(&text(&minimal(&lines))), [""; 0]);
    let led = lines
        .iter()
        .position(|line| outcome(line, "became_leader").is_some())
        .unwrap();
    let term = lines[led]["after"]["term"].clone();
    let other = lines
        .iter()
        .position(|line| line["after"]["role"] == "follower" && line["after"]["term"] == term)
        .unwrap();
    lines[other]["after"]["role"] = "leader".into();
    assert!(broken(&text(&minimal(&lines))).contains(&"Election Safety"));
}

#[test]
fn what_is_no_trace_is_refused_with_line_and_reason() {
    for (input, reason) in [
        (
            "",
            "line 1: a trace begins with a header, but there is nothing",
        ),
        ("hello\n", "line 1: column 1: expected value"),
        (
            &format!("{HEADER}\n\n"),
            "line 2: is empty: every line behind the header is an event",
        ),
        ("{}\n", "line 1: column 2: missing field `format`"),
        (
            "{\"format\":\"raft-trace\",\"version\":9,\"level\":\"full\",\"engine\":\"x\"}\n",
            "line 1: this is a trace of version 9: this program reads version 1",
        ),
        (
            &format!("{HEADER}\n{{\"time\":5}}\n{{\"time\":4}}\n"),
            "line 3: time goes back here from 5 to 4",
        ),
        (
            &format!("{HEADER}\n{{\"time\":5,\"event\":1}}\n"),
            "line 2: this is event 1, but the next one would be event 0",
        ),
        (
            &format!("{HEADER}\n{{\"time\":5,\"cause\":0}}\n"),
            "line 2: event 0 cannot follow from event 0",
        ),
        (
            &format!("{HEADER}\n{{\"time\":5,\"server\":16}}\n"),
            "line 2: column 22: there is no server 16: they are 1 to 15",
        ),
        (
            &format!("{HEADER}\n{{\"time\":99999999999999999}}\n"),
            "the largest number is 9007199254740991",
        ),
        (
            &format!(
                "{HEADER}\n{{\"time\":1,\"after\":{{\"term\":1,\"role\":\"leader\",\"commit\":0}}}}\n"
            ),
            "line 2: `after` needs a `server`",
        ),
        (
            &format!(
                "{HEADER}\n{{\"time\":1,\"server\":1,\"outcomes\":[{{\"appended\":[{{\"index\":1,\"term\":1}},{{\"index\":3,\"term\":1}}]}}]}}\n"
            ),
            "line 2: entry 3 is appended where entry 2 would be the next",
        ),
        (
            &format!(
                "{}\n{{\"time\":1,\"event\":0}}\n",
                HEADER.replace("minimal", "full")
            ),
            "line 2: a trace of the full level must not leave out `happened`",
        ),
    ] {
        let output = raftscape(&["check", "-"], input);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(reason), "{input}: {said}");
    }
}

#[test]
fn a_file_that_is_not_there_is_a_wrong_call() {
    let output = raftscape(&["check", "no/such/file"], "");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("raftscape: no/such/file cannot be opened"),
        "{said}"
    );
}

/// Only what the minimal level asks for.
fn minimal(lines: &[Value]) -> Vec<Value> {
    let mut lines = lines.to_vec();
    lines[0]["level"] = "minimal".into();
    for line in &mut lines[1..] {
        let line = line.as_object_mut().unwrap();
        line.remove("event");
        line.remove("cause");
        if line["happened"].get("started").is_none() {
            line.remove("happened");
        }
        if let Some(Value::Array(outcomes)) = line.get_mut("outcomes") {
            outcomes
                .retain(|told| told.get("appended").is_some() || told.get("truncated").is_some());
        }
        if let Some(Value::Object(after)) = line.get_mut("after") {
            after.retain(|field, _| ["term", "role", "commit"].contains(&field.as_str()));
        }
    }
    lines
}

const HEADER: &str = r#"{"format":"raft-trace","version":1,"level":"minimal","engine":"by hand"}"#;

const TWO_LEADERS: &str = r#"{"format":"raft-trace","version":1,"level":"minimal","engine":"by hand"}
{"time":10,"server":1,"after":{"term":3,"role":"leader","commit":0}}
{"time":20,"server":2,"after":{"term":3,"role":"leader","commit":0}}
"#;
