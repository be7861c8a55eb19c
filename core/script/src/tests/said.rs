//! What scripts say: which word was meant, what is there instead of what was expected, and what they show.

use crate::{Narration, Report, Script, play};
use unicode_width::UnicodeWidthChar;

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
        ("set appends-in-flight 3", Some("entries-per-append")),
        ("set threshold 10", Some("snapshot-threshold")),
        ("set colour 10", None),
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
        (
            "clients 0\ndeliver C1",
            "There is no C1: this run has no client.",
        ),
        (
            "servers 1\ncrash S2",
            "There is no S2: the only server is S1.",
        ),
        ("deliver C2", "There is no C2: the only client is C1."),
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
            "there is no leader",
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
            "S1 has 1.1 1.2, S2 has 1.1 1.2, S3 (down) has 1.1 1.2",
            "S1 has applied 2 of 2, S2 has applied 2 of 2, S3 is down; operations pending: 1",
            "S3 (down) has 1.1 1.2",
            "S3 is down",
            "durable of S3 (down) is 2; S3 is down; term of S3 (down) is 1; last of S3 (down) is 2",
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
            "S3 (down) has 1.1 1.2 1.3",
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
            "m25 S1 -> S2: AppendEntries, heartbeat, term 1, request 6, prev 1.3, commit 3",
            "m26 S1 -> S3: AppendEntries, heartbeat, term 1, request 6, prev 1.3, commit 3",
            "m27 S1 -> S2: AppendEntries, 1 entry, term 1, request 7, prev 1.3, entries 1.4, commit 3",
            "m28 S1 -> S3: AppendEntries, 1 entry, term 1, request 7, prev 1.3, entries 1.4, commit 3",
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

#[test]
fn what_a_message_carries_is_shown() {
    let shown = shown(
        "preset paper
         servers 3
         log S1 = 1.1 1.2 2.3 2.4
         log S2 = 1.1
         log S3 = 1.1 1.2 1.3 1.4 1.5 term 3
         hold messages
         time-out S1
         run 20ms
         show messages
         deliver all
         run 20ms
         show messages
         deliver all
         run 20ms
         duplicate heartbeat S1 -> S3
         show messages
         deliver all
         run 20ms
         show messages
         deliver append-reply S2 -> S1
         deliver append-reply S3 -> S1
         submit \"add x 1\" times 3 at S1
         run 20ms
         show messages",
    );
    assert_eq!(
        shown,
        [
            "m1 S1 -> S2: RequestVote, term 3, last 2.4",
            "m2 S1 -> S3: RequestVote, term 3, last 2.4",
            "m3 S2 -> S1: RequestVote reply ok, term 3, to term 3",
            "m4 S3 -> S1: RequestVote reply ok, term 3, to term 3",
            "m5 S1 -> S2: AppendEntries, heartbeat, term 3, request 1, prev 2.4, commit 0",
            "m6 S1 -> S3: AppendEntries, heartbeat, term 3, request 1, prev 2.4, commit 0",
            "m7 S1 -> S3: AppendEntries, heartbeat, term 3, request 1, prev 2.4, commit 0, copy of append S1 -> S3 term 3 nth 1",
            "m8 S2 -> S1: AppendEntries reply refused, term 3, to request 1 of term 3, prev 4, nothing from 2, last 1",
            "m9 S3 -> S1: AppendEntries reply refused, term 3, to request 1 of term 3, prev 4, conflict with term 1 from 1, last 5",
            "m10 S3 -> S1: AppendEntries reply refused, term 3, to request 1 of term 3, prev 4, conflict with term 1 from 1, last 5",
            "m10 S3 -> S1: AppendEntries reply refused, term 3, to request 1 of term 3, prev 4, conflict with term 1 from 1, last 5",
            "m11 S1 -> S2: AppendEntries, 3 entries, term 3, request 2, prev 1.1, entries 1.2 2.3..2.4, commit 0",
            "m12 S1 -> S3: AppendEntries, 2 entries, term 3, request 2, prev 1.2, entries 2.3..2.4, commit 0",
            "m13 S1 -> S2: AppendEntries, heartbeat, term 3, request 3, prev 1.1, commit 0",
            "m14 S1 -> S3: AppendEntries, heartbeat, term 3, request 3, prev 1.2, commit 0",
        ]
    );
}

#[test]
fn which_part_of_a_snapshot_a_message_carries_is_shown() {
    let shown = shown(
        "servers 3
         seed 7
         set snapshot-threshold 5
         set entries-kept 0
         set chunk-size 16
         until leader is S1
         crash S3
         submit \"add x 1\" times 12
         until settled
         restart S3
         hold messages
         until in flight snapshot > 0
         show messages
         deliver all
         until in flight snapshot-reply > 0
         show messages
         release messages
         until S3 installs snapshot
         hold messages
         until in flight snapshot-reply > 0
         show messages",
    );
    let shown = shown.iter().filter(|line| line.contains("InstallSnapshot"));
    let shown: Vec<_> = shown.collect();
    assert_eq!(
        shown[..3],
        [
            "m42 S1 -> S3: InstallSnapshot, chunk 1 of 8, term 1, snapshot 1.9, bytes 0..16 of 125",
            "m43 S1 -> S3: InstallSnapshot, chunk 2 of 8, term 1, snapshot 1.9, bytes 16..32 of 125",
            "m46 S3 -> S1: InstallSnapshot reply ok, term 1, to term 1, snapshot 1.9, next byte 16",
        ]
    );
    let installed =
        " S3 -> S1: InstallSnapshot reply ok, term 1, to term 1, snapshot 1.9, installed";
    assert!(
        shown[3..].iter().any(|line| line.ends_with(installed)),
        "{shown:?}"
    );
}

#[test]
fn what_could_command_a_terminal_is_shown_as_an_escape() {
    for text in [
        "say \u{1b}[2J",
        "\u{1b}[31mcrash S1",
        "submit \"\u{1b}]0;x\u{7}\"",
        "crash S1 \u{202e}3S",
        "submit \"\u{9b}2J",
    ] {
        let mistakes = Script::parse(text).unwrap_err();
        let shown = format!("{}{mistakes}", mistakes.0[0].show("script"));
        let harmless = |c: char| c == '\n' || !c.is_control() && c != '\u{202e}';
        assert!(shown.chars().all(harmless), "{shown:?}");
        assert!(shown.contains("\\u{"), "{shown}");
    }
    let report = played("until op 1 ok\nwhen no leader do submit \"get \u{202e}\"");
    assert!(report.failures.is_empty() || !report.failures[0].to_string().contains('\u{202e}'));
}

#[test]
fn carets_stand_below_what_is_wrong_however_wide_the_line_is() {
    for (text, carets) in [
        ("say \"a\" x", "        ^"),
        ("say \"選挙\" x", "           ^"),
        ("say \"👑\" x", "         ^"),
        ("say \"e\u{301}\" x", "        ^"),
        ("say\t\"選\" x", "   \t     ^"),
        ("say \"\u{1b}\" x", "             ^"),
        ("crash 選挙", "      ^^^^"),
    ] {
        let mistakes = Script::parse(text).unwrap_err();
        let shown = mistakes.0[0].show("script");
        assert_eq!(
            shown.lines().last(),
            Some(format!("    {carets}").as_str()),
            "{shown}"
        );
    }
}

#[test]
fn carets_are_as_wide_as_unicode_says() {
    let ranges = [
        'a'..='z',
        '\u{a1}'..='\u{ac}',
        '\u{ae}'..='\u{482}',
        '\u{3041}'..='\u{3096}',
        '\u{4e00}'..='\u{9fff}',
        '\u{ac00}'..='\u{d7a3}',
        '\u{ff01}'..='\u{ff60}',
        '\u{1f600}'..='\u{1f64f}',
    ];
    let all = ranges.into_iter().flatten();
    for c in all.chain("→←↑↓—…“”≤≥×👑🔥🚀🧠🪵".chars()) {
        let mistakes = Script::parse(&format!("crash a{c}")).unwrap_err();
        let shown = mistakes.0[0].show("script");
        let carets = shown.matches('^').count();
        let code = u32::from(c);
        assert_eq!(Some(carets - 1), c.width(), "{c} U+{code:x}");
    }
}

/// What a script shows, line by line.
fn shown(text: &str) -> Vec<String> {
    let report = played(text);
    assert_eq!(report.failures, []);
    let said = report.narration.into_iter();
    let shown = said.filter_map(|(_, _, said)| match said {
        Narration::Show(lines) => Some(lines),
        _ => None,
    });
    shown.flatten().collect()
}

fn played(text: &str) -> Report {
    let script = Script::parse(text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    play(&script, None, &mut |_| {}).expect("such a world")
}
