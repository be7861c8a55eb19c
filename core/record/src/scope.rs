//! Which messages are meant, by kind and way, and how those may differ from what the dials say.

use crate::event::Envelope;
use raft::{Duration, Message, ServerId};
use std::fmt;

/// A set of kinds of messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kinds(u8);

impl Kinds {
    /// All kinds.
    pub const ALL: Kinds = Kinds(0b111_1111);

    /// Every set that has a name in scripts.
    pub const NAMED: [(&'static str, Kinds); 11] = [
        ("messages", Kinds::ALL),
        ("requests", Kinds(0b010_1101)),
        ("replies", Kinds(0b101_0010)),
        ("vote", Kinds(1)),
        ("vote-reply", Kinds(1 << 1)),
        ("append", Kinds(0b000_1100)),
        ("heartbeat", Kinds(1 << 2)),
        ("entries", Kinds(1 << 3)),
        ("append-reply", Kinds(1 << 4)),
        ("snapshot", Kinds(1 << 5)),
        ("snapshot-reply", Kinds(1 << 6)),
    ];

    /// The kind of a message. An append without entries is a heartbeat.
    pub fn of(message: &Message) -> Kinds {
        Kinds(match message {
            Message::RequestVote(_) => 1,
            Message::RequestVoteReply(_) => 1 << 1,
            Message::AppendEntries(m) if m.entries.is_empty() => 1 << 2,
            Message::AppendEntries(_) => 1 << 3,
            Message::AppendEntriesReply(_) => 1 << 4,
            Message::InstallSnapshot(_) => 1 << 5,
            Message::InstallSnapshotReply(_) => 1 << 6,
        })
    }

    /// The kinds of this name.
    pub fn named(name: &str) -> Option<Kinds> {
        let found = Kinds::NAMED.iter().find(|(own, _)| *own == name);
        found.map(|(_, kinds)| *kinds)
    }

    /// Whether some kind is in both.
    pub fn meets(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }

    /// The kinds as bits, in the order of [`Message`], heartbeats before appends with entries.
    pub fn bits(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Kinds {
    /// As [`Kinds::named`] reads it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = Kinds::NAMED.iter().find(|(_, kinds)| kinds == self);
        out.write_str(named.map_or("messages", |(name, _)| name))
    }
}

/// Messages of some kinds, on some way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scope {
    /// Of these kinds.
    pub kinds: Kinds,
    /// From this server; from any if none.
    pub from: Option<ServerId>,
    /// To this server; to any if none.
    pub to: Option<ServerId>,
}

impl Scope {
    /// All messages.
    pub const ALL: Scope = Scope {
        kinds: Kinds::ALL,
        from: None,
        to: None,
    };

    /// Whether a message is among them.
    pub fn contains(&self, envelope: &Envelope) -> bool {
        let is = |wanted: Option<ServerId>, own| wanted.is_none_or(|id| id == own);
        is(self.from, envelope.from)
            && is(self.to, envelope.to)
            && self.kinds.meets(Kinds::of(&envelope.message))
    }
}

impl fmt::Display for Scope {
    /// `append S1 -> S3`, `replies`, `* -> S2`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has_way = self.from.is_some() || self.to.is_some();
        if self.kinds != Kinds::ALL || !has_way {
            write!(out, "{}", self.kinds)?;
        }
        if !has_way {
            return Ok(());
        }
        if self.kinds != Kinds::ALL {
            out.write_str(" ")?;
        }
        end(self.from, out)?;
        out.write_str(" -> ")?;
        end(self.to, out)
    }
}

fn end(server: Option<ServerId>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match server {
        Some(id) => write!(out, "{id}"),
        None => out.write_str("*"),
    }
}

/// How some messages differ from what the dials say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkOverride {
    /// They take between the first and the second.
    Latency(Duration, Duration),
    /// So many of a thousand are lost.
    Loss(u16),
    /// So many of a thousand come late: by 200 ms, and up to 2 s more that are less likely the longer they are.
    Late(u16),
}
