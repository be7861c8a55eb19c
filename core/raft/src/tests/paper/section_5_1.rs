//! §5.1, Raft basics.

use crate::message::AppendOutcome;
use crate::tests::lone::*;
use crate::*;

/// "Each server stores a current term number, which increases monotonically over time."
#[test]
fn the_term_never_goes_back() {
    let mut s1 = server(1).term(5).start();
    for message in [
        request_vote(4, (0, 0)),
        vote(3, true),
        append(4, (0, 0), &[], 0),
    ] {
        s1.receive(2, message);
        assert_eq!(s1.node.term(), 5);
    }
}

/// "If one server's current term is smaller than the other's, then it updates its current term to the larger value":
/// the new term goes to the disk, with no vote in it, before the answer.
#[test]
fn a_higher_term_is_adopted_and_its_vote_is_free() {
    let mut s1 = server(1).term(2).voted_for(3).start();
    let effects = s1.receive(2, append(4, (0, 0), &[], 0));
    assert_eq!((s1.node.term(), s1.node.voted_for()), (4, None));
    assert_eq!(
        acts(&effects),
        [
            persist(1, &[term_vote(4, None)]),
            arm_election(),
            send_after(1, 2, accepted(4, 1, 0)),
        ]
    );
}

/// The same in every role: a candidate and a leader follow as well, and end what they repeated.
#[test]
fn an_append_of_a_later_term_makes_a_follower_of_every_role() {
    let no_more = Effect::Disarm(TimerKind::Heartbeat);
    for (mut s1, ticket, before_following) in [
        (server(1).term(1).start(), 1, vec![]),
        (server(1).candidate(), 2, vec![no_more.clone()]),
        (
            server(1).leader_without_noop(),
            2,
            vec![arm_election(), no_more],
        ),
    ] {
        let effects = s1.receive(2, append(2, (0, 0), &[], 0));
        let mut expected = vec![persist(ticket, &[term_vote(2, None)])];
        expected.extend(before_following);
        expected.push(arm_election());
        expected.push(send_after(ticket, 2, accepted(2, 1, 0)));
        assert_eq!(acts(&effects), expected);
        assert!(s1.is_follower());
        assert_eq!((s1.node.term(), s1.node.leader()), (2, Some(ServerId(2))));
    }
}

/// "If a candidate or leader discovers that its term is out of date, it immediately reverts to follower state."
#[test]
fn a_leader_that_hears_of_a_higher_term_steps_down() {
    let mut s1 = server(1).leader();
    let effects = s1.receive(3, append_reply(2, 1, 0, AppendOutcome::StaleTerm));
    assert!(s1.is_follower());
    assert_eq!(
        acts(&effects),
        [
            persist(3, &[term_vote(2, None)]),
            arm_election(),
            Effect::Disarm(TimerKind::Heartbeat),
        ]
    );
    assert!(notices(&effects).contains(&Notice::SteppedDown(2)));
}

/// "If a candidate … discovers that its term is out of date": its election timer goes on running.
#[test]
fn a_candidate_that_hears_of_a_higher_term_steps_down_and_keeps_its_timer() {
    let mut s1 = server(1).candidate();
    let effects = s1.receive(3, vote(2, false));
    assert!(s1.is_follower());
    assert_eq!(
        acts(&effects),
        [
            persist(2, &[term_vote(2, None)]),
            Effect::Disarm(TimerKind::Heartbeat)
        ]
    );
}

/// "If a server receives a request with a stale term number, it rejects the request."
#[test]
fn a_stale_request_is_rejected_in_every_role() {
    for mut s1 in [
        server(1).term(5).start(),
        server(1).term(4).candidate(),
        server(1).term(4).leader(),
    ] {
        for request in [request_vote(3, (9, 3)), append(3, (0, 0), &[3], 1)] {
            let reply = only_message(&s1.receive(2, request));
            assert!(reply.is_refusal());
            assert_eq!(reply.term(), 5);
        }
        assert_eq!(s1.node.voted_for().is_some(), !s1.is_follower());
    }
}

/// "Servers retry RPCs if they do not receive a response in a timely manner": a candidate asks those that are silent.
#[test]
fn a_candidate_asks_again_those_that_have_not_answered() {
    let mut s1 = server(1).of(5).candidate();
    s1.receive(2, vote(1, true));
    s1.receive(3, vote(1, false));
    let effects = s1.heartbeat();
    let ask = request_vote(1, (0, 0));
    assert_eq!(
        acts(&effects),
        [send(4, ask.clone()), send(5, ask), arm_heartbeat()]
    );
}

/// As long as its own vote is not on the disk, a candidate has not asked anybody: there is nothing to repeat.
#[test]
fn a_candidate_whose_disk_is_slow_repeats_nothing() {
    let mut s1 = server(1).start();
    s1.timeout();
    assert_eq!(acts(&s1.heartbeat()), [arm_heartbeat()]);
}

/// "… and they issue RPCs in parallel for best performance."
#[test]
fn requests_go_to_everybody_at_once() {
    let mut s1 = server(1).of(5).start();
    let asked = sent(&s1.timeout());
    assert_eq!(
        asked.iter().map(|(to, _)| *to).collect::<Vec<_>>(),
        [2, 3, 4, 5]
    );
}
