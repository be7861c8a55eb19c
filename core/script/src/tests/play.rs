//! Running scripts: time, triggers, expectations, and what a failure says.

use crate::{Condition, Failure, Narration, Observed, Report, Script, Show, play};
use raft::Time;
use record::{Checks, ClientId, ClusterView, Event, EventKind, Operation, OperationEnd, Outcome};
use sim::{Settings, World};

#[test]
fn a_follower_that_was_away_comes_back_by_snapshot() {
    succeeds(
        "servers 3
         seed 7
         set snapshot-threshold 10
         until leader is S1
         crash S3
         submit \"add x 1\" times 25
         expect snapshot of S1 >= 20 within 5s
         restart S3
         expect snapshot of S3 >= 20 within 2s
         expect state S3 x = 25 within 1s
         expect logs agree
         expect checks hold",
    );
}

#[test]
fn a_failed_expectation_says_what_was_found_and_what_led_there() {
    let failures = failures(
        "servers 3
         seed 7
         until leader
         submit \"set x 1\"
         expect state S1 x = 2 within 200ms
         expect term of S1 = 9 and leader",
    );
    assert_eq!(failures.len(), 2, "{failures:?}");
    let first = &failures[0];
    assert_eq!(
        (first.line, first.expected.as_str()),
        (5, "expect state S1 x = 2 within 200ms")
    );
    assert_eq!(first.found, "x of S1 is 1");
    assert!(
        first
            .recent
            .iter()
            .any(|(_, text)| text.contains("S1 applies entry 2")),
        "{first}"
    );
    assert_eq!(failures[1].found, "term of S1 is 1");
    let text = failures[1].to_string();
    let (first, rest) = text.split_once('\n').unwrap();
    assert!(
        first.starts_with("expectation failed at line 6, at "),
        "{text}"
    );
    assert!(
        first.ends_with(": expect term of S1 = 9 and leader"),
        "{text}"
    );
    assert!(rest.starts_with("  found: term of S1 is 1\n"), "{text}");
    assert!(rest.contains("S2 applies entry 2."), "{text}");
}

#[test]
fn a_failed_expectation_of_two_parts_lists_the_events_of_the_servers_they_name() {
    let failures = failures(
        "servers 3
         seed 7
         until leader
         submit \"set x 1\"
         until quiet
         expect term of S2 = 9
         expect term of S2 = 9 and role of S2 is leader
         expect term of S2 = 9 or role of S2 is leader
         expect term of S2 = 9 and term of S3 = 9
         expect no leader",
    );
    let [of_s2, and, or, of_two, of_all] = [0, 1, 2, 3, 4].map(|one| &failures[one].recent);
    assert_eq!((and, or), (of_s2, of_s2));
    assert!(of_two != of_s2 && of_s2 != of_all && of_two != of_all);
}

#[test]
fn a_number_compares_with_another_as_the_sign_says() {
    for (sign, less, same, more) in [
        ("=", false, true, false),
        ("!=", true, false, true),
        (">=", false, true, true),
        ("<=", true, true, false),
        (">", false, false, true),
        ("<", true, false, false),
    ] {
        for (number, holds) in [(2, less), (1, same), (0, more)] {
            let condition = format!("term of S1 {sign} {number}");
            let script = format!("servers 3\nseed 7\nuntil leader\nexpect {condition}");
            assert_eq!(failures(&script).is_empty(), holds, "1 in {condition}");
        }
    }
}

#[test]
fn what_cannot_be_done_ends_the_run_unless_it_was_only_tried() {
    let failures =
        failures("servers 3\nrun 1ms\ntry restart S1\nrestart S1\nexpect no leader\nexpect leader");
    assert_eq!(failures.len(), 1);
    assert_eq!(
        (failures[0].line, failures[0].found.as_str()),
        (4, "S1 is not down.")
    );
    let text = failures[0].to_string();
    assert!(text.starts_with("failed at line 4, at "), "{text}");
}

#[test]
fn an_action_on_several_is_done_to_those_to_whom_it_can_be_done() {
    succeeds(
        "servers 3
         until leader
         heal
         crash S1 S2
         crash all
         restart majority
         expect S1 is up and S2 is up and S3 is down
         restart all
         hold messages
         hold everything
         release timers clients
         release everything",
    );
    for line in ["restart all", "restart S1 S2", "restart S3 S1 S2"] {
        let failures = failures(&format!("servers 3\nrun 1ms\n{line}"));
        assert!(failures[0].found.ends_with("is not down."), "{line}");
    }
    let named = failures("servers 3\nrun 1ms\ncrash S1\nrestart S1 S2");
    assert_eq!(named[0].found, "S2 is not down.");
}

#[test]
fn timers_can_be_made_to_run_out_from_the_first_line_on() {
    let first = succeeds("servers 3\nhold timers\ntime-out S1\nuntil leader is S1 within 1s");
    let stepped = succeeds("servers 3\nhold timers\nstep 3\ntime-out S1\nuntil leader is S1");
    assert_eq!(first.world.fingerprint(), stepped.world.fingerprint());
    succeeds("servers 3\nalign timers\nrun 1ms\nexpect in flight messages = 0");
    let down = failures("servers 3\ncrash S1\ntime-out S1");
    assert_eq!(down[0].found, "S1 is down: restart it first.");
    let recorded = succeeds("servers 3\ntry time-out S1");
    assert_eq!(
        recorded.world.events(),
        1,
        "what was refused is refused again"
    );
}

#[test]
fn an_operation_that_was_never_given_is_not_pending() {
    let failures = failures("servers 3\nexpect op 1 pending\nexpect S1 truncates");
    assert_eq!(failures[0].found, "there is no op 1 of C1");
    assert_eq!(failures[1].found, "nothing has happened yet");
}

#[test]
fn a_name_that_stands_for_no_server_ends_the_run() {
    for (line, found) in [
        ("crash leader", "There is no leader."),
        (
            "drop vote S1 -> S2",
            "No such message is on its way: vote S1 -> S2.",
        ),
        ("drop append leader -> *", "There is no leader."),
        ("drop m99", "m99 is not on its way."),
        (
            "drop append S1 -> S2 term 3 nth 7 copy 1",
            "S1→S2 AppendEntries term 3 #7 copy 1 is not on its way.",
        ),
    ] {
        let failures = failures(&format!("servers 3\nrun 1ms\n{line}"));
        assert_eq!(failures[0].found, found);
    }
    succeeds("servers 3\nrun 1ms\ndrop all append");
}

#[test]
fn a_trigger_fires_once_at_the_very_event() {
    let report = succeeds(
        "servers 5
         seed 3
         when commit of leader >= 3 do crash leader before-send
         until leader
         submit \"set x 1\" times 4
         run 1s
         expect checks hold",
    );
    let crash = report.done.iter().filter(|(_, action)| {
        matches!(
            action,
            sim::Action::Server(sim::ServerAction::CrashBeforeSend, _)
        )
    });
    let crash: Vec<_> = crash.collect();
    assert_eq!(crash.len(), 1);
    let (at, sim::Action::Server(sim::ServerAction::CrashBeforeSend, id)) = crash[0] else {
        panic!("{crash:?}")
    };
    let mut again = sim::World::new(report.settings, report.seed).unwrap();
    for (position, action) in report.done.iter().take_while(|(position, _)| position < at) {
        again.run_to(*position, &mut |_| {});
        again.apply(action);
    }
    let mut last = None;
    again.run_to(*at, &mut |event| last = Some(event.clone()));
    let last = last.expect("the event that fired it");
    assert_eq!((last.number + 1, last.server), (at.events, Some(*id)));
    assert!(last.after.is_some_and(|facts| facts.commit >= 3));
}

#[test]
fn a_script_sets_a_hundred_triggers_and_no_more() {
    let trigger = "when leader is S3 do crash S3\n";
    succeeds(&trigger.repeat(100));
    let failures = failures(&trigger.repeat(101));
    assert_eq!(failures[0].line, 101);
    assert_eq!(failures[0].found, "100 are set already: that is the most.");
}

#[test]
fn until_stops_at_the_event_and_until_before_stops_before_it() {
    let at = succeeds("servers 3\nseed 7\nuntil S1 wins").world.events();
    let before = succeeds("servers 3\nseed 7\nuntil before S1 wins").world;
    assert_eq!(before.events() + 1, at);
    assert_eq!(before.leader(), None);
}

#[test]
fn a_condition_that_never_comes_is_given_up() {
    let failures = failures("servers 3\nseed 7\nuntil leader within 1ms\nexpect leader");
    assert_eq!(failures.len(), 1, "the run is over");
    assert_eq!(failures[0].found, "there is no leader");
    assert_eq!(failures[0].position.time, Time(1_000));
}

#[test]
fn what_a_script_says_is_observed_in_order() {
    let report = succeeds(
        "say \"Look.\"
         servers 3
         seed 7
         goal \"Get a leader\" leader
         until leader
         mark \"elected\"
         focus leader followers
         ask \"Why?\"
         show time",
    );
    let said: Vec<String> = report
        .narration
        .iter()
        .map(|(line, _, said)| format!("{line} {said:?}"))
        .collect();
    assert_eq!(
        said[..5],
        [
            "1 Say(\"Look.\")",
            "4 Goal(\"Get a leader\")",
            "4 Reached(\"Get a leader\")",
            "6 Mark(\"elected\")",
            "7 Focus([ServerId(1), ServerId(2), ServerId(3)])",
        ]
    );
    assert!(
        matches!(&report.narration[6].2, Narration::Show(lines) if lines[0].ends_with("events"))
    );
}

#[test]
fn every_condition_can_be_true_and_false() {
    succeeds(
        "servers 3
         clients 2
         seed 7
         expect no leader and not quiet
         expect logs agree and checks hold and log S1 = empty
         until leader is S1 within 2s
         expect role of S1 is leader and role of followers is follower
         expect not role of S1 is candidate and not leader is S2
         expect term of all = 1 and term of S2 != 2
         until quiet
         submit \"set x 5\" by C1
         submit \"get y\" by C2
         expect op 1 pending and op 1 of C2 pending
         expect in flight entries * -> * = 0
         until in flight entries S1 -> S2 > 0
         until op 1 ok 5 and op 1 of C2 ok none
         expect op 1 ok and op 1 of C2 ok
         expect state S1 x = 5 and state leader y = none and not state S1 x = none
         expect committed 3 on S1 and not committed 9 on majority
         until quiet within 1s
         expect committed 3 on all and applied of all = 3 and durable of all = 3 and last of all = 3
         expect log all = 1.1 1.2 1.3
         crash S3
         expect S3 is down and S1 is up and not S1 is paused and snapshot of S3 = 0
         pause S2
         expect S2 is paused and S2 is up
         expect check log-matching holds and not check log-matching fails",
    );
}

#[test]
fn events_are_conditions_too() {
    succeeds(
        "servers 3
         seed 7
         until S1 stands
         until S2 grants vote
         until S1 wins
         until S1 appends within 1s
         until followers accepts append
         until S1 commits and not S1 truncates
         until S1 applies
         isolate S2
         until S2 stands
         until S2 stands and term of S2 > 2
         reconnect S2
         until S1 steps down because higher-term
         expect S1 decides because higher-term",
    );
}

#[test]
fn a_vote_for_an_older_candidacy_is_a_reply_that_is_dropped() {
    succeeds(
        "servers 3
         seed 7
         run 1ms
         time-out S1
         until in flight vote-reply = 2
         time-out S1
         expect not S1 drops reply
         until S1 drops reply within 30ms
         expect term of S1 = 2 and role of S1 is candidate",
    );
}

#[test]
fn a_script_that_begins_with_given_logs_can_show_a_truncation() {
    succeeds(
        "preset paper
         servers 3
         log S1 = 1.1 1.2 3.3
         log S2 = 1.1 1.2 3.3
         log S3 = 1.1 2.2 2.3 term 2
         hold timers
         step 3
         time-out S1
         until leader is S1
         submit \"set x 1\" at S1
         until S3 truncates
         until log S3 = 1.1 1.2 3.3 4.4
         heartbeat S1
         until committed 4 on all
         expect state S3 x = 1 within 1s
         expect checks hold",
    );
}

#[test]
fn undecided_is_neither_holds_nor_fails() {
    let settings = Settings::default();
    let mut checks = Checks::new();
    for event in undecidable() {
        checks.observe(&event);
    }
    let cluster = ClusterView {
        checks: checks.views(),
        ..World::new(settings, 1).unwrap().view()
    };
    let views = &cluster.checks;
    assert!(views.iter().any(|view| view.undecided), "{views:?}");
    for (text, holds) in [
        ("checks hold", false),
        ("check linearizable holds", false),
        ("check linearizable fails", false),
        ("not check linearizable holds", true),
        ("check log-matching holds", true),
    ] {
        let condition = Condition::parse(text, &settings).unwrap();
        assert_eq!(condition.holds(&cluster, None), holds, "{text}");
        let undecided = "linearizable is undecided: too many concurrent operations";
        assert_eq!(condition.found(&cluster, None), undecided, "{text}");
    }
    let shown = Show::Checks.lines(&cluster);
    let undecided = "Linearizable is undecided: too many concurrent operations";
    assert!(shown.iter().any(|line| line == undecided), "{shown:?}");
    assert!(!shown.iter().any(|line| line == "Linearizable holds"));
}

#[test]
fn links_are_healed_and_cut_one_way_and_stay_as_they_are() {
    let cuts = |text: &str| {
        let view = succeeds(&format!("servers 3\nrun 1ms\n{text}"))
            .world
            .view();
        let cuts = view.cuts.iter();
        cuts.map(|(from, to)| format!("{from}{to}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(cuts("cut S1 - S2\nheal S1 -> S2"), "S2S1");
    assert_eq!(cuts("cut S1 - S2\nheal S1 - S2"), "");
    assert_eq!(cuts("cut S1 -> S2\ncut S1 -> S2\ncut S1 - S2"), "S1S2 S2S1");
    assert_eq!(cuts("heal S1 -> S2\nheal S1 - S2\nheal"), "");
    assert_eq!(
        cuts("isolate S1\nisolate S1\nreconnect S1\nreconnect S1"),
        ""
    );
    for (line, found) in [
        ("cut S1 -> S1", "S1 has no link to itself."),
        ("heal leader -> S1", "There is no leader."),
        ("isolate leader", "There is no leader."),
    ] {
        let failures = failures(&format!("servers 3\nrun 1ms\n{line}"));
        assert_eq!(failures[0].found, found, "{line}");
    }
}

#[test]
fn times_does_a_thing_again_as_if_it_stood_on_so_many_lines() {
    let manual = |deliver: &str, sync: &str| {
        let text = format!(
            "servers 1
             hold disks applies clients
             time-out S1
             {sync}
             submit \"set x 1\" at S1
             {deliver}
             heartbeat S1 times 2
             expect leader is S1 and last of S1 = 2"
        );
        succeeds(&text).world.fingerprint()
    };
    assert_eq!(
        manual("deliver C1 times 2", "sync S1 times 1"),
        manual("deliver C1\ndeliver C1", "sync S1")
    );
    let failed = failures("servers 1\nhold disks\ntime-out S1\nsync S1 times 3");
    assert_eq!(
        failed[0].found,
        "The disk of S1 has nothing to write. It was done 2 of 3 times."
    );
    let tried = succeeds("servers 1\nhold disks\ntime-out S1\ntry sync S1 times 9");
    assert_eq!(tried.done.len(), 2 + 3, "it ends with the first refusal");
    succeeds("servers 3\nhold messages\ntime-out S1 times 3\nexpect term of S1 = 3");
}

#[test]
fn a_trigger_may_only_try() {
    succeeds("servers 3\nwhen leader do try restart S1\nuntil leader\nrun 1ms");
    let failures = failures("servers 3\nwhen leader do restart S1\nuntil leader\nrun 1ms");
    assert_eq!(
        (failures[0].line, failures[0].found.as_str()),
        (2, "S1 is not down.")
    );
    let thrice =
        succeeds("servers 3\nwhen leader do submit \"add x 1\" times 3\nuntil leader\nuntil quiet");
    assert_eq!(thrice.done.len(), 3);
}

#[test]
fn settled_is_more_than_quiet() {
    let start = "servers 3\nseed 7\nuntil leader is S1\nsubmit \"set x 1\"\nuntil quiet\n";
    succeeds(&format!(
        "{start}expect not settled\nuntil settled within 1s\nexpect quiet and in flight messages = 0"
    ));
    let failures = failures(&format!(
        "{start}until settled
         heartbeat S1
         expect settled
         hold messages
         until settled within 200ms"
    ));
    assert!(
        failures[0].found.ends_with("; messages in flight: 2"),
        "{}",
        failures[0].found
    );
    assert!(failures[1].found.contains("messages in flight: "));
}

#[test]
fn a_message_that_waits_for_a_disk_is_not_settled() {
    let failures = failures(
        "servers 3
         seed 7
         until leader is S1
         until settled
         stall S2
         submit \"set x 1\"
         run 200ms
         expect quiet
         expect settled",
    );
    assert!(
        failures[0].found.ends_with("writes under way: S2"),
        "{}",
        failures[0].found
    );
    let found = &failures[1].found;
    assert!(
        found.contains("messages waiting for the disk: S2"),
        "{found}"
    );
}

#[test]
fn a_snapshot_on_its_way_is_not_settled() {
    let failures = failures(
        "servers 3
         seed 7
         set snapshot-threshold 5
         set entries-kept 0
         until leader is S1
         crash S3
         submit \"add x 1\" times 12
         until settled
         restart S3
         until in flight snapshot S1 -> S3 > 0
         expect settled",
    );
    let found = &failures[0].found;
    assert!(found.contains("snapshots on their way to: S3"), "{found}");
}

#[test]
fn a_server_that_is_down_is_said_to_be_down() {
    let failures = failures(
        "servers 3
         seed 7
         until leader is S1
         submit \"set x 1\"
         until quiet
         crash S3
         expect state all x = 1
         expect state S3 y = none
         expect committed 2 on all
         expect applied of all >= 2
         expect term of all = 9
         expect quiet and not quiet",
    );
    let found: Vec<_> = failures.iter().map(|f| f.found.as_str()).collect();
    assert_eq!(
        found,
        [
            "x of S1 is 1, x of S2 is 1, S3 is down",
            "S3 is down",
            "commit of S1 is 2, commit of S2 is 2, S3 is down",
            "applied of S1 is 2, applied of S2 is 2, S3 is down",
            "term of S1 is 1, term of S2 is 1, term of S3 (down) is 1",
            "S1 has applied 2 of 2, S2 has applied 2 of 2, S3 is down; operations pending: 0",
        ]
    );
}

#[test]
fn what_waits_for_an_event_of_the_past_is_said_when_it_last_happened() {
    let failures = failures(
        "servers 3
         seed 7
         until S1 wins
         run 100ms
         until S1 wins and leader is S1 within 100ms",
    );
    let found = &failures[0].found;
    assert!(found.contains("; `S1 wins` last happened at "), "{found}");
    assert!(found.ends_with(", before this line"), "{found}");
    let never = failures_of("servers 3\nseed 7\nuntil S3 truncates within 1s");
    assert!(
        never.ends_with("; `S3 truncates` has not happened"),
        "{never}"
    );
    let meanwhile = failures_of("servers 3\nseed 7\nuntil S1 wins and leader is S2 within 1s");
    assert!(
        meanwhile.contains("`S1 wins` last happened at "),
        "{meanwhile}"
    );
    assert!(!meanwhile.ends_with("before this line"), "{meanwhile}");
}

#[test]
fn a_leader_that_cannot_commit_an_older_entry_is_said_to_need_one_of_its_own() {
    let stuck = "preset paper
        servers 3
        log S1 = 1.1 2.2
        log S2 = 1.1 2.2
        log S3 = 1.1 2.2
        until leader is S1
        ";
    let sentence = "entry 2 of an older term cannot be committed before the leader of term 3 has an entry of its own: submit a command (§5.4.2)";
    for wait in [
        "until quiet",
        "until committed 2 on all",
        "until state S1 e2 = 2",
    ] {
        let found = failures_of(&format!("{stuck}{wait} within 1s"));
        assert!(found.ends_with(sentence), "{found}");
    }
    succeeds(&format!("{stuck}submit \"set x 1\"\nuntil quiet within 1s"));
}

#[test]
fn a_manual_delivery_crosses_a_cut() {
    succeeds(
        "servers 3
         seed 7
         until leader is S1
         until settled
         hold messages
         isolate S1
         heartbeat S1
         deliver heartbeat S1 -> S2
         expect S2 accepts append",
    );
}

/// A read that some of two hundred additions explain, or none: it takes too long to find out which.
fn undecidable() -> Vec<Event> {
    let sent = |serial, operation: &str| EventKind::ClientSent {
        client: ClientId(1),
        serial,
        operation: Operation::parse(operation).unwrap(),
        retries: 0,
        arrives: None,
    };
    let ended = |serial, end| {
        let client = ClientId(1);
        let outcome = Outcome::OperationEnded {
            client,
            serial,
            end,
        };
        (EventKind::ClientTimedOut { client, serial }, vec![outcome])
    };
    let adds = 1..=200;
    let add = |serial: u64| sent(serial, &format!("add x {}", serial * serial * 1_000 + 7));
    let mut kinds: Vec<_> = adds.clone().map(|serial| (add(serial), vec![])).collect();
    kinds.push((sent(201, "get x"), vec![]));
    kinds.extend(adds.map(|serial| ended(serial, OperationEnd::Unknown)));
    kinds.push(ended(201, OperationEnd::Ok(Some(1_234_567_891))));
    let event = |(number, (kind, outcomes))| Event {
        number,
        time: Time::ZERO,
        cause: None,
        server: None,
        kind,
        outcomes,
        after: None,
        source: None,
    };
    (0..).zip(kinds).map(event).collect()
}

/// What is found at the first failure of a script.
fn failures_of(text: &str) -> String {
    failures(text).remove(0).found
}

/// Runs a script that must not fail.
fn succeeds(text: &str) -> Report {
    let report = played(text);
    for failure in &report.failures {
        println!("{failure}");
    }
    assert_eq!(report.failures, []);
    report
}

/// What fails in a script.
fn failures(text: &str) -> Vec<Failure> {
    played(text).failures
}

fn played(text: &str) -> Report {
    let script = Script::parse(text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let mut observed = 0;
    let report = play(&script, None, &mut |what| {
        observed += u64::from(matches!(what, Observed::Event(_)));
    });
    let report = report.expect("such a world");
    assert_eq!(observed, report.world.events(), "every event is observed");
    report
}
