//! Settings that have a name.

use sim::Settings;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Preset {
    /// [`Settings::paper`].
    Paper,
    /// [`Settings::lab`].
    Lab,
}

impl Preset {
    pub(super) const NAMED: [(&'static str, Preset); 2] =
        [("paper", Preset::Paper), ("lab", Preset::Lab)];

    pub(super) fn name(self) -> &'static str {
        Preset::NAMED[self as usize].0
    }

    pub(super) fn settings(self) -> Settings {
        match self {
            Preset::Paper => Settings::paper(),
            Preset::Lab => Settings::lab(),
        }
    }
}
