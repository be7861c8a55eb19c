//! A cluster of one.

use super::lone::*;
use crate::*;

#[test]
fn it_elects_itself_when_its_vote_is_durable_and_sends_nothing() {
    let mut s1 = server(1).of(1).start();
    assert_eq!(sent(&s1.timeout()), []);
    assert!(s1.is_candidate());
    let effects = s1.persisted();
    assert!(s1.is_leader());
    assert_eq!(sent(&effects), []);
}

#[test]
fn it_commits_what_is_durable() {
    let mut s1 = server(1).of(1).leader();
    assert_eq!(s1.node.commit_index(), 1);
    let effects = s1.propose();
    assert_eq!(s1.node.commit_index(), 1, "not before the disk has it");
    assert_eq!(written(&effects).len(), 1);
    let effects = s1.persisted();
    assert_eq!(s1.node.commit_index(), 2);
    let (index, holders) = (2, servers(&[1]));
    let reason = Reason::CommitAdvanced {
        from: 1,
        to: index,
        holders,
        count: count(1, 1),
    };
    assert_eq!(reasons(&effects), [reason]);
}

#[test]
fn it_applies_one_batch_at_a_time() {
    let mut s1 = server(1).of(1).leader_without_noop();
    for _ in 0..100 {
        s1.propose();
    }
    let first_of = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Apply { first, entries } => Some((*first, entries.len() as Index)),
            _ => None,
        })
    };
    let mut next = 1;
    let mut effects = s1.persisted();
    while let Some((first, count)) = first_of(&effects) {
        assert_eq!(first, next);
        next += count;
        effects = s1.applied(next - 1);
    }
    assert_eq!((next, s1.node.applied_index()), (101, 100));
}

#[test]
fn after_a_restart_it_commits_its_log_again() {
    let mut s1 = server(1).of(1).log(&[1, 1]).start();
    assert_eq!(s1.node.commit_index(), 0);
    s1.lead();
    assert_eq!(s1.node.commit_index(), 3);
}

#[test]
fn its_heartbeat_has_no_server_to_go_to() {
    let mut s1 = server(1).of(1).leader();
    assert_eq!(s1.heartbeat(), [arm_heartbeat()]);
}

#[test]
fn timers_that_mean_nothing_are_ignored() {
    let ignored = [Effect::Decided(Reason::TimerIgnored)];
    let mut s1 = server(1).start();
    assert_eq!(s1.heartbeat(), ignored);
    s1.lead();
    assert_eq!(s1.timeout(), ignored);
}
