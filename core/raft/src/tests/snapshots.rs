//! Sending a snapshot in chunks: windows, losses, a change of leaders, crashes on the way (§7).

use super::cluster::Cluster;
use super::lone::*;
use crate::message::{InstallSnapshot, InstallSnapshotReply};
use crate::*;

/// A leader of term 2 with a snapshot of 5 bytes at 4, chunks of 2, two on their way at most, whose S2 needs it.
fn leader() -> (Lone, Vec<Effect>) {
    let mut s1 = server(1)
        .snapshot(4, 1)
        .tuned(|config| (config.chunk_size, config.chunks_in_flight) = (2, 2))
        .leader_without_noop();
    let effects = s1.receive(2, refused(2, 4, None, 1, 0));
    (s1, effects)
}

/// The same, and a server that takes a snapshot keeps no entry behind it.
fn leader_that_keeps_nothing() -> (Lone, Vec<Effect>) {
    let (mut s1, effects) = leader();
    let config = Config {
        entries_kept: 0,
        ..*s1.node.config()
    };
    s1.step(Input::Tune(config));
    (s1, effects)
}

/// Where the chunks that are sent begin, and their bytes.
fn chunks(effects: &[Effect]) -> Vec<(u64, Vec<u8>)> {
    let chunk = |(_, message)| match message {
        Message::InstallSnapshot(m) => Some((m.offset, m.data.to_vec())),
        _ => None,
    };
    sent(effects).into_iter().filter_map(chunk).collect()
}

fn offsets(effects: &[Effect]) -> Vec<u64> {
    chunks(effects)
        .into_iter()
        .map(|(offset, _)| offset)
        .collect()
}

impl Lone {
    /// S2 asks for the byte at `next_offset` of the leader's snapshot.
    fn wants(&mut self, next_offset: u64) -> Vec<Effect> {
        self.chunk_reply(next_offset, false)
    }

    fn chunk_reply(&mut self, next_offset: u64, installed: bool) -> Vec<Effect> {
        let message = Message::InstallSnapshotReply(InstallSnapshotReply {
            term: self.node.term(),
            request_term: self.node.term(),
            snapshot: self.node.snapshot().id,
            next_offset,
            installed,
            stale: false,
        });
        self.receive(2, message)
    }
}

#[test]
fn chunks_go_out_as_far_as_the_window_allows() {
    let (mut s1, effects) = leader();
    assert_eq!(chunks(&effects), [(0, b"st".to_vec()), (2, b"at".to_vec())]);
    assert_eq!(chunks(&s1.wants(2)), [(4, b"e".to_vec())]);
    assert_eq!(offsets(&s1.wants(4)), [], "all of it is on its way");
}

#[test]
fn a_chunk_says_what_it_belongs_to() {
    let (s1, effects) = leader();
    let (2, Message::InstallSnapshot(first)) = &sent(&effects)[0] else {
        panic!("no chunk for S2");
    };
    let snapshot = s1.node.snapshot();
    assert_eq!(
        (first.snapshot, first.configuration, first.total),
        (snapshot.id, snapshot.configuration, 5)
    );
    assert!(!first.is_last());
    assert_eq!(first.chunk_of(), (1, 3));
}

#[test]
fn when_it_is_installed_entries_follow() {
    let (mut s1, _) = leader();
    s1.propose();
    let effects = s1.chunk_reply(5, true);
    assert_eq!(
        (s1.progress(2).match_index, s1.progress(2).next_index),
        (4, 6)
    );
    assert!(matches!(s1.progress(2).mode, Mode::Replicate { .. }));
    assert!(
        matches!(only_message(&effects), Message::AppendEntries(m) if m.prev_log_index == 4 && m.entries.len() == 1)
    );
}

#[test]
fn chunks_that_are_lost_are_sent_again_from_where_the_follower_stands() {
    let (mut s1, _) = leader();
    s1.wants(2);
    assert_eq!(
        offsets(&s1.heartbeat()),
        [],
        "it asked for more since the last heartbeat"
    );
    let effects = s1.heartbeat();
    assert_eq!(offsets(&effects), [2, 4]);
    let again = Reason::ChunksSentAgain {
        follower: ServerId(2),
        offset: 2,
    };
    assert!(reasons(&effects).contains(&again));
}

/// An acknowledgement that came late reported more than the follower holds after a crash.
#[test]
fn a_follower_that_lost_what_it_had_acknowledged_is_sent_it_again() {
    let (mut s1, _) = leader();
    assert_eq!(offsets(&s1.wants(4)), [4]);
    assert_eq!(offsets(&s1.wants(2)), [], "perhaps only late");
    assert_eq!(offsets(&s1.heartbeat()), [], "it has asked for more");
    assert_eq!(offsets(&s1.wants(4)), [], "that is on its way");
    assert_eq!(offsets(&s1.heartbeat()), [4], "nothing came");
    assert_eq!(offsets(&s1.wants(2)), []);
    assert_eq!(offsets(&s1.wants(4)), [], "that may be old");
    assert_eq!(offsets(&s1.heartbeat()), [2, 4]);
    assert_eq!(offsets(&s1.heartbeat()), [2, 4], "nothing came again");
}

/// During a transfer, too, the follower's timer must not run out, however slow its disk is: the heartbeat is an append
/// at the snapshot's last index, which the follower cannot accept yet and the leader does not mind.
#[test]
fn heartbeats_go_on_during_a_transfer() {
    let (mut s1, _) = leader();
    let effects = s1.heartbeat();
    let heartbeat = append_as(3 - 1, 2, (4, 1), entries(&[]), 4);
    assert!(sent(&effects).contains(&(2, heartbeat)));
    let effects = s1.receive(2, refused(2, 4, None, 1, 0));
    assert_eq!(
        effects,
        [Effect::Decided(Reason::HintIgnored {
            follower: ServerId(2)
        })]
    );
}

#[test]
fn a_heartbeat_that_is_accepted_ends_a_transfer_whose_last_answer_was_lost() {
    let (mut s1, _) = leader();
    s1.heartbeat();
    s1.ack(2, 4);
    assert!(matches!(s1.progress(2).mode, Mode::Replicate { .. }));
    assert_eq!(s1.progress(2).match_index, 4);
}

#[test]
fn a_follower_that_has_some_of_it_already_is_sent_the_rest() {
    let (mut s1, _) = leader();
    assert_eq!(offsets(&s1.wants(4)), [4]);
    assert_eq!(offsets(&s1.wants(2)), [], "an answer that comes late");
}

#[test]
fn a_follower_that_must_begin_again_is_sent_all_of_it() {
    let (mut s1, _) = leader();
    s1.wants(2);
    s1.wants(4);
    s1.wants(0);
    assert_eq!(offsets(&s1.heartbeat()), [0, 2]);
}

#[test]
fn an_empty_snapshot_is_one_chunk() {
    let mut cluster = Cluster::new(3, Config::default());
    let configuration = Configuration::simple(ServerSet::first(3));
    let chunk = InstallSnapshot {
        term: 1,
        snapshot: Snapshot::new(3, 1, configuration, std::sync::Arc::default()).id,
        configuration,
        offset: 0,
        data: std::sync::Arc::default(),
        total: 0,
        chunk_size: 8,
    };
    assert!(chunk.is_last());
    assert_eq!(chunk.chunk_of(), (1, 1));
    let node = &mut cluster.server(2).node;
    let mut effects = Vec::new();
    let message = Message::InstallSnapshot(chunk);
    node.step(
        Time::ZERO,
        Input::Message {
            from: ServerId(1),
            message,
        },
        &mut effects,
    );
    assert_eq!(node.snapshot().id.last_included_index, 3);
}

#[test]
fn a_newer_snapshot_of_the_leader_does_not_disturb_a_transfer() {
    let mut s1 = server(1)
        .of(3)
        .snapshot(4, 1)
        .tuned(|config| (config.chunk_size, config.chunks_in_flight) = (2, 1))
        .leader_without_noop();
    s1.receive(2, refused(2, 4, None, 1, 0));
    let old = s1.node.snapshot().id;
    s1.propose();
    s1.persisted();
    s1.ack(3, 5);
    s1.applied(5);
    s1.step(Input::SnapshotTaken {
        index: 5,
        data: b"other".as_slice().into(),
    });
    let message = Message::InstallSnapshotReply(InstallSnapshotReply {
        term: 2,
        request_term: 2,
        snapshot: old,
        next_offset: 2,
        installed: false,
        stale: false,
    });
    let effects = s1.receive(2, message);
    assert!(
        matches!(only_message(&effects), Message::InstallSnapshot(m) if m.snapshot == old && m.offset == 2)
    );
}

/// Under load the leader compacts its log while a snapshot travels. The heartbeat then stands at the last entry of the
/// snapshot that travels, which its own log no longer holds.
#[test]
fn a_heartbeat_does_not_begin_a_transfer_again_when_the_log_was_compacted_past_it() {
    let (mut s1, _) = leader_that_keeps_nothing();
    let travels = s1.node.snapshot().id;
    s1.wants(2);
    s1.propose();
    s1.persisted();
    s1.ack(3, 5);
    s1.applied(5);
    s1.step(Input::SnapshotTaken {
        index: 5,
        data: b"other".as_slice().into(),
    });
    assert_eq!(s1.node.log().base_index(), 5, "entry 4 is gone");
    for _ in 0..3 {
        let effects = s1.heartbeat();
        let begins_again = |reason: &Reason| matches!(reason, Reason::SnapshotNeeded { .. });
        assert!(!reasons(&effects).iter().any(begins_again));
        let heartbeat = append_as(s1.progress(2).requests, 2, (4, 1), entries(&[]), 5);
        assert!(sent(&effects).contains(&(2, heartbeat)));
        let resumed = offsets(&effects).into_iter().all(|offset| offset >= 2);
        assert!(resumed, "{effects:?}");
    }
    assert!(
        matches!(&s1.progress(2).mode, Mode::Snapshot { snapshot, .. } if snapshot.id == travels)
    );
}

/// The last answer of a transfer was lost, and the leader's log has gone on beyond the snapshot: a heartbeat that is accepted
/// at its last entry does not connect the follower to the log, so the leader asks again and then sends a newer snapshot.
#[test]
fn a_transfer_whose_last_answer_was_lost_ends_when_the_log_was_compacted_past_it() {
    let (mut s1, _) = leader_that_keeps_nothing();
    let travels = s1.node.snapshot().id;
    s1.propose();
    s1.persisted();
    s1.ack(3, 5);
    s1.applied(5);
    s1.step(Input::SnapshotTaken {
        index: 5,
        data: b"other".as_slice().into(),
    });
    s1.heartbeat();
    let needs = |effects: &[Effect]| {
        reasons(effects).contains(&Reason::SnapshotNeeded {
            follower: ServerId(2),
            next: 5,
            first: 6,
        })
    };
    assert!(!needs(&s1.ack(2, 4)), "the transfer goes on");
    let effects = s1.receive(
        2,
        Message::InstallSnapshotReply(InstallSnapshotReply {
            term: 2,
            request_term: 2,
            snapshot: travels,
            next_offset: 5,
            installed: true,
            stale: false,
        }),
    );
    assert!(needs(&effects), "{effects:?}");
}

#[test]
fn answers_to_another_snapshot_or_term_are_dropped() {
    let (mut s1, _) = leader();
    let answer = InstallSnapshotReply {
        term: 2,
        request_term: 2,
        snapshot: s1.node.snapshot().id,
        next_offset: 4,
        installed: false,
        stale: false,
    };
    let other = SnapshotId {
        content: 1,
        ..answer.snapshot
    };
    for wrong in [
        InstallSnapshotReply {
            request_term: 1,
            ..answer.clone()
        },
        InstallSnapshotReply {
            snapshot: other,
            ..answer.clone()
        },
    ] {
        let before = s1.progress(2).clone();
        let effects = s1.receive(2, Message::InstallSnapshotReply(wrong));
        assert!(matches!(
            effects[..],
            [Effect::Decided(Reason::StaleReply { .. })]
        ));
        assert_eq!(*s1.progress(2), before);
    }
}

/// The chunks are all there, but they are not the snapshot that was announced.
#[test]
fn a_corrupt_snapshot_is_not_installed() {
    let mut s1 = server(1).term(1).start();
    let configuration = Configuration::simple(ServerSet::first(3));
    let mut announced = Snapshot::new(3, 1, configuration, b"state".as_slice().into()).id;
    announced.content ^= 1;
    let chunk = InstallSnapshot {
        term: 1,
        snapshot: announced,
        configuration,
        offset: 0,
        data: b"state".as_slice().into(),
        total: 5,
        chunk_size: 8,
    };
    let effects = s1.receive(2, Message::InstallSnapshot(chunk));
    assert!(reasons(&effects).contains(&Reason::SnapshotCorrupt { index: 3 }));
    assert_eq!(written(&effects), [DiskOp::DropPartial]);
    assert_eq!(s1.node.snapshot().id.last_included_index, 0);
    assert!(
        matches!(only_message(&effects), Message::InstallSnapshotReply(m) if m.next_offset == 0 && !m.installed)
    );
}

#[test]
fn the_name_of_a_snapshot_depends_on_configuration_and_bytes() {
    let name = |voters, data: &[u8]| {
        SnapshotId::new(3, 1, &Configuration::simple(ServerSet::first(voters)), data)
    };
    assert_eq!(name(3, b"a"), name(3, b"a"));
    assert_ne!(name(3, b"a"), name(3, b"b"));
    assert_ne!(name(3, b"a"), name(4, b"a"));
}

/// FNV-1a of six bytes of an empty configuration and of `foobar`, worked out elsewhere: the name is part of what
/// servers send each other, so it must not change.
#[test]
fn the_hash_is_fnv_1a() {
    let id = SnapshotId::new(0, 0, &Configuration::default(), b"foobar");
    let manual = [0, 0, 0, 0, 0, 0].iter().chain(b"foobar");
    let expected = manual.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(1_099_511_628_211)
    });
    assert_eq!(id.content, expected);
}

// — whole transfers —

/// Three servers; S3 was down while so much happened that it needs a snapshot of 40 bytes, in chunks of eight.
fn behind() -> Cluster {
    let config = Config {
        chunk_size: 8,
        chunks_in_flight: 2,
        entries_kept: 1,
        ..Config::default()
    };
    let mut cluster = Cluster::new(3, config);
    cluster.crash(3);
    cluster.timeout(1);
    cluster.settle();
    for _ in 0..10 {
        cluster.propose(1, "x");
        cluster.settle();
    }
    for id in [1, 2] {
        cluster.take_snapshot(id);
    }
    cluster.restart(3);
    cluster
}

fn assert_caught_up(cluster: &mut Cluster) {
    let machine = cluster.server(1).machine;
    assert_eq!(machine.applied, 11);
    assert_eq!(cluster.server(3).machine, machine);
    assert_eq!(cluster.server(3).node.snapshot().id.last_included_index, 11);
}

#[test]
fn a_follower_that_was_away_catches_up_by_snapshot() {
    let mut cluster = behind();
    cluster.heartbeat(1);
    cluster.settle();
    assert_caught_up(&mut cluster);
    cluster.propose(1, "y");
    cluster.settle();
    assert_eq!(cluster.server(3).machine.applied, 12);
}

#[test]
fn every_chunk_may_be_lost_once() {
    let mut cluster = behind();
    let mut lost = std::collections::BTreeSet::new();
    for _ in 0..20 {
        cluster.heartbeat(1);
        while !cluster.network.is_empty() {
            match &cluster.network[0].2 {
                Message::InstallSnapshot(m) if lost.insert(m.offset) => {
                    drop(cluster.network.remove(0))
                }
                _ => cluster.deliver(0),
            }
        }
    }
    assert_eq!(lost.len(), 5);
    assert_caught_up(&mut cluster);
}

#[test]
fn a_crash_of_the_follower_in_the_middle_costs_only_what_was_not_on_its_disk() {
    let mut cluster = behind();
    cluster.heartbeat(1);
    while cluster
        .server(3)
        .disk
        .partial
        .as_ref()
        .is_none_or(|partial| partial.data.len() < 24)
    {
        cluster.deliver(0);
    }
    cluster.crash(3);
    cluster.network.clear();
    cluster.restart(3);
    assert_eq!(
        cluster.node(3).partial().map(|partial| partial.data.len()),
        Some(24)
    );
    let mut sent = Vec::new();
    for _ in 0..3 {
        cluster.heartbeat(1);
        while !cluster.network.is_empty() {
            if let Message::InstallSnapshot(m) = &cluster.network[0].2 {
                sent.push(m.offset);
            }
            cluster.deliver(0);
        }
    }
    assert_caught_up(&mut cluster);
    assert!(!sent.contains(&0) && !sent.contains(&8), "{sent:?}");
}

/// Both have the same snapshot, so what the first leader sent is of use to the second.
#[test]
fn a_new_leader_goes_on_where_the_old_one_stopped() {
    let mut cluster = behind();
    assert_eq!(cluster.node(1).snapshot(), cluster.node(2).snapshot());
    cluster.heartbeat(1);
    while cluster
        .node(3)
        .partial()
        .is_none_or(|partial| partial.data.len() < 24)
    {
        cluster.deliver(0);
    }
    cluster.crash(1);
    cluster.network.clear();
    cluster.timeout(2);
    let mut stored = Vec::new();
    while !cluster.network.is_empty() {
        cluster.deliver(0);
        stored.extend(cluster.node(3).partial().map(|partial| partial.data.len()));
    }
    assert!(
        stored.iter().all(|bytes| *bytes >= 24),
        "nothing is received a second time: {stored:?}"
    );
    assert_eq!(cluster.node(3).snapshot(), cluster.node(2).snapshot());
}

/// Chunks that overtake each other: whatever the order in which those of a window arrive, nothing is sent a second time.
#[test]
fn chunks_that_overtake_each_other_cost_nothing() {
    let mut cluster = behind();
    cluster.heartbeat(1);
    let mut sent = Vec::new();
    while !cluster.network.is_empty() {
        let is_chunk = |message: &Message| matches!(message, Message::InstallSnapshot(_));
        let chunk = cluster.network.iter().rposition(|(.., m)| is_chunk(m));
        let at = chunk.unwrap_or(0);
        if let Message::InstallSnapshot(m) = &cluster.network[at].2 {
            sent.push(m.offset);
        }
        cluster.deliver(at);
    }
    assert_eq!(sent[..2], [8, 0], "the second overtakes the first");
    sent.sort_unstable();
    assert_eq!(sent, [0, 8, 16, 24, 32]);
    assert_caught_up(&mut cluster);
}

/// A chunk of `snapshot` for a follower, two bytes from `offset` on.
fn two_bytes(snapshot: &Snapshot, offset: u64) -> Message {
    let from = offset as usize;
    Message::InstallSnapshot(InstallSnapshot {
        term: 1,
        snapshot: snapshot.id,
        configuration: snapshot.configuration,
        offset,
        data: snapshot.data[from..snapshot.data.len().min(from + 2)].into(),
        total: snapshot.data.len() as u64,
        chunk_size: 2,
    })
}

fn follower() -> (Lone, Snapshot) {
    let configuration = Configuration::simple(ServerSet::first(3));
    let s1 = server(1)
        .term(1)
        .tuned(|config| (config.chunk_size, config.chunks_in_flight) = (2, 2))
        .start();
    (
        s1,
        Snapshot::new(3, 1, configuration, b"eight by".as_slice().into()),
    )
}

/// Chunks that are kept until those before them are here are neither written nor answered as if they were stored.
#[test]
fn an_early_chunk_is_kept_and_stored_when_its_turn_comes() {
    let (mut s1, snapshot) = follower();
    let effects = s1.receive(2, two_bytes(&snapshot, 4));
    assert_eq!(
        reasons(&effects)[1..2],
        [Reason::ChunkEarly {
            from: ServerId(2),
            offset: 4,
            expected: 0
        }],
        "{effects:?}"
    );
    assert_eq!(written(&effects), []);
    let effects = s1.receive(2, two_bytes(&snapshot, 0));
    assert_eq!(
        written(&effects).len(),
        1,
        "the one before it is still missing"
    );
    let effects = s1.receive(2, two_bytes(&snapshot, 2));
    assert_eq!(written(&effects).len(), 2);
    assert!(
        matches!(only_message(&effects), Message::InstallSnapshotReply(m) if m.next_offset == 6)
    );
    let effects = s1.receive(2, two_bytes(&snapshot, 6));
    assert!(written(&effects).contains(&DiskOp::SaveSnapshot(snapshot)));
}

/// As many chunks as may be on their way at a time, and none twice.
#[test]
fn not_more_early_chunks_are_kept_than_the_window_holds() {
    let (mut s1, snapshot) = follower();
    let mut early = |offset| {
        let effects = s1.receive(2, two_bytes(&snapshot, offset));
        reasons(&effects)
            .iter()
            .any(|reason| matches!(reason, Reason::ChunkEarly { .. }))
    };
    assert_eq!([6, 6, 4, 2].map(&mut early), [true, false, true, false]);
}

/// Chunks of an abandoned snapshot do not end up in another.
#[test]
fn early_chunks_of_another_snapshot_are_forgotten() {
    let (mut s1, snapshot) = follower();
    let other = Snapshot::new(4, 1, snapshot.configuration, b"OTHER ST".as_slice().into());
    s1.receive(2, two_bytes(&snapshot, 2));
    for offset in [2, 0, 4, 6] {
        s1.receive(2, two_bytes(&other, offset));
    }
    assert_eq!(*s1.node.snapshot(), other);
}

/// A refusal from before a crash can only be late where the match came after it; one of an append that was sent when the
/// follower had acknowledged all that it now refuses shows that its disk lost entries (sofastack/sofa-jraft#952).
#[test]
fn a_follower_that_refuses_what_it_acknowledged_is_said_to_have_lost_it() {
    let mut s1 = server(1).log(&[1, 1]).leader();
    s1.ack(2, 3);
    let old = refused(2, 3, None, 1, 0);
    let lost = |effects: &[Effect]| {
        reasons(effects).contains(&Reason::FollowerLostEntries {
            follower: ServerId(2),
            match_index: 3,
            last_log_index: 0,
        })
    };
    let effects = s1.receive(2, old.clone());
    assert!(!lost(&effects), "this may be late: {effects:?}");
    s1.heartbeat();
    let Message::AppendEntriesReply(mut fresh) = old else {
        unreachable!()
    };
    fresh.request = s1.progress(2).requests;
    let effects = s1.receive(2, Message::AppendEntriesReply(fresh));
    assert!(lost(&effects), "{effects:?}");
    assert_eq!(s1.progress(2).match_index, 3, "no leader goes back below");
}

/// The crash comes after the snapshot was handed to the disk and before the disk had it: the old state is back, whole.
#[test]
fn a_crash_before_the_snapshot_is_durable_leaves_the_old_state() {
    let mut cluster = behind();
    cluster.heartbeat(1);
    while cluster.node(3).snapshot().id.last_included_index == 0 {
        cluster.deliver(0);
        cluster.fast_disks = cluster
            .server(3)
            .disk
            .partial
            .as_ref()
            .is_none_or(|partial| partial.data.len() < 32);
    }
    assert_eq!(
        cluster.server(3).machine.applied,
        0,
        "the state machine waits for the disk"
    );
    cluster.crash(3);
    cluster.fast_disks = true;
    cluster.restart(3);
    assert_eq!(cluster.node(3).snapshot().id.last_included_index, 0);
    assert_eq!(cluster.node(3).commit_index(), 0);
    for _ in 0..3 {
        cluster.heartbeat(1);
        cluster.settle();
    }
    assert_caught_up(&mut cluster);
}
