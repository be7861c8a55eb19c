//! Sets of servers, and their names.

use super::lone::servers;
use crate::{ServerId, ServerSet};

#[test]
fn a_set_holds_what_was_put_in_and_not_taken_out() {
    let mut set = ServerSet::EMPTY;
    assert!(set.is_empty());
    assert!(set.insert(ServerId(2)) && set.insert(ServerId(15)));
    assert!(!set.insert(ServerId(2)), "it was there");
    assert_eq!((set.len(), set.is_empty()), (2, false));
    assert!(set.contains(ServerId(2)) && !set.contains(ServerId(3)));
    set.remove(ServerId(2));
    set.remove(ServerId(3));
    assert_eq!(set, servers(&[15]));
}

#[test]
fn sets_are_joined_cut_and_compared_by_member() {
    let (a, b) = (servers(&[1, 2, 3]), servers(&[3, 4]));
    assert_eq!(a.union(b), servers(&[1, 2, 3, 4]));
    assert_eq!(a.intersection(b), servers(&[3]));
    assert_eq!(a.without(b), servers(&[1, 2]));
    assert_eq!(ServerSet::first(3), a);
    assert_eq!(b.iter().collect::<Vec<_>>(), [ServerId(3), ServerId(4)]);
}

#[test]
fn bit_n_stands_for_server_n_and_the_lowest_for_none() {
    assert_eq!(servers(&[1, 4]).bits(), 0b1_0010);
    assert_eq!(ServerSet::from_bits(0b1_0011), servers(&[1, 4]));
}

#[test]
fn servers_are_numbered_from_1_to_15() {
    let room = |id| ServerSet::has_room_for(ServerId(id));
    assert_eq!([0, 1, 15, 16].map(room), [false, true, true, false]);
}

#[test]
fn servers_and_sets_have_names() {
    assert_eq!(ServerId(7).to_string(), "S7");
    assert_eq!(servers(&[1, 3, 4]).to_string(), "S1, S3, S4");
    assert_eq!(ServerSet::EMPTY.to_string(), "nobody");
}
