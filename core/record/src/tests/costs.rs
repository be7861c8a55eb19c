//! Costs of runs of other programs, of which not everything is known. Those of worlds are compared with the worlds, in `sim`.

use super::happened;
use crate::costs::Episode;
use crate::{
    Costs, Event, EventKind, Outcome, PartialFacts, PartialPlace, RoleName, ServerControl,
};
use raft::{Entries, Entry, Index, Notice, Payload, Reason, ServerId, Time};

const S1: ServerId = ServerId(1);
const S2: ServerId = ServerId(2);

fn observed(events: &[Event]) -> Costs {
    let mut costs = Costs::new(3);
    events.iter().for_each(|event| costs.observe(event));
    costs
}

/// So many entries of 20 bytes each.
fn appended(first: Index, count: usize) -> Outcome {
    let command = Payload::Command(b"abc".as_slice().into());
    let entry = Entry {
        term: 1,
        payload: command,
    };
    let entries: Entries = vec![entry; count].into();
    Outcome::Noticed(Notice::Appended { first, entries })
}

fn reported(facts: PartialFacts) -> Outcome {
    Outcome::Reported(Box::new(facts))
}

fn place(index: Index) -> Option<PartialPlace> {
    Some(PartialPlace { index, term: None })
}

fn steps(number: u64, server: u8, outcomes: Vec<Outcome>) -> Event {
    happened(number, server, EventKind::Unknown, outcomes)
}

#[test]
fn what_is_not_known_of_a_log_takes_nothing() {
    let costs = observed(&[
        steps(1, 1, vec![Outcome::UnknownBelow(5), appended(5, 3)]),
        steps(2, 2, vec![appended(8, 2)]),
        steps(3, 3, vec![appended(1, 2)]),
    ]);
    let sizes = [1, 2, 3].map(|id| costs.log_bytes(ServerId(id)));
    assert_eq!(sizes, [Some(60), Some(40), Some(40)]);
    assert_eq!(costs.log_entries(S2), Some(2));
}

#[test]
fn a_log_is_cut_at_both_ends_and_goes_on_from_there() {
    let cut = |from| Outcome::Noticed(Notice::Truncated { from, last: 9 });
    let base = |index| {
        reported(PartialFacts {
            base: place(index),
            ..PartialFacts::default()
        })
    };
    let mut costs = Costs::new(1);
    for (outcome, entries) in [
        (appended(8, 2), 2),
        (base(8), 1),
        (appended(10, 4), 5),
        (cut(12), 3),
        (appended(11, 3), 5),
        (base(13), 0),
        (base(13), 0),
        (appended(14, 2), 2),
        (base(20), 0),
        (appended(21, 2), 2),
        (base(3), 2),
        (cut(5), 0),
        (appended(5, 1), 1),
        (base(5), 0),
    ] {
        costs.observe(&steps(1, 1, vec![outcome.clone()]));
        let sizes = (costs.log_bytes(S1), costs.log_entries(S1));
        assert_eq!(sizes, (Some(entries * 20), Some(entries)), "{outcome:?}");
    }
}

#[test]
fn a_log_begins_and_ends_where_its_server_says() {
    let base = PartialFacts {
        base: place(3),
        ..PartialFacts::default()
    };
    let last = PartialFacts {
        last: place(9),
        ..PartialFacts::default()
    };
    let mut costs = observed(&[steps(1, 1, vec![appended(1, 5), reported(base)])]);
    assert_eq!(costs.log_bytes(S1), Some(40));
    costs.observe(&steps(2, 1, vec![reported(last)]));
    assert_eq!(
        (costs.log_bytes(S1), costs.log_entries(S1)),
        (Some(0), Some(0))
    );
    costs.observe(&steps(3, 1, vec![appended(10, 1)]));
    assert_eq!(costs.log_bytes(S1), Some(20), "it goes on from there");
}

#[test]
fn a_server_that_is_none_of_the_cluster_costs_nothing() {
    let mut costs = Costs::new(3);
    for server in [0, 4, 15] {
        costs.observe(&steps(1, server, vec![appended(1, 3)]));
        assert_eq!(costs.log_bytes(ServerId(server)), None);
        assert_eq!(costs.log_entries(ServerId(server)), None);
        assert_eq!(costs.snapshot_bytes(ServerId(server)), None);
    }
}

#[test]
fn a_follower_catches_up_as_far_as_its_program_says() {
    let leads = PartialFacts {
        term: Some(2),
        role: Some(RoleName::Leader),
        commit: Some(7),
        applied: Some(5),
        ..PartialFacts::default()
    };
    let applied = |index| PartialFacts {
        applied: Some(index),
        ..PartialFacts::default()
    };
    let needed = Outcome::Decided(Reason::SnapshotNeeded {
        follower: S2,
        next: 1,
        first: 5,
    });
    let mut costs = observed(&[
        steps(1, 1, vec![reported(leads)]),
        happened(2, 1, ServerControl::Resumed.into(), Vec::new()),
        happened(3, 2, EventKind::Started { again: true }, Vec::new()),
        steps(4, 1, vec![needed]),
        steps(5, 2, vec![reported(applied(6))]),
    ]);
    let episode = Episode {
        server: S2,
        began: Time(3),
        ended: None,
        lacked: 7,
        by_snapshot: true,
    };
    assert_eq!(costs.episodes(), [episode], "and no leader does");
    costs.observe(&steps(6, 2, vec![reported(applied(7))]));
    let ended = Some(Time(6));
    assert_eq!(costs.episodes(), [Episode { ended, ..episode }]);
}
