//! What happens to a mount, for the page around it, which takes it out through the interface for JavaScript.

use serde::Serialize;

/// Something that happened to the mount, and not in its run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum PageEvent {
    /// A run begins: the first one, another one, or that of a script.
    Ready { servers: usize, seed: String },
    /// Time runs, or stops.
    Played { running: bool },
    /// A step or a jump has come to its end: after so many events, so many microseconds into the run.
    Sought { events: u64, micros: u64 },
    /// A safety property is broken for the first time in this run, by this event; time stops.
    Violation { event: u64 },
    /// The reader did something, as a line of a script says it; why, if it was refused.
    Acted {
        action: String,
        refused: Option<String>,
    },
    /// The reader is to bring something about, or has.
    Goal { words: String, reached: bool },
    /// A script asks something, and waits.
    Ask { words: String },
    /// A script has come to its end, or cannot go on.
    Ended { words: String, passed: bool },
    /// Something could not be done, and an alert says why.
    Error { words: String },
}

/// How many wait for a page that does not ask for them.
const MOST: usize = 200;

/// Those that the page has not asked for yet, the oldest first.
#[derive(Default)]
pub(crate) struct PageEvents(Vec<PageEvent>);

impl PageEvents {
    pub(super) fn push(&mut self, event: PageEvent) {
        if self.0.len() == MOST {
            self.0.remove(0);
        }
        self.0.push(event);
    }

    /// Takes out all of them.
    pub(crate) fn take(&mut self) -> Vec<PageEvent> {
        std::mem::take(&mut self.0)
    }
}
