//! Figure 13, InstallSnapshot RPC.

use crate::message::{InstallSnapshot, InstallSnapshotReply};
use crate::tests::lone::*;
use crate::*;

const BYTES: &[u8] = b"eighteen bytes ...";

fn snapshot(index: Index, term: Term) -> Snapshot {
    Snapshot::new(
        index,
        term,
        Configuration::simple(ServerSet::first(3)),
        BYTES.into(),
    )
}

/// The bytes of `snapshot` from `offset` on, at most eight, from the leader of `term`.
fn chunk(term: Term, snapshot: &Snapshot, offset: usize) -> Message {
    let end = BYTES.len().min(offset + 8);
    Message::InstallSnapshot(InstallSnapshot {
        term,
        snapshot: snapshot.id,
        configuration: snapshot.configuration,
        offset: offset as u64,
        data: BYTES[offset..end].into(),
        total: BYTES.len() as u64,
        chunk_size: 8,
    })
}

fn save(snapshot: &Snapshot, offset: usize) -> DiskOp {
    DiskOp::SaveChunk(Chunk {
        snapshot: snapshot.id,
        configuration: snapshot.configuration,
        total: BYTES.len() as u64,
        offset: offset as u64,
        data: BYTES[offset..offset + 8].into(),
    })
}

fn reply(term: Term, snapshot: &Snapshot, next_offset: u64, installed: bool) -> Message {
    Message::InstallSnapshotReply(InstallSnapshotReply {
        term,
        request_term: term,
        snapshot: snapshot.id,
        next_offset,
        installed,
        stale: false,
    })
}

/// All chunks; what the last one did.
fn install(s1: &mut Lone, term: Term, snapshot: &Snapshot) -> Vec<Effect> {
    s1.receive(2, chunk(term, snapshot, 0));
    s1.receive(2, chunk(term, snapshot, 8));
    s1.receive(2, chunk(term, snapshot, 16))
}

/// Rule 1: "Reply immediately if term < currentTerm".
#[test]
fn rule_1_a_chunk_of_an_older_term_is_refused_with_our_term() {
    let mut s1 = server(1).term(5).start();
    let effects = s1.receive(2, chunk(4, &snapshot(3, 1), 0));
    let refusal = InstallSnapshotReply {
        term: 5,
        request_term: 4,
        snapshot: snapshot(3, 1).id,
        next_offset: 0,
        installed: false,
        stale: true,
    };
    assert_eq!(
        acts(&effects),
        [send(2, Message::InstallSnapshotReply(refusal))]
    );
    assert_eq!(s1.node.partial(), None);
}

/// Rules 2 to 4: "Create new snapshot file if first chunk (offset is 0). Write data into snapshot file at given offset.
/// Reply and wait for more data chunks if done is false." A chunk is word from the leader, and is on the disk before it
/// is acknowledged.
#[test]
fn rules_2_to_4_chunks_are_gathered_in_order() {
    let mut s1 = server(1).term(1).start();
    let snapshot = snapshot(3, 1);
    let effects = s1.receive(2, chunk(1, &snapshot, 0));
    assert_eq!(
        acts(&effects),
        [
            persist(1, &[save(&snapshot, 0)]),
            arm_election(),
            send_after(1, 2, reply(1, &snapshot, 8, false)),
        ]
    );
    let effects = s1.receive(2, chunk(1, &snapshot, 8));
    assert_eq!(
        acts(&effects),
        [
            persist(2, &[save(&snapshot, 8)]),
            arm_election(),
            send_after(2, 2, reply(1, &snapshot, 16, false)),
        ]
    );
    assert_eq!(
        s1.node.partial().map(|partial| partial.data.len()),
        Some(16)
    );
}

/// Rule 3: a chunk that does not continue what is there is not written; the answer says what would.
#[test]
fn rule_3_a_chunk_that_comes_early_or_twice_is_not_written() {
    let mut s1 = server(1).term(1).start();
    let snapshot = snapshot(3, 1);
    let early = s1.receive(2, chunk(1, &snapshot, 8));
    assert_eq!(
        acts(&early),
        [arm_election(), send(2, reply(1, &snapshot, 0, false))]
    );
    s1.receive(2, chunk(1, &snapshot, 0));
    s1.persisted();
    let twice = s1.receive(2, chunk(1, &snapshot, 0));
    assert_eq!(
        acts(&twice),
        [arm_election(), send(2, reply(1, &snapshot, 16, false))]
    );
}

/// Rule 5: "Save snapshot file, discard any existing or partial snapshot with a smaller index". The state machine is
/// replaced only when the snapshot is on the disk, and only then the leader hears of it.
#[test]
fn rule_5_the_complete_snapshot_is_saved_before_it_is_used() {
    let mut s1 = server(1).log(&[1]).start();
    let snapshot = snapshot(3, 1);
    let effects = install(&mut s1, 1, &snapshot);
    assert_eq!(
        acts(&effects),
        [
            persist(
                3,
                &[DiskOp::SaveSnapshot(snapshot.clone()), DiskOp::DropPartial,]
            ),
            persist(
                4,
                &[DiskOp::DropPrefix {
                    through: 3,
                    term: 1
                }]
            ),
            Effect::InstallState {
                snapshot: snapshot.clone(),
                after: Ticket(3)
            },
            arm_election(),
            send_after(3, 2, reply(1, &snapshot, 18, true)),
        ]
    );
    assert_eq!(*s1.node.snapshot(), snapshot);
    assert_eq!(s1.node.partial(), None);
    assert_eq!(
        s1.persisted(),
        [Effect::Notify(Notice::SnapshotInstalled(snapshot.id))]
    );
    assert_eq!(s1.node.durable_index(), 3);
}

/// Rule 5: chunks of another snapshot begin again, and what was there of the first is gone.
#[test]
fn rule_5_another_snapshot_discards_the_partial_one() {
    let mut s1 = server(1).term(1).start();
    s1.receive(2, chunk(1, &snapshot(3, 1), 0));
    let newer = snapshot(4, 1);
    let effects = s1.receive(2, chunk(1, &newer, 0));
    assert_eq!(written(&effects), [save(&newer, 0)]);
    assert_eq!(s1.node.partial().map(|partial| partial.id), Some(newer.id));
}

/// Rule 5: "discard any … partial snapshot with a smaller index": also when the log, not a snapshot, has passed it.
#[test]
fn rule_5_a_partial_snapshot_of_what_is_committed_is_discarded() {
    let mut s1 = server(1).log(&[1, 1, 1]).start();
    s1.receive(2, chunk(1, &snapshot(3, 1), 0));
    let effects = s1.receive(2, append(1, (3, 1), &[], 2));
    assert_eq!(written(&effects), []);
    let effects = s1.receive(2, append(1, (3, 1), &[], 3));
    assert_eq!(written(&effects), [DiskOp::DropPartial]);
    assert_eq!(s1.node.partial(), None);
}

/// Rule 6: "If existing log entry has same index and term as snapshot's last included entry, retain log entries following
/// it and reply".
#[test]
fn rule_6_a_log_that_holds_the_last_entry_keeps_its_tail() {
    let mut s1 = server(1).log(&[1, 1, 2, 2, 2]).start();
    let snapshot = snapshot(3, 2);
    let effects = install(&mut s1, 2, &snapshot);
    assert!(reasons(&effects).contains(&Reason::SnapshotKeepsTail { index: 3, last: 5 }));
    assert_eq!(
        (s1.node.log().first_index(), s1.node.log().last_index()),
        (4, 5)
    );
    assert_eq!(s1.terms(), [2, 2]);
    assert_eq!(s1.node.durable_index(), 5);
}

/// Rule 7: "Discard the entire log". It ends where the snapshot does, whatever stood there before.
#[test]
fn rule_7_a_log_that_contradicts_the_snapshot_goes_as_a_whole() {
    for log in [&[1, 1, 1, 1, 1][..], &[1, 1, 1], &[1], &[]] {
        let mut s1 = server(1).log(log).start();
        let effects = install(&mut s1, 2, &snapshot(3, 2));
        let last = log.len() as Index;
        let mut cut = notices(&effects);
        cut.retain(|notice| matches!(notice, Notice::Truncated { .. }));
        let from = 4;
        assert_eq!(
            cut,
            match last {
                5 => vec![Notice::Truncated { from, last }],
                _ => vec![],
            },
            "what the snapshot covers is not cut off"
        );
        assert!(reasons(&effects).contains(&Reason::SnapshotReplacesLog { index: 3, last }));
        assert_eq!(
            (s1.node.log().last_index(), s1.node.log().last_term()),
            (3, 2)
        );
        assert_eq!(s1.terms(), []);
    }
}

/// Rule 8: "Reset state machine using snapshot contents": nothing else is applied until that has happened, and the next
/// entry applied is the one after the snapshot.
#[test]
fn rule_8_the_state_machine_is_replaced_before_anything_is_applied() {
    let mut s1 = server(1).log(&[1]).start();
    s1.receive(2, append(1, (1, 1), &[], 1));
    install(&mut s1, 1, &snapshot(3, 1));
    let effects = s1.receive(2, append(1, (3, 1), &[1], 4));
    assert_eq!(s1.node.commit_index(), 4);
    let applies = |effects: &[Effect]| {
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Apply { .. }))
    };
    assert!(!applies(&effects));
    assert!(!applies(&s1.applied(1)), "what was under way before");
    assert!(!applies(&s1.persisted()));
    assert_eq!(
        s1.applied(3),
        [Effect::Apply {
            first: 4,
            entries: entries(&[1])
        }]
    );
}

/// Rule 8: "… (and load snapshot's cluster configuration)".
#[test]
fn rule_8_the_snapshots_configuration_is_in_force() {
    let mut s1 = server(1).term(1).start();
    let five = Configuration::simple(ServerSet::first(5));
    let mut snapshot = snapshot(3, 1);
    snapshot = Snapshot::new(3, 1, five, snapshot.data);
    let effects = install(&mut s1, 1, &snapshot);
    assert_eq!(*s1.node.configuration(), five);
    assert!(notices(&effects).contains(&Notice::ConfigAdopted(3)));
}

/// §7: "If instead the follower receives a snapshot that describes a prefix of its log (due to retransmission or by
/// mistake)": it is of no use, and the answer says so. An old snapshot never replaces newer state.
#[test]
fn a_snapshot_of_what_is_committed_is_ignored() {
    let mut s1 = server(1).log(&[1, 1, 1, 1]).start();
    s1.receive(2, append(1, (4, 1), &[], 3));
    let effects = s1.receive(2, chunk(1, &snapshot(3, 1), 0));
    assert!(reasons(&effects).contains(&Reason::SnapshotIgnored {
        index: 3,
        commit: 3
    }));
    assert_eq!(
        acts(&effects),
        [arm_election(), send(2, reply(1, &snapshot(3, 1), 18, true))]
    );
    assert_eq!(s1.terms(), [1, 1, 1, 1]);
}

/// The same for a last chunk that comes twice.
#[test]
fn a_repeated_last_chunk_does_no_harm() {
    let mut s1 = server(1).term(1).start();
    let snapshot = snapshot(3, 1);
    install(&mut s1, 1, &snapshot);
    let again = s1.receive(2, chunk(1, &snapshot, 16));
    assert_eq!(
        acts(&again),
        [
            arm_election(),
            send_after(3, 2, reply(1, &snapshot, 18, true))
        ]
    );
}

/// "lastIncludedTerm" is the term of an entry. The server's own term does not follow it.
#[test]
fn the_term_is_not_taken_from_the_snapshot() {
    let mut s1 = server(1).term(7).start();
    install(&mut s1, 7, &snapshot(3, 2));
    assert_eq!(s1.node.term(), 7);
}

/// "Sent by leader": a candidate that receives a chunk of its term follows.
#[test]
fn a_candidate_follows_the_server_that_sends_a_snapshot() {
    let mut s1 = server(1).candidate();
    s1.receive(2, chunk(1, &snapshot(3, 1), 0));
    assert!(s1.is_follower());
    assert_eq!(s1.node.leader(), Some(ServerId(2)));
}
