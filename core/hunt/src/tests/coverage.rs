//! What becomes of the transfer of a snapshot, as its receiver sees it.

use crate::swarm::Coverage;
use raft::message::InstallSnapshot;
use raft::{Configuration, Message, Notice, Reason, ServerId, ServerSet, SnapshotId, Time};
use record::{Envelope, Event, EventKind, Facts, MessageNumber, Outcome, RoleName};

const FOLLOWER: ServerId = ServerId(3);

#[test]
fn a_transfer_goes_on_or_is_superseded_or_starts_over() {
    let (first, next) = (snapshot(4), snapshot(9));
    let again = decided(
        ServerId(1),
        Reason::ChunksSentAgain {
            follower: FOLLOWER,
            offset: 8,
        },
    );
    let appended = noticed(Notice::Appended {
        first: 5,
        entries: [].into(),
    });
    let committed = noticed(Notice::CommitAdvanced(4));
    let matched = decided(
        ServerId(1),
        Reason::MatchAdvanced {
            follower: FOLLOWER,
            match_index: 3,
        },
    );
    let begun = chunk((1, 2), first, 0);
    for (between, then, counted) in [
        (vec![], chunk((1, 2), first, 8), None),
        (
            vec![again.clone()],
            chunk((1, 2), first, 8),
            Some("transfers continued"),
        ),
        (vec![], chunk((2, 3), first, 8), Some("transfers continued")),
        (vec![], chunk((2, 3), next, 0), Some("transfers superseded")),
        (
            vec![],
            chunk((1, 2), next, 0),
            Some("transfers started over"),
        ),
        (
            vec![again],
            chunk((1, 2), next, 0),
            Some("transfers started over"),
        ),
        (vec![appended], chunk((1, 2), next, 0), None),
        (vec![committed], chunk((1, 2), next, 0), None),
        (vec![matched], chunk((1, 2), next, 0), None),
    ] {
        let mut coverage = Coverage::default();
        let sends_next = matches!(&then.kind, EventKind::Delivered { envelope, .. }
            if matches!(envelope.message(), Some(Message::InstallSnapshot(m)) if m.snapshot == next));
        let before = [sends(first), begun.clone()].into_iter().chain(between);
        let new = sends_next.then(|| sends(next));
        for event in before.chain(new).chain([then]) {
            coverage.observe(&event);
        }
        for name in ["continued", "superseded", "started over"] {
            let name = format!("transfers {name}");
            let expected = u64::from(counted == Some(name.as_str()));
            assert_eq!(coverage.of(&name), expected, "{name}, not {counted:?}");
        }
    }
}

/// Chunks of a transfer that the leader gave up, since entries could follow again, may still arrive.
#[test]
fn chunks_that_belong_to_no_transfer_are_not_counted() {
    let (first, next) = (snapshot(4), snapshot(9));
    let mut coverage = Coverage::default();
    for event in [sends(next), chunk((1, 2), first, 0), chunk((1, 2), next, 0)] {
        coverage.observe(&event);
    }
    assert_eq!(coverage.of("transfers started over"), 0);
}

/// The leader begins to send the follower this snapshot, which is its own.
fn sends(snapshot: SnapshotId) -> Event {
    let needed = Reason::SnapshotNeeded {
        follower: FOLLOWER,
        next: 1,
        first: snapshot.last_included_index + 1,
    };
    let after = Facts {
        term: 2,
        voted_for: None,
        role: RoleName::Leader,
        leader: None,
        commit: 9,
        applied: 9,
        base_index: 0,
        base_term: 0,
        last_index: 9,
        last_term: 1,
        durable: 9,
        snapshot_index: snapshot.last_included_index,
        snapshot_term: snapshot.last_included_term,
        configuration: Configuration::simple(ServerSet::first(3)),
    };
    Event {
        after: Some(after),
        ..decided(ServerId(1), needed)
    }
}

/// Eight bytes of a snapshot reach the follower, which stores them.
fn chunk((leader, term): (u8, u64), snapshot: SnapshotId, offset: u64) -> Event {
    let from = ServerId(leader);
    let message = InstallSnapshot {
        term,
        snapshot,
        configuration: Configuration::simple(ServerSet::first(3)),
        offset,
        data: [0; 8].into(),
        total: 24,
        chunk_size: 8,
    };
    let stored = Reason::ChunkStored {
        from,
        offset,
        next_offset: offset + 8,
        total: 24,
    };
    Event {
        kind: EventKind::Delivered {
            envelope: Envelope {
                number: MessageNumber(1),
                nth: 1,
                copy: 0,
                from,
                to: FOLLOWER,
                body: Message::InstallSnapshot(message).into(),
            },
            manual: false,
        },
        ..decided(FOLLOWER, stored)
    }
}

fn noticed(notice: Notice) -> Event {
    event(FOLLOWER, Outcome::Noticed(notice))
}

fn decided(server: ServerId, reason: Reason) -> Event {
    event(server, Outcome::Decided(reason))
}

fn event(server: ServerId, outcome: Outcome) -> Event {
    Event {
        number: 0,
        time: Time::ZERO,
        cause: None,
        server: Some(server),
        kind: EventKind::SnapshotDue,
        outcomes: vec![outcome],
        after: None,
        source: None,
    }
}

fn snapshot(last_included_index: u64) -> SnapshotId {
    SnapshotId {
        last_included_index,
        last_included_term: 1,
        content: 0,
    }
}
