//! Tables for majorities: simple, joint, with learners.

use super::lone::servers;
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
        (0, 1),
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
fn without_voters_nothing_is_committed_and_no_server_elected() {
    let empty = Configuration::default();
    assert_eq!(committed(&empty, &matches(&[9, 9, 9])), 0);
    let all = ServerSet::first(3);
    assert_ne!(vote_result(&empty, all, ServerSet::EMPTY), VoteResult::Won);
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
fn a_count_names_each_majority_and_is_enough_if_all_are_there() {
    let of = |configuration: &Configuration, there: &[u8]| {
        let count = Count::of(configuration, servers(there));
        let numbers = |tally: Tally| (tally.have, tally.needed);
        (
            numbers(count.incoming),
            count.outgoing.map(numbers),
            count.is_enough(),
        )
    };
    assert_eq!(of(&simple(&[1, 2, 3]), &[1, 9]), ((1, 2), None, false));
    assert_eq!(of(&simple(&[1, 2, 3]), &[1, 3]), ((2, 2), None, true));
    let both = joint(&[3, 4, 5], &[1, 2, 3]);
    assert_eq!(of(&both, &[3, 4]), ((2, 2), Some((1, 2)), false));
    assert_eq!(of(&both, &[1, 2]), ((0, 2), Some((2, 2)), false));
    assert_eq!(of(&both, &[1, 3, 5]), ((2, 2), Some((2, 2)), true));
}

/// Against the definition, for every half of up to seven servers, how they overlap, and what each server holds: the
/// highest index that enough voters hold, in each half.
#[test]
fn the_committed_index_is_the_highest_that_every_majority_holds() {
    for_every_seven(|configuration, held| {
        let by_majority = |voters: ServerSet, index| {
            let holders = voters.iter().filter(|id| held[id.0 as usize] >= index);
            holders.count() > voters.len() / 2
        };
        let by_all = |index: &Index| {
            by_majority(configuration.voters, *index)
                && (!configuration.is_joint() || by_majority(configuration.outgoing, *index))
        };
        let expected = (1..3).rev().find(by_all).unwrap_or(0);
        assert_eq!(
            committed(configuration, held),
            expected,
            "{configuration:?}, {held:?}"
        );
    });
}

/// Against the definition, as above: 2 is a vote granted, 1 a vote refused, 0 no answer.
#[test]
fn an_election_is_won_by_every_majority_and_lost_with_any() {
    for_every_seven(|configuration, answers| {
        let said = |answer| {
            let ids = (1..=7u8).filter(|id| answers[*id as usize] == answer);
            ids.map(ServerId).collect::<ServerSet>()
        };
        let (granted, refused) = (said(2), said(1));
        let mut halves = vec![configuration.voters];
        halves.extend(Some(configuration.outgoing).filter(|half| !half.is_empty()));
        let more_than_half =
            |half: &ServerSet, of: ServerSet| half.intersection(of).len() > half.len() / 2;
        let won = halves.iter().all(|half| more_than_half(half, granted));
        let open = halves
            .iter()
            .all(|half| more_than_half(half, half.without(refused)));
        let expected = match (won, open) {
            (true, _) => VoteResult::Won,
            (false, true) => VoteResult::Pending,
            (false, false) => VoteResult::Lost,
        };
        assert_eq!(
            vote_result(configuration, granted, refused),
            expected,
            "{configuration:?}, {granted:?}, {refused:?}"
        );
    });
}

/// Every configuration whose incoming half is the first 0 to 7 of seven servers and whose outgoing half the last 0 to
/// 7, each with every way to give seven servers a number of 0 to 2.
fn for_every_seven(check: impl Fn(&Configuration, &Matches)) {
    for (incoming, outgoing) in (0..8).flat_map(|n| (0..8).map(move |m| (n, m))) {
        let configuration = Configuration {
            voters: (1..=incoming).map(ServerId).collect(),
            outgoing: (8 - outgoing..8).map(ServerId).collect(),
            learners: ServerSet::EMPTY,
        };
        for number in 0..3u64.pow(7) {
            let digits = [0, 1, 2, 3, 4, 5, 6].map(|place| number / 3u64.pow(place) % 3);
            check(&configuration, &matches(&digits));
        }
    }
}
