//! What assistive technology reads out: the captions, no more of them than can be listened to, and the newest first.

use super::caption::Caption;

/// How long a word takes to be read out, in microseconds of the reader's time.
const A_WORD: u32 = 1_000_000 / 3;

#[derive(Default)]
pub(crate) struct Speech {
    /// What is read out, or was last.
    pub(crate) words: String,
    /// For how long that is still read, in microseconds of the reader's time.
    left: u32,
}

impl Speech {
    /// Time passes for the reader.
    pub(super) fn listen(&mut self, elapsed: u32) {
        self.left = self.left.saturating_sub(elapsed);
    }

    /// Reads out a caption, once the one before has been: those between them are skipped. At once if the reader waits for it. True
    /// if that is something new.
    pub(super) fn read(&mut self, caption: Option<&Caption>, at_once: bool) -> bool {
        let Some(caption) = caption.filter(|_| at_once || self.left == 0) else {
            return false;
        };
        let words = caption.text.replace('`', "");
        if words == self.words {
            return false;
        }
        let count = words.split_whitespace().count();
        self.left = A_WORD.saturating_mul(count as u32);
        self.words = words;
        true
    }
}
