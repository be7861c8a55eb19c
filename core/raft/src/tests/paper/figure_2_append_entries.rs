//! Figure 2, AppendEntries RPC, receiver implementation.

use crate::message::AppendOutcome;
use crate::tests::lone::*;
use crate::*;

/// Rule 1: "Reply false if term < currentTerm (§5.1)".
#[test]
fn rule_1_an_append_of_an_older_term_is_refused_with_our_term() {
    let mut s1 = server(1).term(5).log(&[1]).start();
    let effects = s1.receive(2, append(4, (1, 1), &[4], 1));
    let reply = message::AppendEntriesReply {
        term: 5,
        request_term: 4,
        request: 1,
        prev_log_index: 1,
        outcome: AppendOutcome::StaleTerm,
    };
    assert_eq!(
        effects,
        [
            Effect::Decided(Reason::StaleRequest {
                from: ServerId(2),
                theirs: 4,
                ours: 5
            }),
            send(2, Message::AppendEntriesReply(reply)),
        ]
    );
    assert_eq!(s1.terms(), [1]);
    assert_eq!(s1.node.leader(), None);
}

/// Rule 2: "Reply false if log doesn't contain an entry at prevLogIndex …".
#[test]
fn rule_2_an_append_beyond_the_log_is_refused() {
    let mut s1 = server(1).log(&[1, 1]).start();
    let effects = s1.receive(2, append(1, (3, 1), &[1], 0));
    assert_eq!(
        outcome(&effects),
        AppendOutcome::Conflict {
            conflict_term: None,
            conflict_index: 3,
            last_log_index: 2
        }
    );
    assert_eq!(s1.terms(), [1, 1]);
}

/// Rule 2: "… whose term matches prevLogTerm (§5.3)".
#[test]
fn rule_2_an_append_after_an_entry_of_another_term_is_refused() {
    let mut s1 = server(1).log(&[1, 2, 2, 2]).start();
    let effects = s1.receive(2, append(3, (3, 3), &[3], 0));
    assert_eq!(
        outcome(&effects),
        AppendOutcome::Conflict {
            conflict_term: Some(2),
            conflict_index: 2,
            last_log_index: 4
        }
    );
    assert_eq!(s1.terms(), [1, 2, 2, 2]);
}

/// Rules 1 to 3 as a table: (prev, its term) against a log of terms 1, 2 in a term-2 follower.
#[test]
fn the_consistency_check_compares_index_and_term() {
    let answer = |prev: (Index, Term)| {
        let mut s1 = server(1).log(&[1, 2]).start();
        acts(&s1.receive(2, append(2, prev, &[], 0)))
    };
    let agreed = |prev| append_reply(2, 1, prev, AppendOutcome::Success { match_index: prev });
    let agrees = |prev| [arm_election(), send(2, agreed(prev))];
    let differs = |prev, term, index| {
        let refusal = refused(2, prev, term, index, 2);
        [arm_election(), send(2, refusal)]
    };
    assert_eq!(answer((0, 0)), agrees(0));
    assert_eq!(answer((1, 1)), agrees(1));
    assert_eq!(answer((2, 2)), agrees(2));
    assert_eq!(
        answer((1, 0)),
        differs(1, Some(1), 1),
        "no term is no match"
    );
    assert_eq!(answer((1, 2)), differs(1, Some(1), 1));
    assert_eq!(answer((2, 1)), differs(2, Some(2), 2));
    assert_eq!(answer((3, 2)), differs(3, None, 3));
    assert_eq!(answer((3, 3)), differs(3, None, 3));
}

/// Rule 3: "If an existing entry conflicts with a new one (same index but different terms), delete the existing entry
/// and all that follow it (§5.3)".
#[test]
fn rule_3_a_conflicting_entry_goes_with_all_that_follow() {
    let mut s1 = server(1).log(&[1, 1, 1, 1]).start();
    let effects = s1.receive(2, append(3, (1, 1), &[3], 0));
    assert_eq!(s1.terms(), [1, 3]);
    assert_eq!(
        written(&effects),
        [term_vote(3, None), write(2, 1, entries(&[3]))]
    );
    assert!(notices(&effects).contains(&Notice::Truncated { from: 2, last: 4 }));
    assert_eq!(outcome(&effects), AppendOutcome::Success { match_index: 2 });
}

/// Rule 3, read the other way: without a conflict nothing is deleted. An old append that comes late must not take
/// away what was acknowledged since.
#[test]
fn rule_3_an_old_append_that_comes_late_deletes_nothing() {
    let mut s1 = server(1).log(&[1, 1, 1]).start();
    for late in [append(1, (0, 0), &[1], 0), append(1, (1, 1), &[], 0)] {
        let effects = s1.receive(2, late);
        assert_eq!(written(&effects), []);
        assert_eq!(outcome(&effects), AppendOutcome::Success { match_index: 1 });
    }
    assert_eq!(s1.terms(), [1, 1, 1]);
}

/// Rule 4: "Append any new entries not already in the log".
#[test]
fn rule_4_only_what_is_missing_is_written() {
    let mut s1 = server(1).log(&[1, 1]).start();
    let effects = s1.receive(2, append(1, (0, 0), &[1, 1, 1], 0));
    assert_eq!(written(&effects), [write(3, 1, entries(&[1]))]);
    assert_eq!(outcome(&effects), AppendOutcome::Success { match_index: 3 });
    assert_eq!(s1.terms(), [1, 1, 1]);
}

/// Rules 3 and 4: (log, previous entry, new entries) and the log that comes out.
#[test]
fn logs_extend_or_give_way() {
    let after = |log: &[Term], prev, new: &[Term]| {
        let mut s1 = server(1).term(4).log(log).start();
        let effects = s1.receive(2, append(4, prev, new, 0));
        (s1.terms(), written(&effects))
    };
    let wrote = |from, prev_term, new: &[Term]| vec![write(from, prev_term, entries(new))];
    for (log, prev, new, then, written) in [
        (
            &[1, 2][..],
            (2, 2),
            &[3][..],
            &[1, 2, 3][..],
            wrote(3, 2, &[3]),
        ),
        (&[1, 2], (1, 1), &[3, 4], &[1, 3, 4], wrote(2, 1, &[3, 4])),
        (&[1, 2], (0, 0), &[1], &[1, 2], vec![]),
        (&[1, 2], (0, 0), &[3], &[3], wrote(1, 0, &[3])),
        (
            &[1, 2, 3],
            (1, 1),
            &[2, 4, 4],
            &[1, 2, 4, 4],
            wrote(3, 2, &[4, 4]),
        ),
    ] {
        assert_eq!(after(log, prev, new), (then.to_vec(), written));
    }
}

/// Rule 5: "If leaderCommit > commitIndex, set commitIndex = min(leaderCommit, index of last new entry)".
#[test]
fn rule_5_the_follower_commits_with_the_leader() {
    let applied = |new: &[Term], leader_commit| {
        let mut s1 = server(1).log(&[1]).start();
        let effects = s1.receive(2, append(1, (1, 1), new, leader_commit));
        let mut acts = acts(&effects);
        acts.retain(|act| matches!(act, Effect::Apply { .. }));
        (s1.node.commit_index(), acts)
    };
    let prefix = |terms| vec![apply(1, entries(terms))];
    assert_eq!(applied(&[1, 1], 0), (0, vec![]));
    assert_eq!(applied(&[1, 1], 1), (1, prefix(&[1])));
    assert_eq!(applied(&[1, 1], 2), (2, prefix(&[1, 1])));
    assert_eq!(applied(&[1, 1], 3), (3, prefix(&[1, 1, 1])));
    assert_eq!(applied(&[1, 1], 9), (3, prefix(&[1, 1, 1])));
    assert_eq!(applied(&[], 9), (1, prefix(&[1])));
}

/// Rule 5, "index of last new entry" and not of the last entry in the log: what follows was not compared.
#[test]
fn rule_5_what_lies_beyond_this_append_is_not_committed() {
    let mut s1 = server(1).log(&[1, 1, 2, 2]).start();
    let effects = s1.receive(2, append(3, (1, 1), &[1], 4));
    assert_eq!(s1.node.commit_index(), 2);
    assert!(reasons(&effects).contains(&Reason::CommitFollowed {
        to: 2,
        leader_commit: 4,
        last_new: 2
    }));
    let mut s1 = server(1).log(&[1, 1, 2, 2]).start();
    s1.receive(2, append(3, (1, 1), &[], 4));
    assert_eq!(s1.node.commit_index(), 1, "a heartbeat compares as well");
}

/// Results: "success: true if follower contained entry matching prevLogIndex and prevLogTerm". The answer speaks of this
/// request, not of whatever else the log holds.
#[test]
fn success_says_how_far_this_request_reaches() {
    let mut s1 = server(1).log(&[1, 1, 1, 1]).start();
    let effects = s1.receive(2, append(2, (1, 1), &[1], 0));
    assert_eq!(outcome(&effects), AppendOutcome::Success { match_index: 2 });
}
