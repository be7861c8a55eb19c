//! Majorities, simple and joint (§5.2, §5.3, §6): pure arithmetic on sets of servers.
//!
//! In a joint configuration every decision needs two majorities, counted separately. Learners are in none.

use crate::log::Index;
use crate::membership::Configuration;
use crate::server::{ServerId, ServerSet};
use std::fmt;

/// The highest index that each server is known to hold durably, by server number.
pub type Matches = [Index; ServerSet::MAX_ID as usize + 1];

/// How many are there, of each majority that is needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Count {
    /// Of C_new, or of the only one.
    pub incoming: Tally,
    /// Of C_old, while the configuration is joint.
    pub outgoing: Option<Tally>,
}

/// How many are there of how many that one majority needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tally {
    /// How many of the voters are there.
    pub have: u8,
    pub needed: u8,
}

impl Count {
    /// Of the voters of `configuration`, those that are `there`.
    pub fn of(configuration: &Configuration, there: ServerSet) -> Count {
        let tally = |voters: ServerSet| Tally {
            have: voters.intersection(there).len() as u8,
            needed: majority(voters),
        };
        Count {
            incoming: tally(configuration.voters),
            outgoing: configuration
                .is_joint()
                .then(|| tally(configuration.outgoing)),
        }
    }

    /// Whether every majority that is needed is there.
    pub fn is_enough(&self) -> bool {
        let is_there = |tally: Tally| tally.have >= tally.needed;
        is_there(self.incoming) && self.outgoing.is_none_or(is_there)
    }
}

impl fmt::Display for Count {
    /// `1 of 2 needed`, or `1 of 2 needed in C_new and 2 of 2 in C_old`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally { have, needed } = self.incoming;
        write!(out, "{have} of {needed} needed")?;
        match self.outgoing {
            Some(Tally { have, needed }) => {
                write!(out, " in C_new and {have} of {needed} in C_old")
            }
            None => Ok(()),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VoteResult {
    /// Every majority that is needed granted its vote.
    Won,
    /// So many refused that some majority can no longer be reached.
    Lost,
    /// Neither.
    Pending,
}

/// More than half of `voters`. Of no voters there is no majority: it is 1.
pub fn majority(voters: ServerSet) -> u8 {
    voters.len() as u8 / 2 + 1
}

/// How `granted` and `refused` decide an election.
pub fn vote_result(
    configuration: &Configuration,
    granted: ServerSet,
    refused: ServerSet,
) -> VoteResult {
    if Count::of(configuration, granted).is_enough() {
        return VoteResult::Won;
    }
    let reachable = |voters: ServerSet| {
        let against = voters.intersection(refused).len();
        voters.len() - against >= majority(voters) as usize
    };
    match halves(configuration).all(reachable) {
        true => VoteResult::Pending,
        false => VoteResult::Lost,
    }
}

/// The highest index that every majority holds; 0 if there are no voters.
pub fn committed(configuration: &Configuration, matches: &Matches) -> Index {
    halves(configuration)
        .map(|voters| held_by_majority(voters, matches))
        .min()
        .unwrap_or(0)
}

/// The voters that hold `index`.
pub fn holders(configuration: &Configuration, matches: &Matches, index: Index) -> ServerSet {
    configuration
        .voters
        .union(configuration.outgoing)
        .iter()
        .filter(|id| matches[id.0 as usize] >= index)
        .collect()
}

/// The sets of voters of which a majority is needed: one, or two while the configuration is joint.
fn halves(configuration: &Configuration) -> impl Iterator<Item = ServerSet> {
    let outgoing = Some(configuration.outgoing).filter(|outgoing| !outgoing.is_empty());
    std::iter::once(configuration.voters).chain(outgoing)
}

/// The highest index that a majority of `voters` holds: the `majority`-th largest match.
fn held_by_majority(voters: ServerSet, matches: &Matches) -> Index {
    let mut held = [0; ServerSet::MAX_ID as usize];
    let mut count = 0;
    for ServerId(id) in voters.iter() {
        held[count] = matches[id as usize];
        count += 1;
    }
    held[..count].sort_unstable();
    count
        .checked_sub(majority(voters) as usize)
        .map_or(0, |rank| held[rank])
}
