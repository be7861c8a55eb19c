//! Draws for the choices of a search, from a stream of numbers that is the same on every machine.

use oorandom::Rand64;

/// A stream of draws; equal seeds give equal streams.
pub(crate) struct Rng(Rand64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Rng {
        Rng(Rand64::new(seed.into()))
    }

    /// A number below `end`; 0 if that is 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0.rand_range(0..end.max(1))
    }

    /// A number from the first through the second.
    pub(crate) fn between(&mut self, (first, last): (u64, u64)) -> u64 {
        first + self.below(last - first + 1)
    }

    /// One of a few things.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}
