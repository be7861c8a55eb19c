//! Traces of other programs: what they leave out is unknown, and what they call things is kept.

use crate::event::{PartialFacts, PartialPlace};
use crate::trace::{Reader, Verdict, Writer, check};
use crate::{
    Body, Event, EventKind, Fate, MessageKind, MessageName, Operation, Outcome, RoleName, Source,
};
use raft::{Payload, ServerId, Time};

const HEADER: &str = r#"{"format":"raft-trace","version":1,"level":"minimal","engine":"other 1""#;

/// The events of these lines, behind a header with this at its end.
fn read(header: &str, lines: &[&str]) -> Result<Vec<Event>, String> {
    let text = text(header, lines);
    let mut reader = Reader::new(text.as_bytes()).map_err(|error| error.to_string())?;
    let mut events = Vec::new();
    while let Some(event) = reader.next_event().map_err(|error| error.to_string())? {
        events.push(event);
    }
    Ok(events)
}

fn text(header: &str, lines: &[&str]) -> String {
    format!("{HEADER}{header}}}\n{}\n", lines.join("\n"))
        .trim_end()
        .to_owned()
        + "\n"
}

fn only(lines: &[&str]) -> Event {
    let mut events = read("", lines).unwrap();
    assert_eq!(events.len(), 1);
    events.remove(0)
}

fn reported(event: &Event) -> Option<&PartialFacts> {
    event.outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Reported(facts) => Some(&**facts),
        _ => None,
    })
}

/// The names of the messages that leave and arrive.
fn names(events: &[Event]) -> Vec<MessageName> {
    let mut names = Vec::new();
    for event in events {
        if let EventKind::Delivered { envelope, .. } | EventKind::Lost { envelope, .. } =
            &event.kind
        {
            names.push(envelope.name());
        }
        for outcome in &event.outcomes {
            if let Outcome::Sent { envelope, .. } = outcome {
                names.push(envelope.name());
            }
        }
    }
    names
}

fn sent(from: u8, to: u8, body: &str) -> String {
    format!(
        r#"{{"time":1,"server":{from},"outcomes":[{{"sent":{{"message":{{"from":{from},"to":{to},"body":{body}}}}}}}]}}"#
    )
}

fn delivered(from: u8, to: u8, body: &str) -> String {
    format!(
        r#"{{"time":2,"server":{to},"kind":{{"delivered":{{"message":{{"from":{from},"to":{to},"body":{body}}},"manual":false}}}}}}"#
    )
}

#[test]
fn servers_have_the_names_that_the_header_gives_them() {
    for (names, first, third) in [
        ("[0,1,2]", "0", "2"),
        (
            r#"["8e9e05c52164694d","b","S1"]"#,
            r#""8e9e05c52164694d""#,
            r#""S1""#,
        ),
        ("[18446744073709551615,7,3]", "18446744073709551615", "3"),
    ] {
        let line = format!(
            r#"{{"time":1,"server":{first},"after":{{"term":1,"voted_for":{third},"configuration":{{"voters":[{first},{third}]}}}}}}"#
        );
        let events = read(&format!(r#","servers":{names}"#), &[&line]).unwrap();
        assert_eq!(events[0].server, Some(ServerId(1)));
        let facts = reported(&events[0]).unwrap();
        assert_eq!(facts.voted_for, Some(Some(ServerId(3))));
        assert_eq!(facts.configuration.unwrap().voters.to_string(), "S1, S3");
    }
}

#[test]
fn a_name_that_the_header_does_not_give_is_an_error_that_lists_those_that_it_does() {
    let error = |header: &str, line: &str| read(header, &[line]).unwrap_err();
    assert_eq!(
        error(r#","servers":["a","b"]"#, r#"{"time":1,"server":"c"}"#),
        "line 2: column 22: there is no server `c`: the header names `a`, `b`"
    );
    assert_eq!(
        error("", r#"{"time":1,"server":"c"}"#),
        "line 2: column 22: there is no server `c`: they are 1 to 15"
    );
    for (names, wrong) in [
        (r#"["a","a"]"#, "two servers are named `a`"),
        (r#"["a",1]"#, "by texts or by numbers, not by both"),
        ("[]", "0 servers are named"),
        (r#"["a"],"names":["b"]"#, "`servers` names them already"),
        ("true", "the number of servers, or a list of their names"),
        ("16", "there is no server 16"),
    ] {
        let error = error(&format!(r#","servers":{names}"#), r#"{"time":1}"#);
        assert!(error.contains(wrong), "{names}: {error}");
    }
}

#[test]
fn what_a_line_leaves_out_is_unknown() {
    let event = only(&[r#"{"time":1,"server":1,"after":{"term":3}}"#]);
    assert_eq!((&event.kind, event.after), (&EventKind::Unknown, None));
    let facts = PartialFacts {
        term: Some(3),
        ..PartialFacts::default()
    };
    assert_eq!(reported(&event), Some(&facts));

    let event = only(&[
        r#"{"time":1,"server":1,"after":{"term":3,"voted_for":null,"leader":null,"role":"pre-candidate","last":{"index":6}}}"#,
    ]);
    let facts = reported(&event).unwrap();
    assert_eq!((facts.voted_for, facts.leader), (Some(None), Some(None)));
    assert_eq!(facts.role, Some(RoleName::PreCandidate));
    let (index, term) = (6, None);
    assert_eq!(facts.last, Some(PartialPlace { index, term }));
}

#[test]
fn what_an_entry_holds_is_unknown_and_no_noop_where_it_is_not_said() {
    let payload = |payload: &str| {
        let line = format!(
            r#"{{"time":1,"server":1,"outcomes":[{{"appended":[{{"index":1,"term":1{payload}}}]}}]}}"#
        );
        let event = only(&[&line]);
        let Outcome::Noticed(raft::Notice::Appended { entries, .. }) = &event.outcomes[0] else {
            panic!("{:?}", event.outcomes);
        };
        entries.iter().next().unwrap().payload.clone()
    };
    assert!(crate::is_unknown(&payload("")));
    assert_eq!(payload(r#","payload":"noop""#), Payload::Noop);
    assert!(!crate::is_unknown(&payload(r#","payload":"noop""#)));
}

#[test]
fn operations_of_another_machine_are_kept_as_words() {
    for words in ["put(k, v)", "set  x 1", "set x", "", "get ключ-длинный-1"] {
        let line = serde_json::json!({"time": 1, "server": 1, "kind": {"client_sent": {
            "client": 1, "serial": 1, "operation": words, "retries": 0,
        }}});
        let event = only(&[&line.to_string()]);
        let EventKind::ClientSent { operation, .. } = &event.kind else {
            panic!("{:?}", event.kind);
        };
        assert_eq!(operation, &Operation::Other(words.into()));
        let end = r#"{"time":2,"server":1,"kind":{"reply_arrived":{"client":1,"serial":1}},"outcomes":[{"operation_ended":{"client":1,"serial":1,"end":{"ok":{"value":7}}}}]}"#;
        let report = check(text("", &[&line.to_string(), end]).as_bytes()).unwrap();
        let linearizable = report.checks.iter().find(|it| it.name == "Linearizable");
        assert_eq!(
            linearizable.unwrap().verdict,
            Verdict::NotJudged("clients asked for what is no operation of the key-value machine")
        );
    }
}

#[test]
fn messages_without_numbers_are_found_again_by_what_they_say() {
    let append =
        r#"{"append_entries":{"term":2,"prev":{"index":5,"term":2},"entries":1,"commit":5}}"#;
    let next =
        r#"{"append_entries":{"term":2,"prev":{"index":6,"term":2},"entries":1,"commit":5}}"#;
    // The receiver writes less of it down than the sender did.
    let less = r#"{"append_entries":{"term":2,"entries":1}}"#;
    let events = read(
        "",
        &[
            &sent(1, 2, append),
            &sent(1, 2, next),
            &delivered(1, 2, next),
            &delivered(1, 2, less),
        ],
    )
    .unwrap();
    let names = names(&events);
    assert_eq!((names[0], names[1]), (names[3], names[2]));
    assert_ne!(names[0], names[1]);
    let Outcome::Sent { envelope, fate, .. } = &events[0].outcomes[0] else {
        panic!("{:?}", events[0].outcomes);
    };
    assert_eq!(*fate, Fate::Unknown);
    assert_eq!(envelope.message(), None);
    assert_eq!(envelope.body.kind(), MessageKind::AppendEntries);
    assert_eq!(
        (envelope.body.term(), envelope.body.entries()),
        (2, Some(1))
    );
}

#[test]
fn a_message_that_was_seen_to_leave_twice_or_never_arrives_as_another_one() {
    let vote = r#"{"request_vote_reply":{"term":2,"granted":true}}"#;
    let refusal = r#"{"request_vote_reply":{"term":2,"granted":false}}"#;
    let later = r#"{"request_vote_reply":{"term":3,"granted":true}}"#;
    let arrives = [vote, vote, refusal, later].map(|body| delivered(3, 1, body));
    let mut lines = vec![sent(3, 1, vote), sent(3, 2, refusal)];
    lines.extend(arrives);
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let names = names(&read("", &lines).unwrap());
    assert_eq!(names[2], names[0]);
    let all: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(all.len(), 5, "{names:?}");
}

#[test]
fn a_program_that_never_says_what_arrives_does_not_fill_the_memory() {
    let vote = r#"{"request_vote":{"term":2}}"#;
    let mut lines = vec![sent(1, 2, vote); 300];
    lines.push(delivered(1, 2, vote));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let names = names(&read("", &lines).unwrap());
    assert_eq!(names[300].nth, 45, "the oldest that is remembered");
}

#[test]
fn all_of_a_message_is_known_once_its_line_says_all_of_it() {
    let whole = r#"{"request_vote":{"term":2,"last":{"index":1,"term":1}}}"#;
    let events = read("", &[&delivered(1, 2, whole)]).unwrap();
    let EventKind::Delivered { envelope, .. } = &events[0].kind else {
        panic!("{:?}", events[0].kind);
    };
    assert!(matches!(envelope.body, Body::Whole(_)));
}

#[test]
fn a_reply_that_does_not_say_what_it_answers_is_neither_consent_nor_refusal() {
    let says = |body: &str| {
        let event = only(&[&delivered(1, 2, body)]);
        crate::story::sentence(&event).text
    };
    for (kind, says_yes, yes, no) in [
        (
            "request_vote_reply",
            r#""granted":true"#,
            "vote of",
            "refusal of a vote",
        ),
        (
            "append_entries_reply",
            r#""answer":{"success":{"match_index":1}}"#,
            "acknowledgement of",
            "refusal of an append",
        ),
    ] {
        let unknown = says(&format!(r#"{{"{kind}":{{"term":2}}}}"#));
        assert!(!unknown.contains(yes) && !unknown.contains(no), "{unknown}");
        assert!(unknown.contains(" reply"), "{unknown}");
        let known = says(&format!(r#"{{"{kind}":{{"term":2,{says_yes}}}}}"#));
        assert!(!known.contains(" reply"), "{known}");
    }
}

#[test]
fn the_order_of_lines_counts_and_not_their_clocks() {
    let events = read(
        "",
        &[
            r#"{"event":7,"time":50}"#,
            r#"{"event":9,"time":20,"cause":7}"#,
            r#"{"event":10}"#,
            r#"{"time":30}"#,
        ],
    )
    .unwrap();
    let of = |event: &Event| (event.number, event.time);
    let seen: Vec<_> = events.iter().map(of).collect();
    let times = [50, 20, 20, 30].map(Time);
    let numbers = [7, 9, 10, 11];
    assert_eq!(seen, numbers.into_iter().zip(times).collect::<Vec<_>>());
    let error = read("", &[r#"{"event":7}"#, r#"{"event":8,"cause":8}"#]).unwrap_err();
    assert_eq!(
        error,
        "line 3: event 8 cannot follow from event 8, which comes later"
    );
}

#[test]
fn entries_behind_a_gap_say_below_what_nothing_is_known() {
    let append = |index: u64| {
        format!(
            r#"{{"time":1,"server":1,"outcomes":[{{"appended":[{{"index":{index},"term":1}}]}}]}}"#
        )
    };
    let unknown = |events: &[Event]| -> Vec<Option<u64>> {
        let of = |event: &Event| {
            event.outcomes.iter().find_map(|outcome| match outcome {
                Outcome::UnknownBelow(index) => Some(*index),
                _ => None,
            })
        };
        events.iter().map(of).collect()
    };
    let lines = [append(1), append(2), append(6), append(7), append(3)];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let expected = [None, None, Some(6), None, None];
    assert_eq!(unknown(&read("", &lines).unwrap()), expected);

    // A program may say so itself, and need not where the log reaches that far for other reasons.
    let said = r#"{"time":1,"server":1,"outcomes":[{"unknown_below":{"index":6}},{"appended":[{"index":6,"term":1}]}]}"#;
    assert_eq!(unknown(&read("", &[said]).unwrap()), [Some(6)]);
    for before in [
        r#"{"time":1,"server":1,"after":{"commit":5}}"#,
        r#"{"time":1,"server":1,"after":{"last":{"index":5}}}"#,
        r#"{"time":1,"server":1,"after":{"base":{"index":5}}}"#,
        r#"{"time":1,"server":1,"outcomes":[{"snapshot_installed":{"index":5,"term":1}}]}"#,
        r#"{"time":1,"server":1,"kind":{"started":{"again":true}}}"#,
    ] {
        let events = read("", &[before, &append(6)]).unwrap();
        assert_eq!(unknown(&events), [None, None], "{before}");
    }
}

#[test]
fn logs_that_differ_where_one_is_unknown_do_not_contradict_each_other() {
    let entries = |server: u8, from: u64, term: u64| {
        format!(
            r#"{{"time":1,"server":{server},"outcomes":[{{"unknown_below":{{"index":{from}}}}},{{"appended":[{{"index":{from},"term":{term}}}]}}]}}"#
        )
    };
    let whole = r#"{"time":1,"server":1,"outcomes":[{"appended":[{"index":1,"term":1},{"index":2,"term":1}]}]}"#;
    let broken = |line: &str| {
        let report = check(text("", &[whole, line]).as_bytes()).unwrap();
        report.broken().map(|check| check.name).collect::<Vec<_>>()
    };
    assert!(broken(&entries(2, 2, 1)).is_empty());
    assert!(broken(&entries(2, 3, 2)).is_empty());
}

#[test]
fn the_line_of_another_program_is_kept_and_named_where_it_breaks_something() {
    let leader = |server: u8, line: u64| {
        format!(
            r#"{{"time":1,"server":{server},"after":{{"term":1,"role":"leader"}},"source":{{"line":{line},"text":"S{server} LEADER"}}}}"#
        )
    };
    let text = text("", &[&leader(1, 40), &leader(2, 44)]);
    let report = check(text.as_bytes()).unwrap();
    let broken = report.broken().next().unwrap();
    let Verdict::Broken { event, at, .. } = &broken.verdict else {
        panic!("{broken:?}");
    };
    assert_eq!((broken.name, *event, at.line), ("Election Safety", 1, 3));
    let source = Source {
        line: Some(44),
        text: Some("S2 LEADER".into()),
    };
    assert_eq!(at.source.as_deref(), Some(&source));
}

#[test]
fn what_another_program_wrote_is_the_same_when_it_is_written_again() {
    let vote = r#"{"request_vote_reply":{"term":2,"granted":true}}"#;
    let (sent, delivered) = (sent(3, 1, vote), delivered(3, 1, vote));
    let lines = [
        r#"{"time":9,"server":3,"kind":{"started":{"again":false}},"after":{"term":2,"voted_for":null,"role":"pre-candidate"}}"#,
        &sent,
        &delivered,
        r#"{"time":1,"server":2,"outcomes":[{"appended":[{"index":4,"term":2}]}],"after":{"term":2,"role":"leader","commit":3,"last":{"index":4}},"source":{"line":4}}"#,
        r#"{"event":9,"server":2,"kind":{"client_sent":{"client":1,"serial":1,"operation":"incr","retries":0}}}"#,
    ];
    let named: Vec<String> = lines.iter().map(|line| by_name(line)).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    for (header, lines) in [("", &lines[..]), (r#","servers":["a","b","c"]"#, &named)] {
        let text = text(header, lines);
        let mut reader = Reader::new(text.as_bytes()).unwrap();
        let mut writer = Writer::new(Vec::new(), reader.header()).unwrap();
        let mut events = Vec::new();
        while let Some(event) = reader.next_event().unwrap() {
            writer.event(&event).unwrap();
            events.push(event);
        }
        let written = writer.into_inner();
        let mut again = Reader::new(&written[..]).unwrap();
        assert_eq!(again.header().names, reader.header().names);
        for event in events {
            assert_eq!(again.next_event().unwrap(), Some(event));
        }
        assert_eq!(again.next_event().unwrap(), None);
    }
}

#[test]
fn all_that_a_server_is_is_written_at_either_level_and_read_again() {
    let nothing = r#""voted_for":null,"leader":null,"#;
    let rest = r#""term":1,"role":"follower","commit":0,"applied":0,"base":{"index":0,"term":0},"last":{"index":0,"term":0},"durable":0,"snapshot":{"index":0,"term":0},"configuration":{"voters":[1]}"#;
    let line = |nothing: &str| {
        format!(
            r#"{{"event":0,"time":1,"server":1,"kind":"snapshot_due","after":{{{nothing}{rest}}}}}"#
        )
    };
    // Below the full level a vote that is not said is unknown, and then not all is known.
    assert_eq!(only(&[&line("")]).after, None);
    let event = only(&[&line(nothing)]);
    let facts = event.after.expect("all is said");
    assert_eq!((facts.voted_for, facts.leader), (None, None));
    for level in ["minimal", "full"] {
        let header = HEADER.replace("minimal", level) + "}\n";
        let header = Reader::new(header.as_bytes()).unwrap().header().clone();
        let mut writer = Writer::new(Vec::new(), &header).unwrap();
        writer.event(&event).unwrap();
        let written = writer.into_inner();
        let mut reader = Reader::new(&written[..]).unwrap();
        assert_eq!(
            reader.next_event().unwrap().as_ref(),
            Some(&event),
            "{level}"
        );
    }
}

#[test]
fn what_one_line_says_of_disks_is_judged_although_the_next_says_nothing_of_them() {
    let whole = r#"{"time":1,"server":1,"after":{"voted_for":null,"leader":null,"term":1,"role":"follower","commit":0,"applied":0,"base":{"index":0,"term":0},"last":{"index":0,"term":0},"durable":0,"snapshot":{"index":0,"term":0},"configuration":{"voters":[1]}}}"#;
    let verdict = |lines: &[&str]| {
        let report = check(text("", lines).as_bytes()).unwrap();
        let checks = report.checks.into_iter();
        let mut durable = checks.filter(|check| check.name == "Durable Quorum");
        durable.next().unwrap().verdict
    };
    let nothing = r#"{"time":2,"server":1}"#;
    assert_eq!(verdict(&[whole, nothing]), Verdict::Holds);
    assert!(matches!(verdict(&[nothing]), Verdict::NotJudged(_)));
}

/// What is not known of S1 after these lines, of which each is what a line says beside time and server.
fn unknown_after(lines: &[&str]) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| format!(r#"{{"time":1,"server":1{line}}}"#))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut fold = crate::Fold::of_partial_run(1, 0);
    for event in read("", &lines).unwrap() {
        fold.observe(&event);
    }
    let unknown = fold.view().servers[0].unknown;
    let facts = [
        ("term", unknown.term),
        ("role", unknown.role),
        ("vote", unknown.voted_for),
        ("leader", unknown.leader),
        ("commit", unknown.commit),
        ("applied", unknown.applied),
        ("durable", unknown.durable),
        ("snapshot", unknown.snapshot),
        ("members", unknown.configuration),
        ("last", unknown.last),
        ("log", unknown.log),
        ("machine", unknown.machine),
    ];
    let names = facts.iter().filter(|(_, is_unknown)| *is_unknown);
    names.map(|(name, _)| *name).collect::<Vec<_>>().join(" ")
}

const AT_FIRST: &str = "term role vote leader commit applied durable snapshot members";
const AGAIN: &str = r#","kind":{"started":{"again":true}}"#;

#[test]
fn what_lines_say_of_a_server_is_known_from_then_on() {
    let without = |names: &str| {
        let names: Vec<&str> = names.split(' ').collect();
        let left = AT_FIRST.split(' ').filter(|name| !names.contains(name));
        left.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(unknown_after(&[]), AT_FIRST);
    for (line, known) in [
        (r#","after":{"term":1}"#, "term"),
        (r#","after":{"role":"follower"}"#, "role"),
        (r#","after":{"voted_for":null}"#, "vote"),
        (r#","after":{"leader":1}"#, "leader"),
        (r#","after":{"commit":0}"#, "commit"),
        (r#","after":{"applied":0}"#, "applied"),
        (r#","after":{"durable":0}"#, "durable"),
        (r#","after":{"configuration":{"voters":[1]}}"#, "members"),
        (r#","outcomes":[{"term_changed":{"term":1}}]"#, "term"),
        (
            r#","outcomes":[{"became_candidate":{"term":1}}]"#,
            "term role",
        ),
        (r#","outcomes":[{"became_leader":{"term":1}}]"#, "term role"),
        (r#","outcomes":[{"stepped_down":{"term":1}}]"#, "term role"),
        (r#","outcomes":[{"commit_advanced":{"index":0}}]"#, "commit"),
        (r#","outcomes":[{"snapshot_changed":{}}]"#, "snapshot"),
    ] {
        assert_eq!(unknown_after(&[line]), without(known), "{line}");
        // What is known stays so, whatever else is said.
        assert_eq!(unknown_after(&[line, ""]), without(known), "{line}");
    }
    let (one, other) = (r#","after":{"term":1}"#, r#","after":{"role":"follower"}"#);
    assert_eq!(unknown_after(&[one, other]), without("term role"));
}

#[test]
fn what_a_log_and_a_machine_hold_may_become_unknown() {
    let append = r#","outcomes":[{"appended":[{"index":1,"term":1}]}]"#;
    let cut = r#","outcomes":[{"truncated":{"from":1,"last":1}}]"#;
    let applied = |rest: &str| {
        format!(r#","outcomes":[{{"applied":{{"entry":{{"index":1,"term":1{rest}}}}}}}]"#)
    };
    let noop = applied(r#","payload":"noop""#);
    let nothing = applied("");
    let answered =
        r#","outcomes":[{"applied":{"entry":{"index":1,"term":1},"answer":{"value":1}}}]"#;
    let whole = r#","after":{"voted_for":null,"leader":null,"term":1,"role":"follower","commit":0,"applied":0,"base":{"index":0,"term":0},"last":{"index":0,"term":0},"durable":0,"snapshot":{"index":0,"term":0},"configuration":{"voters":[1]}}"#;
    let below = r#","outcomes":[{"unknown_below":{"index":3}}]"#;
    let restored = r#","outcomes":[{"restored":{"index":3,"term":1}}]"#;
    let crashed = r#","kind":{"crashed":{}}"#;
    let third = r#","outcomes":[{"appended":[{"index":3,"term":1}]}]"#;
    let rest = |of: &str| AT_FIRST.replace("applied ", of);
    let committed = r#","outcomes":[{"commit_advanced":{"index":1}}]"#;
    let rest_of = |known: &str| AT_FIRST.replace(known, "");
    for (lines, unknown) in [
        (vec![append], AT_FIRST.to_owned()),
        (vec![below], format!("{AT_FIRST} last log")),
        (vec![third], format!("{AT_FIRST} log")),
        (
            vec![r#","after":{"last":{"index":2}}"#],
            format!("{AT_FIRST} log"),
        ),
        (
            vec![r#","after":{"commit":2}"#],
            rest_of("commit ") + " last log",
        ),
        (vec![committed], rest_of("commit ") + " last log"),
        (vec![AGAIN], format!("{AT_FIRST} last log machine")),
        (vec![whole, crashed], format!("{AT_FIRST} last log machine")),
        (vec![AGAIN, append], format!("{AT_FIRST} machine")),
        (vec![AGAIN, cut], format!("{AT_FIRST} log machine")),
        (vec![&noop], rest("")),
        (vec![answered], rest("")),
        (vec![&nothing], rest("") + " machine"),
        (vec![restored], rest("") + " machine"),
        (vec![whole], String::new()),
        (vec![AGAIN, whole], "log machine".to_owned()),
    ] {
        assert_eq!(unknown_after(&lines), unknown, "{lines:?}");
    }
}

/// The line with its servers called a, b and c.
fn by_name(line: &str) -> String {
    let mut line = line.to_owned();
    for key in ["server", "from", "to"] {
        for (number, name) in (1..).zip(["a", "b", "c"]) {
            let (number, name) = (
                format!("\"{key}\":{number}"),
                format!("\"{key}\":\"{name}\""),
            );
            line = line.replace(&number, &name);
        }
    }
    line
}
