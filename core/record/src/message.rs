//! What messages are called: by what they are, so that a name means the same message when something before it is done
//! differently.

use crate::trace::PartialMessage;
use raft::{Message, ServerId, Term};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A message's number, to show and to order by: they count up from 1 in the order in which messages were handed over for
/// sending. One message more or less before it changes it, so nothing refers to a message by it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct MessageNumber(pub u64);

/// The name of a message of a run: no two messages have the same one. It changes neither with other links, kinds and terms
/// nor with copies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MessageName {
    pub from: ServerId,
    pub to: ServerId,
    pub kind: MessageKind,
    /// The term that the message says.
    pub term: Term,
    /// Which of those it is, counted from 1 when they are handed over for sending.
    pub nth: u32,
    /// 0 for the original. A copy that the network made is 1. One that the user made is named after the moment at which
    /// that was, in microseconds, so that copies made before it do not count.
    pub copy: u64,
}

/// The six messages of Figures 2 and 13. Their order is part of what a seed means.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    RequestVote,
    RequestVoteReply,
    AppendEntries,
    AppendEntriesReply,
    InstallSnapshot,
    InstallSnapshotReply,
}

impl MessageKind {
    pub const ALL: [MessageKind; 6] = [
        MessageKind::RequestVote,
        MessageKind::RequestVoteReply,
        MessageKind::AppendEntries,
        MessageKind::AppendEntriesReply,
        MessageKind::InstallSnapshot,
        MessageKind::InstallSnapshotReply,
    ];

    pub fn of(message: &Message) -> MessageKind {
        match message {
            Message::RequestVote(_) => MessageKind::RequestVote,
            Message::RequestVoteReply(_) => MessageKind::RequestVoteReply,
            Message::AppendEntries(_) => MessageKind::AppendEntries,
            Message::AppendEntriesReply(_) => MessageKind::AppendEntriesReply,
            Message::InstallSnapshot(_) => MessageKind::InstallSnapshot,
            Message::InstallSnapshotReply(_) => MessageKind::InstallSnapshotReply,
        }
    }
}

/// What a message says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Body {
    /// All of it.
    Whole(Message),
    /// As much as another program wrote down.
    Partial(Arc<PartialMessage>),
}

impl From<Message> for Body {
    fn from(message: Message) -> Body {
        Body::Whole(message)
    }
}

impl Body {
    pub fn kind(&self) -> MessageKind {
        match self {
            Body::Whole(message) => MessageKind::of(message),
            Body::Partial(message) => message.kind(),
        }
    }

    /// The term of the sender when it sent this.
    pub fn term(&self) -> Term {
        match self {
            Body::Whole(message) => message.term(),
            Body::Partial(message) => message.term(),
        }
    }

    /// How many entries an append carries; none if it is no append, or that is not known.
    pub fn entries(&self) -> Option<u64> {
        match self {
            Body::Whole(Message::AppendEntries(append)) => Some(append.entries.len() as u64),
            Body::Whole(_) => None,
            Body::Partial(message) => message.entries(),
        }
    }

    /// Whether it is a heartbeat or an acknowledgement.
    pub fn is_routine(&self) -> bool {
        match self.kind() {
            MessageKind::AppendEntries => self.entries() == Some(0),
            MessageKind::AppendEntriesReply => self.is_refusal() == Some(false),
            _ => false,
        }
    }

    /// Whether it is a reply that refuses; none if that is not known.
    pub fn is_refusal(&self) -> Option<bool> {
        match self {
            Body::Whole(message) => Some(message.is_refusal()),
            Body::Partial(message) => message.is_refusal(),
        }
    }
}

impl fmt::Display for Body {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Body::Whole(message) => message.fmt(out),
            Body::Partial(message) => message.kind().fmt(out),
        }
    }
}

impl MessageKind {
    pub fn is_reply(self) -> bool {
        matches!(
            self,
            MessageKind::RequestVoteReply
                | MessageKind::AppendEntriesReply
                | MessageKind::InstallSnapshotReply
        )
    }
}

impl fmt::Display for MessageKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            MessageKind::RequestVote => "RequestVote",
            MessageKind::RequestVoteReply => "RequestVote reply",
            MessageKind::AppendEntries => "AppendEntries",
            MessageKind::AppendEntriesReply => "AppendEntries reply",
            MessageKind::InstallSnapshot => "InstallSnapshot",
            MessageKind::InstallSnapshotReply => "InstallSnapshot reply",
        })
    }
}

impl fmt::Display for MessageName {
    /// `S1→S2 AppendEntries term 3 #7`, and ` copy 1` behind it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MessageName {
            from,
            to,
            kind,
            term,
            nth,
            copy,
        } = self;
        write!(out, "{from}→{to} {kind} term {term} #{nth}")?;
        match copy {
            0 => Ok(()),
            copy => write!(out, " copy {copy}"),
        }
    }
}

/// How many messages of one kind a sender has handed over for a link.
#[derive(Clone, Copy, Default)]
pub struct Names {
    /// The term of the last one.
    term: Term,
    /// The name of the last one within its term.
    nth: u32,
    /// The highest term of all.
    highest: Term,
    /// How many there were in all terms.
    all: u32,
}

impl Names {
    /// Which one of its term the next message is.
    pub fn next(&mut self, term: Term) -> u32 {
        if term > self.highest {
            (self.highest, self.nth) = (term, 0);
        } else if term != self.term {
            // A server that lost its term with its memory says a term again: what it said then keeps its names.
            self.nth = self.all;
        }
        self.term = term;
        self.nth += 1;
        self.all += 1;
        self.nth
    }
}
