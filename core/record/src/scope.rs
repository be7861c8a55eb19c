//! Which messages are meant, by kind and way, and how those may differ from what the dials say.

use crate::event::Envelope;
use crate::message::{Body, MessageKind};
use raft::{Duration, ServerId};
use std::fmt;

/// A set of kinds of messages: a bit for each, at even places those of requests, at odd ones those of replies. Kinds to
/// come already belong to the large sets, so that what these look like in a fingerprint stays as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kinds(u32);

impl Kinds {
    pub const ALL: Kinds = Kinds(u32::MAX);

    const VOTE: Kinds = Kinds(1);
    const VOTE_REPLY: Kinds = Kinds(1 << 1);
    /// An append without entries.
    const HEARTBEAT: Kinds = Kinds(1 << 2);
    const APPEND_REPLY: Kinds = Kinds(1 << 3);
    /// An append with entries.
    const ENTRIES: Kinds = Kinds(1 << 4);
    const SNAPSHOT: Kinds = Kinds(1 << 6);
    const SNAPSHOT_REPLY: Kinds = Kinds(1 << 7);

    /// Every set that has a name in scripts.
    pub const NAMED: [(&'static str, Kinds); 11] = [
        ("messages", Kinds::ALL),
        ("requests", Kinds(0x5555_5555)),
        ("replies", Kinds(0xaaaa_aaaa)),
        ("vote", Kinds::VOTE),
        ("vote-reply", Kinds::VOTE_REPLY),
        ("append", Kinds(Kinds::HEARTBEAT.0 | Kinds::ENTRIES.0)),
        ("heartbeat", Kinds::HEARTBEAT),
        ("entries", Kinds::ENTRIES),
        ("append-reply", Kinds::APPEND_REPLY),
        ("snapshot", Kinds::SNAPSHOT),
        ("snapshot-reply", Kinds::SNAPSHOT_REPLY),
    ];

    /// The kind of a message. An append without entries is a heartbeat; one may be either if that is not known.
    pub fn of(body: &Body) -> Kinds {
        match body.kind() {
            MessageKind::RequestVote => Kinds::VOTE,
            MessageKind::RequestVoteReply => Kinds::VOTE_REPLY,
            MessageKind::AppendEntries => match body.entries() {
                Some(0) => Kinds::HEARTBEAT,
                Some(_) => Kinds::ENTRIES,
                None => Kinds(Kinds::HEARTBEAT.0 | Kinds::ENTRIES.0),
            },
            MessageKind::AppendEntriesReply => Kinds::APPEND_REPLY,
            MessageKind::InstallSnapshot => Kinds::SNAPSHOT,
            MessageKind::InstallSnapshotReply => Kinds::SNAPSHOT_REPLY,
        }
    }

    pub fn named(name: &str) -> Option<Kinds> {
        let found = Kinds::NAMED.iter().find(|(own, _)| *own == name);
        found.map(|(_, kinds)| *kinds)
    }

    /// Whether all kinds of another set are in this one.
    fn covers(self, other: Kinds) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether some kind is in both.
    pub fn meets(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }

    /// The bits of the kinds, which stay theirs: fingerprints hold them.
    pub fn bits(self) -> u32 {
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
    pub kinds: Kinds,
    /// From this server; from any if none.
    pub from: Option<ServerId>,
    /// To this server; to any if none.
    pub to: Option<ServerId>,
}

impl Scope {
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
            && self.kinds.covers(Kinds::of(&envelope.body))
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
    /// How many are lost, in permille.
    Loss(u16),
    /// How many come late, in permille: by 200 ms, and up to 2 s more that are less likely the longer they are.
    Late(u16),
}
