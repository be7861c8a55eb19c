//! Figure 2, Rules for Servers.

use crate::message::AppendOutcome;
use crate::tests::lone::*;
use crate::*;
use std::cmp::Ordering;
use std::iter;
use std::sync::Arc;

// — all servers —

/// "If commitIndex > lastApplied: increment lastApplied, apply log[lastApplied] to state machine (§5.3)".
#[test]
fn all_servers_apply_what_is_committed_in_order() {
    let mut s1 = server(1).log(&[1, 1, 1]).start();
    let effects = s1.receive(2, append(1, (3, 1), &[], 2));
    let apply = Effect::Apply {
        first: 1,
        entries: entries(&[1, 1]),
    };
    assert!(effects.contains(&apply));
    assert_eq!(
        s1.node.applied_index(),
        0,
        "applied is what the state machine says"
    );
    s1.applied(2);
    assert_eq!(s1.node.applied_index(), 2);
    for late_or_wrong in [0, 1, 2, 9] {
        assert_eq!(s1.applied(late_or_wrong), []);
        assert_eq!(s1.node.applied_index(), 2);
    }
    let effects = s1.receive(2, append(1, (3, 1), &[], 3));
    assert!(effects.contains(&Effect::Apply {
        first: 3,
        entries: entries(&[1])
    }));
}

/// "If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to follower (§5.1)".
#[test]
fn all_servers_adopt_a_higher_term_from_any_message() {
    let stale = |term| {
        Message::InstallSnapshotReply(message::InstallSnapshotReply {
            term,
            request_term: 1,
            snapshot: SnapshotId::default(),
            next_offset: 0,
            installed: false,
            stale: true,
        })
    };
    let news = [
        request_vote(7, (0, 0)),
        vote(7, false),
        append(7, (9, 7), &[], 0),
        append_reply(7, 1, 0, AppendOutcome::StaleTerm),
        stale(7),
    ];
    for message in news {
        for mut s1 in [server(1).start(), server(1).candidate(), server(1).leader()] {
            let effects = s1.receive(2, message.clone());
            assert_eq!(s1.node.term(), 7);
            assert_eq!(
                s1.node.voted_for(),
                matches!(message, Message::RequestVote(_))
                    .then_some(ServerId(2))
                    .filter(|_| granted(&effects))
            );
            assert!(s1.is_follower());
            assert!(matches!(
                reasons(&effects)[0],
                Reason::HigherTerm { new: 7, .. }
            ));
        }
    }
}

// — followers —

/// "Respond to RPCs from candidates and leaders".
#[test]
fn followers_answer_every_request() {
    let mut s1 = server(1).start();
    for request in [
        request_vote(1, (0, 0)),
        append(1, (0, 0), &[], 0),
        append(1, (4, 1), &[], 0),
    ] {
        assert!(only_message(&s1.receive(2, request)).is_reply());
    }
}

/// "If election timeout elapses without receiving AppendEntries RPC from current leader or granting vote to candidate:
/// convert to candidate". Those two reset the timer; nothing else that a follower hears does.
#[test]
fn followers_reset_the_election_timer_for_a_leader_or_a_granted_vote_only() {
    let resets = |message| {
        arms_election_timer(
            &server(1)
                .term(2)
                .voted_for(2)
                .log(&[1])
                .start()
                .receive(2, message),
        )
    };
    assert!(resets(append(2, (1, 1), &[], 0)));
    assert!(
        resets(append(2, (9, 2), &[], 0)),
        "the leader was heard, though it does not match"
    );
    assert!(resets(request_vote(2, (1, 1))), "a vote granted again");
    assert!(!resets(append(1, (1, 1), &[], 0)), "an old leader");
    assert!(!resets(request_vote(1, (1, 1))), "an old candidate");
    assert!(
        !resets(request_vote(3, (0, 0))),
        "a refused candidate, though of a higher term"
    );
    assert!(!resets(vote(2, true)));
    assert!(!resets(accepted(2, 1, 1)));
}

/// "… convert to candidate".
#[test]
fn followers_become_candidates_when_the_election_timer_runs_out() {
    let mut s1 = server(1).start();
    s1.timeout();
    assert!(s1.is_candidate());
}

// — candidates —

/// "On conversion to candidate, start election: increment currentTerm, vote for self, reset election timer, send
/// RequestVote RPCs to all other servers". The requests wait until the candidate's own vote is on the disk, so that it
/// cannot forget that it stood in this term.
#[test]
fn candidates_start_an_election() {
    let mut s1 = server(1).log(&[1]).start();
    let effects = s1.timeout();
    let ask = request_vote(2, (1, 1));
    assert_eq!(
        effects,
        [
            Effect::Decided(Reason::ElectionTimeout { term: 2 }),
            persist(1, &[term_vote(2, Some(1))]),
            Effect::Notify(Notice::TermChanged(2)),
            Effect::Notify(Notice::BecameCandidate(2)),
            arm_heartbeat(),
            Effect::Decided(Reason::ElectionTimerReset),
            arm_election(),
            send_after(1, 2, ask.clone()),
            send_after(1, 3, ask),
        ]
    );
}

/// "If votes received from majority of servers: become leader". Its own vote counts when it is on the disk.
#[test]
fn candidates_become_leader_by_a_majority() {
    let mut s1 = server(1).of(5).candidate();
    s1.receive(2, vote(1, true));
    assert!(s1.is_candidate());
    s1.receive(3, vote(1, true));
    assert!(s1.is_leader());
}

/// "If AppendEntries RPC received from new leader: convert to follower".
#[test]
fn candidates_follow_a_new_leader() {
    let mut s1 = server(1).candidate();
    let effects = s1.receive(2, append(1, (0, 0), &[], 0));
    assert!(s1.is_follower());
    assert_eq!(s1.node.leader(), Some(ServerId(2)));
    assert!(effects.contains(&Effect::Disarm(TimerKind::Heartbeat)));
    assert_eq!(
        s1.node.voted_for(),
        Some(ServerId(1)),
        "the vote of this term is given"
    );
}

/// "If election timeout elapses: start new election".
#[test]
fn candidates_start_over_when_the_election_timer_runs_out() {
    let mut s1 = server(1).of(5).candidate();
    s1.receive(2, vote(1, true));
    let effects = s1.timeout();
    assert!(s1.is_candidate());
    let mut expected = vec![
        persist(2, &[term_vote(2, Some(1))]),
        arm_heartbeat(),
        arm_election(),
    ];
    expected.extend((2..=5).map(|to| send_after(2, to, request_vote(2, (0, 0)))));
    assert_eq!(acts(&effects), expected);
    s1.receive(3, vote(2, true));
    assert!(s1.is_candidate(), "votes of the term before are forgotten");
}

// — leaders —

/// "Upon election: send initial empty AppendEntries RPCs (heartbeat) to each server".
#[test]
fn leaders_announce_themselves_at_once() {
    let mut s1 = server(1)
        .log(&[1])
        .tuned(|config| config.noop_on_election = false)
        .candidate();
    let effects = s1.receive(2, vote(2, true));
    let hello = append(2, (1, 1), &[], 0);
    assert_eq!(
        acts(&effects),
        [
            Effect::Disarm(TimerKind::Election),
            arm_heartbeat(),
            send(2, hello.clone()),
            send(3, hello),
        ]
    );
}

/// "… repeat during idle periods to prevent election timeouts (§5.2)".
#[test]
fn leaders_repeat_heartbeats() {
    let mut s1 = server(1).leader_without_noop();
    for round in 2..5 {
        let hello = append_as(round, 1, (0, 0), entries(&[]), 0);
        assert_eq!(
            acts(&s1.heartbeat()),
            [arm_heartbeat(), send(2, hello.clone()), send(3, hello)]
        );
    }
}

/// "If command received from client: append entry to local log, respond after entry applied to state machine (§5.3)".
/// The answer to the client is the world's: it hears of the place now, and of the entry when it is applied.
#[test]
fn leaders_append_commands_and_apply_them_when_committed() {
    let mut s1 = server(1).leader_without_noop();
    s1.ack(2, 0);
    let effects = s1.propose();
    assert_eq!(
        acts(&effects),
        [
            persist(2, &[write(1, 0, entries(&[1]))]),
            Effect::Proposed {
                id: ProposalId(7),
                index: 1,
                term: 1
            },
            send(2, append_as(2, 1, (0, 0), entries(&[1]), 0)),
        ],
        "S3 has not answered yet, so it is not sent a second append"
    );
    s1.persisted();
    let effects = s1.ack(2, 1);
    assert!(effects.contains(&Effect::Apply {
        first: 1,
        entries: entries(&[1])
    }));
}

/// "If last log index ≥ nextIndex for a follower: send AppendEntries RPC with log entries starting at nextIndex".
#[test]
fn leaders_send_what_a_follower_is_missing() {
    let mut s1 = server(1).log(&[1, 1, 1]).leader_without_noop();
    let effects = s1.receive(2, refused(2, 3, None, 2, 1));
    assert_eq!(
        sent(&effects),
        [(2, append_as(2, 2, (1, 1), entries(&[1, 1]), 0))]
    );
}

/// "If successful: update nextIndex and matchIndex for follower (§5.3)".
#[test]
fn leaders_note_what_a_follower_accepted() {
    let mut s1 = server(1).log(&[1, 1, 1]).leader_without_noop();
    s1.ack(2, 3);
    assert_eq!(
        (s1.progress(2).next_index, s1.progress(2).match_index),
        (4, 3)
    );
    assert_eq!(
        (s1.progress(3).next_index, s1.progress(3).match_index),
        (4, 0)
    );
}

/// "If AppendEntries fails because of log inconsistency: decrement nextIndex and retry (§5.3)".
#[test]
fn leaders_go_back_and_retry_after_a_refusal() {
    let mut s1 = server(1).log(&[1, 1, 2]).leader_without_noop();
    let effects = s1.receive(2, refused(3, 3, Some(1), 3, 3));
    assert_eq!(s1.progress(2).next_index, 3);
    assert_eq!(
        sent(&effects),
        [(2, append_as(2, 3, (2, 1), entries(&[2]), 0))]
    );
    let effects = s1.receive(2, refused(3, 2, None, 1, 0));
    assert_eq!(s1.progress(2).next_index, 1);
    assert_eq!(
        sent(&effects),
        [(2, append_as(3, 3, (0, 0), entries(&[1, 1, 2]), 0))]
    );
}

/// "If there exists an N such that N > commitIndex, a majority of matchIndex[i] ≥ N, and log[N].term == currentTerm: set
/// commitIndex = N (§5.3, §5.4)": how many of how many servers acknowledged, the leader counted, and the outcome.
#[test]
fn leaders_commit_what_a_majority_holds() {
    for (n, acknowledged, committed) in [
        (1, 0, true),
        (3, 0, false),
        (3, 1, true),
        (3, 2, true),
        (4, 1, false),
        (4, 2, true),
        (5, 0, false),
        (5, 1, false),
        (5, 2, true),
        (5, 3, true),
        (5, 4, true),
    ] {
        let mut s1 = server(1).of(n).leader();
        for follower in 2..2 + acknowledged {
            let news = |to| send(to, append_as(2, 1, (1, 1), entries(&[]), 1));
            // The answer that completes the majority commits the entry, and all who hold it hear of that; later ones alone.
            let expected = match follower.cmp(&(n / 2 + 1)) {
                Ordering::Less => vec![],
                Ordering::Equal => iter::once(apply(1, Arc::new([noop(1)])))
                    .chain((2..=follower).map(news))
                    .collect(),
                Ordering::Greater => vec![news(follower)],
            };
            assert_eq!(acts(&s1.ack(follower, 1)), expected);
        }
        let commit = s1.node.commit_index();
        assert_eq!(
            commit == 1,
            committed,
            "{acknowledged} followers of {n} servers"
        );
    }
}

/// "… a majority of matchIndex[i] ≥ N": the highest such N, whatever is missing above it.
#[test]
fn leaders_commit_as_far_as_a_majority_reaches() {
    let mut s1 = server(1).of(5).leader();
    for _ in 0..3 {
        s1.propose();
    }
    s1.persisted();
    s1.ack(2, 4);
    s1.ack(3, 2);
    assert_eq!(s1.node.commit_index(), 2);
    s1.ack(4, 3);
    assert_eq!(s1.node.commit_index(), 3);
    s1.ack(3, 4);
    assert_eq!(s1.node.commit_index(), 4);
}
