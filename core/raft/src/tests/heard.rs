//! When a leader last heard from each follower in its term, by its own clock.

use super::lone::*;
use crate::message::AppendOutcome;
use crate::*;

impl Lone {
    fn receive_at(&mut self, now: u64, from: u8, message: Message) {
        let from = ServerId(from);
        self.step_at(Time(now), Input::Message { from, message });
    }

    /// When S2, S3 and so on were last heard.
    fn heard(&self) -> Vec<Option<u64>> {
        let Role::Leader(leader) = self.node.role() else {
            panic!("only a leader has progress");
        };
        let heard = |(_, progress): &(ServerId, Progress)| progress.last_heard.map(|at| at.0);
        leader.progress.iter().map(heard).collect()
    }
}

#[test]
fn every_answer_is_heard_whatever_it_says() {
    let mut s1 = server(1).log(&[1, 1]).leader();
    s1.receive_at(5, 2, accepted(2, 1, 3));
    s1.receive_at(7, 3, refused(2, 2, None, 1, 0));
    assert_eq!(s1.heard(), [Some(5), Some(7)]);
    let repeated = refused(2, 2, None, 1, 0);
    s1.receive_at(9, 3, repeated);
    assert_eq!(
        s1.heard(),
        [Some(5), Some(9)],
        "also one that says nothing new"
    );
    s1.receive_at(11, 2, vote(2, true));
    assert_eq!(s1.heard(), [Some(11), Some(9)], "also a late vote");
}

#[test]
fn an_answer_to_a_request_of_an_older_term_is_not_heard() {
    let mut s1 = server(1).term(4).leader();
    let before = s1.heard();
    let Message::AppendEntriesReply(mut late) = append_reply(5, 1, 0, AppendOutcome::StaleTerm)
    else {
        panic!("it is an answer to an append")
    };
    late.request_term = 3;
    s1.receive_at(9, 2, Message::AppendEntriesReply(late));
    assert_eq!(s1.heard(), before);
}

#[test]
fn a_leader_has_heard_those_that_answered_its_candidacy() {
    let mut s1 = server(1).of(6).candidate();
    s1.receive_at(3, 2, vote(1, true));
    s1.receive_at(4, 3, vote(1, false));
    s1.receive_at(5, 2, vote(1, true));
    s1.receive_at(6, 4, vote(1, true));
    s1.receive_at(7, 5, vote(1, true));
    assert_eq!(s1.heard(), [Some(5), Some(4), Some(6), Some(7), None]);
}

#[test]
fn what_was_heard_in_an_older_term_is_forgotten() {
    let mut s1 = server(1).of(5).candidate();
    s1.receive_at(3, 2, vote(1, true));
    s1.timeout();
    s1.persisted();
    s1.receive_at(8, 3, vote(2, true));
    s1.receive_at(9, 4, vote(2, true));
    assert_eq!(s1.heard(), [None, Some(8), Some(9), None]);
}
