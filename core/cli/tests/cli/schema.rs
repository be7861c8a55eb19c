//! The schema: every line of real runs obeys it, and what is wrong does not.

use super::*;
use raft::{Duration, ServerId};
use record::{Held, LinkOverride, Scope};
use record::{MessageControl, ServerControl};

#[test]
fn the_command_prints_the_schema() {
    let output = raftscape(&["schema"], "");
    assert_eq!(output.status.code(), Some(0));
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(schema["title"], "A line of a Raft trace");
}

#[test]
fn every_line_of_random_worlds_obeys_the_schema() {
    let schema = schema();
    let mut lines = 0;
    for seed in 0..24 {
        for line in random_trace(seed).lines() {
            let value = serde_json::from_str(line).unwrap();
            obeys(&schema, &value);
            lines += 1;
        }
    }
    assert!(lines > 10_000, "only {lines} lines");
}

#[test]
fn every_line_of_a_run_with_user_actions_obeys_the_schema() {
    let schema = schema();
    for line in trace_of_user_actions().lines() {
        obeys(&schema, &serde_json::from_str(line).unwrap());
    }
}

#[test]
fn every_kind_of_event_and_outcome_of_the_schema_happens_in_some_run() {
    let schema: Value = serde_json::from_str(record::trace::SCHEMA).unwrap();
    let traces: String = (0..120).map(random_trace).collect();
    let traces = traces + &trace_of_user_actions();
    // No rule is broken here, and membership does not change.
    let never = [
        "unknown_below",
        "violation",
        "check_failed",
        "check_undecided",
        "config_adopted",
        "config_rolled_back",
        "other",
    ];
    let parts = [
        "event_kind",
        "control",
        "server_control",
        "message_control",
        "outcome",
    ];
    for part in parts {
        for kind in schema["$defs"][part]["oneOf"].as_array().unwrap() {
            let name = match &kind["const"] {
                Value::String(name) => name,
                _ => kind["required"][0].as_str().unwrap(),
            };
            let seen = traces.contains(&format!("\"{name}\""));
            assert_eq!(seen, !never.contains(&name), "{name}");
        }
    }
}

#[test]
fn every_control_of_servers_and_messages_has_its_word() {
    let schema: Value = serde_json::from_str(record::trace::SCHEMA).unwrap();
    let words = |part: &str| -> Vec<String> {
        let words = schema["$defs"][part]["oneOf"].as_array().unwrap().iter();
        words
            .map(|word| word["const"].as_str().unwrap().into())
            .collect()
    };
    let named = |all: Vec<Value>| -> Vec<String> {
        let words = all.into_iter().map(|word| word.as_str().unwrap().into());
        words.collect()
    };
    let servers = ServerControl::ALL.iter().map(|it| serde_json::json!(it));
    assert_eq!(named(servers.collect()), words("server_control"));
    let messages = MessageControl::ALL.iter().map(|it| serde_json::json!(it));
    assert_eq!(named(messages.collect()), words("message_control"));
}

#[test]
fn what_no_reader_takes_does_not_obey_the_schema() {
    let schema = schema();
    for line in [
        r#"{"server":1}"#,
        r#"{"time":-1}"#,
        r#"{"time":1,"server":true}"#,
        r#"{"time":1,"sever":1}"#,
        r#"{"time":1,"server":1,"outcomes":[{"appended":[]}]}"#,
        r#"{"time":1,"server":1,"kind":"exploded"}"#,
        r#"{"time":1,"server":1,"after":{"term":1,"role":"boss","commit":0}}"#,
        r#"{"format":"other","version":1,"level":"full","engine":"x"}"#,
    ] {
        let value = serde_json::from_str(line).unwrap();
        assert!(!schema.is_valid(&value), "{line}");
        let header = r#"{"format":"raft-trace","version":1,"level":"minimal","engine":"x"}"#;
        assert!(judged(&format!("{header}\n{line}\n")).is_err(), "{line}");
    }
}

/// Also that a disk loses what it held: the trace says that it was erased.
#[test]
fn what_a_user_did_to_a_run_breaks_nothing() {
    assert_eq!(broken(&trace_of_user_actions()), [""; 0]);
}

/// A run with user actions that no random world has.
pub(crate) fn trace_of_user_actions() -> String {
    let mut world = World::new(Settings::default(), 7).unwrap();
    let mut writer = Writer::new(Vec::new(), &world.trace_header()).unwrap();
    let (s1, s2, some) = (ServerId(1), ServerId(2), Duration(90_000));
    let scope = Scope {
        from: Some(s1),
        ..Scope::ALL
    };
    let shapes = [
        LinkOverride::Latency(some, some),
        LinkOverride::Loss(9),
        LinkOverride::Late(9),
    ];
    let mut actions = vec![
        Action::GiveLog(s1, vec![1, 1, 2], 2),
        Action::OverrideDisk(s2, Some((some, some))),
        Action::OverrideDisk(s2, None),
        Action::Server(ServerAction::Crash, s2),
        Action::Server(ServerAction::Wipe, s2),
        Action::Server(ServerAction::Crash, s1),
        Action::EraseLog(s1, 3),
        Action::Server(ServerAction::Restart, s1),
        Action::AlignTimers,
        Action::OverrideLink(scope, None),
    ];
    for (_, action) in ServerAction::NAMED {
        actions.extend([s1, s2].map(|id| Action::Server(*action, id)));
    }
    actions.extend(shapes.map(|shape| Action::OverrideLink(scope, Some(shape))));
    actions.extend(Held::ALL.map(Action::Hold));
    actions.extend(Held::ALL.map(Action::Release));
    for action in actions {
        writer.event(world.apply(&action)).unwrap();
        if let Some(event) = world.step() {
            writer.event(event).unwrap();
        }
    }
    String::from_utf8(writer.into_inner()).unwrap()
}

fn obeys(schema: &jsonschema::Validator, line: &Value) {
    if let Err(error) = schema.validate(line) {
        panic!("{error} in {line}");
    }
}

pub(crate) fn schema() -> jsonschema::Validator {
    let schema = serde_json::from_str(record::trace::SCHEMA).unwrap();
    jsonschema::validator_for(&schema).expect("the schema is one")
}
