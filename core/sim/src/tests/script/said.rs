//! What scripts say: which word was meant, what is there instead of what was expected, and what they show.

use crate::script::{Narration, Report, Script, play};

#[test]
fn a_word_that_is_nearly_right_names_the_right_one() {
    for (line, meant) in [
        ("urn 1s", Some("run")),
        ("rnu 1s", Some("run")),
        ("runn 1s", Some("run")),
        ("un 1s", Some("run")),
        ("ran 1s", Some("run")),
        ("nur 1s", None),
        ("reconect S1", Some("reconnect")),
        ("rceonnect S1", Some("reconnect")),
        ("recnonetc S1", Some("reconnect")),
        ("xyzonnect S1", Some("reconnect")),
        ("xyzwnnect S1", None),
        ("set election-timeuot 1s", Some("election-timeout")),
        ("until comit of S1 > 1", Some("commit")),
        ("expect commited 3 on all", Some("committed")),
    ] {
        let mistakes = Script::parse(line).unwrap_err();
        assert_eq!(mistakes.0[0].nearest.as_deref(), meant, "{line}");
    }
}

#[test]
fn who_is_not_there_is_said_with_who_is() {
    for (script, sentence) in [
        (
            "servers 3\ncrash S4",
            "There is no S4: the servers are S1 to S3.",
        ),
        (
            "clients 2\ndeliver C3",
            "There is no C3: the clients are C1 to C2.",
        ),
        ("clients 0\ndeliver C1", "There is no client in this run."),
    ] {
        let mistakes = Script::parse(script).unwrap_err();
        assert_eq!(mistakes.0[0].sentence, sentence);
    }
    assert!(Script::parse("servers 3\nclients 2\ncrash S3\ndeliver C2").is_ok());
}

#[test]
fn a_failed_expectation_says_what_is_there_of_all_it_speaks_of() {
    let report = played(
        "servers 3
         clients 2
         seed 7
         expect leader
         until leader
         submit \"set x 1\" by C1
         until op 1 ok
         until quiet
         expect leader is S2
         expect no leader
         expect term of all = 7
         expect S1 is down
         expect role of S2 is leader
         expect committed 9 on majority
         expect log followers = 1.1
         expect state S1 x = 9 and state S1 y = 1
         expect state S1 x = 1 and state S1 y = 2
         expect state S1 y = 1 or state S2 x = 3
         expect in flight * -> * > 9
         expect op 9 of C2 pending and op 1 failed
         expect S2 truncates
         expect not checks hold
         expect check log-matching fails
         crash S3
         pause S2
         expect S3 is up and not S2 is paused
         expect not logs agree
         submit \"set x 2\" by C2
         expect quiet
         expect log S3 = empty
         expect state S3 x = 1
         expect durable of S3 = 9 and commit of S3 = 9 and term of S3 = 9 and last of S3 = 9",
    );
    let failures = report.failures.iter();
    let found: Vec<_> = failures.map(|failure| failure.found.as_str()).collect();
    assert_eq!(
        found,
        [
            "nobody leads",
            "S1 leads term 1",
            "S1 leads term 1",
            "term of S1 is 1, term of S2 is 1, term of S3 is 1",
            "S1 is up, a leader",
            "S2 is up, a follower",
            "commit of S1 is 2, commit of S2 is 2, commit of S3 is 2",
            "S2 has 1.1 1.2, S3 has 1.1 1.2",
            "x of S1 is 1; y of S1 is none",
            "y of S1 is none",
            "y of S1 is none; x of S2 is 1",
            "there are 3",
            "there is no op 9 of C2; op 1 of C1 is ok 1",
            "the last event: S3 applies entry 2.",
            "all checks hold",
            "all checks hold",
            "S3 is down; S2 is paused, a follower",
            "S1 has 1.1 1.2, S2 has 1.1 1.2, S3 has 1.1 1.2",
            "S1 has applied 2 of 2, S2 has applied 2 of 2, S3 has applied 0 of 2; operations pending: 1",
            "S3 has 1.1 1.2",
            "x of S3 is none",
            "durable of S3 is 2; commit of S3 is 0; term of S3 is 1; last of S3 is 2",
        ]
    );
}

#[test]
fn what_is_shown_of_a_world_is_what_is_there() {
    let shown = shown(
        "servers 3
         clients 2
         seed 7
         show messages
         show S1
         show state
         until leader
         submit \"set x 1\" by C1
         submit \"del y\" by C2
         until quiet
         crash S3
         pause S2
         submit \"set x 2\" by C1
         show all
         show followers
         show state
         show logs
         show clients
         show checks
         until in flight entries > 0
         show messages",
    );
    assert_eq!(
        shown,
        [
            "S1 follower, term 0, last 0, durable 0, commit 0, applied 0, snapshot 0",
            "S1 holds nothing",
            "S2 holds nothing",
            "S3 holds nothing",
            "S1 leader, term 1, last 3, durable 3, commit 3, applied 3, snapshot 0",
            "S2 paused, term 1, last 3, durable 3, commit 3, applied 3, snapshot 0",
            "S3 is down",
            "S2 paused, term 1, last 3, durable 3, commit 3, applied 3, snapshot 0",
            "S1 holds x = 1",
            "S2 holds x = 1",
            "S3 is down",
            "S1 has 1.1 1.2 1.3",
            "S2 has 1.1 1.2 1.3",
            "S3 has 1.1 1.2 1.3",
            "C1 op 1 `set x 1` is done: 1",
            "C1 op 2 `set x 2` is pending",
            "C2 op 1 `del y` is done: no such key",
            "Election Safety holds",
            "Leader Append-Only holds",
            "Log Matching holds",
            "Leader Completeness holds",
            "State Machine Safety holds",
            "Terms in Order holds",
            "Monotonic State holds",
            "Durable Quorum holds",
            "Linearizable holds",
            "m25 S1 -> S2: AppendEntries, heartbeat",
            "m26 S1 -> S3: AppendEntries, heartbeat",
            "m27 S1 -> S2: AppendEntries, 1 entry",
            "m28 S1 -> S3: AppendEntries, 1 entry",
        ]
    );
}

#[test]
fn what_is_long_is_shown_in_part() {
    let shown = shown(
        "servers 3
         seed 7
         set snapshot-threshold 0
         until leader is S1
         submit \"set x 1\" times 34
         until quiet
         show logs
         hold messages
         heartbeat S1
         duplicate all
         duplicate all
         duplicate all
         duplicate all
         duplicate all
         duplicate all
         show messages",
    );
    let log: String = (6..=35).map(|index| format!(" 1.{index}")).collect();
    assert_eq!(shown[0], format!("S1 has …{log}"));
    assert_eq!(shown.len(), 3 + 101);
    assert_eq!(shown[103], "… and 284 more");
}

/// What a script shows, line by line.
fn shown(text: &str) -> Vec<String> {
    let told = played(text).told.into_iter();
    let shown = told.filter_map(|(_, _, told)| match told {
        Narration::Show(lines) => Some(lines),
        _ => None,
    });
    shown.flatten().collect()
}

fn played(text: &str) -> Report {
    let script = Script::parse(text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    play(&script, None, &mut |_| {})
}
