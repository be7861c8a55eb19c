//! The sentence under the stage: the newest that matters, for long enough to be read.

use record::EventNumber;
use record::story::{Line, Sentence, Weight};

/// How long a sentence is shown at least while time runs, in microseconds of the reader's time.
const SHORTEST: u32 = 2_000_000;

/// How long it takes to read a word.
const WORD: u32 = 300_000;

/// How many times as long as it takes to be read a sentence stands before one that matters less takes its place.
const PATIENCE: u32 = 2;

/// How long it takes to read something, in microseconds of the reader's time.
pub(crate) fn reading_time(text: &str) -> u32 {
    let words = text.split_whitespace().count() as u32;
    words.saturating_mul(WORD).max(SHORTEST)
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Caption {
    pub(crate) text: String,
    /// Where the paper states the rule that decided.
    pub(crate) section: Option<&'static str>,
    /// How much it matters.
    pub(crate) weight: Weight,
    /// The event that it describes, or the first of them; of a remark, how many had happened.
    pub(super) first: EventNumber,
    /// For how long it has been shown, in microseconds of the reader's time.
    stood: u32,
}

impl Caption {
    /// Whether it has been there long enough to be read.
    pub(super) fn is_read(&self) -> bool {
        self.stood >= reading_time(&self.text)
    }

    /// Whether it has been there so long that what matters less may take its place.
    pub(super) fn is_old(&self) -> bool {
        self.stood >= reading_time(&self.text).saturating_mul(PATIENCE)
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

    /// What happened in an event.
    pub(super) fn of_event(event: EventNumber, said: Sentence) -> Caption {
        Caption {
            text: said.text,
            section: said.section,
            weight: said.weight,
            first: event,
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

    /// Whether it says the same of the same moment, for however long it has been there.
    pub(super) fn is_same(&self, other: &Caption) -> bool {
        self.first == other.first && self.text == other.text
    }

    /// Whether it is this line as it is now.
    pub(super) fn is_of(&self, line: &Line, text: &str) -> bool {
        self.first == line.first && self.text == text
    }
}
