//! Snapshots on their way to a follower while clients write and the network reorders: a transfer comes to its end.

use crate::{Report, Script, play};
use raft::{Notice, Reason};
use record::{Event, Outcome};

/// Plays a script and gives its report and all its events.
fn run(text: &str, seed: u64) -> (Report, Vec<Event>) {
    let script = Script::parse(text).unwrap_or_else(|error| panic!("{text}\n{error}"));
    let mut events = Vec::new();
    let report = play(&script, Some(seed), &mut |observed| {
        if let crate::Observed::Event(event) = observed {
            events.push(event.clone());
        }
    });
    (report.expect("such a world"), events)
}

fn decided(events: &[Event], is: impl Fn(&Reason) -> bool) -> usize {
    let outcomes = events.iter().flat_map(|event| &event.outcomes);
    outcomes
        .filter(|outcome| matches!(outcome, Outcome::Decided(reason) if is(reason)))
        .count()
}

/// Three clients write to nine keys, each every 50 ms, for this many rounds.
fn load(rounds: usize) -> String {
    let keys = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    let round = |number: usize| {
        let submit = |client: usize| {
            let key = keys[(number * 3 + client) % keys.len()];
            format!("submit \"add {key} 1\" by C{client}\n")
        };
        let all: String = (1..=3).map(submit).collect();
        format!("{all}run 50ms\n")
    };
    (0..rounds).map(round).collect()
}

/// The leader compacts its log again and again while its snapshot travels; the transfer goes on all the same.
#[test]
fn a_follower_that_comes_back_under_load_gets_its_snapshot() {
    for seed in 0..12 {
        let (before, after) = (load(30), load(60));
        let text = format!(
            "servers 5\nclients 3\ntime-out S1\nuntil leader is S1\ncrash S3\n{before}restart S3\n{after}"
        );
        let (report, events) = run(&text, seed);
        assert_eq!(report.failures, [], "seed {seed}");
        let installs = |event: &&Event| {
            event.server == Some(raft::ServerId(3))
                && event.outcomes.iter().any(|outcome| {
                    matches!(outcome, Outcome::Noticed(Notice::SnapshotInstalled(_)))
                })
        };
        let installed = events.iter().filter(installs).count();
        let begun = decided(
            &events,
            |reason| matches!(reason, Reason::SnapshotNeeded { follower, .. } if follower.0 == 3),
        );
        assert!(
            installed > 0,
            "seed {seed}: {begun} begun, {installed} installed"
        );
        assert!(
            begun <= installed + 2,
            "seed {seed}: {begun} begun, {installed} installed"
        );
    }
}

/// The same, chunk by chunk: between two heartbeats the leader takes a newer snapshot and drops what the travelling one
/// would need to be found in its log.
#[test]
fn a_heartbeat_goes_on_with_the_snapshot_that_travels() {
    let text = "servers 3\nclients 2\nset snapshot-threshold 0\nset entries-kept 0\nset chunk-size 16\nset latency 1ms\n\
        hold timers\ntime-out S1\nuntil quiet and in flight messages = 0\nisolate S3\nsubmit \"add x 1\" by C1 times 5\n\
        until applied of S1 = 6\nsnapshot S1\nreconnect S3\nheartbeat S1\nuntil S3 decides because chunk-stored\n\
        submit \"add x 1\" by C2\nuntil applied of S1 = 7\nsnapshot S1\nheartbeat S1\n\
        expect not S1 decides because snapshot-needed\nuntil snapshot of S3 = 6 within 1s\nexpect checks hold";
    let (report, _) = run(text, 1);
    assert_eq!(report.failures, []);
}

/// Jitter lets chunks overtake each other. Whatever the seed, none is sent a second time where none is lost.
#[test]
fn chunks_that_overtake_each_other_are_not_sent_again() {
    let mut early = 0;
    for seed in 0..20 {
        let text = "servers 3\nset snapshot-threshold 0\nset entries-kept 0\nset chunk-size 8\n\
            set latency 1ms..20ms\ntime-out S1\nuntil leader is S1\ncrash S3\nsubmit \"add x 1\" times 5\n\
            until applied of S1 = 6\nsnapshot S1\nrestart S3\nuntil snapshot of S3 = 6 within 2s";
        let (report, events) = run(text, seed);
        assert_eq!(report.failures, [], "seed {seed}");
        let again = decided(&events, |reason| {
            matches!(reason, Reason::ChunksSentAgain { .. })
        });
        let refused = decided(&events, |reason| {
            matches!(reason, Reason::ChunkOutOfOrder { .. })
        });
        assert_eq!((again, refused), (0, 0), "seed {seed}");
        early += decided(&events, |reason| {
            matches!(reason, Reason::ChunkEarly { .. })
        });
    }
    assert!(early > 20, "chunks overtook each other: {early}");
}

/// Another leader with the same snapshot does not know how much the follower holds, and sends two chunks in vain.
#[test]
fn under_another_leader_with_the_same_snapshot_no_byte_is_stored_twice() {
    let (report, events) = run(&scenario("snapshot-transfer"), 7);
    assert_eq!(report.failures, []);
    let stored = stored(&events);
    let ends: Vec<u64> = stored.iter().map(|(_, next)| *next).collect();
    let begins: Vec<u64> = stored.iter().map(|(offset, _)| *offset).collect();
    assert_eq!(begins, [0, 16, 32, 48, 64, 80, 96]);
    assert_eq!(begins[1..], ends[..ends.len() - 1]);
    let in_vain = decided(&events, |reason| {
        matches!(reason, Reason::ChunkOutOfOrder { .. })
    });
    assert_eq!(in_vain, 2);
}

#[test]
fn under_another_leader_with_another_snapshot_a_transfer_begins_again() {
    let (report, events) = run(&scenario("snapshot-new-leader-begins-again"), 7);
    assert_eq!(report.failures, []);
    let begins: Vec<u64> = stored(&events).iter().map(|(offset, _)| *offset).collect();
    assert_eq!(begins.iter().filter(|offset| **offset == 0).count(), 2);
    assert!(begins.iter().rposition(|offset| *offset == 0) > Some(2));
}

/// In the two scenarios only this dial differs.
#[test]
fn under_load_it_is_what_is_kept_behind_a_snapshot_that_lets_a_follower_catch_up() {
    let needed = |name, seed| {
        let (report, events) = run(&scenario(name), seed);
        assert_eq!(report.failures, [], "seed {seed}");
        decided(&events, |reason| {
            matches!(reason, Reason::SnapshotNeeded { .. })
        })
    };
    for seed in 0..5 {
        assert!(needed("snapshot-never-catches-up", seed) >= 5);
        assert_eq!(needed("snapshot-catches-up-under-load", seed), 1);
    }
}

/// A reader who turns the dial right before the compaction changes who needs the snapshot.
#[test]
fn how_many_entries_are_kept_decides_who_is_sent_a_snapshot() {
    let mark = "mark \"before the compaction\"\n";
    let text = scenario("snapshot-or-entries");
    let (before, _) = text.split_once(mark).expect("the mark");
    let cases: [(u8, &[u8]); 5] = [(0, &[4, 5]), (1, &[4, 5]), (2, &[5]), (6, &[5]), (7, &[])];
    for (kept, sent_to) in cases {
        let after = "snapshot S1 at 8\nrun 20ms\nrestart S4 S5\nuntil last of all = 8 within 2s";
        let (report, events) = run(&format!("{before}set entries-kept {kept}\n{after}"), 7);
        assert_eq!(report.failures, [], "{kept} entries kept");
        let needs = |id| {
            decided(
                &events,
                |reason| matches!(reason, Reason::SnapshotNeeded { follower, .. } if follower.0 == id),
            )
        };
        let sent: Vec<u8> = (1..=5).filter(|id| needs(*id) > 0).collect();
        assert_eq!(sent, sent_to, "{kept} entries kept");
    }
}

/// A named scenario.
fn scenario(name: &str) -> String {
    let mut all = super::scenarios::scenarios().into_iter();
    let found = all.find(|(own, _)| own == name);
    found.expect("such a scenario").1.to_string()
}

/// The chunks that were stored, in order: where each begins, and where the next one will.
fn stored(events: &[Event]) -> Vec<(u64, u64)> {
    let outcomes = events.iter().flat_map(|event| &event.outcomes);
    let chunk = |outcome: &Outcome| match outcome {
        Outcome::Decided(Reason::ChunkStored {
            offset,
            next_offset,
            ..
        }) => Some((*offset, *next_offset)),
        _ => None,
    };
    outcomes.filter_map(chunk).collect()
}

/// A disk that was erased: the leader says once more with every refusal why this follower stays out.
#[test]
fn a_follower_whose_disk_was_erased_is_said_to_have_lost_its_entries() {
    let text = "servers 3\nset latency 1ms\ntime-out S1\nuntil leader is S1\nsubmit \"add x 1\" times 5\n\
        until quiet and in flight messages = 0\ncrash S3\nwipe S3\nrestart S3\n\
        until S1 decides because follower-lost-entries within 1s\nrun 1s\nexpect commit of S3 = 0";
    let (report, events) = run(text, 1);
    assert_eq!(report.failures, []);
    let sentence = events
        .iter()
        .map(record::story::sentence)
        .find(|sentence| sentence.text.contains("its disk lost them"));
    assert_eq!(
        sentence.map(|found| found.weight),
        Some(record::story::Weight::Major)
    );
}
