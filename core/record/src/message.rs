//! What messages are called: by what they are, so that a name means the same message when something before it is done
//! differently.

use raft::{Message, ServerId, Term};
use serde::{Deserialize, Serialize};
use std::fmt;

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
