//! Tables for the log.

use super::lone::{entries, entry};
use crate::*;

/// A log of these terms after a base.
fn log(base: (Index, Term), terms: &[Term]) -> Log {
    let mut log = Log::after(base.0, base.1);
    log.replace(base.0 + 1, &entries(terms));
    log
}

fn terms(log: &Log) -> Vec<Term> {
    log.iter_from(0).map(|entry| entry.term).collect()
}

#[test]
fn an_empty_log_ends_with_its_base() {
    let log = Log::after(7, 3);
    assert_eq!(
        (log.base_index(), log.first_index(), log.last_index()),
        (7, 8, 7)
    );
    assert_eq!(log.last_term(), 3);
    assert_eq!(log.term_at(7), Some(3));
    assert_eq!(log.get(7), None);
    assert_eq!(Log::default(), Log::after(0, 0));
}

#[test]
fn the_term_is_known_from_the_base_to_the_last_entry() {
    let log = log((4, 2), &[2, 3, 3]);
    let known = |index| log.term_at(index);
    assert_eq!(
        [3, 4, 5, 6, 7, 8].map(known),
        [None, Some(2), Some(2), Some(3), Some(3), None]
    );
}

#[test]
fn replacing_cuts_what_follows() {
    let mut log = log((2, 1), &[1, 1, 1]);
    log.replace(4, &entries(&[2]));
    assert_eq!(terms(&log), [1, 2]);
    log.replace(5, &entries(&[3, 3]));
    assert_eq!(terms(&log), [1, 2, 3, 3]);
    log.replace(3, &[]);
    assert_eq!((log.last_index(), log.last_term()), (2, 1));
}

#[test]
fn a_slice_has_at_most_so_many_entries() {
    let log = log((2, 1), &[1, 2, 3]);
    assert_eq!(log.slice(4, 1), entries(&[2]));
    assert_eq!(log.slice(4, 9), entries(&[2, 3]));
    assert_eq!(log.slice(4, u64::MAX), entries(&[2, 3]));
    assert_eq!(log.slice(6, 9), entries(&[]));
}

#[test]
fn the_first_entry_of_a_term_or_a_later_one() {
    let log = log((2, 1), &[1, 1, 3, 3, 4]);
    let since = |term| log.first_index_since(term);
    assert_eq!([0, 1, 2, 3, 4, 5].map(since), [3, 3, 5, 5, 7, 8]);
}

/// Ours ends with (5, 2), theirs as the table says; our log begins with its first entry, or after a snapshot.
#[test]
fn the_longer_log_or_the_later_term_is_ahead() {
    for (base, ours) in [
        ((0, 0), &[1, 1, 1, 2, 2][..]),
        ((4, 2), &[2]),
        ((5, 2), &[]),
    ] {
        let ours = log(base, ours);
        for (theirs, up_to_date) in [
            ((0, 0), false),
            ((1, 1), false),
            ((5, 1), false),
            ((99, 1), false),
            ((1, 2), false),
            ((4, 2), false),
            ((5, 2), true),
            ((6, 2), true),
            ((1, 3), true),
            ((99, 3), true),
        ] {
            let (index, term) = theirs;
            assert_eq!(ours.is_not_ahead_of(term, index), up_to_date, "{theirs:?}");
        }
    }
}

/// A log without what a snapshot covers answers every question as the whole log does, as far as it still knows.
#[test]
fn a_log_that_begins_later_has_every_entry_where_it_was() {
    const TERMS: [Term; 8] = [1, 1, 2, 2, 2, 4, 4, 7];
    let whole = log((0, 0), &TERMS);
    for base in 0..=8 {
        let mut rest = whole.clone();
        rest.drop_through(base, whole.term_at(base).unwrap());
        assert_eq!((rest.base_index(), rest.first_index()), (base, base + 1));
        assert_eq!(rest.last_index(), 8);
        assert_eq!(rest.last_term(), 7);
        for index in 0..=10 {
            let term = whole.term_at(index).filter(|_| index >= base);
            assert_eq!(rest.term_at(index), term, "term at {index} after {base}");
            let entry = whole.get(index).filter(|_| index > base);
            assert_eq!(rest.get(index), entry, "entry at {index} after {base}");
            let from: Vec<&Entry> = whole.iter_from(index.max(base + 1)).collect();
            assert_eq!(rest.iter_from(index).collect::<Vec<_>>(), from);
            if index > base {
                assert_eq!(rest.slice(index, 3), whole.slice(index, 3));
                let mut cut = rest.clone();
                cut.replace(index.min(9), &entries(&[9]));
                assert_eq!((cut.last_index(), cut.last_term()), (index.min(9), 9));
            }
        }
        for term in 0..=8 {
            let first = whole.first_index_since(term).max(base + 1);
            assert_eq!(
                rest.first_index_since(term),
                first,
                "term {term} after {base}"
            );
        }
    }
}

#[test]
fn a_prefix_is_dropped_through_an_entry_that_the_log_holds() {
    let mut held = log((2, 1), &[1, 2, 2]);
    held.drop_through(4, 2);
    assert_eq!(
        (held.base_index(), held.term_at(4), held.last_index()),
        (4, Some(2), 5)
    );
    assert_eq!(terms(&held), [2]);
    held.drop_through(5, 2);
    assert_eq!(held, Log::after(5, 2));
}

#[test]
fn a_log_that_does_not_hold_the_entry_is_dropped_as_a_whole() {
    for (index, term) in [(2, 7), (4, 7), (9, 2)] {
        let mut other = log((2, 1), &[1, 2, 2]);
        other.drop_through(index, term);
        assert_eq!(other, Log::after(index, term));
    }
}

#[test]
fn a_prefix_that_is_gone_already_is_not_dropped_again() {
    let mut log = log((4, 2), &[2, 3]);
    log.drop_through(3, 1);
    assert_eq!(terms(&log), [2, 3]);
}

#[test]
fn a_clone_goes_its_own_way() {
    let original = log((0, 0), &[1, 1, 2]);
    let mut copy = original.clone();
    copy.truncate(2);
    copy.push(entry(5));
    assert_eq!(terms(&original), [1, 1, 2]);
    assert_eq!(terms(&copy), [1, 5]);
}
