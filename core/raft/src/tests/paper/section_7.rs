//! §7, Log compaction.

use crate::message::AppendOutcome;
use crate::tests::lone::*;
use crate::*;

/// Bytes of a state machine.
fn state() -> std::sync::Arc<[u8]> {
    b"some state".as_slice().into()
}

/// A follower that has applied all of these.
fn applied(terms: &[Term]) -> Lone {
    let mut s1 = server(1).log(terms).start();
    let last = terms.len() as Index;
    let term = s1.node.term();
    s1.receive(2, append(term, (last, term), &[], last));
    s1.applied(last);
    s1
}

/// "Each server takes snapshots independently, covering just the committed entries in its log": whatever its role.
#[test]
fn every_server_takes_its_own_snapshots() {
    for mut s1 in [applied(&[1, 1]), {
        let mut leader = server(1).of(1).log(&[1]).leader();
        leader.applied(2);
        leader
    }] {
        s1.step(Input::SnapshotTaken {
            index: 2,
            data: state(),
        });
        assert_eq!(s1.node.snapshot().id.last_included_index, 2);
        assert_eq!(s1.node.snapshot().data, state());
    }
}

/// "… covering just the committed entries": more exactly, what the state machine has applied.
#[test]
fn a_snapshot_beyond_what_is_applied_is_refused() {
    let mut s1 = server(1).log(&[1, 1, 1]).start();
    s1.receive(2, append(1, (3, 1), &[], 3));
    s1.applied(1);
    let effects = s1.step(Input::SnapshotTaken {
        index: 2,
        data: state(),
    });
    assert_eq!(
        effects,
        [Effect::Decided(Reason::SnapshotUseless {
            index: 2,
            snapshot: 0,
            applied: 1
        })]
    );
    assert_eq!(s1.node.snapshot().id.last_included_index, 0);
}

/// One that is no newer than the latest would be written for nothing.
#[test]
fn a_snapshot_that_is_not_new_is_refused() {
    let mut s1 = applied(&[1, 1, 1]);
    for (index, useless) in [(2, false), (2, true), (1, true), (3, false)] {
        let data = state();
        let effects = s1.step(Input::SnapshotTaken { index, data });
        let writes = written(&effects).len();
        assert_eq!(
            writes,
            usize::from(!useless),
            "the log is short enough to keep"
        );
    }
}

/// "Once the system completes writing a snapshot, it may delete all log entries up through the last included index": the
/// snapshot is written first, in a write of its own, so that no crash loses both.
#[test]
fn the_log_goes_after_the_snapshot_is_written() {
    let mut s1 = applied(&[1, 1, 1, 1, 2, 2]);
    let effects = s1.step(Input::SnapshotTaken {
        index: 5,
        data: state(),
    });
    let configuration = Configuration::simple(ServerSet::first(3));
    assert_eq!(
        effects,
        [
            persist(
                1,
                &[DiskOp::SaveSnapshot(Snapshot::new(
                    5,
                    2,
                    configuration,
                    state()
                ))]
            ),
            persist(
                2,
                &[DiskOp::DropPrefix {
                    through: 2,
                    term: 1
                }]
            ),
            Effect::Decided(Reason::SnapshotTaken {
                index: 5,
                first_kept: 3
            }),
        ]
    );
    assert_eq!(s1.node.log().first_index(), 3);
    assert_eq!(s1.terms(), [1, 1, 2, 2]);
}

/// A crash between the two writes leaves a snapshot and the whole log, which agree.
#[test]
fn a_crash_between_saving_the_snapshot_and_dropping_the_log_loses_nothing() {
    let mut s1 = applied(&[1, 1, 1, 1, 2, 2]);
    let mut disk = Durable::new(Configuration::simple(ServerSet::first(3)));
    disk.term = 2;
    disk.log = s1.node.log().clone();
    let effects = s1.step(Input::SnapshotTaken {
        index: 5,
        data: state(),
    });
    let [
        Effect::Persist { ops: save, .. },
        Effect::Persist { ops: drop, .. },
        ..,
    ] = &effects[..]
    else {
        panic!("two writes: {effects:?}");
    };
    save.iter().for_each(|op| disk.apply(op));
    let between = disk.clone().recovered();
    assert_eq!(between.snapshot.id.last_included_index, 5);
    assert_eq!(
        (between.log.first_index(), between.log.last_index()),
        (1, 6)
    );
    drop.iter().for_each(|op| disk.apply(op));
    let after = disk.recovered();
    assert_eq!((after.log.first_index(), after.log.last_index()), (3, 6));
}

/// Making room promises nothing, so no message waits for it.
#[test]
fn no_answer_waits_for_the_log_prefix_to_be_dropped() {
    let mut s1 = applied(&[1, 1, 1, 1, 2, 2]);
    s1.step(Input::SnapshotTaken {
        index: 5,
        data: state(),
    });
    s1.step(Input::Persisted(Ticket(1)));
    let effects = s1.receive(2, append(2, (6, 2), &[], 6));
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Send { after: None, .. })),
        "{effects:?}"
    );
}

/// "… as well as any prior snapshot": there is one at a time, and never an older one again.
#[test]
fn a_snapshot_replaces_the_one_before() {
    let mut s1 = applied(&[1, 1, 1]);
    s1.step(Input::SnapshotTaken {
        index: 2,
        data: state(),
    });
    s1.step(Input::SnapshotTaken {
        index: 3,
        data: state(),
    });
    assert_eq!(s1.node.snapshot().id.last_included_index, 3);
    for old in [2, 3] {
        let effects = s1.step(Input::SnapshotTaken {
            index: old,
            data: state(),
        });
        assert_eq!(
            effects,
            [Effect::Decided(Reason::SnapshotUseless {
                index: old,
                snapshot: 3,
                applied: 3
            })]
        );
    }
}

/// "The last included index … and the last included term … are preserved to support the AppendEntries consistency check
/// for the first log entry following the snapshot, since that entry needs a previous log index and term."
#[test]
fn the_entry_after_the_snapshot_is_checked_against_it() {
    let check = |prev| {
        let mut s1 = server(1).snapshot(4, 2).start();
        outcome(&s1.receive(2, append(3, prev, &[3], 0)))
    };
    assert_eq!(check((4, 2)), AppendOutcome::Success { match_index: 5 });
    assert!(matches!(
        check((4, 3)),
        AppendOutcome::Conflict {
            conflict_term: Some(2),
            ..
        }
    ));
    assert!(matches!(
        check((5, 2)),
        AppendOutcome::Conflict {
            conflict_term: None,
            ..
        }
    ));
}

/// The same, after the follower's own compaction: an append from before the snapshot agrees, since it is committed, and
/// only what lies beyond is taken from it.
#[test]
fn an_append_from_before_the_snapshot_adds_what_lies_beyond() {
    let mut s1 = server(1).snapshot(3, 1).start();
    let effects = s1.receive(2, append(1, (1, 1), &[1], 0));
    assert_eq!(outcome(&effects), AppendOutcome::Success { match_index: 2 });
    assert_eq!(written(&effects), []);
    let effects = s1.receive(2, append(1, (1, 1), &[1, 1, 1, 1], 5));
    assert_eq!(outcome(&effects), AppendOutcome::Success { match_index: 5 });
    assert_eq!(written(&effects), [write(4, 1, entries(&[1, 1]))]);
    assert_eq!(s1.node.commit_index(), 5);
}

/// The last included term also stands for the whole log where it is compared for an election (§5.4.1).
#[test]
fn a_snapshot_stands_for_the_log_in_elections() {
    let mut s1 = server(1).snapshot(4, 2).start();
    assert!(!granted(&s1.receive(2, request_vote(3, (3, 2)))));
    assert!(granted(&s1.receive(2, request_vote(3, (4, 2)))));
    let mut s1 = server(1).snapshot(4, 2).start();
    let ask = request_vote(3, (4, 2));
    assert_eq!(sent(&s1.timeout()), [(2, ask.clone()), (3, ask)]);
}

/// "The snapshot also includes the latest configuration in the log as of last included index": not a later one, which
/// may still be rolled back.
#[test]
fn a_snapshot_includes_the_configuration_as_of_its_last_index() {
    let change = |voters| Entry {
        term: 1,
        payload: Payload::Configuration(Configuration::simple(ServerSet::first(voters))),
    };
    let mut s1 = server(1).start();
    let log: Entries = [entry(1), change(4), entry(1), change(5)].into();
    s1.receive(2, append_as(1, 1, (0, 0), log, 3));
    s1.applied(3);
    s1.step(Input::SnapshotTaken {
        index: 3,
        data: state(),
    });
    assert_eq!(
        s1.node.snapshot().configuration,
        Configuration::simple(ServerSet::first(4))
    );
    assert_eq!(
        *s1.node.configuration(),
        Configuration::simple(ServerSet::first(5))
    );
}

/// "The leader must occasionally send snapshots to followers that lag behind. This happens when the leader has already
/// discarded the next log entry that it needs to send to a follower."
#[test]
fn a_follower_that_needs_a_discarded_entry_gets_the_snapshot() {
    let mut s1 = server(1).snapshot(4, 1).log(&[1]).leader_without_noop();
    let effects = s1.receive(2, refused(2, 5, None, 3, 2));
    assert_eq!(
        reasons(&effects),
        [
            Reason::NextBackedUp {
                follower: ServerId(2),
                from: 6,
                to: 3
            },
            Reason::SnapshotNeeded {
                follower: ServerId(2),
                next: 3,
                first: 5
            },
        ]
    );
    assert!(
        matches!(only_message(&effects), Message::InstallSnapshot(m) if m.snapshot == s1.node.snapshot().id)
    );
}

/// … and a follower whose next entry is still there gets entries, though it stands below the snapshot.
#[test]
fn a_follower_a_little_behind_needs_no_snapshot() {
    let mut s1 = server(1).of(1).leader_without_noop();
    for index in 1..=6 {
        s1.propose();
        s1.persisted();
        s1.applied(index);
    }
    s1.step(Input::SnapshotTaken {
        index: 6,
        data: state(),
    });
    assert_eq!(s1.node.log().first_index(), 4);
    assert_eq!(s1.node.log().term_at(3), Some(1));
}
