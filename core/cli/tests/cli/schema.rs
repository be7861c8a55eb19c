//! The schema: every line of real runs obeys it, and what is wrong does not.

use super::*;

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
            if let Err(error) = schema.validate(&value) {
                panic!("seed {seed}: {error} in {line}");
            }
            lines += 1;
        }
    }
    assert!(lines > 10_000, "only {lines} lines");
}

#[test]
fn every_kind_of_event_and_outcome_of_the_schema_happens_in_random_worlds() {
    let schema: Value = serde_json::from_str(record::trace::SCHEMA).unwrap();
    let traces: String = (0..120).map(random_trace).collect();
    // No rule is broken here, and membership does not change.
    let never = [
        "finding",
        "check_failed",
        "config_adopted",
        "config_rolled_back",
        "other",
    ];
    for part in ["happened", "outcome"] {
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
fn what_no_reader_takes_does_not_obey_the_schema() {
    let schema = schema();
    for line in [
        r#"{"server":1}"#,
        r#"{"time":-1}"#,
        r#"{"time":1,"server":0}"#,
        r#"{"time":1,"sever":1}"#,
        r#"{"time":1,"server":1,"outcomes":[{"appended":[]}]}"#,
        r#"{"time":1,"server":1,"happened":"exploded"}"#,
        r#"{"time":1,"server":1,"after":{"term":1,"role":"boss","commit":0}}"#,
        r#"{"format":"other","version":1,"level":"full","engine":"x"}"#,
    ] {
        let value = serde_json::from_str(line).unwrap();
        assert!(!schema.is_valid(&value), "{line}");
        let header = r#"{"format":"raft-trace","version":1,"level":"minimal","engine":"x"}"#;
        assert!(judged(&format!("{header}\n{line}\n")).is_err(), "{line}");
    }
}

fn schema() -> jsonschema::Validator {
    let schema = serde_json::from_str(record::trace::SCHEMA).unwrap();
    jsonschema::validator_for(&schema).expect("the schema is one")
}
