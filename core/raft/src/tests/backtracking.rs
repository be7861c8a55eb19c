//! Violation where two logs part: one probe for each conflicting term (§5.3).

use super::cluster::Cluster;
use super::lone::entries;
use super::random::Chance;
use crate::*;
use std::collections::BTreeSet;

/// S1 with the first log leads S2 with the second; how many of its appends S2 refuses until they agree.
fn refusals(leader: &[Term], follower: &[Term]) -> usize {
    let config = Config {
        entries_per_append: 4,
        ..Config::default()
    };
    let mut cluster = Cluster::new(3, config);
    cluster.crash(3);
    let term = leader.iter().chain(follower).copied().max().unwrap_or(0);
    for (id, log) in [(1, leader), (2, follower)] {
        cluster.crash(id);
        let disk = &mut cluster.server(id).disk;
        disk.log.replace(1, &entries(log));
        disk.term = term;
        cluster.restart(id);
    }
    // S2 may well be ahead: then the third server, whose log is empty, elects S1.
    cluster.crash(2);
    cluster.restart(3);
    cluster.timeout(1);
    while !matches!(cluster.node(1).role(), Role::Leader(_)) {
        cluster.deliver(0);
    }
    cluster.crash(3);
    cluster.restart(2);
    let mut refused = 0;
    while !cluster.network.is_empty() {
        refused += usize::from(cluster.network[0].2.is_refusal());
        cluster.deliver(0);
    }
    for index in 1..=cluster.node(1).log().last_index() {
        assert_eq!(
            cluster.node(2).log().get(index),
            cluster.node(1).log().get(index)
        );
    }
    assert_eq!(
        cluster.node(2).log().last_index(),
        cluster.node(1).log().last_index()
    );
    refused
}

#[test]
fn a_short_log_costs_one_refusal() {
    assert_eq!(refusals(&[1; 60], &[1]), 1);
    assert_eq!(refusals(&[1; 60], &[]), 1);
}

#[test]
fn a_long_run_of_one_conflicting_term_costs_one_refusal() {
    let mut follower = vec![1, 1];
    follower.extend([2; 70]);
    let mut leader = vec![1, 1];
    leader.extend([3; 70]);
    assert_eq!(refusals(&leader, &follower), 1);
}

#[test]
fn a_run_that_both_have_in_part_costs_one_refusal() {
    let leader = [1, 1, 2, 2, 2, 5, 5, 5, 5];
    let follower = [1, 1, 2, 2, 2, 2, 2, 2, 2];
    assert_eq!(refusals(&leader, &follower), 1);
}

#[test]
fn each_conflicting_term_costs_one_refusal_at_most() {
    let mut chance = Chance::new(3);
    for _ in 0..300 {
        let common = chance.below(5);
        let grow = |chance: &mut Chance, terms: &[Term]| {
            let mut log = vec![1; common as usize];
            for term in terms {
                for _ in 0..chance.below(6) {
                    log.push(*term);
                }
            }
            log
        };
        // No term has two leaders, so beyond what is common a term stands in one of the logs only.
        let leader = grow(&mut chance, &[3, 5, 8, 9]);
        let follower = grow(&mut chance, &[2, 4, 6, 7]);
        let terms: BTreeSet<Term> = follower[common as usize..].iter().copied().collect();
        let refused = refusals(&leader, &follower);
        assert!(
            refused <= terms.len() + 1,
            "{refused} for {leader:?} and {follower:?}"
        );
    }
}
