//! Messages as the lines of a trace write them.

use super::values::{Members, Number, Place, Server, Snapshot};
use crate::event::Envelope;
use crate::message::{MessageKind, MessageName, MessageNumber};
use raft::message::{
    AppendEntries, AppendEntriesReply, AppendOutcome, InstallSnapshot, InstallSnapshotReply,
    RequestVote, RequestVoteReply,
};
use raft::{Entry, Message};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// A message with its way.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TraceMessage {
    /// To show and to order by.
    id: Number,
    pub(super) from: Server,
    pub(super) to: Server,
    nth: u32,
    #[serde(default, skip_serializing_if = "is_original")]
    copy: Number,
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

fn at_least_one<'de, D: Deserializer<'de>>(input: D) -> Result<Number, D::Error> {
    let size = Number::deserialize(input)?;
    if size.0 == 0 {
        return Err(D::Error::custom("a chunk has at least 1 byte"));
    }
    Ok(size)
}

/// The six messages of Figures 2 and 13.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum MessageBody {
    RequestVote {
        term: Number,
        last: Place,
    },
    RequestVoteReply {
        term: Number,
        request_term: Number,
        granted: bool,
    },
    AppendEntries {
        term: Number,
        request: Number,
        /// The entry just before the new ones.
        prev: Place,
        /// The term of each entry that it carries. What they hold stands in the leader's log.
        entries: Vec<Number>,
        commit: Number,
    },
    AppendEntriesReply {
        term: Number,
        request_term: Number,
        request: Number,
        prev_index: Number,
        answer: AppendAnswer,
    },
    InstallSnapshot {
        term: Number,
        snapshot: Snapshot,
        configuration: Members,
        offset: Number,
        size: Number,
        /// Bytes in all.
        total: Number,
        /// Bytes in every chunk but the last.
        #[serde(deserialize_with = "at_least_one")]
        chunk_size: Number,
    },
    InstallSnapshotReply {
        term: Number,
        request_term: Number,
        snapshot: Snapshot,
        next_offset: Number,
        installed: bool,
        stale: bool,
    },
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

impl From<&Envelope> for TraceMessage {
    fn from(envelope: &Envelope) -> TraceMessage {
        TraceMessage {
            id: Number(envelope.number.0),
            from: Server(envelope.from),
            to: Server(envelope.to),
            nth: envelope.nth,
            copy: Number(envelope.copy),
            body: MessageBody::from(&envelope.message),
        }
    }
}

/// The entries of an append come back with their terms alone, and a chunk as so many zero bytes.
impl From<&TraceMessage> for Envelope {
    fn from(message: &TraceMessage) -> Envelope {
        Envelope {
            number: MessageNumber(message.id.0),
            from: message.from.0,
            to: message.to.0,
            nth: message.nth,
            copy: message.copy.0,
            message: (&message.body).into(),
        }
    }
}

impl TraceMessage {
    /// How many bytes of a snapshot it carries.
    pub(super) fn bytes(&self) -> u64 {
        match &self.body {
            MessageBody::InstallSnapshot { size, .. } => size.0,
            _ => 0,
        }
    }

    pub(super) fn name(&self) -> MessageName {
        let (kind, term) = self.body.kind_and_term();
        MessageName {
            from: self.from.0,
            to: self.to.0,
            kind,
            term: term.0,
            nth: self.nth,
            copy: self.copy.0,
        }
    }

    /// Whether both say the same on the same way, as a message and its copy do.
    pub(super) fn says_as(&self, other: &TraceMessage) -> bool {
        (self.from, self.to, self.nth) == (other.from, other.to, other.nth)
            && self.body == other.body
    }
}

impl MessageBody {
    fn kind_and_term(&self) -> (MessageKind, Number) {
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
                last: Place::new(m.last_log_index, m.last_log_term),
            },
            Message::RequestVoteReply(m) => MessageBody::RequestVoteReply {
                term,
                request_term: Number(m.request_term),
                granted: m.vote_granted,
            },
            Message::AppendEntries(m) => MessageBody::AppendEntries {
                term,
                request: Number(m.request),
                prev: Place::new(m.prev_log_index, m.prev_log_term),
                entries: m.entries.iter().map(|entry| Number(entry.term)).collect(),
                commit: Number(m.leader_commit),
            },
            Message::AppendEntriesReply(m) => append_reply(m),
            Message::InstallSnapshot(m) => MessageBody::InstallSnapshot {
                term,
                snapshot: (&m.snapshot).into(),
                configuration: (&m.configuration).into(),
                offset: Number(m.offset),
                size: Number(m.data.len() as u64),
                total: Number(m.total),
                chunk_size: Number(m.chunk_size),
            },
            Message::InstallSnapshotReply(m) => MessageBody::InstallSnapshotReply {
                term,
                request_term: Number(m.request_term),
                snapshot: (&m.snapshot).into(),
                next_offset: Number(m.next_offset),
                installed: m.installed,
                stale: m.stale,
            },
        }
    }
}

impl From<&MessageBody> for Message {
    #[expect(
        clippy::too_many_lines,
        reason = "one line of the table for each kind of message"
    )]
    fn from(body: &MessageBody) -> Message {
        match body {
            MessageBody::RequestVote { term, last } => Message::RequestVote(RequestVote {
                term: term.0,
                last_log_index: last.index.0,
                last_log_term: last.term.0,
            }),
            MessageBody::RequestVoteReply {
                term,
                request_term,
                granted,
            } => Message::RequestVoteReply(RequestVoteReply {
                term: term.0,
                request_term: request_term.0,
                vote_granted: *granted,
            }),
            MessageBody::AppendEntries {
                term,
                request,
                prev,
                entries,
                commit,
            } => Message::AppendEntries(AppendEntries {
                term: term.0,
                request: request.0,
                prev_log_index: prev.index.0,
                prev_log_term: prev.term.0,
                entries: entries.iter().map(of_term).collect(),
                leader_commit: commit.0,
            }),
            MessageBody::AppendEntriesReply {
                term,
                request_term,
                request,
                prev_index,
                answer,
            } => Message::AppendEntriesReply(AppendEntriesReply {
                term: term.0,
                request_term: request_term.0,
                request: request.0,
                prev_log_index: prev_index.0,
                outcome: answer.into(),
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
                snapshot: (*snapshot).into(),
                configuration: configuration.into(),
                offset: offset.0,
                data: vec![0; size.0 as usize].into(),
                total: total.0,
                chunk_size: chunk_size.0,
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
                request_term: request_term.0,
                snapshot: (*snapshot).into(),
                next_offset: next_offset.0,
                installed: *installed,
                stale: *stale,
            }),
        }
    }
}

/// An entry of which only the term is known.
fn of_term(term: &Number) -> Entry {
    Entry {
        term: term.0,
        payload: crate::content::unknown(),
    }
}

impl From<&AppendAnswer> for AppendOutcome {
    fn from(answer: &AppendAnswer) -> AppendOutcome {
        match *answer {
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
        }
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
        request_term: Number(reply.request_term),
        request: Number(reply.request),
        prev_index: Number(reply.prev_log_index),
        answer,
    }
}
