//! Changes a text that another tool has written, and refuses one that looks otherwise than expected.

use anyhow::{Context, Result};

/// What is said of such a text.
pub(super) const UNEXPECTED: &str = "a tool of this build writes something else than expected";

/// A text in which something is replaced that must be there.
pub(super) struct Edits(pub(super) String);

impl Edits {
    /// Replaces the first place of it.
    ///
    /// # Errors
    /// If there is none.
    pub(super) fn replace(&mut self, what: &str, by: &str) -> Result<()> {
        let place = self.0.find(what);
        let place = place.with_context(|| format!("{UNEXPECTED}: there is no {what:?}"))?;
        self.0.replace_range(place..place + what.len(), by);
        Ok(())
    }
}
