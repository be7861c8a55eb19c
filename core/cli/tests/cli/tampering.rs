//! Whoever changes a trace is caught.

use super::*;

#[test]
fn a_calm_trace_is_clean() {
    assert_eq!(broken(&text(&calm_trace())), [""; 0]);
}

#[test]
fn a_second_leader_in_a_term() {
    let mut lines = calm_trace();
    let led = find(&lines, |line| outcome(line, "became_leader").is_some());
    let term = lines[led]["after"]["term"].clone();
    let other = led
        + find(&lines[led..], |line| {
            follows(line) && line["after"]["term"] == term
        });
    lines[other]["after"]["role"] = "leader".into();
    caught(&lines, "Election Safety");
}

#[test]
fn a_committed_entry_with_another_content() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| follows(line) && command(line).is_some());
    *command_mut(&mut lines[place]).unwrap() = "set x 77".into();
    caught(&lines, "Log Matching");
}

#[test]
fn a_commit_index_that_goes_back() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| line["after"]["commit"].as_u64() > Some(2));
    let server = lines[place]["server"].clone();
    let next = place
        + 1
        + find(&lines[place + 1..], |line| {
            line["server"] == server && line["after"].is_object()
        });
    lines[next]["after"]["commit"] = 1.into();
    caught(&lines, "Monotonic State");
}

#[test]
fn a_term_that_goes_back() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| line["after"]["term"].as_u64() > Some(1));
    let server = lines[place]["server"].clone();
    let next = place
        + 1
        + find(&lines[place + 1..], |line| {
            line["server"] == server && line["after"].is_object()
        });
    lines[next]["after"]["term"] = 1.into();
    caught(&lines, "Monotonic State");
}

#[test]
fn a_term_that_decreases_inside_a_log() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| command(line).is_some());
    outcome_mut(&mut lines[place], "appended").unwrap()[0]["term"] = 0.into();
    caught(&lines, "Terms in Order");
}

#[test]
fn another_entry_is_applied() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| {
        outcome(line, "applied").is_some_and(|told| told.get("answer").is_some())
    });
    outcome_mut(&mut lines[place], "applied").unwrap()["entry"]["holds"]["command"]["operation"] =
        "set x 77".into();
    caught(&lines, "State Machine Safety");
}

#[test]
fn an_entry_is_passed_over_by_the_machine() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| {
        outcome(line, "applied").is_some_and(|told| told["entry"]["index"] == 2)
    });
    let outcomes = lines[place]["outcomes"].as_array_mut().unwrap();
    outcomes.retain(|told| told.get("applied").is_none());
    caught(&lines, "Monotonic State");
}

#[test]
fn a_reply_that_nobody_computed() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| outcome(line, "operation_ended").is_some());
    outcome_mut(&mut lines[place], "operation_ended").unwrap()["end"]["ok"]["value"] = 77.into();
    caught(&lines, "Answered from the Log");
}

#[test]
fn an_acknowledged_write_is_lost() {
    let mut lines = calm_trace();
    let last = lines
        .iter()
        .rposition(|line| outcome(line, "operation_ended").is_some());
    let read = outcome_mut(&mut lines[last.unwrap()], "operation_ended").unwrap();
    // All servers answer the last read with what was there before the last write.
    assert_eq!(read["end"]["ok"]["value"], 7);
    read["end"]["ok"]["value"] = 2.into();
    let serial = read["serial"].clone();
    for line in &mut lines {
        if let Some(applied) = outcome_mut(line, "applied")
            && applied["entry"]["holds"]["command"]["serial"] == serial
        {
            applied["answer"]["value"] = 2.into();
        }
    }
    assert_eq!(broken(&text(&lines)), ["Linearizable"]);
}

#[test]
fn an_operation_that_was_never_sent_is_answered() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| outcome(line, "operation_ended").is_some());
    outcome_mut(&mut lines[place], "operation_ended").unwrap()["serial"] = 77.into();
    caught(&lines, "Answered from the Log");
}

#[test]
fn a_committed_entry_is_cut_off() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| {
        follows(line) && line["after"]["commit"].as_u64() > Some(2)
    });
    let commit = lines[place]["after"]["commit"].clone();
    tell(
        &mut lines[place],
        serde_json::json!({"truncated": {"from": commit, "last": commit}}),
    );
    caught(&lines, "Monotonic State");
}

#[test]
fn a_leader_writes_over_its_log() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| {
        line["after"]["role"] == "leader" && line["after"]["last"]["index"].as_u64() > Some(2)
    });
    let index = lines[place]["after"]["last"]["index"].clone();
    tell(
        &mut lines[place],
        serde_json::json!({"appended": [{"index": index, "term": 9, "holds": "noop"}]}),
    );
    caught(&lines, "Leader Append-Only");
}

#[test]
fn a_leader_without_what_was_committed() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| {
        outcome(line, "became_leader").is_some() && line["after"]["term"].as_u64() > Some(1)
    });
    let outcomes = lines[place]["outcomes"].as_array_mut().unwrap();
    outcomes.insert(0, serde_json::json!({"truncated": {"from": 2, "last": 4}}));
    caught(&lines, "Leader Completeness");
}

#[test]
fn a_server_that_is_not_what_the_lines_tell() {
    for (fact, lie) in [
        ("/after/applied", 99),
        ("/after/durable", 99),
        ("/after/durable", 0),
        ("/after/last/index", 99),
        ("/after/last/term", 99),
        ("/after/snapshot/index", 99),
    ] {
        let mut lines = calm_trace();
        let place = find(&lines, |line| {
            line["after"]["commit"].as_u64() > Some(2) && line["happened"].get("applied").is_some()
        });
        *lines[place].pointer_mut(fact).expect("a fact") = lie.into();
        caught(&lines, "State as Reported");
    }
}

#[test]
fn a_second_vote_in_a_term() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| {
        follows(line) && line["after"]["voted_for"].is_u64()
    });
    let (server, vote) = (
        lines[place]["server"].clone(),
        &lines[place]["after"]["voted_for"],
    );
    let other = if vote == 1 { 2 } else { 1 };
    let next = place
        + 1
        + find(&lines[place + 1..], |line| {
            line["server"] == server && line["after"].is_object()
        });
    lines[next]["after"]["voted_for"] = other.into();
    caught(&lines, "State as Reported");
}

#[test]
fn entries_that_are_written_and_not_told_or_by_another_server() {
    let written = |line: &Value| follows(line) && command(line).is_some();
    let mut silent = calm_trace();
    let place = find(&silent, written);
    let outcomes = silent[place]["outcomes"].as_array_mut().unwrap();
    outcomes.retain(|told| told.get("appended").is_none());
    caught(&silent, "State as Reported");
    let mut swapped = calm_trace();
    let place = find(&swapped, written);
    let server = swapped[place]["server"].as_u64().unwrap();
    swapped[place]["server"] = (server % 5 + 1).into();
    caught(&swapped, "State as Reported");
    let mut stranger = calm_trace();
    stranger[place]["server"] = 9.into();
    caught(&stranger, "State as Reported");
}

#[test]
fn a_message_that_was_never_sent_or_says_something_else_or_comes_twice_or_astray() {
    let delivered = |line: &Value| line["happened"]["delivered"].is_object();
    let calm = calm_trace();
    let first = find(&calm, delivered);
    let second = first + 1 + find(&calm[first + 1..], delivered);
    let message = "/happened/delivered/message";
    let twice = calm[first].pointer(message).unwrap().clone();
    let astray = calm[first]["server"].as_u64().unwrap() % 5 + 1;
    for (part, lie) in [
        ("/happened/delivered/message/id", 9_999.into()),
        (
            "/happened/delivered/message/says/request_vote/term",
            7.into(),
        ),
        ("/server", astray.into()),
        (message, calm[second].pointer(message).unwrap().clone()),
    ] {
        let mut lines = calm.clone();
        *lines[first].pointer_mut(part).expect("a part") = lie;
        caught(&lines, "Delivered as Sent");
    }
    let mut lines = calm.clone();
    *lines[second].pointer_mut(message).unwrap() = twice;
    caught(&lines, "Delivered as Sent");
}

#[test]
fn a_snapshot_that_is_another_than_was_installed() {
    let trace = random_trace(2);
    let lines = trace.lines().map(serde_json::from_str::<Value>);
    let lines: Vec<Value> = lines.collect::<Result<_, _>>().unwrap();
    for (name, fact, lie) in [
        ("snapshot_installed", "index", 1.into()),
        ("restored", "content", "0123456789abcdef".into()),
    ] {
        let mut lines = lines.clone();
        let place = find(&lines, |line| outcome(line, name).is_some());
        outcome_mut(&mut lines[place], name).unwrap()[fact] = lie;
        caught(&lines, "State as Reported");
    }
}

#[test]
fn a_line_is_missing() {
    let lines = calm_trace();
    for missing in [1, 2, lines.len() / 2, lines.len() - 2] {
        let mut lines = lines.clone();
        lines.remove(missing);
        let error = judged(&text(&lines)).unwrap_err();
        assert_eq!(error.line, missing as u64 + 1);
        assert!(
            error.sentence.contains("the next one would be event"),
            "{error}"
        );
    }
}

#[test]
fn two_lines_changed_places() {
    let mut lines = calm_trace();
    lines.swap(40, 41);
    assert_eq!(judged(&text(&lines)).unwrap_err().line, 41);
}

fn caught(lines: &[Value], check: &str) {
    let found = broken(&text(lines));
    assert!(found.contains(&check), "{check} is not among {found:?}");
}

fn find(lines: &[Value], wanted: impl Fn(&Value) -> bool) -> usize {
    lines.iter().position(wanted).expect("such a line")
}

fn follows(line: &Value) -> bool {
    line["after"]["role"] == "follower"
}

fn tell(line: &mut Value, outcome: Value) {
    let line = line.as_object_mut().unwrap();
    let outcomes = line
        .entry("outcomes")
        .or_insert_with(|| Value::Array(Vec::new()));
    outcomes.as_array_mut().unwrap().push(outcome);
}

/// The operation of the first entry that the line appends, if it is a client's.
fn command(line: &Value) -> Option<&Value> {
    outcome(line, "appended")?[0]["holds"]
        .get("command")?
        .get("operation")
}

fn command_mut(line: &mut Value) -> Option<&mut Value> {
    outcome_mut(line, "appended")?[0]["holds"]
        .get_mut("command")?
        .get_mut("operation")
}

fn outcome_mut<'a>(line: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    let outcomes = line.get_mut("outcomes")?.as_array_mut()?;
    outcomes.iter_mut().find_map(|told| told.get_mut(name))
}
