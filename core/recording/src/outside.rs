//! How a recording stands in the world: as the letters of a link, or as a file.

use crate::error::RecordingError;
use crate::limits::{LONGEST_LINK, MOST_FILE_BYTES};
use crate::recording::Recording;
use crate::version_1;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::{DecodeError, Engine};

/// What a file begins with.
pub const MAGIC: &[u8] = b"RAFTSCAPE\n";

/// What stands before the letters of a recording in an address.
const KEY: &str = "#run=";

/// Whether a file says that it is a recording.
pub fn is_file(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

impl Recording {
    /// The letters of a link: base64 for addresses, without padding.
    ///
    /// # Errors
    /// If there are too many of them, or the recording says what cannot be.
    pub fn to_text(&self) -> Result<String, RecordingError> {
        let text = URL_SAFE_NO_PAD.encode(version_1::write(self)?);
        is_small(text.len(), LONGEST_LINK, "characters")?;
        Ok(text)
    }

    /// Reads the letters of a link, or an address that has them behind its `#run=`. Blanks around it do not count.
    ///
    /// # Errors
    /// If it is no link, or not all of one, or says what cannot be.
    pub fn from_text(text: &str) -> Result<Recording, RecordingError> {
        let behind = text.split_once(KEY).map(|(_, behind)| behind);
        let text = behind.unwrap_or(text).trim();
        is_small(text.len(), LONGEST_LINK, "characters")?;
        match URL_SAFE_NO_PAD.decode(text) {
            Ok(bytes) if !bytes.is_empty() && bytes[0] > 0 => version_1::read(&bytes),
            Ok(_) if behind.is_some() => Err(RecordingError::CutOff),
            Ok(_) => Err(RecordingError::NoLink),
            Err(DecodeError::InvalidLength(_) | DecodeError::InvalidLastSymbol { .. }) => {
                Err(RecordingError::CutOff)
            }
            Err(_) if behind.is_some() => Err(RecordingError::Damaged),
            Err(_) => Err(RecordingError::NoLink),
        }
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// If there are too many of them, or the recording says what cannot be.
    pub fn to_file(&self) -> Result<Vec<u8>, RecordingError> {
        let file = [MAGIC, &version_1::write(self)?].concat();
        is_small(file.len(), MOST_FILE_BYTES, "bytes")?;
        Ok(file)
    }

    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// If it is no recording, or not all of one, or says what cannot be.
    pub fn from_file(bytes: &[u8]) -> Result<Recording, RecordingError> {
        is_small(bytes.len(), MOST_FILE_BYTES, "bytes")?;
        match bytes.strip_prefix(MAGIC) {
            Some(bytes) => version_1::read(bytes),
            None => Err(RecordingError::NoFile),
        }
    }
}

fn is_small(is: usize, most: usize, unit: &'static str) -> Result<(), RecordingError> {
    match is <= most {
        true => Ok(()),
        false => Err(RecordingError::TooLarge { is, most, unit }),
    }
}
