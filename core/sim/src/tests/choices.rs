//! What a test chooses: by numbers from a seed, or from a tape, with which a property that fails can be made smaller.

use oorandom::Rand64;

/// A stream of numbers.
pub(crate) struct Choices(Box<dyn Iterator<Item = u64> + Send>);

impl Choices {
    pub(crate) fn seeded(seed: u64) -> Choices {
        let mut random = Rand64::new(seed.into());
        Choices(Box::new(std::iter::repeat_with(move || random.rand_u64())))
    }

    /// A number below `end`; 0 if that is 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0.next().unwrap_or_default() % end.max(1)
    }
}

impl From<Vec<u32>> for Choices {
    /// The numbers of a tape, and zeros behind its end: the first of what there is to choose from.
    fn from(tape: Vec<u32>) -> Choices {
        Choices(Box::new(tape.into_iter().map(u64::from)))
    }
}
