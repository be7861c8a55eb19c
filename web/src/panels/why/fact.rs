//! A fact, and the words in which facts speak of things.

use crate::session::Selection;
use raft::{Entry, Index, ServerId, Term};
use record::view::{MessageView, ServerView};
use record::{ClusterView, MessageName, content_words};

/// One line of the inspector.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fact {
    /// What it is about: `previous`.
    pub(crate) name: &'static str,
    /// Text between backticks is a command.
    pub(crate) text: String,
    /// The place in the paper; empty where it has none.
    pub(crate) section: &'static str,
    /// The thing or the moment that it came from.
    pub(crate) link: Option<Selection>,
    /// Logs side by side, as they were then.
    pub(crate) logs: Vec<LogRow>,
}

/// A piece of a log, as long as those beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LogRow {
    pub(crate) server: ServerId,
    pub(crate) cells: Vec<LogCell>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct LogCell {
    pub(crate) index: Index,
    pub(crate) holds: Holding,
    /// Whether it was committed, as far as the server knew.
    pub(crate) is_committed: bool,
    /// Whether it is what was compared.
    pub(crate) is_compared: bool,
}

/// What stands at an index of a log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Holding {
    /// An entry of this term.
    Entry(Term),
    /// An entry that a snapshot has replaced.
    Compacted,
    /// The log ends before.
    Nothing,
}

impl Fact {
    /// The same, which leads to a thing or a moment.
    pub(super) fn to(mut self, link: Selection) -> Fact {
        self.link = Some(link);
        self
    }
}

/// A fact of no particular section.
pub(super) fn fact(name: &'static str, text: impl Into<String>) -> Fact {
    ruled(name, text, "")
}

/// A fact that follows from a section of the paper.
pub(super) fn ruled(name: &'static str, text: impl Into<String>, section: &'static str) -> Fact {
    Fact {
        name,
        text: text.into(),
        section,
        link: None,
        logs: Vec::new(),
    }
}

pub(crate) fn server(view: &ClusterView, id: ServerId) -> Option<&ServerView> {
    view.servers.iter().find(|server| server.id == id)
}

/// The message of this name, if it is on its way.
pub(crate) fn in_flight(view: &ClusterView, name: MessageName) -> Option<&MessageView> {
    view.messages
        .iter()
        .find(|message| message.envelope.name() == name)
}

/// What an entry holds, as one would type it.
pub(crate) fn content(entry: &Entry) -> String {
    content_words(&entry.payload)
}

/// `1 entry`, `2 entries`; `1 byte`, `2 bytes`.
pub(crate) fn count(number: u64, one: &str) -> String {
    match (number, one.strip_suffix('y')) {
        (1, _) => format!("1 {one}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        _ => format!("{number} {one}s"),
    }
}
