//! Traces: what a line says of an event, what is read back, what the state of a server implies, and the verdicts.

use super::happened;
use crate::trace::{CheckReport, Header, Level, Place, Reader, Verdict, Writer, check};
use crate::{
    ClientCommand, ClientId, Control, Event, EventKind, Facts, Fate, Held, LinkOverride,
    LossReason, MessageControl, MessageKind, MessageName, MessageNumber, Operation, OperationEnd,
    Outcome, RoleName, Scope, content_hash,
};
use raft::Notice::{self, BecameLeader, CommitAdvanced, SteppedDown, TermChanged};
use raft::{Configuration, Duration, Entry, Payload, ServerId, ServerSet, SnapshotId, Time};
use serde_json::{Value, json};

// — what is written —

#[test]
fn a_line_says_what_happened_with_all_its_facts() {
    let (s1, s2) = (ServerId(1), ServerId(2));
    for (kind, expected) in [
        (
            EventKind::Started { again: true },
            json!({"started": {"again": true}}),
        ),
        (
            EventKind::Crashed {
                unsynced: 3,
                kept: 2,
            },
            json!({"crashed": {"unsynced": 3, "kept": 2}}),
        ),
        (
            EventKind::Control(Control::Cut {
                links: vec![(s1, s2), (s2, s1)],
            }),
            json!({"control": {"cut": {"links": [{"from": 1, "to": 2}, {"from": 2, "to": 1}]}}}),
        ),
        (
            EventKind::Control(Control::Partitioned {
                groups: vec![ServerSet::first(2), ServerSet::EMPTY],
            }),
            json!({"control": {"partitioned": {"groups": [[1, 2], []]}}}),
        ),
        (
            delayed(0, Fate::Lost(Time(9))),
            json!({"control": {"message": {"control": "delayed", "message": written(0), "fate": {"lost": 9}}}}),
        ),
        (
            delayed(17, Fate::Arrives(Time(9))),
            json!({"control": {"message": {"control": "delayed", "message": written(17), "fate": {"arrives": 9}}}}),
        ),
        (
            EventKind::Control(Control::Submitted {
                client: C1,
                operation: operation("set x 1"),
            }),
            json!({"control": {"submitted": {"client": 1, "operation": "set x 1"}}}),
        ),
    ] {
        assert_eq!(line(&happened(0, 1, kind, vec![]))["kind"], expected);
    }
}

#[test]
fn a_line_says_what_is_held_and_what_differs_from_the_dials() {
    let names = ["messages", "timers", "disks", "applies", "clients"];
    for (what, name) in Held::ALL.into_iter().zip(names) {
        let held = line(&happened(
            0,
            1,
            EventKind::Control(Control::Held { what }),
            vec![],
        ));
        assert_eq!(held["kind"], json!({"control": {"held": {"target": name}}}));
    }
    let (shortest, longest) = (Duration(3), Duration(4));
    let span = json!({"shortest": 3, "longest": 4});
    let latency = Some((shortest, longest));
    let disk = line(&happened(
        0,
        1,
        EventKind::Control(Control::DiskOverridden { latency }),
        vec![],
    ));
    assert_eq!(
        disk["kind"],
        json!({"control": {"disk_overridden": {"latency": span}}})
    );
    let scope = Scope {
        from: Some(ServerId(1)),
        ..Scope::ALL
    };
    for (profile, expected) in [
        (
            LinkOverride::Latency(shortest, longest),
            json!({"latency": span}),
        ),
        (LinkOverride::Loss(6), json!({"loss": 6})),
        (LinkOverride::Late(7), json!({"late": 7})),
    ] {
        let profile = Some(profile);
        let line = line(&happened(
            0,
            1,
            EventKind::Control(Control::LinkOverridden { scope, profile }),
            vec![],
        ));
        let scope = json!({"kinds": "messages", "from": 1});
        assert_eq!(
            line["kind"],
            json!({"control": {"link_overridden": {"scope": scope, "profile": expected}}})
        );
    }
}

#[test]
fn a_message_that_is_lost_is_reported_with_the_cause() {
    for (why, manual, name) in [
        (LossReason::Chance, false, "chance"),
        (LossReason::Cut, false, "cut"),
        (LossReason::Down, false, "down"),
        (LossReason::Down, true, "down"),
        (LossReason::Manual, true, "manual"),
    ] {
        let message = raft::message::RequestVoteReply {
            term: 2,
            request_term: 1,
            vote_granted: true,
        };
        let envelope = crate::Envelope {
            number: MessageNumber(5),
            from: ServerId(1),
            to: ServerId(3),
            nth: 2,
            copy: 0,
            body: raft::Message::RequestVoteReply(message).into(),
        };
        let kind = EventKind::Lost {
            envelope,
            why,
            manual,
        };
        let expected = &line(&happened(0, 3, kind, vec![]))["kind"];
        let says = json!({"request_vote_reply": {"term": 2, "request_term": 1, "granted": true}});
        let message = json!({"id": 5, "from": 1, "to": 3, "nth": 2, "body": says});
        let mut lost = json!({"message": message, "reason": name});
        if manual {
            lost["manual"] = json!(true);
        }
        assert_eq!(expected, &json!({"lost": lost}));
    }
}

/// The second append of S1 to S3 in term 4, or a copy of it.
fn name(copy: u64) -> MessageName {
    MessageName {
        from: ServerId(1),
        to: ServerId(3),
        kind: MessageKind::AppendEntries,
        term: 4,
        nth: 2,
        copy,
    }
}

fn delayed(copy: u64, fate: Fate) -> EventKind {
    EventKind::Control(Control::Message {
        what: MessageControl::Delayed,
        name: name(copy),
        fate: Some(fate),
    })
}

fn written(copy: u64) -> Value {
    let mut name = json!({"from": 1, "to": 3, "kind": "append_entries", "term": 4, "nth": 2});
    if copy > 0 {
        name["copy"] = json!(copy);
    }
    name
}

// — what is read —

const SNAPSHOT: SnapshotId = SnapshotId {
    last_included_index: 4,
    last_included_term: 2,
    content: 0xfedc_ba98_7654_3210,
};

#[test]
fn what_checks_look_at_is_read_as_it_was_written() {
    let command = ClientCommand {
        client: C1,
        serial: 3,
        acknowledged: 2,
        operation: operation("add x -1"),
    };
    let entry = |payload| Entry { term: 2, payload };
    let configuration = Configuration {
        voters: ServerSet::first(3),
        outgoing: ServerSet::first(2),
        learners: [ServerId(9)].into_iter().collect(),
    };
    let payload = Payload::Command(command.encode());
    let outcomes = vec![
        Outcome::Noticed(Notice::TermChanged(2)),
        Outcome::Noticed(Notice::BecameLeader(2)),
        Outcome::Noticed(Notice::SteppedDown(2)),
        Outcome::Noticed(Notice::CommitAdvanced(5)),
        Outcome::Noticed(Notice::Truncated { from: 5, last: 6 }),
        Outcome::Noticed(Notice::Appended {
            first: 5,
            entries: vec![
                entry(Payload::Noop),
                entry(payload.clone()),
                entry(Payload::Configuration(configuration)),
            ]
            .into(),
        }),
        Outcome::Noticed(Notice::SnapshotInstalled(SNAPSHOT)),
        Outcome::AppliedEntry {
            index: 6,
            term: 2,
            content: content_hash(&payload),
            payload,
            answer: Some(Some(-1)),
            repeated: true,
        },
        Outcome::Restored(SNAPSHOT),
        ended(OperationEnd::Ok(None)),
        ended(OperationEnd::Ok(Some(7))),
        ended(OperationEnd::Failed),
        ended(OperationEnd::Unknown),
    ];
    let sent = EventKind::ClientSent {
        client: C1,
        serial: 3,
        operation: operation("add x -1"),
        retries: 1,
        arrives: None,
    };
    for kind in [
        sent,
        EventKind::Started { again: true },
        EventKind::Crashed {
            unsynced: 2,
            kept: 1,
        },
    ] {
        let event = Event {
            after: Some(facts(2, RoleName::Candidate, 5)),
            cause: None,
            ..happened(0, 1, kind, outcomes.clone())
        };
        let read = read(&trace(std::slice::from_ref(&event)));
        assert_eq!(read, [event]);
    }
}

#[test]
fn the_state_of_a_server_implies_what_no_outcome_says() {
    implies(vec![
        (after(1, "follower", 0), vec![TermChanged(1)]),
        (after(1, "candidate", 0), vec![]),
        (after(2, "leader", 0), vec![TermChanged(2), BecameLeader(2)]),
        (after(2, "leader", 3), vec![CommitAdvanced(3)]),
        (after(2, "follower", 3), vec![SteppedDown(2)]),
        (after(2, "leader", 3), vec![BecameLeader(2)]),
        (after(3, "leader", 3), vec![TermChanged(3), BecameLeader(3)]),
        (json!({}), vec![]),
        (after(4, "follower", 3), vec![TermChanged(4)]),
    ]);
}

#[test]
fn what_an_outcome_says_is_not_implied_again() {
    let expected = json!([
        {"term_changed": {"term": 5}}, {"became_leader": {"term": 5}}, {"commit_advanced": {"index": 4}}
    ]);
    let five = [TermChanged(5), BecameLeader(5), CommitAdvanced(4)];
    let with = |outcomes: Value, mut line: Value| {
        line["outcomes"] = outcomes;
        line
    };
    implies(vec![
        (with(expected.clone(), after(5, "leader", 4)), five.to_vec()),
        (
            with(
                json!([{"stepped_down": {"term": 5}}]),
                after(5, "follower", 4),
            ),
            vec![SteppedDown(5)],
        ),
        (
            with(
                json!([{"commit_advanced": {"index": 6}}]),
                after(5, "follower", 5),
            ),
            vec![CommitAdvanced(6), CommitAdvanced(5)],
        ),
        // They are of another term.
        (
            with(expected, after(6, "leader", 4)),
            [&[TermChanged(6), BecameLeader(6)], &five[..]].concat(),
        ),
    ]);
}

#[test]
fn of_a_process_that_ended_or_began_nothing_is_known() {
    let with = |happened: Value, mut line: Value| {
        line["kind"] = happened;
        line
    };
    let (started, crashed) = (json!({"started": {"again": true}}), json!({"crashed": {}}));
    implies(vec![
        (
            after(6, "leader", 2),
            vec![TermChanged(6), BecameLeader(6), CommitAdvanced(2)],
        ),
        (with(crashed, after(6, "follower", 0)), vec![TermChanged(6)]),
        (
            with(started, after(6, "follower", 2)),
            vec![TermChanged(6), CommitAdvanced(2)],
        ),
    ]);
}

#[test]
fn servers_are_numbered_from_1_to_15() {
    for server in 0..20 {
        let line = format!(r#"{{"time":1,"server":{server}}}"#);
        let text = format!("{}{line}\n{line}\n", header(Level::Minimal));
        match check(text.as_bytes()) {
            Ok(report) => assert!((1..=15).contains(&server) && report.events == 2),
            Err(error) => {
                assert!(!(1..=15).contains(&server), "{error}");
                assert_eq!(error.line, 2);
                assert!(error.sentence.contains("they are 1 to 15"), "{error}");
            }
        }
    }
}

#[test]
fn numbers_and_hashes_are_taken_as_far_as_they_go() {
    let line = |time: &str, hash: &str| {
        let restored = format!(r#"{{"restored":{{"index":1,"term":1,"content":"{hash}"}}}}"#);
        let line = format!(r#"{{"time":{time},"server":1,"outcomes":[{restored}]}}"#);
        check((header(Level::Minimal) + &line).as_bytes()).map(|report| report.events)
    };
    let said = |time, hash| line(time, hash).unwrap_err().sentence;
    assert_eq!(line("9007199254740991", "0123456789abcdef"), Ok(1));
    assert!(said("9007199254740992", "0123456789abcdef").contains("the largest number is"));
    for hash in ["0123456789abcde", "0123456789abcdef0", "+123456789abcdef"] {
        assert!(
            said("1", hash).contains("a hash is 16 hexadecimal digits"),
            "{hash}"
        );
    }
}

#[test]
fn a_byte_order_mark_before_the_header_is_skipped() {
    let text = header(Level::Minimal) + APPENDED;
    let marked = format!("\u{feff}{text}");
    assert_eq!(check(marked.as_bytes()), check(text.as_bytes()));
    let late = text.replace('\n', "\n\u{feff}");
    assert_eq!(check(late.as_bytes()).unwrap_err().line, 2);
}

// — verdicts —

#[test]
fn a_minimal_trace_is_judged_by_what_it_says() {
    let missing = |lines: &[&str]| {
        let text = header(Level::Minimal) + &lines.concat();
        let checks = check(text.as_bytes()).unwrap().checks;
        let missing = checks.into_iter().filter_map(|check| match check.verdict {
            Verdict::NotJudged(why) => {
                let says_so = why.contains("does not say") || why.contains("need not say");
                assert!(says_so, "{why}");
                Some(check.name)
            }
            verdict => {
                assert_eq!(verdict, Verdict::Holds, "{}", check.name);
                None
            }
        });
        missing.collect::<Vec<_>>()
    };
    let [append, apply, send] = [APPENDED, APPLIED, SENT];
    let known = append.replace(r#""term":1"#, r#""term":1,"payload":"noop""#);
    let of_logs = ["Leader Append-Only", "Log Matching", "Leader Completeness"];
    let of_level = [
        "State as Reported",
        "Votes",
        "Commitment",
        "Delivered as Sent",
        "Equal Snapshots",
    ];
    let (safety, order, disks) = ("State Machine Safety", "Terms in Order", "Durable Quorum");
    let (linear, replies) = ("Linearizable", "Answered from the Log");
    for (lines, names) in [
        (
            vec![],
            [&of_logs[..], &[safety, order, disks, linear, replies]].concat(),
        ),
        (vec![append], vec![safety, disks, linear, replies]),
        (vec![append, apply], vec![disks, linear, replies]),
        // What an entry holds that is not said may be what no client is known to have sent.
        (vec![append, send], vec![safety, disks, linear, replies]),
        (vec![&known, send], vec![safety, disks, replies]),
        (vec![&known, apply, send], vec![disks]),
    ] {
        assert_eq!(missing(&lines), [&names[..], &of_level].concat());
    }
    let full = check(header(Level::Full).as_bytes()).unwrap();
    assert!(
        full.checks
            .iter()
            .all(|check| check.verdict == Verdict::Holds)
    );
    assert_eq!((full.events, full.broken().count()), (0, 0));
}

#[test]
fn a_client_is_answered_what_was_computed_for_it() {
    let verdict = |applied: &str, answer: &str| {
        let end = format!(r#"{{"operation_ended":{{"client":1,"serial":1,"end":{answer}}}}}"#);
        let end = format!(r#"{{"time":4,"server":1,"outcomes":[{end}]}}"#);
        let text = format!("{}{SENT}{applied}{end}\n", header(Level::Minimal));
        let report = check(text.as_bytes()).unwrap();
        let named = |check: &&CheckReport| check.name == "Answered from the Log";
        report.checks.iter().find(named).unwrap().verdict.clone()
    };
    let broken = |answer| Verdict::Broken {
        event: 2,
        at: Place {
            line: 4,
            source: None,
        },
        sentence: format!(
            "C1 was answered {answer} to its operation 1, `add x 1`, but no server had applied it with that answer."
        ),
    };
    let one = r#"{"ok":{"value":1}}"#;
    assert_eq!(verdict(APPLIED, one), Verdict::Holds);
    assert_eq!(verdict(APPLIED, r#""failed""#), Verdict::Holds);
    assert_eq!(verdict(APPLIED, r#"{"ok":{"value":2}}"#), broken("2"));
    assert_eq!(
        verdict(APPLIED, r#"{"ok":{"value":null}}"#),
        broken("nothing")
    );
    // Without a session the words say which it was.
    assert_eq!(
        verdict(&APPLIED.replace(r#","serial":1"#, ""), one),
        Verdict::Holds
    );
    // The command of another operation says nothing of this one, and its own may have been left out.
    let unsaid = Verdict::NotJudged(
        "the trace does not say of every operation what it answered when it was applied",
    );
    let other = APPLIED
        .replace("add x 1", "set x 1")
        .replace(r#","serial":1"#, "");
    for applied in [
        APPLIED.replace(r#""serial":1"#, r#""serial":2"#),
        APPLIED.replace(r#""client":1"#, r#""client":2"#),
        other,
    ] {
        assert_eq!(verdict(&applied, one), unsaid);
    }
}

#[test]
fn what_would_take_too_long_to_judge_is_undecided_in_a_trace_too() {
    let mut events = Vec::new();
    for serial in 1..=129 {
        let sent = EventKind::ClientSent {
            client: C1,
            serial,
            operation: operation("set x 1"),
            retries: 0,
            arrives: None,
        };
        events.push(Event {
            after: Some(facts(0, RoleName::Follower, 0)),
            cause: None,
            ..happened(serial - 1, 1, sent, vec![])
        });
    }
    // An answer that no server computed.
    let answered = happened(
        129,
        1,
        EventKind::SnapshotDue,
        vec![ended(OperationEnd::Ok(Some(1)))],
    );
    events.push(Event {
        after: Some(facts(0, RoleName::Follower, 0)),
        cause: None,
        ..answered
    });
    let report = check(trace(&events).as_bytes()).unwrap();
    let linear = report
        .checks
        .iter()
        .find(|check| check.name == "Linearizable");
    assert_eq!(linear.expect("it is judged").verdict, Verdict::Undecided);
    assert_eq!(report.events, 130);
}

fn after(term: u64, role: &str, commit: u64) -> Value {
    json!({"after": {"term": term, "role": role, "commit": commit}})
}

/// Reads these lines about one server, of a minimal trace; what each gives must be as it stands beside it.
fn implies(lines: Vec<(Value, Vec<Notice>)>) {
    let mut text = header(Level::Minimal);
    let mut implied = Vec::new();
    for (mut line, notices) in lines {
        line["time"] = 1.into();
        line["server"] = 1.into();
        text += &format!("{line}\n");
        let notices = notices.into_iter().map(Outcome::Noticed);
        implied.push(notices.collect::<Vec<_>>());
    }
    let noticed = |event: Event| {
        let outcomes = event.outcomes.into_iter();
        let is_notice = |outcome: &Outcome| matches!(outcome, Outcome::Noticed(_));
        outcomes.filter(is_notice).collect::<Vec<_>>()
    };
    let read: Vec<_> = read(&text).into_iter().map(noticed).collect();
    assert_eq!(read, implied);
}

const C1: ClientId = ClientId(1);

const APPENDED: &str = r#"{"time":1,"server":1,"outcomes":[{"appended":[{"index":1,"term":1}]}]}
"#;

const SENT: &str = r#"{"time":2,"server":1,"kind":{"client_sent":{"client":1,"serial":1,"operation":"add x 1","retries":0}}}
"#;

const APPLIED: &str = r#"{"time":2,"server":1,"outcomes":[{"applied":{"entry":{"index":1,"term":1,"payload":{"command":{"operation":"add x 1","client":1,"serial":1}}},"answer":{"value":1}}}]}
"#;

fn operation(text: &str) -> Operation {
    Operation::parse(text).unwrap()
}

fn ended(end: OperationEnd) -> Outcome {
    Outcome::OperationEnded {
        client: C1,
        serial: 3,
        end,
    }
}

fn facts(term: u64, role: RoleName, commit: u64) -> Facts {
    Facts {
        term,
        voted_for: Some(ServerId(2)),
        role,
        leader: None,
        commit,
        applied: 1,
        base_index: 0,
        base_term: 0,
        last_index: 7,
        last_term: 2,
        durable: 3,
        snapshot_index: 4,
        snapshot_term: 2,
        configuration: Configuration::simple(ServerSet::first(3)),
    }
}

fn header(level: Level) -> String {
    let header = Header::new(level, "manual");
    let bytes = Writer::new(Vec::new(), &header).unwrap().into_inner();
    String::from_utf8(bytes).unwrap()
}

/// A full trace of these events.
fn trace(events: &[Event]) -> String {
    let mut text = header(Level::Full);
    for event in events {
        text += &format!("{}\n", line(event));
    }
    text
}

/// The line of an event.
fn line(event: &Event) -> Value {
    let bytes = header(Level::Full).into_bytes();
    let begin = bytes.len();
    let header = serde_json::from_slice(&bytes).unwrap();
    let mut writer = Writer::new(Vec::new(), &header).unwrap();
    writer.event(event).unwrap();
    serde_json::from_slice(&writer.into_inner()[begin..]).unwrap()
}

/// The events that a trace gives.
fn read(text: &str) -> Vec<Event> {
    let mut reader = Reader::new(text.as_bytes()).unwrap();
    let mut events = Vec::new();
    while let Some(event) = reader.next_event().unwrap() {
        events.push(event);
    }
    events
}

#[test]
fn every_reason_is_read_by_its_name_and_written_the_same_again() {
    let schema: Value = serde_json::from_str(crate::trace::SCHEMA).unwrap();
    let forms = schema["$defs"]["decision"]["oneOf"].as_array().unwrap();
    let mut names = Vec::new();
    for form in &forms[1..] {
        let name = form["properties"]["reason"]["const"].as_str().unwrap();
        let operands = operands(&form["properties"]["operands"]["properties"]);
        let reason = decided(name, &operands, None).unwrap();
        assert_eq!(reason.name(), name);
        let written = line(&happened(
            0,
            1,
            EventKind::SnapshotDue,
            vec![Outcome::Decided(reason)],
        ));
        let decision = &written["outcomes"][0]["decided"];
        assert_eq!(
            *decision,
            json!({
                "reason": name,
                "operands": operands,
                "section": reason.section(),
                "sentence": reason.sentence(ServerId(1)),
            })
        );
        names.push(name);
    }
    assert_eq!(names, raft::Reason::NAMES);
}

#[test]
fn a_section_that_is_not_that_of_the_reason_is_refused() {
    let error = decided("timer-ignored", &json!({}), Some("§9")).unwrap_err();
    assert_eq!(
        error,
        "line 2: the section of `timer-ignored` is §5.2, not `§9`"
    );
}

/// Some value of each operand.
fn operands(schema: &Value) -> Value {
    let operand = |(name, operand): (&String, &Value)| {
        let value = match operand["$ref"].as_str().unwrap() {
            "#/$defs/servers" => json!([1, 3]),
            "#/$defs/count" => json!({
                "incoming": {"have": 1, "needed": 2},
                "outgoing": {"have": 2, "needed": 3},
            }),
            _ => json!(7),
        };
        (name.clone(), value)
    };
    schema.as_object().unwrap().iter().map(operand).collect()
}

/// The reason that is read from a line; in this section, or in its own.
fn decided(name: &str, operands: &Value, section: Option<&str>) -> Result<raft::Reason, String> {
    let read = |section: &str| {
        let decision = json!({
            "reason": name, "operands": operands, "section": section, "sentence": "",
        });
        let line = json!({"time": 0, "server": 1, "outcomes": [{"decided": decision}]});
        let header = r#"{"format":"raft-trace","version":1,"level":"minimal","engine":"x"}"#;
        let text = format!("{header}\n{line}\n");
        let mut reader = crate::trace::Reader::new(text.as_bytes()).unwrap();
        let event = reader.next_event().map_err(|error| error.to_string())?;
        match event.unwrap().outcomes[..] {
            [Outcome::Decided(reason)] => Ok(reason),
            ref other => panic!("{other:?}"),
        }
    };
    if let Some(section) = section {
        return read(section);
    }
    // The error says which section is right.
    let error = read("").unwrap_err();
    let right = error
        .split(" is ")
        .nth(1)
        .and_then(|rest| rest.split(',').next());
    read(right.expect("a section"))
}

#[test]
fn a_full_trace_says_of_a_decision_more_than_words() {
    let decision = json!({"section": "§5.2", "sentence": "S1 votes."});
    let line = json!({
        "event": 0, "time": 0, "server": 1, "kind": "snapshot_due", "outcomes": [{"decided": decision}],
    });
    let read = |level| {
        let text = header(level) + &format!("{line}\n");
        let mut reader = Reader::new(text.as_bytes()).unwrap();
        reader.next_event().map_err(|error| error.to_string())
    };
    assert_eq!(read(Level::Minimal).unwrap().unwrap().outcomes, []);
    assert_eq!(
        read(Level::Full).unwrap_err(),
        "line 2: a trace of the full level must not leave out of a decision `reason` and `operands`"
    );
}

#[test]
fn chunks_that_would_fill_the_memory_are_refused() {
    let chunk = |size: u64| {
        json!({"sent": {"fate": {"arrives": 1}, "message": {
            "id": 1, "from": 1, "to": 2, "nth": 1,
            "body": {"install_snapshot": {
                "term": 1, "snapshot": {"index": 1, "term": 1}, "configuration": {"voters": [1]},
                "offset": 0, "size": size, "total": size, "chunk_size": 1,
            }},
        }}})
    };
    let read = |chunks: [Value; 2]| {
        let line = json!({"time": 0, "server": 1, "outcomes": chunks});
        let text = header(Level::Minimal) + &format!("{line}\n");
        let mut reader = Reader::new(text.as_bytes()).unwrap();
        reader.next_event().map_err(|error| error.to_string())
    };
    assert!(read([chunk(4 << 20), chunk(4 << 20)]).is_ok());
    for more in [1 + (4 << 20), (1 << 53) - 1] {
        let error = read([chunk(4 << 20), chunk(more)]).unwrap_err();
        assert!(
            error.ends_with("bytes of snapshots: a line may have 8388608"),
            "{error}"
        );
    }
}
