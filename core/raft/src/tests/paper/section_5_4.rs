//! §5.4, Safety.

use crate::tests::cluster::Cluster;
use crate::tests::lone::*;
use crate::*;

/// §5.4.1: "The RPC includes information about the candidate's log", for every term of it.
#[test]
fn a_request_names_the_last_entry() {
    for log in [vec![], vec![2], vec![1, 2], vec![1, 2, 2, 5]] {
        let mut s1 = server(1).log(&log).start();
        let term = s1.node.term() + 1;
        let last = (log.len() as Index, log.last().copied().unwrap_or(0));
        let ask = request_vote(term, last);
        assert_eq!(sent(&s1.timeout()), [(2, ask.clone()), (3, ask)]);
    }
}

/// §5.4.1: "The voter denies its vote if its own log is more up-to-date than that of the candidate. If the logs have last
/// entries with different terms, then the log with the later term is more up-to-date. If the logs end with the same
/// term, then whichever log is longer is more up-to-date."
#[test]
fn the_more_up_to_date_log_wins() {
    let grants = |ours: &[Term], theirs| {
        let mut s1 = server(1).log(ours).term(5).start();
        granted(&s1.receive(2, request_vote(6, theirs)))
    };
    // The same last term.
    assert!(grants(&[1], (1, 1)));
    assert!(grants(&[1], (2, 1)));
    assert!(!grants(&[1, 1], (1, 1)));
    // A later last term of the candidate, whatever the lengths.
    assert!(grants(&[1], (1, 2)));
    assert!(grants(&[1], (2, 2)));
    assert!(grants(&[1, 1], (1, 2)));
    // A later last term of the voter, whatever the lengths.
    assert!(!grants(&[2], (1, 1)));
    assert!(!grants(&[2], (2, 1)));
    assert!(!grants(&[1, 2], (1, 1)));
    assert!(!grants(&[1, 2], (9, 1)));
    // The empty log.
    assert!(grants(&[], (0, 0)));
    assert!(!grants(&[1], (0, 0)));
}

/// §5.4.1: it is the end of the log that is compared, not what is known to be committed.
#[test]
fn uncommitted_entries_count_for_the_comparison() {
    let mut s1 = server(1).log(&[1, 1]).start();
    s1.receive(2, append(1, (2, 1), &[], 1));
    assert!(!granted(&s1.receive(3, request_vote(2, (1, 1)))));
}

/// §5.4.2: "Raft never commits log entries from previous terms by counting replicas. Only log entries from the leader's
/// current term are committed by counting replicas."
#[test]
fn entries_of_older_terms_are_not_committed_by_counting() {
    let mut s1 = server(1).log(&[1, 2]).leader_without_noop();
    s1.propose();
    s1.persisted();
    for (match_index, commit) in [(1, 0), (2, 0), (3, 3)] {
        let effects = s1.ack(2, match_index);
        let handed_out = acts(&effects).contains(&apply(1, entries(&[1, 2, 3])));
        assert_eq!((s1.node.commit_index(), handed_out), (commit, commit == 3));
        let waits = Reason::CommitWaitsOldTerm {
            index: match_index,
            entry_term: match_index,
            term: 3,
        };
        assert_eq!(reasons(&effects).contains(&waits), commit == 0);
    }
}

/// §5.4.2: "Once an entry from the current term has been committed in this way, then all prior entries are committed
/// indirectly because of the Log Matching Property."
#[test]
fn older_entries_commit_indirectly() {
    let mut s1 = server(1).log(&[1, 2]).leader();
    assert_eq!(s1.node.commit_index(), 0);
    let effects = s1.ack(2, 3);
    assert!(reasons(&effects).contains(&Reason::CommitAdvanced {
        from: 0,
        to: 3,
        holders: servers(&[1, 2]),
        count: count(2, 2)
    }));
}

/// Figure 8: S1 copies its entry of term 2 to a majority in term 4, without committing it; so S5 may still win with
/// its entry of term 3 and overwrite it. The cluster itself checks that machines agree.
#[test]
fn figure_8_an_old_entry_on_a_majority_may_still_be_overwritten() {
    let config = Config {
        noop_on_election: false,
        ..Config::default()
    };
    let mut cluster = Cluster::new(5, config);
    figure_8_b(&mut cluster);
    // (c): S1 leads term 4 and replicates the entry of term 2 to S3; S5 is down.
    cluster.crash(5);
    cluster.timeout(1);
    cluster.settle();
    assert_eq!(cluster.node(3).log().last_term(), 2);
    assert_eq!(
        cluster.node(1).commit_index(),
        0,
        "a majority holds it, and that is not enough"
    );
    // (d): S1 crashes; S5 wins term 5 with the votes of those whose log is not ahead, and overwrites the entry.
    cluster.crash(1);
    cluster.restart(5);
    for _ in 0..2 {
        cluster.timeout(5);
        cluster.settle();
    }
    assert!(matches!(cluster.node(5).role(), Role::Leader(_)));
    assert_eq!(cluster.node(2).log().last_term(), 3);
}

/// Figure 8 (e): with an entry of its own term on a majority, S1 commits both, and S5 can no longer win.
#[test]
fn figure_8_an_own_entry_on_a_majority_is_safe() {
    let mut cluster = Cluster::new(5, Config::default());
    figure_8_b(&mut cluster);
    cluster.crash(5);
    cluster.timeout(1);
    cluster.settle();
    assert_eq!(cluster.node(1).commit_index(), 3);
    cluster.crash(1);
    cluster.restart(5);
    for _ in 0..3 {
        cluster.timeout(5);
        cluster.settle();
        assert!(matches!(cluster.node(5).role(), Role::Candidate { .. }));
    }
}

/// Figure 8 (b): S1 led term 2 and reached S2, then S5 led term 3 and reached no other server.
fn figure_8_b(cluster: &mut Cluster) {
    for (id, terms) in [
        (1, &[1, 2][..]),
        (2, &[1, 2]),
        (3, &[1]),
        (4, &[1]),
        (5, &[1, 3]),
    ] {
        cluster.crash(id);
        let disk = &mut cluster.server(id).disk;
        disk.log.replace(1, &entries(terms));
        disk.term = 3;
        cluster.restart(id);
    }
}
