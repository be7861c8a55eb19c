//! The disk: what operations do, what a restart makes of it, and what the node believes is durable.

use super::lone::*;
use crate::*;

fn disk(term: Term, terms: &[Term]) -> Durable {
    let mut disk = Durable::new(Configuration::simple(ServerSet::first(3)));
    disk.term = term;
    disk.log.replace(1, &entries(terms));
    disk
}

fn terms(disk: &Durable) -> Vec<Term> {
    disk.log.iter_from(0).map(|entry| entry.term).collect()
}

fn snapshot(index: Index, term: Term) -> Snapshot {
    let configuration = Configuration::simple(ServerSet::first(3));
    Snapshot::new(index, term, configuration, b"state".as_slice().into())
}

// — operations —

#[test]
fn term_and_vote_are_one_record() {
    let mut disk = disk(1, &[]);
    disk.voted_for = Some(ServerId(3));
    disk.apply(&term_vote(2, None));
    assert_eq!((disk.term, disk.voted_for), (2, None));
}

#[test]
fn a_write_replaces_what_stood_there() {
    let mut disk = disk(3, &[1, 2, 3]);
    disk.apply(&write(2, 1, entries(&[3])));
    assert_eq!(terms(&disk), [1, 3]);
}

/// The write before it was lost in a crash: what it should continue is not there.
#[test]
fn a_write_after_a_hole_is_not_whole() {
    for (from, prev_term) in [(5, 1), (3, 2)] {
        let mut disk = disk(3, &[1, 1, 1]);
        disk.apply(&write(from, prev_term, entries(&[3])));
        assert_eq!(terms(&disk), [1, 1, 1]);
    }
}

#[test]
fn a_prefix_goes_only_if_its_snapshot_is_there() {
    let mut disk = disk(1, &[1, 1, 1]);
    let drop = DiskOp::DropPrefix {
        through: 2,
        term: 1,
    };
    disk.apply(&drop);
    assert_eq!(terms(&disk), [1, 1, 1]);
    disk.apply(&DiskOp::SaveSnapshot(snapshot(3, 1)));
    disk.apply(&drop);
    assert_eq!((disk.log.first_index(), terms(&disk)), (3, vec![1]));
}

#[test]
fn chunks_are_kept_until_they_are_dropped() {
    let chunk = |offset: u64, data: &[u8]| Chunk {
        snapshot: snapshot(3, 1).id,
        configuration: snapshot(3, 1).configuration,
        total: 5,
        offset,
        data: data.into(),
    };
    let mut disk = disk(1, &[]);
    disk.apply(&DiskOp::SaveChunk(chunk(0, b"st")));
    disk.apply(&DiskOp::SaveChunk(chunk(2, b"at")));
    disk.apply(&DiskOp::SaveChunk(chunk(2, b"at")));
    assert_eq!(
        disk.partial.as_ref().map(|partial| &partial.data[..]),
        Some(&b"stat"[..])
    );
    disk.apply(&DiskOp::DropPartial);
    assert_eq!(disk.partial, None);
}

// — recovery —

#[test]
fn a_whole_disk_comes_back_as_it_is() {
    let whole = disk(3, &[1, 2, 3]);
    assert_eq!(whole.clone().recovered(), whole);
    let mut compacted = disk(3, &[1, 2, 3]);
    compacted.snapshot = snapshot(2, 2);
    compacted.log.drop_through(1, 1);
    assert_eq!(compacted.clone().recovered(), compacted);
}

/// Entries of a term that the disk does not know yet must not be kept: back in the old term, the server would let
/// the old leader overwrite what it had acknowledged of the new one.
#[test]
fn the_log_is_cut_at_the_first_entry_above_the_term() {
    assert_eq!(terms(&disk(2, &[1, 2, 3, 3]).recovered()), [1, 2]);
    assert_eq!(terms(&disk(0, &[1]).recovered()), []);
}

/// Between saving a snapshot and dropping the log there is a crash point.
#[test]
fn a_log_that_does_not_fit_the_snapshot_is_dropped() {
    for log in [&[1, 1, 1, 1][..], &[1], &[]] {
        let mut disk = disk(2, log);
        disk.snapshot = snapshot(3, 2);
        assert_eq!(disk.recovered().log, Log::after(3, 2));
    }
}

#[test]
fn a_log_that_fits_the_snapshot_is_kept() {
    let mut disk = disk(2, &[1, 2, 2, 2]);
    disk.snapshot = snapshot(3, 2);
    assert_eq!(terms(&disk.recovered()), [1, 2, 2, 2]);
}

#[test]
fn a_log_that_begins_after_a_hole_is_dropped() {
    let mut disk = disk(2, &[]);
    disk.log = Log::after(5, 2);
    disk.log.push(entry(2));
    disk.snapshot = snapshot(3, 2);
    assert_eq!(disk.recovered().log, Log::after(3, 2));
}

/// The snapshot's entries are committed, so its last term exists; the server cannot have voted in it.
#[test]
fn a_term_that_was_lost_beside_a_snapshot_is_taken_up_again() {
    let mut disk = disk(1, &[1]);
    disk.voted_for = Some(ServerId(2));
    disk.snapshot = snapshot(3, 2);
    let disk = disk.recovered();
    assert_eq!((disk.term, disk.voted_for), (2, None));
}

/// Otherwise the server could vote twice in that term.
#[test]
fn a_vote_in_the_term_of_the_snapshot_stands() {
    let mut disk = disk(2, &[1]);
    disk.voted_for = Some(ServerId(2));
    disk.snapshot = snapshot(3, 2);
    let disk = disk.recovered();
    assert_eq!((disk.term, disk.voted_for), (2, Some(ServerId(2))));
}

#[test]
fn chunks_of_a_snapshot_that_is_no_longer_needed_go() {
    let with_chunks_of = |index| {
        let mut disk = disk(2, &[]);
        disk.snapshot = snapshot(3, 2);
        let id = snapshot(index, 2).id;
        let configuration = disk.snapshot.configuration;
        disk.partial = Some(PartialSnapshot {
            id,
            configuration,
            data: vec![1],
            total: 5,
        });
        disk.recovered().partial.is_some()
    };
    assert!(!with_chunks_of(3));
    assert!(with_chunks_of(4));
}

/// Whatever an arbitrary subset of lost writes leaves of a disk, the log that comes back is a prefix of one that stood
/// there at some moment.
#[test]
fn a_subset_of_writes_leaves_a_log_that_once_was() {
    let ops = [
        write(1, 0, entries(&[1, 1, 1])),
        term_vote(2, None),
        write(2, 1, entries(&[2, 2])),
        term_vote(3, None),
        write(3, 2, entries(&[3])),
        write(4, 3, entries(&[3, 3])),
    ];
    let mut moments = vec![disk(1, &[])];
    for op in &ops {
        let mut next = moments[moments.len() - 1].clone();
        next.apply(op);
        moments.push(next);
    }
    for subset in 0..1 << ops.len() {
        let mut disk = disk(1, &[]);
        for (at, op) in ops.iter().enumerate() {
            if subset & 1 << at != 0 {
                disk.apply(op);
            }
        }
        let log = terms(&disk.recovered());
        let once_was = moments.iter().any(|moment| terms(moment).starts_with(&log));
        assert!(once_was, "{subset:b}: {log:?}");
    }
}

// — what the node believes —

#[test]
fn the_durable_index_follows_the_disk() {
    let mut s1 = server(1).term(1).start();
    s1.receive(2, append(1, (0, 0), &[1, 1], 0));
    s1.receive(2, append(1, (2, 1), &[1], 0));
    assert_eq!(s1.node.durable_index(), 0);
    s1.step(Input::Persisted(Ticket(1)));
    assert_eq!(s1.node.durable_index(), 2);
    s1.step(Input::Persisted(Ticket(2)));
    assert_eq!(s1.node.durable_index(), 3);
}

#[test]
fn one_report_may_stand_for_several_writes() {
    let mut s1 = server(1).term(1).start();
    s1.receive(2, append(1, (0, 0), &[1, 1], 0));
    s1.receive(2, append(1, (2, 1), &[1], 0));
    s1.step(Input::Persisted(Ticket(2)));
    assert_eq!(s1.node.durable_index(), 3);
}

/// Written, cut off, written again while the first write is still under way: its report, which comes late, says nothing
/// of what stands there now.
#[test]
fn a_late_report_does_not_make_rewritten_entries_durable() {
    let mut s1 = server(1).term(1).start();
    s1.receive(2, append(1, (0, 0), &[1, 1, 1], 0));
    s1.receive(3, append(2, (1, 1), &[2, 2], 0));
    s1.step(Input::Persisted(Ticket(1)));
    assert_eq!(s1.node.durable_index(), 1);
    s1.step(Input::Persisted(Ticket(2)));
    assert_eq!(s1.node.durable_index(), 3);
}

#[test]
fn cutting_off_durable_entries_takes_them_back() {
    let mut s1 = server(1).log(&[1, 1, 1]).start();
    assert_eq!(s1.node.durable_index(), 3);
    s1.receive(3, append(2, (1, 1), &[2], 0));
    assert_eq!(s1.node.durable_index(), 1);
}

/// A leader must not count such an entry as its own copy.
#[test]
fn a_late_report_does_not_let_a_leader_commit() {
    let mut s1 = server(1).term(1).start();
    s1.receive(2, append(1, (0, 0), &[1], 0));
    s1.receive(3, append(2, (0, 0), &[2], 0));
    s1.timeout();
    s1.step(Input::Persisted(Ticket(1)));
    s1.receive(2, vote(3, true));
    assert!(s1.is_candidate(), "its own vote is not durable");
    assert_eq!(s1.node.durable_index(), 0);
}

#[test]
fn a_report_that_comes_twice_or_too_early_changes_nothing() {
    let mut s1 = server(1).term(1).start();
    s1.receive(2, append(1, (0, 0), &[1], 0));
    s1.persisted();
    assert_eq!(s1.persisted(), []);
    assert_eq!(s1.step(Input::Persisted(Ticket(99))), []);
    let again = s1.receive(2, append(1, (1, 1), &[1], 0));
    assert_eq!(
        acts(&again)[2],
        send_after(
            2,
            2,
            append_reply(1, 1, 1, message::AppendOutcome::Success { match_index: 2 })
        )
    );
}

#[test]
fn tickets_go_on_counting_after_a_restart() {
    let node = Node::new(ServerId(1), Config::default(), disk(1, &[]), Ticket(41));
    let mut s1 = Lone {
        node,
        ticket: Ticket(41),
    };
    s1.timeout();
    assert_eq!(s1.ticket, Ticket(42));
}
