//! Messages as the lines of a trace write them.

use super::values::{Members, Number, Place, Server, Snapshot};
use crate::event::Envelope;
use crate::message::{Body, MessageKind, MessageName, MessageNumber};
use raft::message::{
    AppendEntries, AppendEntriesReply, AppendOutcome, InstallSnapshot, InstallSnapshotReply,
    RequestVote, RequestVoteReply,
};
use raft::{Entry, Message, Term};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use std::sync::Arc;

/// A message with its way.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TraceMessage {
    /// To show and to order by. Other programs do not number messages: [`super::pairing`] does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Number>,
    pub(super) from: Server,
    pub(super) to: Server,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nth: Option<u32>,
    #[serde(default, skip_serializing_if = "is_original")]
    pub(super) copy: Number,
    pub(super) body: MessageBody,
}

/// A message that is not said again.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TraceName {
    from: Server,
    to: Server,
    kind: MessageKind,
    term: Number,
    nth: u32,
    #[serde(default, skip_serializing_if = "is_original")]
    copy: Number,
}

fn is_original(copy: &Number) -> bool {
    copy.0 == 0
}

fn at_least_one<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Number>, D::Error> {
    let size = Number::deserialize(input)?;
    if size.0 == 0 {
        return Err(D::Error::custom("a chunk has at least 1 byte"));
    }
    Ok(Some(size))
}

/// The six messages of Figures 2 and 13. Each says its term; what else it says, another program may leave out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum MessageBody {
    RequestVote {
        term: Number,
        #[serde(skip_serializing_if = "Option::is_none")]
        last: Option<Place>,
    },
    RequestVoteReply {
        term: Number,
        #[serde(skip_serializing_if = "Option::is_none")]
        request_term: Option<Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        granted: Option<bool>,
    },
    AppendEntries {
        term: Number,
        #[serde(skip_serializing_if = "Option::is_none")]
        request: Option<Number>,
        /// The entry just before the new ones.
        #[serde(skip_serializing_if = "Option::is_none")]
        prev: Option<Place>,
        #[serde(skip_serializing_if = "Option::is_none")]
        entries: Option<Carried>,
        #[serde(skip_serializing_if = "Option::is_none")]
        commit: Option<Number>,
    },
    AppendEntriesReply {
        term: Number,
        #[serde(skip_serializing_if = "Option::is_none")]
        request_term: Option<Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        request: Option<Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        prev_index: Option<Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        answer: Option<AppendAnswer>,
    },
    InstallSnapshot {
        term: Number,
        #[serde(skip_serializing_if = "Option::is_none")]
        snapshot: Option<Snapshot>,
        #[serde(skip_serializing_if = "Option::is_none")]
        configuration: Option<Members>,
        #[serde(skip_serializing_if = "Option::is_none")]
        offset: Option<Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        size: Option<Number>,
        /// Bytes in all.
        #[serde(skip_serializing_if = "Option::is_none")]
        total: Option<Number>,
        /// Bytes in every chunk but the last.
        #[serde(
            default,
            deserialize_with = "at_least_one",
            skip_serializing_if = "Option::is_none"
        )]
        chunk_size: Option<Number>,
    },
    InstallSnapshotReply {
        term: Number,
        #[serde(skip_serializing_if = "Option::is_none")]
        request_term: Option<Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        snapshot: Option<Snapshot>,
        #[serde(skip_serializing_if = "Option::is_none")]
        next_offset: Option<Number>,
        #[serde(skip_serializing_if = "Option::is_none")]
        installed: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        stale: Option<bool>,
    },
}

/// The entries that an append carries, of which what they hold stands in the leader's log: the term of each; or how many
/// there are, where their terms are unknown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "the terms of the entries, or how many there are"
)]
pub(super) enum Carried {
    Terms(Vec<Number>),
    Count(Number),
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum AppendAnswer {
    Success {
        match_index: Number,
    },
    StaleTerm,
    Conflict {
        #[serde(skip_serializing_if = "Option::is_none")]
        conflict_term: Option<Number>,
        conflict_index: Number,
        last_index: Number,
    },
    /// It is not known why.
    Refused,
}

/// What another program wrote down of a message. It knows less of it than Figures 2 and 13 have it say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartialMessage(MessageBody);

impl PartialMessage {
    pub fn kind(&self) -> MessageKind {
        self.0.kind_and_term().0
    }

    pub fn term(&self) -> Term {
        self.0.kind_and_term().1.0
    }

    /// How many entries an append carries; none if it is no append, or that is not known.
    pub fn entries(&self) -> Option<u64> {
        match &self.0 {
            MessageBody::AppendEntries { entries, .. } => match entries.as_ref()? {
                Carried::Terms(terms) => Some(terms.len() as u64),
                Carried::Count(count) => Some(count.0),
            },
            _ => None,
        }
    }

    /// Whether it refuses; none if that is not known, or it is no reply.
    pub fn is_refusal(&self) -> Option<bool> {
        match &self.0 {
            MessageBody::RequestVoteReply { granted, .. } => granted.map(|granted| !granted),
            MessageBody::AppendEntriesReply { answer, .. } => {
                let refuses = |answer| !matches!(answer, &AppendAnswer::Success { .. });
                answer.as_ref().map(refuses)
            }
            MessageBody::InstallSnapshotReply { stale, .. } => *stale,
            _ => None,
        }
    }
}

impl From<&Envelope> for TraceMessage {
    fn from(envelope: &Envelope) -> TraceMessage {
        TraceMessage {
            id: Some(Number(envelope.number.0)),
            from: Server(envelope.from),
            to: Server(envelope.to),
            nth: Some(envelope.nth),
            copy: Number(envelope.copy),
            body: match &envelope.body {
                Body::Whole(message) => message.into(),
                Body::Partial(message) => message.0.clone(),
            },
        }
    }
}

impl TraceMessage {
    /// The message. The entries of an append come back with their terms alone, and a chunk as so many zero bytes.
    pub(super) fn envelope(&self) -> Envelope {
        debug_assert!(self.is_named(), "the reader names it");
        let whole = self.body.message().map(Body::Whole);
        Envelope {
            number: MessageNumber(self.id.unwrap_or_default().0),
            from: self.from.0,
            to: self.to.0,
            nth: self.nth.unwrap_or_default(),
            copy: self.copy.0,
            body: whole
                .unwrap_or_else(|| Body::Partial(Arc::new(PartialMessage(self.body.clone())))),
        }
    }

    /// How many bytes of a snapshot it carries.
    pub(super) fn bytes(&self) -> u64 {
        match &self.body {
            MessageBody::InstallSnapshot { size, .. } => size.unwrap_or_default().0,
            _ => 0,
        }
    }

    /// Whether its line says which message it is.
    pub(super) fn is_named(&self) -> bool {
        self.id.is_some() && self.nth.is_some()
    }

    pub(super) fn name(&self) -> MessageName {
        let (kind, term) = self.body.kind_and_term();
        MessageName {
            from: self.from.0,
            to: self.to.0,
            kind,
            term: term.0,
            nth: self.nth.unwrap_or_default(),
            copy: self.copy.0,
        }
    }

    /// Whether both say the same on the same way, as a message and its copy do.
    pub(super) fn says_as(&self, other: &TraceMessage) -> bool {
        (self.from, self.to, self.nth) == (other.from, other.to, other.nth)
            && self.body == other.body
    }

    /// What it leaves out of what a trace of the full level says, if anything.
    pub(super) fn missing(&self) -> Option<&'static str> {
        if !self.is_named() {
            return Some("in `message` its `id` and its `nth`");
        }
        (!self.body.is_whole()).then_some("in `message` something of its `body`")
    }
}

impl MessageBody {
    pub(super) fn kind_and_term(&self) -> (MessageKind, Number) {
        match self {
            MessageBody::RequestVote { term, .. } => (MessageKind::RequestVote, *term),
            MessageBody::RequestVoteReply { term, .. } => (MessageKind::RequestVoteReply, *term),
            MessageBody::AppendEntries { term, .. } => (MessageKind::AppendEntries, *term),
            MessageBody::AppendEntriesReply { term, .. } => {
                (MessageKind::AppendEntriesReply, *term)
            }
            MessageBody::InstallSnapshot { term, .. } => (MessageKind::InstallSnapshot, *term),
            MessageBody::InstallSnapshotReply { term, .. } => {
                (MessageKind::InstallSnapshotReply, *term)
            }
        }
    }

    /// Whether both may be one message: they contradict each other in nothing that both say.
    pub(super) fn agrees_with(&self, other: &MessageBody) -> bool {
        use MessageBody::*;
        fn agree<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
            one.is_none() || other.is_none() || one == other
        }
        self.kind_and_term() == other.kind_and_term()
            && match (self, other) {
                (RequestVote { last: a, .. }, RequestVote { last: b, .. }) => agree(a, b),
                (RequestVoteReply { granted: a, .. }, RequestVoteReply { granted: b, .. }) => {
                    agree(a, b)
                }
                (
                    AppendEntries {
                        prev: prev_a,
                        entries: entries_a,
                        commit: commit_a,
                        ..
                    },
                    AppendEntries {
                        prev: prev_b,
                        entries: entries_b,
                        commit: commit_b,
                        ..
                    },
                ) => {
                    agree(prev_a, prev_b)
                        && agree(entries_a, entries_b)
                        && agree(commit_a, commit_b)
                }
                (
                    AppendEntriesReply {
                        prev_index: prev_a,
                        answer: answer_a,
                        ..
                    },
                    AppendEntriesReply {
                        prev_index: prev_b,
                        answer: answer_b,
                        ..
                    },
                ) => agree(prev_a, prev_b) && agree(answer_a, answer_b),
                (
                    InstallSnapshot {
                        snapshot: snapshot_a,
                        offset: offset_a,
                        ..
                    },
                    InstallSnapshot {
                        snapshot: snapshot_b,
                        offset: offset_b,
                        ..
                    },
                ) => agree(snapshot_a, snapshot_b) && agree(offset_a, offset_b),
                (
                    InstallSnapshotReply {
                        next_offset: next_a,
                        installed: installed_a,
                        ..
                    },
                    InstallSnapshotReply {
                        next_offset: next_b,
                        installed: installed_b,
                        ..
                    },
                ) => agree(next_a, next_b) && agree(installed_a, installed_b),
                _ => false,
            }
    }
}

impl From<MessageName> for TraceName {
    fn from(name: MessageName) -> TraceName {
        TraceName {
            from: Server(name.from),
            to: Server(name.to),
            kind: name.kind,
            term: Number(name.term),
            nth: name.nth,
            copy: Number(name.copy),
        }
    }
}

impl From<TraceName> for MessageName {
    fn from(name: TraceName) -> MessageName {
        MessageName {
            from: name.from.0,
            to: name.to.0,
            kind: name.kind,
            term: name.term.0,
            nth: name.nth,
            copy: name.copy.0,
        }
    }
}

impl From<&Message> for MessageBody {
    fn from(message: &Message) -> MessageBody {
        let term = Number(message.term());
        match message {
            Message::RequestVote(m) => MessageBody::RequestVote {
                term,
                last: Some(Place::new(m.last_log_index, m.last_log_term)),
            },
            Message::RequestVoteReply(m) => MessageBody::RequestVoteReply {
                term,
                request_term: Some(Number(m.request_term)),
                granted: Some(m.vote_granted),
            },
            Message::AppendEntries(m) => MessageBody::AppendEntries {
                term,
                request: Some(Number(m.request)),
                prev: Some(Place::new(m.prev_log_index, m.prev_log_term)),
                entries: Some(Carried::Terms(
                    m.entries.iter().map(|entry| Number(entry.term)).collect(),
                )),
                commit: Some(Number(m.leader_commit)),
            },
            Message::AppendEntriesReply(m) => append_reply(m),
            Message::InstallSnapshot(m) => MessageBody::InstallSnapshot {
                term,
                snapshot: Some((&m.snapshot).into()),
                configuration: Some((&m.configuration).into()),
                offset: Some(Number(m.offset)),
                size: Some(Number(m.data.len() as u64)),
                total: Some(Number(m.total)),
                chunk_size: Some(Number(m.chunk_size)),
            },
            Message::InstallSnapshotReply(m) => MessageBody::InstallSnapshotReply {
                term,
                request_term: Some(Number(m.request_term)),
                snapshot: Some((&m.snapshot).into()),
                next_offset: Some(Number(m.next_offset)),
                installed: Some(m.installed),
                stale: Some(m.stale),
            },
        }
    }
}

impl MessageBody {
    /// Whether nothing of it is unknown.
    fn is_whole(&self) -> bool {
        self.message().is_some()
    }

    /// The message, if all of it is known.
    #[expect(
        clippy::too_many_lines,
        reason = "one line of the table for each kind of message"
    )]
    fn message(&self) -> Option<Message> {
        Some(match self {
            MessageBody::RequestVote { term, last } => {
                let last = (*last)?;
                Message::RequestVote(RequestVote {
                    term: term.0,
                    last_log_index: last.index.0,
                    last_log_term: last.term.0,
                })
            }
            MessageBody::RequestVoteReply {
                term,
                request_term,
                granted,
            } => Message::RequestVoteReply(RequestVoteReply {
                term: term.0,
                request_term: (*request_term)?.0,
                vote_granted: (*granted)?,
            }),
            MessageBody::AppendEntries {
                term,
                request,
                prev,
                entries,
                commit,
            } => {
                let Some(Carried::Terms(terms)) = entries else {
                    return None;
                };
                let prev = (*prev)?;
                Message::AppendEntries(AppendEntries {
                    term: term.0,
                    request: (*request)?.0,
                    prev_log_index: prev.index.0,
                    prev_log_term: prev.term.0,
                    entries: terms.iter().map(of_term).collect(),
                    leader_commit: (*commit)?.0,
                })
            }
            MessageBody::AppendEntriesReply {
                term,
                request_term,
                request,
                prev_index,
                answer,
            } => Message::AppendEntriesReply(AppendEntriesReply {
                term: term.0,
                request_term: (*request_term)?.0,
                request: (*request)?.0,
                prev_log_index: (*prev_index)?.0,
                outcome: answer.as_ref()?.outcome()?,
            }),
            MessageBody::InstallSnapshot {
                term,
                snapshot,
                configuration,
                offset,
                size,
                total,
                chunk_size,
            } => Message::InstallSnapshot(InstallSnapshot {
                term: term.0,
                snapshot: (*snapshot)?.into(),
                configuration: configuration.as_ref()?.into(),
                offset: (*offset)?.0,
                data: vec![0; (*size)?.0 as usize].into(),
                total: (*total)?.0,
                chunk_size: (*chunk_size)?.0,
            }),
            MessageBody::InstallSnapshotReply {
                term,
                request_term,
                snapshot,
                next_offset,
                installed,
                stale,
            } => Message::InstallSnapshotReply(InstallSnapshotReply {
                term: term.0,
                request_term: (*request_term)?.0,
                snapshot: (*snapshot)?.into(),
                next_offset: (*next_offset)?.0,
                installed: (*installed)?,
                stale: (*stale)?,
            }),
        })
    }
}

/// An entry of which only the term is known.
fn of_term(term: &Number) -> Entry {
    Entry {
        term: term.0,
        payload: crate::content::unknown(),
    }
}

impl AppendAnswer {
    fn outcome(&self) -> Option<AppendOutcome> {
        Some(match *self {
            AppendAnswer::Success { match_index } => AppendOutcome::Success {
                match_index: match_index.0,
            },
            AppendAnswer::StaleTerm => AppendOutcome::StaleTerm,
            AppendAnswer::Conflict {
                conflict_term,
                conflict_index,
                last_index,
            } => AppendOutcome::Conflict {
                conflict_term: conflict_term.map(|term| term.0),
                conflict_index: conflict_index.0,
                last_log_index: last_index.0,
            },
            AppendAnswer::Refused => return None,
        })
    }
}

fn append_reply(reply: &AppendEntriesReply) -> MessageBody {
    let answer = match reply.outcome {
        AppendOutcome::Success { match_index } => AppendAnswer::Success {
            match_index: Number(match_index),
        },
        AppendOutcome::StaleTerm => AppendAnswer::StaleTerm,
        AppendOutcome::Conflict {
            conflict_term,
            conflict_index,
            last_log_index,
        } => AppendAnswer::Conflict {
            conflict_term: conflict_term.map(Number),
            conflict_index: Number(conflict_index),
            last_index: Number(last_log_index),
        },
    };
    MessageBody::AppendEntriesReply {
        term: Number(reply.term),
        request_term: Some(Number(reply.request_term)),
        request: Some(Number(reply.request)),
        prev_index: Some(Number(reply.prev_log_index)),
        answer: Some(answer),
    }
}
