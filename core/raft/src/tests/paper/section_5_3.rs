//! §5.3, Log replication, and §5.5, crashes of followers.

use crate::message::AppendOutcome;
use crate::tests::cluster::Cluster;
use crate::tests::lone::*;
use crate::*;
use std::sync::Arc;

/// "The leader appends the command to its log as a new entry, then issues AppendEntries RPCs in parallel to each of the
/// other servers": its own disk and theirs work at the same time.
#[test]
fn a_command_goes_to_the_own_log_and_to_everybody_at_once() {
    let mut s1 = server(1).log(&[1]).leader_without_noop();
    s1.ack(2, 1);
    s1.ack(3, 1);
    let effects = s1.propose();
    let message = |request| append_as(request, 2, (1, 1), entries(&[2]), 0);
    assert_eq!(
        acts(&effects),
        [
            persist(2, &[write(2, 1, entries(&[2]))]),
            Effect::Proposed {
                id: ProposalId(7),
                index: 2,
                term: 2
            },
            send(2, message(2)),
            send(3, message(2)),
        ]
    );
}

/// "If followers crash or run slowly, or if network packets are lost, the leader retries AppendEntries RPCs indefinitely
/// … until all followers eventually store all log entries."
#[test]
fn entries_that_are_lost_are_sent_again_and_again() {
    let mut s1 = server(1).leader_without_noop();
    s1.ack(2, 0);
    s1.propose();
    for _ in 0..3 {
        s1.heartbeat();
        let effects = s1.receive(2, refused(1, 1, None, 1, 0));
        assert!(
            matches!(only_message(&effects), Message::AppendEntries(m) if m.entries.len() == 1)
        );
        s1.heartbeat();
        s1.ack(2, 0);
    }
}

/// "A log entry is committed once the leader that created the entry has replicated it on a majority of the servers."
#[test]
fn an_entry_commits_when_a_majority_holds_it() {
    let mut s1 = server(1).of(5).leader();
    let waits = s1.ack(2, 1);
    assert!(reasons(&waits).contains(&Reason::CommitWaits {
        index: 1,
        holders: servers(&[1, 2]),
        count: count(2, 3)
    }));
    let commits = s1.ack(3, 1);
    assert!(reasons(&commits).contains(&Reason::CommitAdvanced {
        from: 0,
        to: 1,
        holders: servers(&[1, 2, 3]),
        count: count(3, 3)
    }));
    assert!(notices(&commits).contains(&Notice::CommitAdvanced(1)));
}

/// "… replicated it on a majority": the leader's own copy counts when it is on its own disk, like everybody's.
#[test]
fn the_leaders_own_copy_counts_when_it_is_durable() {
    let mut s1 = server(1).leader_without_noop();
    s1.ack(2, 0);
    s1.propose();
    s1.ack(2, 1);
    assert_eq!(s1.node.commit_index(), 0);
    let effects = s1.persisted();
    assert_eq!(s1.node.commit_index(), 1);
    assert!(effects.contains(&Effect::Apply {
        first: 1,
        entries: entries(&[1])
    }));
}

/// A write that brings no entry to the disk is no reason to count again.
#[test]
fn only_entries_that_become_durable_are_counted() {
    let mut s1 = server(1).leader();
    s1.ack(2, 1);
    s1.applied(1);
    s1.propose();
    s1.persisted();
    let data = Arc::default();
    s1.step(Input::SnapshotTaken { index: 1, data });
    assert_eq!(s1.persisted(), []);
}

/// The same, the other way about: a majority of followers commits what the leader's slow disk does not hold yet.
#[test]
fn followers_alone_may_be_the_majority() {
    let mut s1 = server(1).leader_without_noop();
    s1.propose();
    s1.ack(2, 1);
    s1.ack(3, 1);
    assert_eq!(s1.node.commit_index(), 1);
    assert_eq!(s1.node.durable_index(), 0);
}

/// "This also commits all preceding entries in the leader's log, including entries created by previous leaders."
#[test]
fn entries_of_previous_leaders_commit_with_the_first_own_one() {
    for before in [vec![], vec![2], vec![1, 2], vec![1]] {
        let mut s1 = server(1).term(2).log(&before).leader();
        let last = before.len() as Index + 1;
        let mut all: Vec<Entry> = before.iter().map(|term| entry(*term)).collect();
        all.push(noop(3));
        let news = append_as(2, 3, (last, 3), entries(&[]), last);
        assert_eq!(
            acts(&s1.ack(2, last)),
            [apply(1, all.into()), send(2, news)]
        );
    }
}

/// "The leader keeps track of the highest index it knows to be committed, and it includes that index in future
/// AppendEntries RPCs (including heartbeats) so that the other servers eventually find out": at once, if nothing else
/// that carries it is on its way.
#[test]
fn followers_learn_what_is_committed() {
    let mut s1 = server(1).leader();
    let news = |request| append_as(request, 1, (1, 1), entries(&[]), 1);
    let first_entry = apply(1, Arc::new([noop(1)]));
    assert_eq!(acts(&s1.ack(2, 1)), [first_entry, send(2, news(2))]);
    assert_eq!(acts(&s1.ack(3, 1)), [send(3, news(2))]);
    assert_eq!(
        s1.heartbeat(),
        [arm_heartbeat(), send(2, news(3)), send(3, news(3))]
    );
}

/// "Once a follower learns that a log entry is committed, it applies the entry to its local state machine (in log
/// order)": what it applies is a prefix, each entry once.
#[test]
fn followers_apply_in_log_order() {
    let mut s1 = server(1).log(&[1, 1]).start();
    let effects = s1.receive(2, append(1, (2, 1), &[], 1));
    assert!(effects.contains(&Effect::Apply {
        first: 1,
        entries: entries(&[1])
    }));
    let effects = s1.receive(2, append(1, (2, 1), &[], 2));
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::Apply { .. })),
        "one batch at a time"
    );
    assert_eq!(
        s1.applied(1),
        [Effect::Apply {
            first: 2,
            entries: entries(&[1])
        }]
    );
}

/// "The leader includes the index and term of the entry in its log that immediately precedes the new entries."
#[test]
fn an_append_names_the_entry_before_it() {
    let mut s1 = server(1).log(&[1, 3, 3]).leader_without_noop();
    let effects = s1.receive(2, refused(4, 3, None, 3, 2));
    assert_eq!(
        sent(&effects),
        [(2, append_as(2, 4, (2, 3), entries(&[3]), 0))]
    );
}

/// "After a rejection, the leader decrements nextIndex and retries": though never into what is known to match.
#[test]
fn next_index_never_goes_below_what_matches() {
    let mut s1 = server(1).log(&[1, 1, 1, 1]).leader_without_noop();
    s1.ack(2, 2);
    s1.ack(2, 4);
    s1.propose();
    s1.receive(2, refused(2, 5, None, 1, 0));
    assert_eq!(
        (s1.progress(2).next_index, s1.progress(2).match_index),
        (5, 4)
    );
}

/// A rejection that comes late is ignored: what it complains of has been repaired.
#[test]
fn a_late_rejection_is_ignored() {
    let mut s1 = server(1).log(&[1, 1, 1, 1]).leader_without_noop();
    s1.ack(2, 4);
    let effects = s1.receive(2, refused(2, 4, None, 1, 0));
    assert_eq!(
        effects,
        [Effect::Decided(Reason::HintIgnored {
            follower: ServerId(2)
        })]
    );
    assert_eq!(s1.progress(2).next_index, 5);
}

/// "The follower can include the term of the conflicting entry and the first index it stores for that term."
#[test]
fn a_rejection_names_the_conflicting_term_and_its_first_index() {
    let hint = |setup: Setup, prev| {
        let effects = setup.start().receive(2, append(9, prev, &[], 0));
        let AppendOutcome::Conflict {
            conflict_term,
            conflict_index,
            last_log_index: 6,
        } = outcome(&effects)
        else {
            panic!("no refusal: {effects:?}");
        };
        (conflict_term, conflict_index)
    };
    // The same log whole, and without what a snapshot covers: only what is still here can be named.
    let whole = || server(1).log(&[1, 4, 4, 4, 6, 6]);
    let rest = || server(1).snapshot(2, 4).log(&[4, 4, 6, 6]);
    for (prev, whole_says, rest_says) in [
        ((9, 8), (None, 7), (None, 7)),
        ((7, 8), (None, 7), (None, 7)),
        ((6, 8), (Some(6), 5), (Some(6), 5)),
        ((5, 8), (Some(6), 5), (Some(6), 5)),
        ((4, 5), (Some(4), 2), (Some(4), 3)),
        ((3, 5), (Some(4), 2), (Some(4), 3)),
        ((2, 5), (Some(4), 2), (Some(4), 2)),
    ] {
        assert_eq!(hint(whole(), prev), whole_says, "{prev:?}");
        assert_eq!(hint(rest(), prev), rest_says, "{prev:?} after a snapshot");
    }
    assert_eq!(hint(whole(), (1, 5)), (Some(1), 1));
}

/// "With this information, the leader can decrement nextIndex to bypass all of the conflicting entries in that term."
#[test]
fn the_leader_bypasses_a_whole_term() {
    let next = |log: &[Term], prev, term, first, last| {
        let mut s1 = server(1).log(log).leader_without_noop();
        s1.receive(2, refused(s1.node.term(), prev, term, first, last));
        s1.progress(2).next_index
    };
    assert_eq!(
        next(&[1, 1, 1, 5, 5], 5, Some(4), 2, 9),
        2,
        "the leader has no such term"
    );
    assert_eq!(
        next(&[1, 4, 4, 5, 5], 5, Some(4), 2, 9),
        4,
        "it has: after its last entry of that term"
    );
    assert_eq!(
        next(&[5, 5, 5, 5, 5], 5, Some(4), 3, 9),
        1,
        "everything here is of a later term"
    );
    assert_eq!(
        next(&[1, 1, 1, 5, 5], 5, None, 3, 2),
        3,
        "the follower's log is short"
    );
}

/// "A leader never overwrites or deletes entries in its own log (Leader Append-Only)": it refuses to follow anybody in
/// its own term, whatever it is sent.
#[test]
fn a_leader_only_appends() {
    let mut s1 = server(1).log(&[1, 1]).leader();
    let before = s1.terms();
    let mut effects = Vec::new();
    let message = append(2, (0, 0), &[2], 0);
    s1.node.step(
        Time::ZERO,
        Input::Message {
            from: ServerId(2),
            message,
        },
        &mut effects,
    );
    assert_eq!(s1.terms(), before);
    assert!(s1.is_leader());
    assert_eq!(
        effects,
        [Effect::Notify(Notice::Violation(
            "two servers lead the same term".into()
        ))]
    );
}

/// §5.5: "Raft RPCs are idempotent … if a follower receives an AppendEntries request that includes log entries already
/// present in its log, it ignores those entries in the new request."
#[test]
fn an_append_may_come_twice() {
    let mut s1 = server(1).start();
    s1.receive(2, append(1, (0, 0), &[1, 1], 1));
    let again = s1.receive(2, append(1, (0, 0), &[1, 1], 1));
    assert_eq!(written(&again), []);
    assert_eq!(outcome(&again), AppendOutcome::Success { match_index: 2 });
}

/// §5.5, the leader's side: a reply may come twice as well.
#[test]
fn an_acknowledgement_may_come_twice() {
    let mut s1 = server(1).leader();
    s1.ack(2, 1);
    let before = s1.progress(2).clone();
    let request = before.requests;
    assert_eq!(s1.receive(2, accepted(1, request, 1)), []);
    assert_eq!(*s1.progress(2), before);
}

/// Figure 7: "When the leader at the top comes to power, it is possible that any of scenarios (a–f) could occur in
/// follower logs." All of them come to equal the leader's.
#[test]
fn figure_7_every_follower_log_becomes_the_leaders() {
    const LEADER: &[Term] = &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
    const FOLLOWERS: [&[Term]; 6] = [
        &[1, 1, 1, 4, 4, 5, 5, 6, 6],
        &[1, 1, 1, 4],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
        &[1, 1, 1, 4, 4, 4, 4],
        &[1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
    ];
    for follower in FOLLOWERS {
        let mut cluster = Cluster::new(3, Config::default());
        for (id, log) in [(1, LEADER), (2, follower)] {
            cluster.crash(id);
            let disk = &mut cluster.server(id).disk;
            disk.log.replace(1, &entries(log));
            disk.term = 7;
            cluster.restart(id);
        }
        cluster.timeout(1);
        cluster.settle();
        cluster.propose(1, "x");
        cluster.settle();
        let mut expected = LEADER.to_vec();
        expected.extend([8, 8]);
        for id in [1, 2, 3] {
            let log = cluster.node(id).log();
            let terms: Vec<Term> = log.iter_from(1).map(|entry| entry.term).collect();
            assert_eq!(terms, expected, "S{id}, follower {follower:?}");
        }
    }
}
