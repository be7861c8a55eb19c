//! Why bytes are no recording, or a recording cannot be written: the message to show.

use crate::version_1;
use std::borrow::Cow;
use std::fmt;

/// What is wrong. Each is a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RecordingError {
    /// A text that is something else.
    NoLink,
    /// A file that is something else.
    NoFile,
    /// Its end is missing.
    CutOff,
    /// Something in it was changed.
    Damaged,
    /// It is written in the form of this number, which is not known yet.
    Later(u8),
    /// It is larger than it may be.
    TooLarge {
        is: usize,
        most: usize,
        /// What is counted: characters or bytes.
        unit: &'static str,
    },
    /// It is whole, and says what cannot be.
    Impossible(Cow<'static, str>),
}

impl fmt::Display for RecordingError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecordingError::NoLink => out.write_str(
                "This is no link to a run of Raftscape: such a link has `#run=` in it, and letters and digits behind that.",
            ),
            RecordingError::NoFile => out.write_str("This is no recording of Raftscape."),
            RecordingError::CutOff => {
                out.write_str("The recording is cut off: its end is missing. Please copy all of it.")
            }
            RecordingError::Damaged => {
                out.write_str("The recording is damaged: something in it was changed.")
            }
            RecordingError::Later(version) => write!(
                out,
                "The recording was made by a later version of Raftscape: it is of form {version}, and this version reads form {}.",
                version_1::VERSION
            ),
            RecordingError::TooLarge { is, most, unit } => write!(
                out,
                "The recording is too large: it has {is} {unit}, and may have {most}."
            ),
            RecordingError::Impossible(why) => {
                write!(out, "The recording says what cannot be: {why}")
            }
        }
    }
}

impl std::error::Error for RecordingError {}

/// It says what cannot be.
pub(crate) fn impossible<T>(why: impl Into<Cow<'static, str>>) -> Result<T, RecordingError> {
    Err(RecordingError::Impossible(why.into()))
}
