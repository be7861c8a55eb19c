//! Tables for majorities: simple, joint, with learners.

use super::lone::servers;
use super::random::Chance;
use crate::quorum::*;
use crate::*;

fn joint(voters: &[u8], outgoing: &[u8]) -> Configuration {
    Configuration {
        voters: servers(voters),
        outgoing: servers(outgoing),
        learners: ServerSet::EMPTY,
    }
}

fn simple(voters: &[u8]) -> Configuration {
    joint(voters, &[])
}

/// Matches of S1, S2, …
fn matches(of: &[Index]) -> Matches {
    let mut matches = [0; 16];
    matches[1..=of.len()].copy_from_slice(of);
    matches
}

#[test]
fn more_than_half_is_a_majority() {
    for (n, needed) in [
        (1, 1),
        (2, 2),
        (3, 2),
        (4, 3),
        (5, 3),
        (6, 4),
        (7, 4),
        (15, 8),
    ] {
        assert_eq!(majority(ServerSet::first(n)), needed, "of {n}");
    }
}

#[test]
fn the_committed_index_of_a_simple_majority() {
    let at = |voters: &[u8], of: &[Index]| committed(&simple(voters), &matches(of));
    assert_eq!(at(&[1], &[5]), 5);
    assert_eq!(at(&[1, 2], &[5, 3]), 3);
    assert_eq!(at(&[1, 2, 3], &[5, 3, 0]), 3);
    assert_eq!(at(&[1, 2, 3], &[0, 0, 9]), 0);
    assert_eq!(at(&[1, 2, 3, 4], &[9, 8, 7, 6]), 7);
    assert_eq!(at(&[1, 2, 3, 4, 5], &[9, 1, 8, 2, 7]), 7);
    assert_eq!(at(&[2, 4], &[9, 1, 9, 2]), 1, "only voters count");
}

#[test]
fn nobody_commits_nothing_and_elects_nobody() {
    let nobody = Configuration::default();
    assert_eq!(committed(&nobody, &matches(&[9, 9, 9])), 0);
    let everybody = ServerSet::first(3);
    assert_ne!(
        vote_result(&nobody, everybody, ServerSet::EMPTY),
        VoteResult::Won
    );
}

#[test]
fn a_joint_configuration_commits_what_both_majorities_hold() {
    let of = matches(&[9, 9, 9, 4, 3]);
    assert_eq!(committed(&joint(&[3, 4, 5], &[1, 2, 3]), &of), 4);
    assert_eq!(committed(&joint(&[1, 2, 3], &[3, 4, 5]), &of), 4);
    assert_eq!(committed(&joint(&[1, 2], &[4, 5]), &of), 3);
}

#[test]
fn one_counter_for_two_majorities_would_be_wrong() {
    // Four of five servers hold the entry, but only one of C_old.
    let configuration = joint(&[3, 4, 5], &[1, 2, 3]);
    assert_eq!(committed(&configuration, &matches(&[0, 0, 7, 7, 7])), 0);
    let granted = servers(&[3, 4, 5]);
    assert_eq!(
        vote_result(&configuration, granted, ServerSet::EMPTY),
        VoteResult::Pending
    );
}

#[test]
fn an_election_is_won_lost_or_open() {
    let result = |configuration: &Configuration, granted: &[u8], refused: &[u8]| {
        vote_result(configuration, servers(granted), servers(refused))
    };
    let three = simple(&[1, 2, 3]);
    assert_eq!(result(&three, &[1], &[]), VoteResult::Pending);
    assert_eq!(result(&three, &[1], &[2]), VoteResult::Pending);
    assert_eq!(result(&three, &[1], &[2, 3]), VoteResult::Lost);
    assert_eq!(result(&three, &[1, 3], &[2]), VoteResult::Won);
    let four = simple(&[1, 2, 3, 4]);
    assert_eq!(result(&four, &[1, 2], &[3]), VoteResult::Pending);
    assert_eq!(result(&four, &[1, 2], &[3, 4]), VoteResult::Lost);
    let both = joint(&[3, 4, 5], &[1, 2, 3]);
    assert_eq!(result(&both, &[3, 4, 1], &[]), VoteResult::Won);
    assert_eq!(result(&both, &[3, 4, 5], &[1, 2]), VoteResult::Lost);
    assert_eq!(result(&both, &[3, 1], &[4]), VoteResult::Pending);
}

#[test]
fn learners_are_in_no_majority() {
    let mut configuration = simple(&[1, 2, 3]);
    configuration.learners = servers(&[4, 5]);
    assert_eq!(committed(&configuration, &matches(&[9, 0, 0, 9, 9])), 0);
    assert_eq!(
        vote_result(&configuration, servers(&[1, 4, 5]), ServerSet::EMPTY),
        VoteResult::Pending
    );
    assert_eq!(
        holders(&configuration, &matches(&[9, 8, 0, 9, 9]), 8),
        servers(&[1, 2])
    );
}

#[test]
fn a_tally_names_the_majority_that_lacks_more() {
    let of = |configuration: &Configuration, there: &[u8]| {
        let Tally { have, needed } = tally(configuration, servers(there));
        (have, needed)
    };
    assert_eq!(of(&simple(&[1, 2, 3]), &[1, 9]), (1, 2));
    assert_eq!(of(&joint(&[3, 4, 5], &[1, 2, 3]), &[3, 4]), (1, 2));
    assert_eq!(of(&joint(&[1], &[1, 2, 3, 4, 5]), &[1]), (1, 3));
    assert_eq!(of(&joint(&[1, 2, 3], &[1]), &[1]), (1, 2));
}

/// Against the definition: the highest index that enough voters hold, in each half.
#[test]
fn the_committed_index_is_the_highest_that_every_majority_holds() {
    let mut chance = Chance(2);
    for _ in 0..2_000 {
        let mut random_set = || ServerSet::from_bits(chance.below(1 << 8) as u16);
        let configuration = Configuration {
            voters: random_set(),
            outgoing: random_set(),
            learners: ServerSet::EMPTY,
        };
        let of = matches(&[0; 7].map(|_: u8| chance.below(5)));
        let held = |voters: ServerSet, index| {
            let count = voters
                .iter()
                .filter(|id| of[id.0 as usize] >= index)
                .count();
            count > voters.len() / 2
        };
        let by_all = |index: &Index| {
            held(configuration.voters, *index)
                && (!configuration.is_joint() || held(configuration.outgoing, *index))
        };
        let expected = (1..5).rev().find(by_all).unwrap_or(0);
        assert_eq!(committed(&configuration, &of), expected);
    }
}
