//! A name for what a log entry holds, so that contents can be compared without being kept.

use raft::{Configuration, Payload};

/// FNV-1a, 64 bits, of what an entry holds: its kind in one byte, then its bytes. The term is not part of it.
pub fn content_hash(payload: &Payload) -> u64 {
    match payload {
        Payload::Noop => fnv1a(0, []),
        Payload::Command(bytes) => fnv1a(1, bytes.iter().copied()),
        Payload::Configuration(configuration) => fnv1a(2, configuration_bytes(configuration)),
    }
}

fn configuration_bytes(configuration: &Configuration) -> impl Iterator<Item = u8> {
    let Configuration {
        voters,
        outgoing,
        learners,
    } = *configuration;
    [voters, outgoing, learners]
        .into_iter()
        .flat_map(|set| set.bits().to_le_bytes())
}

/// The same hash of a text.
pub(crate) fn hash_of_text(text: &str) -> u64 {
    fnv1a(b'"', text.bytes())
}

fn fnv1a(kind: u8, bytes: impl IntoIterator<Item = u8>) -> u64 {
    let start = step(0xcbf2_9ce4_8422_2325, kind);
    bytes.into_iter().fold(start, step)
}

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}
