//! Messages as the lines of a trace write them.

use super::values::{Members, Number, Place, Server, Snapshot};
use crate::event::Envelope;
use crate::message::{MessageKind, MessageName};
use raft::Message;
use raft::message::{AppendEntriesReply, AppendOutcome};
use serde::{Deserialize, Serialize};

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
    pub(super) says: MessageBody,
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
        /// How many entries it carries. Which they are stands in the leader's log.
        entries: Number,
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
            says: MessageBody::from(&envelope.message),
        }
    }
}

impl TraceMessage {
    pub(super) fn name(&self) -> MessageName {
        let (kind, term) = self.says.kind_and_term();
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
            && self.says == other.says
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
                entries: Number(m.entries.len() as u64),
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
