//! A changed trace is noticed.

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
        outcome(line, "applied").is_some_and(|outcome| outcome.get("answer").is_some())
    });
    outcome_mut(&mut lines[place], "applied").unwrap()["entry"]["payload"]["command"]["operation"] =
        "set x 77".into();
    caught(&lines, "State Machine Safety");
}

#[test]
fn an_entry_is_passed_over_by_the_machine() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| {
        outcome(line, "applied").is_some_and(|outcome| outcome["entry"]["index"] == 2)
    });
    let outcomes = lines[place]["outcomes"].as_array_mut().unwrap();
    outcomes.retain(|outcome| outcome.get("applied").is_none());
    caught(&lines, "Monotonic State");
}

#[test]
fn a_reply_that_no_server_computed() {
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
            && applied["entry"]["payload"]["command"]["serial"] == serial
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
    add_outcome(
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
    add_outcome(
        &mut lines[place],
        serde_json::json!({"appended": [{"index": index, "term": 9, "payload": "noop"}]}),
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
fn a_server_that_is_not_what_the_lines_say() {
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
            line["after"]["commit"].as_u64() > Some(2) && line["kind"].get("applied").is_some()
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
fn entries_that_are_written_without_a_word_or_by_another_server() {
    let written = |line: &Value| follows(line) && command(line).is_some();
    let mut silent = calm_trace();
    let place = find(&silent, written);
    let outcomes = silent[place]["outcomes"].as_array_mut().unwrap();
    outcomes.retain(|outcome| outcome.get("appended").is_none());
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
    let delivered = |line: &Value| line["kind"]["delivered"].is_object();
    let calm = calm_trace();
    let first = find(&calm, delivered);
    let second = first + 1 + find(&calm[first + 1..], delivered);
    let message = "/kind/delivered/message";
    let twice = calm[first].pointer(message).unwrap().clone();
    let astray = calm[first]["server"].as_u64().unwrap() % 5 + 1;
    for (part, lie) in [
        ("/kind/delivered/message/id", 9_999.into()),
        ("/kind/delivered/message/body/request_vote/term", 7.into()),
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

#[test]
fn a_term_or_a_vote_that_the_disk_did_not_hold_after_a_restart() {
    let restarted = |line: &Value| {
        line["kind"]["started"]["again"] == true && line["after"]["voted_for"].is_u64()
    };
    let lines = restarting_trace();
    let place = find(&lines, restarted);
    let (term, vote) = (
        lines[place]["after"]["term"].as_u64().unwrap(),
        lines[place]["after"]["voted_for"].as_u64().unwrap(),
    );
    for (fact, value) in [
        ("term", Value::from(term + 7)),
        ("voted_for", (vote % 5 + 1).into()),
        ("voted_for", Value::Null),
    ] {
        let mut lines = lines.clone();
        let after = lines[place]["after"].as_object_mut().unwrap();
        match value {
            Value::Null => after.remove(fact),
            value => after.insert(fact.into(), value),
        };
        caught(&lines, "State as Reported");
    }
}

#[test]
fn a_vote_for_an_older_log() {
    let mut lines = calm_trace();
    let request = lines.iter().rev().find_map(|line| {
        let message = line["kind"]["delivered"].get("message")?;
        let last = message["body"].get("request_vote")?.get("last")?;
        let granted = !grants(line).is_empty() && last["index"].as_u64() > Some(0);
        granted.then(|| message["id"].clone())
    });
    let older = serde_json::json!({"index": 0, "term": 0});
    change_message(&mut lines, &request.expect("such a request"), |says| {
        says["request_vote"]["last"] = older.clone();
    });
    assert_eq!(broken(&text(&lines)), ["Votes"]);
}

#[test]
fn a_vote_that_was_not_given_or_not_granted() {
    let calm = calm_trace();
    let mut lines = calm.clone();
    let place = find(&lines, |line| !grants(line).is_empty());
    lines[place]["after"]
        .as_object_mut()
        .unwrap()
        .remove("voted_for");
    caught(&lines, "Votes");
    let mut lines = calm;
    for id in lines.clone().iter().flat_map(grants) {
        change_message(&mut lines, &id, |says| {
            says["request_vote_reply"]["granted"] = false.into();
        });
    }
    assert_eq!(broken(&text(&lines)), ["Votes"]);
}

#[test]
fn another_digest_or_size_of_a_snapshot() {
    let lines = restarting_trace();
    let chunk = lines.iter().find_map(|line| {
        let chunk = line["kind"]["delivered"].get("message")?;
        let says = chunk["body"].get("install_snapshot")?;
        (says["offset"].as_u64() > Some(0)).then(|| chunk["id"].clone())
    });
    let chunk = chunk.expect("a chunk behind the first");
    for fact in ["content", "total", "size"] {
        let mut lines = lines.clone();
        change_message(&mut lines, &chunk, |says| match fact {
            "content" => says["install_snapshot"]["snapshot"][fact] = "0123456789abcdef".into(),
            _ => says["install_snapshot"][fact] = 9_999.into(),
        });
        caught(&lines, "Equal Snapshots");
    }
}

#[test]
fn a_command_that_no_client_sent() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| line["kind"]["client_sent"].is_object());
    lines[place]["kind"]["client_sent"]["operation"] = "set x 9".into();
    caught(&lines, "Answered from the Log");
}

#[test]
fn a_server_that_answers_otherwise_than_the_others() {
    let mut lines = calm_trace();
    let answered = |line: &Value| {
        outcome(line, "applied").is_some_and(|applied| applied["answer"].is_object())
    };
    let last = lines.iter().rposition(answered).unwrap();
    outcome_mut(&mut lines[last], "applied").unwrap()["answer"]["value"] = 77.into();
    assert_eq!(broken(&text(&lines)), ["Answered from the Log"]);
}

#[test]
fn a_commit_that_no_majority_and_no_leader_stands_for() {
    let calm = calm_trace();
    for (kind, part, fact) in [
        ("append_entries_reply", "answer", "success"),
        ("append_entries", "commit", ""),
    ] {
        let mut lines = calm.clone();
        let ids: Vec<Value> = lines
            .iter()
            .filter_map(|line| {
                let message = line["kind"]["delivered"].get("message")?;
                message["body"].get(kind).map(|_| message["id"].clone())
            })
            .collect();
        for id in ids {
            change_message(&mut lines, &id, |says| match fact {
                "" => says[kind][part] = 0.into(),
                _ => says[kind][part] = serde_json::json!({"success": {"match_index": 0}}),
            });
        }
        assert_eq!(broken(&text(&lines)), ["Commitment"]);
    }
}

#[test]
fn a_message_that_leaves_before_its_write() {
    let mut lines = calm_trace();
    let place = find(&lines, |line| outcome(line, "waits").is_some());
    outcome_mut(&mut lines[place], "waits").unwrap()["ticket"] = 9_999.into();
    assert_eq!(broken(&text(&lines)), ["Delivered as Sent"]);
}

#[test]
fn a_server_that_steps_while_it_is_paused_or_down() {
    for what in [
        serde_json::json!({"control": {"server": "paused"}}),
        serde_json::json!({"crashed": {}}),
    ] {
        let mut lines = calm_trace();
        let place = find(&lines, |line| line["kind"]["client_sent"].is_object());
        lines[place]["kind"] = what;
        caught(&lines, "State as Reported");
    }
    let mut lines = calm_trace();
    let place = find(&lines, |line| line["kind"]["delivered"].is_object());
    lines[place].as_object_mut().unwrap().remove("after");
    caught(&lines, "State as Reported");
}

#[test]
fn a_message_that_comes_over_a_link_that_is_cut_or_was_to_be_lost() {
    let calm = calm_trace();
    let mut lines = calm.clone();
    let place = find(&lines, |line| {
        line["kind"]["control"]["submitted"].is_object()
    });
    lines[place]["kind"] =
        serde_json::json!({"control": {"partitioned": {"groups": [[1], [2], [3], [4], [5]]}}});
    caught(&lines, "Delivered as Sent");
    for fate in ["lost", "arrives"] {
        let mut lines = calm.clone();
        let place = find(&lines, |line| outcome(line, "sent").is_some());
        let sent = outcome_mut(&mut lines[place], "sent").unwrap();
        sent["fate"] = serde_json::json!({fate: 9_999_999_999_u64});
        assert_eq!(broken(&text(&lines)), ["Delivered as Sent"]);
    }
}

#[test]
fn a_violation_that_the_run_itself_reports() {
    for outcome in [
        serde_json::json!({"check_failed": {"check": "Log Matching", "sentence": "S1 differs."}}),
        serde_json::json!({"violation": {"sentence": "The commit index went back."}}),
    ] {
        let mut lines = calm_trace();
        add_outcome(&mut lines[9], outcome);
        assert_eq!(broken(&text(&lines)), ["No Violation Reported"]);
    }
}

/// The trace of a run with restarts and snapshots.
fn restarting_trace() -> Vec<Value> {
    let trace = random_trace(2);
    let lines = trace.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().unwrap()
}

/// The names of the votes that a line grants.
fn grants(line: &Value) -> Vec<Value> {
    let outcomes = line["outcomes"].as_array().into_iter().flatten();
    let granted = outcomes.filter_map(|outcome| {
        let message = outcome
            .get("waits")
            .or(outcome.get("sent"))?
            .get("message")?;
        let reply = message["body"].get("request_vote_reply")?;
        (reply["granted"] == true).then(|| message["id"].clone())
    });
    granted.collect()
}

/// Changes what a message says, wherever it is mentioned.
fn change_message(lines: &mut [Value], id: &Value, mut change: impl FnMut(&mut Value)) {
    let mut change = |message: Option<&mut Value>| {
        if let Some(message) = message
            && message["id"] == *id
        {
            change(&mut message["body"]);
        }
    };
    for line in lines {
        for kind in ["delivered", "lost"] {
            change(line.pointer_mut(&format!("/kind/{kind}/message")));
        }
        let outcomes = line.get_mut("outcomes").and_then(Value::as_array_mut);
        for outcome in outcomes.into_iter().flatten() {
            for kind in ["waits", "sent"] {
                change(outcome.pointer_mut(&format!("/{kind}/message")));
            }
        }
    }
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

fn add_outcome(line: &mut Value, outcome: Value) {
    let line = line.as_object_mut().unwrap();
    let outcomes = line
        .entry("outcomes")
        .or_insert_with(|| Value::Array(Vec::new()));
    outcomes.as_array_mut().unwrap().push(outcome);
}

/// The operation of the first entry that the line appends, if it is a client's.
fn command(line: &Value) -> Option<&Value> {
    outcome(line, "appended")?[0]["payload"]
        .get("command")?
        .get("operation")
}

fn command_mut(line: &mut Value) -> Option<&mut Value> {
    outcome_mut(line, "appended")?[0]["payload"]
        .get_mut("command")?
        .get_mut("operation")
}

fn outcome_mut<'a>(line: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    let outcomes = line.get_mut("outcomes")?.as_array_mut()?;
    outcomes
        .iter_mut()
        .find_map(|outcome| outcome.get_mut(name))
}
