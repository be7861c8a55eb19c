//! Why something was refused, or what the reader must know, until it is dismissed.

use super::caption::reading_time;

pub(crate) struct Alert {
    pub(crate) sentence: String,
    /// Whether it offers to do what was done later in the branch that was left.
    pub(crate) offers_rest: bool,
    /// For how long it is still there while time runs, in microseconds of the reader's time.
    pub(super) left: u32,
}

impl Alert {
    pub(super) fn new(sentence: String, offers_rest: bool) -> Alert {
        // It lies over the caption, so it goes once it can have been read twice.
        let left = reading_time(&sentence).saturating_mul(2);
        Alert {
            sentence,
            offers_rest,
            left,
        }
    }
}

impl From<String> for Alert {
    fn from(sentence: String) -> Alert {
        Alert::new(sentence, false)
    }
}
