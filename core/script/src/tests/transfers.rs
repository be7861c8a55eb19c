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
