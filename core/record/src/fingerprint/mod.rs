//! Running hash of events: two runs that have the same one were the same run, natively and as WebAssembly.
//!
//! Every event is encoded in 64-bit words: in `tag` the numbers of all kinds of things, in `encode` what counts and
//! in which order. Scripts that were recorded hold fingerprints, so neither may change: what is new takes new numbers.

mod encode;
mod tag;

pub(crate) use encode::{Encode, Words};

use crate::event::Event;

/// The hash of all events so far, in two lanes that take turns, since each has to wait for its multiplication.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fingerprint {
    /// The lane that takes the next word.
    next: u64,
    other: u64,
}

/// An odd number with bits all over.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl Default for Fingerprint {
    fn default() -> Fingerprint {
        Fingerprint::new()
    }
}

impl Fingerprint {
    /// Before the first event.
    pub fn new() -> Fingerprint {
        Fingerprint {
            next: 0x5261_6674_7363_6170,
            other: 0x6520_6b65_6570_7321,
        }
    }

    pub fn value(&self) -> u64 {
        let mixed = mix(self.next ^ (self.next >> 32), self.other);
        mixed ^ (mixed >> 29)
    }

    /// Takes in the next event.
    pub fn observe(&mut self, event: &Event) {
        event.encode(self);
    }
}

impl Words for Fingerprint {
    fn words(&mut self, words: &[u64]) {
        let Fingerprint {
            mut next,
            mut other,
        } = *self;
        for word in words {
            (next, other) = (other, mix(next, *word));
        }
        *self = Fingerprint { next, other };
    }
}

fn mix(state: u64, word: u64) -> u64 {
    (state.rotate_left(23) ^ word).wrapping_mul(FACTOR)
}
