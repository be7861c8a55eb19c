//! The sentence under the stage: the newest that matters, for long enough to be read.

use record::EventNumber;
use record::story::{Line, Weight};

/// How long a sentence is shown at least while time runs, in microseconds of the reader's time.
const LONG_ENOUGH: u32 = 2_000_000;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Caption {
    pub(crate) text: String,
    /// Where the paper states the rule that decided.
    pub(crate) section: Option<&'static str>,
    /// How much it matters.
    pub(crate) weight: Weight,
    /// The first event that it describes.
    first: EventNumber,
    /// For how long it has been shown, in microseconds of the reader's time.
    stood: u32,
}

impl Caption {
    /// Whether it has been there long enough to be read.
    pub(super) fn is_read(&self) -> bool {
        self.stood >= LONG_ENOUGH
    }

    /// Time passes for the reader.
    pub(super) fn stand(&mut self, elapsed: u32) {
        self.stood = self.stood.saturating_add(elapsed);
    }

    /// The caption of a line, with what it says.
    pub(super) fn of(line: &Line, text: String) -> Caption {
        Caption {
            text,
            section: line.section,
            weight: line.weight,
            first: line.first,
            stood: 0,
        }
    }

    /// What a script says, after so many events.
    pub(super) fn remark(text: String, first: EventNumber) -> Caption {
        Caption {
            text,
            section: None,
            weight: Weight::Major,
            first,
            stood: 0,
        }
    }

    /// Whether it is this line as it is now.
    pub(super) fn is_of(&self, line: &Line, text: &str) -> bool {
        self.first == line.first && self.text == text
    }
}
