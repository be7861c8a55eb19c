//! A name for what a log entry holds, so that contents can be compared without being kept.

use crate::operation::ClientCommand;
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

/// What stands for the content of an entry of which only the place is known: a command without bytes.
pub(crate) fn unknown() -> Payload {
    Payload::Command([].into())
}

/// What an entry holds, as one would type it: `set x 1`, `no-op`.
pub fn content_words(payload: &Payload) -> String {
    match payload {
        Payload::Noop => "no-op".into(),
        Payload::Command(bytes) => match ClientCommand::decode(bytes) {
            Some(command) => command.operation.to_string(),
            None if is_unknown(payload) => "unknown".into(),
            None if bytes.len() == 1 => "1 byte".into(),
            None => format!("{} bytes", bytes.len()),
        },
        Payload::Configuration(configuration) => format!("voters {}", configuration.voters),
    }
}

/// Whether that stands for what an entry holds, which another program did not write down.
pub fn is_unknown(payload: &Payload) -> bool {
    *payload == unknown()
}

/// The hash of that.
const UNKNOWN: u64 = step(START, 1);

/// Whether an entry cannot hold what was seen of it first. What was not known then is known from now on.
pub(crate) fn contradicts(first: &mut u64, content: u64) -> bool {
    if *first == UNKNOWN {
        *first = content;
    }
    content != UNKNOWN && content != *first
}

/// The same hash of a text.
pub(crate) fn hash_of_text(text: &str) -> u64 {
    fnv1a(b'"', text.bytes())
}

fn fnv1a(kind: u8, bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(step(START, kind), step)
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

const fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
}
