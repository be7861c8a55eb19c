//! §5.2, Leader election.

use crate::message::RequestVoteReply;
use crate::tests::lone::*;
use crate::*;
use std::sync::Arc;

/// "When servers start up, they begin as followers": nothing is done but to start the timer.
#[test]
fn servers_begin_as_followers() {
    for setup in [server(1), server(1).term(4).voted_for(1).log(&[4])] {
        let mut s1 = setup.start();
        assert!(s1.is_follower());
        assert_eq!(s1.step(Input::Start), [arm_election()]);
    }
}

/// "A server remains in follower state as long as it receives valid RPCs from a leader or candidate."
#[test]
fn word_from_a_leader_keeps_a_follower() {
    let mut s1 = server(1).start();
    let effects = s1.receive(2, append(1, (0, 0), &[], 0));
    assert!(arms_election_timer(&effects));
    assert!(reasons(&effects).contains(&Reason::ElectionTimerReset));
}

/// "Leaders send periodic heartbeats (AppendEntries RPCs that carry no log entries) to all followers": also while
/// entries wait, one to each.
#[test]
fn a_heartbeat_carries_no_entries_even_if_some_are_waiting() {
    let mut s1 = server(1).leader_without_noop();
    for _ in 0..3 {
        s1.propose();
    }
    let empty = append_as(2, 1, (0, 0), entries(&[]), 0);
    assert_eq!(
        s1.heartbeat(),
        [arm_heartbeat(), send(2, empty.clone()), send(3, empty)]
    );
}

/// "A candidate wins an election if it receives votes from a majority of the servers in the full cluster for the same
/// term": servers, answers, and what the candidate then is.
#[test]
fn a_majority_of_the_full_cluster_decides() {
    for (n, yes, no, wins) in [
        (1, 0, 0, true),
        (2, 0, 0, false),
        (2, 1, 0, true),
        (3, 0, 0, false),
        (3, 0, 2, false),
        (3, 1, 0, true),
        (3, 1, 1, true),
        (3, 2, 0, true),
        (4, 1, 0, false),
        (4, 1, 2, false),
        (4, 2, 0, true),
        (5, 1, 3, false),
        (5, 1, 0, false),
        (5, 2, 0, true),
        (5, 2, 2, true),
        (5, 4, 0, true),
    ] {
        let mut s1 = server(1).of(n).candidate();
        for voter in 2..2 + no {
            s1.receive(voter, vote(1, false));
        }
        for voter in 2 + no..2 + no + yes {
            s1.receive(voter, vote(1, true));
        }
        assert_eq!(s1.is_leader(), wins, "{yes} yes and {no} no of {n}");
        assert_eq!(s1.is_candidate(), !wins);
        assert_eq!(s1.node.term(), 1);
    }
}

/// "… a majority of the servers": votes are counted by server, not by message.
#[test]
fn a_repeated_vote_counts_once() {
    let mut s1 = server(1).of(5).candidate();
    for _ in 0..3 {
        s1.receive(2, vote(1, true));
    }
    assert!(s1.is_candidate());
}

/// "… for the same term": a vote that comes late counts for nothing.
#[test]
fn a_vote_of_an_older_term_does_not_count() {
    let mut s1 = server(1).candidate();
    s1.timeout();
    s1.persisted();
    let late = RequestVoteReply {
        term: 1,
        request_term: 1,
        vote_granted: true,
    };
    let effects = s1.receive(2, Message::RequestVoteReply(late));
    assert!(s1.is_candidate());
    let from = ServerId(2);
    assert_eq!(
        effects,
        [Effect::Decided(Reason::StaleReply {
            from,
            request_term: 1,
            ours: 2
        })]
    );
}

/// The same, when the voter has gone on to the candidate's term meanwhile.
#[test]
fn a_vote_for_an_older_candidacy_does_not_count_whatever_term_the_voter_has_now() {
    let mut s1 = server(1).candidate();
    s1.timeout();
    s1.persisted();
    let late = RequestVoteReply {
        term: 2,
        request_term: 1,
        vote_granted: true,
    };
    s1.receive(2, Message::RequestVoteReply(late));
    assert!(s1.is_candidate());
}

/// The candidate "votes for itself", and that vote, too, must be on the disk before it counts.
#[test]
fn the_own_vote_counts_when_it_is_durable() {
    let mut s1 = server(1).of(1).start();
    s1.timeout();
    assert!(s1.is_candidate());
    s1.persisted();
    assert!(s1.is_leader());
    let mut s1 = server(1).start();
    s1.timeout();
    s1.receive(2, vote(1, true));
    assert!(s1.is_candidate());
    s1.persisted();
    assert!(s1.is_leader());
}

/// "Each server will vote for at most one candidate in a given term, on a first-come-first-served basis."
#[test]
fn first_come_first_served() {
    let mut s1 = server(1).start();
    assert!(granted(&s1.receive(3, request_vote(1, (0, 0)))));
    let effects = s1.receive(2, request_vote(1, (0, 0)));
    assert!(!granted(&effects));
    let refused = Reason::VoteRefusedAlreadyVoted {
        to: ServerId(2),
        voted_for: ServerId(3),
        term: 1,
    };
    assert_eq!(reasons(&effects), [refused]);
}

/// A candidate or leader has voted for itself.
#[test]
fn candidates_and_leaders_refuse_others_of_their_term() {
    for mut s1 in [server(1).candidate(), server(1).leader()] {
        let effects = s1.receive(2, request_vote(1, (9, 1)));
        assert!(!granted(&effects));
        let refused = Reason::VoteRefusedNotFollower {
            to: ServerId(2),
            term: 1,
        };
        assert_eq!(reasons(&effects), [refused]);
    }
}

/// "It then sends heartbeat messages to all of the other servers to establish its authority."
#[test]
fn a_winner_sends_a_heartbeat_to_all() {
    let mut s1 = server(1).of(5).candidate();
    s1.receive(2, vote(1, true));
    let effects = s1.receive(5, vote(1, true));
    let hello = append_as(1, 1, (0, 0), Arc::new([noop(1)]), 0);
    assert_eq!(
        acts(&effects),
        [
            Effect::Disarm(TimerKind::Election),
            arm_heartbeat(),
            persist(2, &[write(1, 0, Arc::new([noop(1)]))]),
            send(2, hello.clone()),
            send(3, hello.clone()),
            send(4, hello.clone()),
            send(5, hello),
        ]
    );
    let votes = count(3, 3);
    assert_eq!(
        reasons(&effects),
        [
            Reason::VoteReceived {
                from: ServerId(5),
                votes
            },
            Reason::ElectionWon { term: 1, votes },
        ]
    );
    assert!(notices(&effects).contains(&Notice::BecameLeader(1)));
}

/// "If the leader's term is at least as large as the candidate's current term, then the candidate recognizes the leader
/// as legitimate and returns to follower state."
#[test]
fn a_candidate_recognises_a_leader_of_its_term_or_a_later_one() {
    let no_more = Effect::Disarm(TimerKind::Heartbeat);
    let answers = [
        vec![no_more.clone(), arm_election(), send(3, accepted(1, 1, 0))],
        vec![
            persist(2, &[term_vote(2, None)]),
            no_more,
            arm_election(),
            send_after(2, 3, accepted(2, 1, 0)),
        ],
    ];
    for (term, answer) in (1..).zip(answers) {
        let mut s1 = server(1).candidate();
        let effects = s1.receive(3, append(term, (0, 0), &[], 0));
        assert_eq!(acts(&effects), answer);
        assert!(s1.is_follower());
        assert_eq!(
            (s1.node.term(), s1.node.leader()),
            (term, Some(ServerId(3)))
        );
        let leader = ServerId(3);
        assert!(reasons(&effects).contains(&Reason::LeaderDiscovered { leader, term }));
    }
}

/// "If the term in the RPC is smaller than the candidate's current term, then the candidate rejects the RPC and
/// continues in candidate state."
#[test]
fn a_candidate_rejects_an_old_leader_and_goes_on() {
    let mut s1 = server(1).term(3).candidate();
    let effects = s1.receive(3, append(3, (0, 0), &[], 0));
    assert!(s1.is_candidate());
    assert!(only_message(&effects).is_refusal());
    assert!(!arms_election_timer(&effects));
}

/// "If many followers become candidates at the same time, votes could be split … each candidate will time out and start a
/// new election by incrementing its term."
#[test]
fn a_candidate_that_cannot_win_waits_for_its_timer() {
    let mut s1 = server(1).candidate();
    s1.receive(2, vote(1, false));
    let effects = s1.receive(3, vote(1, false));
    assert!(s1.is_candidate());
    assert_eq!(
        effects,
        [
            Effect::Decided(Reason::VoteDenied { from: ServerId(3) }),
            Effect::Decided(Reason::ElectionLost { term: 1 })
        ]
    );
    s1.timeout();
    assert_eq!(s1.node.term(), 2);
}

/// "Election timeouts are chosen randomly from a fixed interval": the node asks for the interval at every reset, the
/// world picks.
#[test]
fn every_reset_asks_for_a_time_within_the_interval() {
    let mut s1 = server(1).start();
    assert!(s1.step(Input::Start).contains(&arm_election()));
    assert!(s1.timeout().contains(&arm_election()));
    assert!(s1.timeout().contains(&arm_election()));
    assert!(
        s1.receive(2, append(9, (0, 0), &[], 0))
            .contains(&arm_election())
    );
}

/// "Each candidate restarts its randomized election timeout at the start of an election, and it waits for that timeout
/// to elapse": answers that are no majority do not move it.
#[test]
fn answers_do_not_move_a_candidates_timer() {
    let mut s1 = server(1).of(5).candidate();
    for (voter, yes) in [(2, true), (3, false)] {
        assert!(!arms_election_timer(&s1.receive(voter, vote(1, yes))));
    }
}
