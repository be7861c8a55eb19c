//! `raftscape check`: verdicts from a trace alone, on clean runs, at the minimal level, and on what is no trace.

use super::*;
use record::trace::{CheckReport, Level, Verdict};
use std::collections::BTreeMap;

#[test]
fn the_verdicts_on_random_worlds_are_those_of_the_live_checks() {
    for seed in seeds(60) {
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
fn no_scenario_breaks_a_check() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../script/scenarios");
    let mut scenarios = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_str().unwrap();
        if path.extension().is_none_or(|extension| extension != "raft") {
            continue;
        }
        let trace = std::env::temp_dir().join(format!("scenario-{}.ndjson", std::process::id()));
        raftscape(&["run", name, "--trace", trace.to_str().unwrap()], "");
        let text = std::fs::read_to_string(&trace).unwrap();
        std::fs::remove_file(&trace).unwrap();
        assert_eq!(broken(&text), [""; 0], "{name}");
        assert_eq!(judged(&text).unwrap().header.level, Level::Full);
        scenarios += 1;
    }
    assert!(scenarios > 5, "{scenarios} scenarios");
}

#[test]
fn what_a_minimal_trace_leaves_out_breaks_no_check() {
    let mut not_judged = 0;
    for seed in seeds(60) {
        let trace = random_trace(seed);
        for part in 0..4 {
            let thinned = thinned(&trace, seed * 4 + part);
            let report = judged(&thinned).unwrap();
            let broken: Vec<_> = report.broken().collect();
            assert!(broken.is_empty(), "seed {seed}, part {part}: {broken:?}");
            let missing = |check: &&CheckReport| matches!(check.verdict, Verdict::NotJudged(_));
            not_judged += report.checks.iter().filter(missing).count();
        }
    }
    assert!(not_judged > 100, "{not_judged} checks are not judged");
}

#[test]
fn what_a_check_needs_and_the_trace_does_not_say_is_named() {
    let applied = r#"{"applied":{"entry":{"index":1,"term":1,"payload":"noop"}}}"#;
    let noop = r#"{"appended":[{"index":1,"term":1,"payload":"noop"}]}"#;
    let sent =
        r#""kind":{"client_sent":{"client":1,"serial":1,"operation":"set x 1","retries":0}}"#;
    let other = r#"{"appended":[{"index":2,"term":1,"payload":{"command":{"operation":"set x 7","client":2,"serial":1}}}]}"#;
    let read = r#""kind":{"client_sent":{"client":1,"serial":1,"operation":"get x","retries":0}}"#;
    let seven = r#"{"operation_ended":{"client":1,"serial":1,"end":{"ok":{"value":7}}}}"#;
    let one = seven.replace('7', "1");
    let after = r#""after":{"term":1,"role":"leader","commit":0}"#;
    for (name, reason, lines) in [
        (
            "Answered from the Log",
            "the trace does not say which entries were applied",
            vec![sent.to_owned(), format!(r#""outcomes":[{one}]"#)],
        ),
        (
            "Answered from the Log",
            "the trace does not say of every operation what it answered when it was applied",
            vec![
                sent.to_owned(),
                format!(r#""outcomes":[{noop},{applied},{one}]"#),
            ],
        ),
        (
            "Answered from the Log",
            "the trace does not say which operations clients sent",
            vec![format!(r#""outcomes":[{one}]"#)],
        ),
        (
            "Linearizable",
            "the trace does not say of every operation when its client sent it",
            vec![read.to_owned(), format!(r#""outcomes":[{other},{seven}]"#)],
        ),
        (
            "Durable Quorum",
            "the trace does not say what is on the disks of servers",
            vec![after.to_owned()],
        ),
        (
            "State Machine Safety",
            "the trace does not say which entries were applied",
            vec![format!(r#""outcomes":[{noop}]"#)],
        ),
    ] {
        let mut text = format!("{HEADER}\n");
        for line in lines {
            text += &format!("{{\"time\":1,\"server\":1,{line}}}\n");
        }
        let output = raftscape(&["check", "-"], &text);
        let said = String::from_utf8(output.stdout).unwrap();
        let line = format!("not judged  {name}: {reason}\n");
        assert!(said.contains(&line), "{line}{said}");
        assert_eq!(output.status.code(), Some(0), "{said}");
    }
}

#[test]
fn what_a_snapshot_skips_was_applied_though_no_line_says_so() {
    let mut text = format!("{HEADER}\n");
    for (outcomes, commit) in [
        (
            r#"{"appended":[{"index":1,"term":1}]},{"applied":{"entry":{"index":1,"term":1}}}"#,
            1,
        ),
        (r#"{"snapshot_installed":{"index":50,"term":1}}"#, 50),
        (
            r#"{"appended":[{"index":51,"term":1}]},{"applied":{"entry":{"index":51,"term":1}}}"#,
            51,
        ),
    ] {
        let after = format!(r#"{{"term":1,"role":"follower","commit":{commit}}}"#);
        text +=
            &format!("{{\"time\":1,\"server\":1,\"outcomes\":[{outcomes}],\"after\":{after}}}\n");
    }
    assert_eq!(broken(&text), [""; 0]);
    // But nothing is applied twice.
    let again = text.replacen("\"index\":51,\"term\":1}}}", "\"index\":1,\"term\":1}}}", 1);
    assert_eq!(broken(&again), ["Monotonic State"]);
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
fn what_the_minimal_level_does_not_say_is_not_judged() {
    let report = judged(TWO_LEADERS).unwrap();
    let verdicts = report
        .checks
        .iter()
        .map(|check| (check.name, &check.verdict));
    let not_judged: Vec<_> = verdicts
        .filter(|(_, verdict)| matches!(verdict, Verdict::NotJudged(_)))
        .map(|(name, _)| name)
        .collect();
    let said = [
        "Election Safety",
        "Monotonic State",
        "No Violation Reported",
    ];
    assert_eq!(not_judged.len() + said.len(), report.checks.len());
    assert!(
        said.iter().all(|name| !not_judged.contains(name)),
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
            &format!("{HEADER}\n{{\"event\":5}}\n{{\"event\":5}}\n"),
            "line 3: this is event 5, which cannot follow event 5",
        ),
        (
            &format!("{HEADER}\n{{\"server\":1}}\n"),
            "line 2: an event has a `time`, or where there is no clock its number",
        ),
        (
            &format!("{HEADER}\n{{\"time\":5,\"cause\":0}}\n"),
            "line 2: event 0 cannot follow from event 0",
        ),
        (
            &format!("{HEADER}\n{{\"time\":5,\"server\":16}}\n"),
            "line 2: column 21: there is no server 16: they are 1 to 15",
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
            "line 2: a trace of the full level must not leave out `kind`",
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
        if line["kind"].get("started").is_none() {
            line.remove("kind");
        }
        if let Some(Value::Array(outcomes)) = line.get_mut("outcomes") {
            outcomes.retain(|outcome| {
                outcome.get("appended").is_some() || outcome.get("truncated").is_some()
            });
        }
        if let Some(Value::Object(after)) = line.get_mut("after") {
            after.retain(|field, _| ["term", "role", "commit"].contains(&field.as_str()));
        }
    }
    lines
}

/// A trace of the minimal level, of a full one: each line keeps what it must say, and by chance some of what it may say.
fn thinned(trace: &str, seed: u64) -> String {
    let mut random = Random(seed);
    // How often of three times each kind of thing is left out.
    let mut shares: BTreeMap<String, u64> = BTreeMap::new();
    let mut dropped = move |what: &str| {
        let share = *shares
            .entry(what.to_owned())
            .or_insert_with(|| random.below(4));
        random.below(3) < share
    };
    let mut text = String::new();
    for (number, line) in trace.lines().enumerate() {
        let mut line: Value = serde_json::from_str(line).unwrap();
        let fields = line.as_object_mut().unwrap();
        if number == 0 {
            fields.insert("level".into(), "minimal".into());
        } else {
            fields.remove("event");
            fields.remove("cause");
            thin(fields, &mut dropped);
        }
        text += &format!("{line}\n");
    }
    text
}

fn thin(line: &mut serde_json::Map<String, Value>, dropped: &mut impl FnMut(&str) -> bool) {
    let kind = |value: &Value| match value {
        Value::Object(object) => object.keys().next().cloned().unwrap_or_default(),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    let happened = match &line["kind"]["control"] {
        Value::Null => kind(&line["kind"]),
        control => kind(control),
    };
    if happened != "started" && dropped(&happened) {
        line.remove("kind");
    }
    if let Some(Value::Array(outcomes)) = line.get_mut("outcomes") {
        let of_log = ["appended", "truncated", "snapshot_installed"];
        outcomes.retain(|outcome| {
            let kind = kind(outcome);
            of_log.contains(&kind.as_str()) || !dropped(&kind)
        });
        for outcome in outcomes {
            if let Some(Value::Array(entries)) = outcome.get_mut("appended") {
                for entry in entries.iter_mut().filter(|_| dropped("payload")) {
                    entry.as_object_mut().unwrap().remove("payload");
                }
            }
            if let Some(Value::Object(applied)) = outcome.get_mut("applied")
                && dropped("answer")
            {
                applied.remove("answer");
            }
        }
    }
    if let Some(Value::Object(after)) = line.get_mut("after") {
        let needed = ["term", "role", "commit"];
        after.retain(|field, _| needed.contains(&field.as_str()) || !dropped("after"));
    }
}

/// Random numbers for a test.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// The seeds that a test plays: so many, or those of `RAFTSCAPE_SEEDS=FROM..TO`.
fn seeds(count: u64) -> std::ops::Range<u64> {
    let Ok(text) = std::env::var("RAFTSCAPE_SEEDS") else {
        return 0..count;
    };
    let ends = text.split_once("..");
    let ends = ends.and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    ends.expect("RAFTSCAPE_SEEDS is like 1000..2000")
}

const HEADER: &str = r#"{"format":"raft-trace","version":1,"level":"minimal","engine":"manual"}"#;

const TWO_LEADERS: &str = r#"{"format":"raft-trace","version":1,"level":"minimal","engine":"manual"}
{"time":10,"server":1,"after":{"term":3,"role":"leader","commit":0}}
{"time":20,"server":2,"after":{"term":3,"role":"leader","commit":0}}
"#;
