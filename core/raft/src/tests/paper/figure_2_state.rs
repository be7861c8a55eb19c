//! Figure 2, State.

use crate::tests::lone::*;
use crate::*;

/// "currentTerm (initialized to 0 on first boot)", "votedFor (or null if none)", "log (first index is 1)",
/// "commitIndex (initialized to 0)", "lastApplied (initialized to 0)".
#[test]
fn on_first_boot_everything_is_zero_and_the_log_begins_at_one() {
    let s1 = server(1).start();
    assert_eq!((s1.node.term(), s1.node.voted_for()), (0, None));
    assert_eq!(
        (s1.node.log().first_index(), s1.node.log().last_index()),
        (1, 0)
    );
    assert_eq!((s1.node.commit_index(), s1.node.applied_index()), (0, 0));
}

/// "Persistent state on all servers": term, vote and log come back with a restart, commitIndex and lastApplied do not.
#[test]
fn a_restart_keeps_term_vote_and_log_and_forgets_what_was_committed() {
    let mut s1 = server(1).term(4).voted_for(2).log(&[1, 4]).start();
    s1.receive(2, append(4, (2, 4), &[4], 3));
    assert_eq!(s1.node.commit_index(), 3);
    let s1 = server(1).term(4).voted_for(2).log(&[1, 4, 4]).start();
    assert_eq!(
        (s1.node.term(), s1.node.voted_for()),
        (4, Some(ServerId(2)))
    );
    assert_eq!(s1.terms(), [1, 4, 4]);
    assert_eq!((s1.node.commit_index(), s1.node.applied_index()), (0, 0));
    assert!(s1.is_follower());
}

/// "Updated on stable storage before responding to RPCs": the grant waits for the write of the vote.
#[test]
fn a_vote_is_on_the_disk_before_it_is_answered() {
    let mut s1 = server(1).start();
    let effects = s1.receive(2, request_vote(1, (0, 0)));
    assert_eq!(
        acts(&effects),
        [
            persist(1, &[term_vote(1, Some(2))]),
            arm_election(),
            send_after(1, 2, vote(1, true)),
        ]
    );
}

/// "Updated on stable storage before responding to RPCs": the answer waits for the write of the entries.
#[test]
fn entries_are_on_the_disk_before_they_are_acknowledged() {
    let mut s1 = server(1).term(1).start();
    let effects = s1.receive(2, append(1, (0, 0), &[1, 1], 0));
    assert_eq!(
        acts(&effects),
        [
            persist(1, &[write(1, 0, entries(&[1, 1]))]),
            arm_election(),
            send_after(1, 2, accepted(1, 1, 2)),
        ]
    );
}

/// "Updated on stable storage before responding to RPCs": an answer that adds no write still waits for those before
/// it, and waits for nothing when they are done.
#[test]
fn a_repeated_acknowledgement_waits_for_the_first_write_too() {
    let mut s1 = server(1).term(1).start();
    s1.receive(2, append(1, (0, 0), &[1], 0));
    let again = s1.receive(2, append(1, (0, 0), &[1], 0));
    assert_eq!(
        acts(&again),
        [arm_election(), send_after(1, 2, accepted(1, 1, 1))]
    );
    s1.persisted();
    let third = s1.receive(2, append(1, (0, 0), &[1], 0));
    assert_eq!(acts(&third), [arm_election(), send(2, accepted(1, 1, 1))]);
}

/// "Updated on stable storage before responding to RPCs": refusals carry the term, so they wait for it as well.
#[test]
fn refusals_wait_for_the_disk_as_well() {
    let mut s1 = server(1).log(&[1]).start();
    let no_vote = s1.receive(2, request_vote(3, (0, 0)));
    assert_eq!(
        acts(&no_vote),
        [
            persist(1, &[term_vote(3, None)]),
            send_after(1, 2, vote(3, false))
        ]
    );
    let no_append = s1.receive(3, append(3, (5, 3), &[], 0));
    assert_eq!(
        acts(&no_append)[1..],
        [send_after(1, 3, {
            let conflict = message::AppendOutcome::Conflict {
                conflict_term: None,
                conflict_index: 2,
                last_log_index: 1,
            };
            append_reply(3, 1, 5, conflict)
        })]
    );
}

/// "commitIndex", "lastApplied (increases monotonically)": a leader that knows less does not take anything back.
#[test]
fn the_commit_index_never_goes_back() {
    let mut s1 = server(1).log(&[1, 1, 1]).start();
    s1.receive(2, append(1, (3, 1), &[], 3));
    s1.receive(3, append(2, (3, 1), &[], 1));
    assert_eq!(s1.node.commit_index(), 3);
}

/// "nextIndex (initialized to leader last log index + 1)", "matchIndex (initialized to 0)".
#[test]
fn a_new_leader_expects_everybody_to_have_its_log_and_knows_nothing_of_it() {
    let s1 = server(1).log(&[1, 1, 2]).leader_without_noop();
    for follower in [2, 3] {
        assert_eq!(s1.progress(follower).next_index, 4);
        assert_eq!(s1.progress(follower).match_index, 0);
    }
}

/// "nextIndex, matchIndex: reinitialized after election".
#[test]
fn what_an_earlier_leadership_believed_is_forgotten() {
    let mut s1 = server(1).log(&[1, 1, 2]).leader_without_noop();
    s1.ack(2, 3);
    assert_eq!(s1.progress(2).match_index, 3);
    s1.receive(3, request_vote(9, (0, 0)));
    s1.lead();
    assert_eq!(
        (s1.progress(2).next_index, s1.progress(2).match_index),
        (4, 0)
    );
}
