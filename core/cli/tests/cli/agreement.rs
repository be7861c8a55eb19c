//! Reader and schema take the same lines: those of real runs, changed in every way that JSON can be.

use super::*;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

#[test]
fn reader_and_schema_take_the_same_headers() {
    let lines = [calm_trace()[0].clone(), minimal_header()];
    agree(lines.to_vec(), inputs(), takes_header);
}

#[test]
fn reader_and_schema_take_the_same_events() {
    agree(events(), inputs(), takes_event);
}

/// A trace that makes no sense is folded like any other: nothing that a line may say brings the picture down.
#[test]
fn whatever_is_read_can_be_folded_and_asked() {
    let lines: Vec<Value> = events().into_iter().map(without_order).collect();
    let mut runner = TestRunner::new(Config {
        cases: inputs() / 20,
        rng_seed: RngSeed::Fixed(2),
        failure_persistence: None,
        ..Config::default()
    });
    let changed = (
        select(lines),
        prop::collection::vec((any::<Index>(), change()), 0..2),
    );
    let folded = AtomicU32::new(0);
    let result = runner.run(&prop::collection::vec(changed, 1..30), |lines| {
        let mut text = format!("{}\n", minimal_header());
        for (mut line, changes) in lines {
            for (place, change) in changes {
                change.apply(&mut line, place);
            }
            text += &format!("{line}\n");
        }
        let mut fold = record::Fold::of_partial_run(9, 9);
        let mut reader = record::trace::Reader::new(text.as_bytes()).expect("a header");
        while let Ok(Some(event)) = reader.next_event() {
            fold.observe(&event);
            folded.fetch_add(1, Relaxed);
        }
        let agree = ::script::Condition::parse("logs agree", &Settings::default()).unwrap();
        agree.holds(fold.view(), None);
        // It may say anything, but says it.
        let _ = record::trace::check(text.as_bytes());
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    let folded = folded.into_inner();
    assert!(folded > inputs() / 20, "only {folded} events were folded");
}

/// The line without what says where in its own trace it stood.
fn without_order(mut line: Value) -> Value {
    let parts = line.as_object_mut().expect("a line");
    parts.remove("event");
    parts.remove("cause");
    line
}

/// How many changed lines are tried: as many as `RAFTSCAPE_INPUTS` says, or few enough for an ordinary test.
fn inputs() -> u32 {
    let asked = std::env::var("RAFTSCAPE_INPUTS").ok();
    asked.map_or(20_000, |number| number.parse().expect("a number"))
}

fn agree(lines: Vec<Value>, cases: u32, takes: fn(&Value) -> Option<bool>) {
    let schema = schema::schema();
    let mut runner = TestRunner::new(Config {
        cases,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..Config::default()
    });
    let counts = [AtomicU32::new(0), AtomicU32::new(0)];
    let changes = prop::collection::vec((any::<Index>(), change()), 1..4);
    let result = runner.run(&(select(lines), changes), |(mut line, changes)| {
        for (place, change) in changes {
            change.apply(&mut line, place);
        }
        let Some(taken) = takes(&line) else {
            return Ok(());
        };
        counts[usize::from(taken)].fetch_add(1, Relaxed);
        prop_assert_eq!(taken, schema.is_valid(&line), "{}", line);
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    let [refused, taken] = counts.map(AtomicU32::into_inner);
    assert!(
        refused > cases / 4 && taken > cases / 50,
        "{taken} of {cases} were taken"
    );
}

fn minimal_header() -> Value {
    serde_json::json!({"format": "raft-trace", "version": 1, "level": "minimal", "engine": "x"})
}

fn takes_header(line: &Value) -> Option<bool> {
    Some(record::trace::Reader::new(line.to_string().as_bytes()).is_ok())
}

/// Whether the reader has nothing to say against a line by itself; none if it names a server that there is not, and is not
/// read any further: which servers there are the schema does not know.
fn takes_event(line: &Value) -> Option<bool> {
    let text = format!("{}\n{line}\n", minimal_header());
    let mut reader = record::trace::Reader::new(text.as_bytes()).expect("a header");
    // Errors of lines that do not obey the schema name it; others say that a line cannot follow the one before.
    let error = reader.next_event().err();
    let Some(error) = error else {
        return Some(true);
    };
    let knows = !error.sentence.contains("there is no server");
    knows.then(|| !error.sentence.contains("raftscape schema"))
}

/// A few events of each kind, with each combination of outcomes.
fn events() -> Vec<Value> {
    let traces = (0..6)
        .map(random_trace)
        .chain([schema::trace_of_user_actions()]);
    let mut events: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in
        traces.flat_map(|trace| trace.lines().skip(1).map(str::to_owned).collect::<Vec<_>>())
    {
        let line: Value = serde_json::from_str(&line).expect("a line");
        let names = |value: &Value| {
            value
                .as_object()
                .map(|value| value.keys().cloned().collect())
        };
        let outcomes = line["outcomes"].as_array().into_iter().flatten();
        let happened = &line["kind"];
        let control = &happened["control"];
        let sorts: Vec<Option<Vec<String>>> =
            outcomes.chain([happened, control]).map(names).collect();
        let what = [happened, &control["server"], &control["message"]["control"]];
        let words = what.map(|what| what.as_str().unwrap_or(""));
        let alike = events.entry(format!("{sorts:?} {words:?}")).or_default();
        if alike.len() < 2 {
            alike.push(line);
        }
    }
    events.into_values().flatten().collect()
}

/// One change of one part of a line.
#[derive(Clone, Debug)]
enum Change {
    /// Another value.
    Put(Value),
    /// What stands elsewhere in the line.
    PutOther(Index),
    Remove,
    Add(Value),
    /// An object as the list of its values, a word as an object, a whole number as a fraction, any other in a list.
    WriteOtherwise,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => value().prop_map(Change::Put),
        1 => any::<Index>().prop_map(Change::PutOther),
        1 => Just(Change::Remove),
        1 => value().prop_map(Change::Add),
        3 => Just(Change::WriteOtherwise),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let words = [
        "",
        "x",
        "leader",
        "noop",
        "paused",
        "manual",
        "get x",
        "get  x",
        "set x 01",
        "set x 1",
        "set x 9223372036854775807",
        "add x 9223372036854775808",
        "add x -9223372036854775808",
        "add x -9223372036854775809",
        "del abcdefghijkl",
        "del abcdefghijklm",
        "get \u{85}",
        "get \u{feff}",
        "0123456789abcdeF",
        "0123456789abcdeg",
    ];
    let fractions = [
        0.0,
        -0.0,
        0.5,
        1.0,
        -1.0,
        15.0,
        16.0,
        255.0,
        256.0,
        9007199254740991.0,
        9007199254740992.0,
        9223372036854775807.0,
        -9223372036854775808.0,
        18446744073709551615.0,
        1e300,
        -1e300,
    ];
    let counts = [
        0,
        1,
        15,
        16,
        255,
        256,
        65_535,
        65_536,
        u64::from(u32::MAX),
        1 << 32,
        (1 << 53) - 1,
        1 << 53,
        i64::MAX as u64,
        1 << 63,
        u64::MAX,
    ];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        select(counts.to_vec()).prop_map(Value::from),
        select(vec![-1, i64::MIN]).prop_map(Value::from),
        select(fractions.to_vec()).prop_map(Value::from),
        select(words.to_vec()).prop_map(Value::from),
        Just(serde_json::json!([])),
        Just(serde_json::json!({})),
    ]
}

impl Change {
    fn apply(&self, line: &mut Value, place: Index) {
        let mut places = Vec::new();
        pointers(line, String::new(), &mut places);
        let pointer = place.get(&places);
        match self {
            Change::Put(value) => put(line, pointer, value.clone()),
            Change::PutOther(other) => {
                let other = line.pointer(other.get::<String>(&places)).cloned();
                put(line, pointer, other.expect("it is there"));
            }
            Change::Remove => remove(line, pointer),
            Change::Add(value) => match line.pointer_mut(pointer) {
                Some(Value::Object(members)) => drop(members.insert("extra".into(), value.clone())),
                Some(Value::Array(items)) => items.push(value.clone()),
                _ => {}
            },
            Change::WriteOtherwise => {
                let written = line.pointer(pointer).map(otherwise);
                put(line, pointer, written.expect("it is there"));
            }
        }
    }
}

/// Every place in a value, as JSON pointers.
fn pointers(value: &Value, here: String, places: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                pointers(member, format!("{here}/{key}"), places);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                pointers(item, format!("{here}/{at}"), places);
            }
        }
        _ => {}
    }
    places.push(here);
}

fn put(line: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = line.pointer_mut(pointer) {
        *place = value;
    }
}

fn remove(line: &mut Value, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return;
    };
    match line.pointer_mut(parent) {
        Some(Value::Object(members)) => drop(members.remove(key)),
        Some(Value::Array(items)) => drop(items.remove(key.parse().expect("a place"))),
        _ => {}
    }
}

fn otherwise(value: &Value) -> Value {
    match value {
        Value::Object(members) => members.values().cloned().collect(),
        Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
        Value::String(word) => serde_json::json!({ word: null }),
        other => Value::Array(vec![other.clone()]),
    }
}
