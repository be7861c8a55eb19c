//! Figure 2, RequestVote RPC, receiver implementation.

use crate::tests::lone::*;
use crate::*;

/// Rule 1: "Reply false if term < currentTerm (§5.1)".
#[test]
fn rule_1_a_candidate_of_an_older_term_is_refused_with_our_term() {
    let mut s1 = server(1).term(5).start();
    let effects = s1.receive(2, request_vote(4, (9, 4)));
    let reply = message::RequestVoteReply {
        term: 5,
        request_term: 4,
        vote_granted: false,
    };
    assert_eq!(
        effects,
        [
            Effect::Decided(Reason::StaleRequest {
                from: ServerId(2),
                theirs: 4,
                ours: 5
            }),
            send(2, Message::RequestVoteReply(reply)),
        ]
    );
    assert_eq!(s1.node.voted_for(), None);
}

/// Rule 1, before anything else: not even to the one who had the vote of that older term.
#[test]
fn rule_1_an_older_request_is_refused_even_by_a_former_voter() {
    let mut s1 = server(1).term(1).voted_for(2).start();
    s1.receive(3, request_vote(2, (0, 0)));
    assert!(!granted(&s1.receive(2, request_vote(1, (0, 0)))));
}

/// Rule 2: "If votedFor is null or candidateId, … grant vote": whom it voted for, who asks, and the answer.
#[test]
fn rule_2_one_vote_a_term_and_again_to_the_same_candidate() {
    let answer = |voted_for: Option<u8>, asker| {
        let mut setup = server(1).term(1);
        if let Some(id) = voted_for {
            setup = setup.voted_for(id);
        }
        acts(&setup.start().receive(asker, request_vote(1, (0, 0))))
    };
    let granted = |asker| {
        [
            persist(1, &[term_vote(1, Some(asker))]),
            arm_election(),
            send_after(1, asker, vote(1, true)),
        ]
    };
    let granted_before = |asker| [arm_election(), send(asker, vote(1, true))];
    let refused = |asker| [send(asker, vote(1, false))];
    assert_eq!(answer(None, 2), granted(2));
    assert_eq!(answer(None, 3), granted(3));
    assert_eq!(answer(Some(2), 2), granted_before(2));
    assert_eq!(answer(Some(2), 3), refused(3));
    assert_eq!(answer(Some(3), 3), granted_before(3));
    assert_eq!(answer(Some(3), 2), refused(2));
    assert_eq!(answer(Some(1), 2), refused(2));
}

/// Rule 2: the same vote given twice is written once.
#[test]
fn rule_2_a_repeated_grant_needs_no_second_write() {
    let mut s1 = server(1).start();
    s1.receive(2, request_vote(1, (0, 0)));
    let again = s1.receive(2, request_vote(1, (0, 0)));
    assert_eq!(
        acts(&again),
        [arm_election(), send_after(1, 2, vote(1, true))]
    );
}

/// Rule 2: "… and candidate's log is at least as up-to-date as receiver's log, grant vote (§5.2, §5.4)".
#[test]
fn rule_2_a_candidate_with_an_older_log_is_refused_and_the_vote_stays_free() {
    let mut s1 = server(1).log(&[1, 2]).start();
    let effects = s1.receive(2, request_vote(3, (1, 1)));
    assert!(!granted(&effects));
    assert!(reasons(&effects).contains(&Reason::VoteRefusedLogOlder {
        to: ServerId(2),
        their_term: 1,
        their_index: 1,
        our_term: 2,
        our_index: 2,
    }));
    assert_eq!((s1.node.term(), s1.node.voted_for()), (3, None));
    assert!(granted(&s1.receive(3, request_vote(3, (2, 2)))));
}

/// Rule 2: a refusal does not touch the term's vote, and hearing from the term's leader does not either.
#[test]
fn a_vote_stands_for_the_whole_term() {
    let mut s1 = server(1).start();
    s1.receive(2, request_vote(1, (0, 0)));
    s1.receive(2, append(1, (0, 0), &[], 0));
    assert_eq!(s1.node.voted_for(), Some(ServerId(2)));
    assert!(!granted(&s1.receive(3, request_vote(1, (0, 0)))));
}

/// A restart does not give the vote a second time.
#[test]
fn a_vote_survives_a_restart() {
    let mut disk = Durable::new(Configuration::simple(ServerSet::first(3)));
    for op in written(&server(1).start().receive(2, request_vote(1, (0, 0)))) {
        disk.apply(&op);
    }
    let node = Node::new(ServerId(1), Config::default(), disk, Ticket(1));
    let mut s1 = Lone {
        node,
        ticket: Ticket(1),
    };
    assert!(!granted(&s1.receive(3, request_vote(1, (0, 0)))));
    assert!(granted(&s1.receive(2, request_vote(1, (0, 0)))));
}
