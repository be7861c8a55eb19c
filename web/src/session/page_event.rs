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
    /// Another branch of the run is shown; its name is empty if it has none.
    Branch { name: String },
    /// Something has happened, or another moment is shown: so many events, so many microseconds into the run. Who leads, in which term and
    /// with which commit index; 0 if there is no leader.
    Changed {
        events: u64,
        micros: u64,
        leader: Option<String>,
        term: u64,
        commit: u64,
    },
    /// What was asked with this ticket: what there is to be said of it, or why it cannot be done.
    Answer {
        ticket: u32,
        value: Option<String>,
        error: Option<String>,
    },
    /// What is watched with this ticket is this now.
    Value { ticket: u32, value: String },
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

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes out all of them.
    pub(crate) fn take(&mut self) -> Vec<PageEvent> {
        std::mem::take(&mut self.0)
    }
}
