//! Why something was refused, or what the reader must know, until it is dismissed.

pub(crate) struct Alert {
    pub(crate) sentence: String,
    /// Whether it offers to do what was done later in the branch that was left.
    pub(crate) offers_rest: bool,
}

impl From<String> for Alert {
    fn from(sentence: String) -> Alert {
        Alert {
            sentence,
            offers_rest: false,
        }
    }
}
