//! How much the story makes of each thing that a rule decided.

use super::happened;
use crate::story::{Weight, sentence};
use crate::{EventKind, Outcome};
use raft::quorum::Count;
use raft::{Configuration, Reason, Reason::*, ServerId, ServerSet};

#[test]
fn elections_refusals_commits_and_snapshots_are_worth_a_caption() {
    for reason in [
        ElectionTimeout { term: 2 },
        ElectionLost { term: 2 },
        ElectionWon {
            term: 2,
            votes: two_of_three(),
        },
        VoteRefusedAlreadyVoted {
            to: S2,
            voted_for: S3,
            term: 2,
        },
        VoteRefusedLogOlder {
            to: S2,
            their_term: 1,
            their_index: 4,
            our_term: 1,
            our_index: 5,
        },
        VoteRefusedNotFollower { to: S2, term: 2 },
        StaleRequest {
            from: S2,
            theirs: 1,
            ours: 2,
        },
        AppendRefusedMissing {
            from: S2,
            prev: 5,
            last: 4,
        },
        AppendRefusedConflict {
            from: S2,
            prev: 5,
            their_term: 2,
            our_term: 1,
        },
        Truncated {
            from: 4,
            last: 5,
            our_term: 1,
            their_term: 2,
        },
        CommitAdvanced {
            from: 4,
            to: 5,
            holders: ServerSet::first(2),
            count: two_of_three(),
        },
        CommitWaitsOldTerm {
            index: 5,
            entry_term: 1,
            term: 2,
        },
        SnapshotTaken {
            index: 5,
            first_kept: 6,
        },
        SnapshotNeeded {
            follower: S2,
            next: 3,
            first: 6,
        },
        SnapshotCorrupt { index: 5 },
        SnapshotReplacesLog { index: 5, last: 4 },
        SnapshotKeepsTail { index: 5, last: 7 },
    ] {
        assert_eq!(weight(reason), Weight::Major, "{reason:?}");
    }
}

#[test]
fn votes_and_progress_are_worth_a_line() {
    for reason in [
        VoteGranted { to: S2, term: 2 },
        LeaderDiscovered {
            leader: S2,
            term: 2,
        },
        AppendAccepted {
            from: S2,
            prev: 4,
            entries: 1,
            match_index: 5,
        },
        MatchAdvanced {
            follower: S2,
            match_index: 5,
        },
        NotLeader { leader: Some(S2) },
    ] {
        assert_eq!(weight(reason), Weight::Normal, "{reason:?}");
    }
}

#[test]
fn what_changes_nothing_is_routine() {
    for reason in [
        AppendAccepted {
            from: S2,
            prev: 4,
            entries: 0,
            match_index: 4,
        },
        TimerIgnored,
        HintIgnored { follower: S2 },
        StaleReply {
            from: S2,
            request_term: 1,
            ours: 2,
        },
        SnapshotUseless {
            index: 4,
            snapshot: 5,
            applied: 6,
        },
        VotesAskedAgain {
            silent: ServerSet::first(2),
        },
    ] {
        assert_eq!(weight(reason), Weight::Routine, "{reason:?}");
    }
}

fn two_of_three() -> Count {
    let three = Configuration::simple(ServerSet::first(3));
    Count::of(&three, ServerSet::first(2))
}

const S2: ServerId = ServerId(2);
const S3: ServerId = ServerId(3);

fn weight(reason: Reason) -> Weight {
    let outcomes = vec![Outcome::Decided(reason)];
    sentence(&happened(9, 1, EventKind::SnapshotDue, outcomes)).weight
}
