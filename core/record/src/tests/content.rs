//! What an entry holds has one name everywhere.

use crate::content_hash;
use raft::{Configuration, Payload, ServerSet};
use std::sync::Arc;

#[test]
fn the_hash_is_fnv_1a_over_the_kind_and_the_bytes() {
    assert_eq!(content_hash(&Payload::Noop), 0xaf63_bd4c_8601_b7df);
    assert_eq!(content_hash(&command(b"a")), 0x082f_4307_b4e8_c4d7);
}

#[test]
fn different_contents_have_different_hashes() {
    let contents = [
        Payload::Noop,
        command(b""),
        command(b"a"),
        command(b"b"),
        configuration(ServerSet::first(3), ServerSet::EMPTY),
        configuration(ServerSet::EMPTY, ServerSet::first(3)),
    ];
    for (position, one) in contents.iter().enumerate() {
        for other in &contents[position + 1..] {
            assert_ne!(content_hash(one), content_hash(other), "{one:?}, {other:?}");
        }
    }
}

fn command(bytes: &[u8]) -> Payload {
    Payload::Command(Arc::from(bytes))
}

fn configuration(voters: ServerSet, outgoing: ServerSet) -> Payload {
    Payload::Configuration(Configuration {
        voters,
        outgoing,
        ..Configuration::default()
    })
}
