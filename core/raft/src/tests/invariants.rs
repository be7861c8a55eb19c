//! What must not happen in one node: each is a violation of its own, and what just may happen is none.

use super::lone::*;
use crate::disk::Disk;
use crate::invariants::Before;
use crate::output::Output;
use crate::role::Role;
use crate::*;

/// What is found, and the step that makes it so.
type Mistake = (&'static str, fn(&mut Node));

/// In term 4 with a vote for S2; a snapshot through 1, entries of terms 2 and 3, all committed and handed out; applied
/// through 1.
fn follower() -> Lone {
    let log = server(1).snapshot(1, 1).log(&[2, 3]);
    let mut s1 = log.term(4).voted_for(2).start();
    s1.receive(2, append(4, (3, 3), &[], 3));
    s1
}

/// What is found when a step changes a node so.
fn violations(before: &Lone, step: impl FnOnce(&mut Node)) -> Vec<Notice> {
    let mut node = before.node.clone();
    let earlier = Before::step(&node);
    step(&mut node);
    let mut effects = Vec::new();
    earlier.check(&node, &mut Output::new(&mut effects));
    notices(&effects)
}

/// What is believed of S2.
fn of_s2(node: &mut Node) -> &mut Progress {
    progress(node, ServerId(2))
}

fn progress(node: &mut Node, id: ServerId) -> &mut Progress {
    let follower = node.role.follower(id);
    follower.expect("only a leader has followers")
}

/// A byte of a snapshot of which nothing is stored yet.
fn chunk_at(offset: u64) -> Chunk {
    Chunk {
        snapshot: SnapshotId::default(),
        configuration: Configuration::default(),
        total: 2,
        offset,
        data: [0].into(),
    }
}

#[test]
fn what_must_not_happen_to_a_follower_is_a_finding() {
    let changes: [Mistake; 12] = [
        ("the term went back", |node| node.term = 3),
        ("a vote was changed within a term", |node| {
            node.voted_for = Some(ServerId(3));
        }),
        ("the commit index went back", |node| {
            (node.commit_index, node.applying_index) = (2, 2);
        }),
        ("the applied index went back", |node| node.applied_index = 0),
        ("the log ends in a term that is still to come", |node| {
            node.log.push(entry(5));
        }),
        (
            "the log begins after an entry that no snapshot contains",
            |node| node.snapshot.id.last_included_index = 0,
        ),
        (
            "the snapshot contains what was not handed to the state machine",
            |node| node.snapshot.id.last_included_index = 4,
        ),
        ("something was applied before it was committed", |node| {
            node.applied_index = 4;
        }),
        ("something was applied before it was committed", |node| {
            node.applying_index = 4;
        }),
        ("the commit index lies beyond the log", |node| {
            node.commit_index = 4;
        }),
        ("a chunk waits for others that are all here", |node| {
            node.early.push(chunk_at(0));
        }),
        ("the durable index lies beyond the log", |node| {
            node.disk = Disk::new(Ticket(9), 4);
        }),
    ];
    for (violation, change) in changes {
        assert_eq!(
            violations(&follower(), change),
            [Notice::Violation(violation.into())]
        );
    }
}

#[test]
fn what_must_not_happen_to_a_leader_is_a_finding() {
    let changes: [Mistake; 4] = [
        ("a candidate or leader did not vote for itself", |node| {
            (node.term, node.voted_for) = (9, None);
        }),
        ("nextIndex is not above matchIndex", |node| {
            of_s2(node).match_index = of_s2(node).next_index;
        }),
        ("nextIndex lies beyond the log", |node| {
            of_s2(node).next_index += 1;
        }),
        ("a leader deleted from its own log", |node| {
            node.log.truncate(2);
            node.disk = Disk::new(Ticket(9), 1);
            for id in node.role.followers().iter() {
                progress(node, id).next_index = 2;
            }
        }),
    ];
    let leader = server(1).log(&[1, 1]).leader_without_noop();
    for (violation, change) in changes {
        assert_eq!(
            violations(&leader, change),
            [Notice::Violation(violation.into())]
        );
    }
}

#[test]
fn what_just_may_happen_is_no_finding() {
    assert_eq!(violations(&follower(), |_| ()), []);
    let everything: fn(&mut Node) = |node| {
        (node.term, node.voted_for) = (5, Some(ServerId(3)));
        node.applied_index = 3;
        node.log.push(entry(5));
        node.early.push(chunk_at(1));
    };
    assert_eq!(violations(&follower(), everything), []);
    let first_vote: fn(&mut Node) = |node| node.voted_for = Some(ServerId(3));
    assert_eq!(violations(&server(1).term(4).start(), first_vote), []);
    let leader = server(1).log(&[1, 1]).leader();
    assert_eq!(violations(&leader, |node| of_s2(node).match_index = 2), []);
    let stands_down: fn(&mut Node) = |node| {
        (node.term, node.role) = (9, Role::Follower { leader: None });
        node.log.truncate(1);
        node.disk = Disk::new(Ticket(9), 0);
    };
    assert_eq!(violations(&leader, stands_down), []);
}
