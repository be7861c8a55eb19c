//! What followed from an event, as the lines of a trace write it.

use super::line::{After, Level};
use super::message::{TraceMessage, TraceName};
use super::reason::Decision;
use super::server::{Progress, Receiving, Saved, Write};
use super::values::{Entry, Future, Number, Server, Snapshot, Text, Timer};
use crate::content::content_hash;
use crate::event::{DiskHeld, DiskWrite, Fate, OperationEnd, Outcome};
use crate::message::MessageName;
use crate::operation::ClientId;
use raft::{Entries, Notice, ServerId, Ticket, Time, TimerKind};
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// What followed: a word for each kind of outcome, with its facts.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Consequence {
    /// A rule of the paper decided.
    Decided(Decision),
    BecameCandidate {
        term: Number,
    },
    BecameLeader {
        term: Number,
    },
    SteppedDown {
        term: Number,
    },
    TermChanged {
        term: Number,
    },
    CommitAdvanced {
        index: Number,
    },
    Truncated {
        from: Number,
        last: Number,
    },
    /// The entries stand one behind the other.
    Appended(#[serde(deserialize_with = "at_least_one")] Vec<Entry>),
    ConfigAdopted {
        index: Number,
    },
    ConfigRolledBack {
        index: Number,
    },
    SnapshotInstalled(Snapshot),
    /// An invariant of the server does not hold.
    Violation {
        sentence: String,
    },
    WriteBegan {
        ticket: Number,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        writes: Vec<Write>,
        /// Absent while the disk is stalled.
        #[serde(skip_serializing_if = "Option::is_none")]
        due: Option<Number>,
    },
    WriteDue {
        ticket: Number,
        due: Number,
    },
    Waits {
        message: TraceMessage,
        ticket: Number,
    },
    Sent {
        message: TraceMessage,
        /// Absent if that is not known yet.
        #[serde(skip_serializing_if = "Option::is_none")]
        fate: Option<Future>,
        #[serde(skip_serializing_if = "Option::is_none")]
        copy_of: Option<TraceName>,
    },
    FateChanged {
        message: TraceName,
        #[serde(skip_serializing_if = "Option::is_none")]
        fate: Option<Future>,
    },
    NeverSent {
        message: TraceName,
    },
    TimerArmed {
        #[serde(with = "Timer")]
        timer: TimerKind,
        at: Number,
    },
    TimerStopped {
        #[serde(with = "Timer")]
        timer: TimerKind,
    },
    Applied {
        entry: Entry,
        /// Absent if the entry is no client's.
        #[serde(skip_serializing_if = "Option::is_none")]
        answer: Option<Answered>,
        /// Whether a session remembered the operation, so that it did not run again.
        #[serde(default)]
        repeated: bool,
    },
    Restored(Snapshot),
    /// What the server's log holds below this index is not known.
    UnknownBelow {
        #[serde(deserialize_with = "super::values::from_one")]
        index: Number,
    },
    DiskHolds {
        state: After,
        /// From where on the log is as `entries` say.
        first: Number,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        entries: Vec<Entry>,
    },
    Progress(Progress),
    Receiving(Receiving),
    SnapshotChanged(Saved),
    SnapshotPlanned,
    Queued {
        client: u8,
        serial: Number,
        operation: Text,
        #[serde(skip_serializing_if = "Option::is_none")]
        server: Option<Server>,
    },
    Replied {
        client: u8,
        serial: Number,
        arrives: Number,
    },
    NeverReplied {
        client: u8,
        serial: Number,
    },
    OperationEnded {
        client: u8,
        serial: Number,
        end: End,
    },
    CheckFailed {
        check: String,
        sentence: String,
    },
    CheckUndecided {
        check: String,
    },
}

/// What the machine answered: the value of the key, or none.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answered {
    #[serde(deserialize_with = "number_or_null")]
    value: Option<i64>,
}

/// Answers are all that a trace writes as `null`.
fn number_or_null<'de, D: Deserializer<'de>>(input: D) -> Result<Option<i64>, D::Error> {
    input.deserialize_any(NumberOrNull)
}

struct NumberOrNull;

impl Visitor<'_> for NumberOrNull {
    type Value = Option<i64>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a whole number of 64 bits, or null")
    }

    fn visit_unit<E: Error>(self) -> Result<Option<i64>, E> {
        Ok(None)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Option<i64>, E> {
        Ok(Some(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Option<i64>, E> {
        let fits = value.try_into();
        let large = |_| E::invalid_value(Unexpected::Unsigned(value), &self);
        fits.map(Some).map_err(large)
    }
}

fn at_least_one<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Entry>, D::Error> {
    let entries = Vec::deserialize(input)?;
    if entries.is_empty() {
        return Err(D::Error::custom(
            "`appended` names no entry: leave it out, or say which",
        ));
    }
    Ok(entries)
}

/// How an operation ended, as its client knows it.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    Ok(Answered),
    Failed,
    Unknown,
}

impl Consequence {
    /// An outcome of an event of this server. Reasons say their sentence about it.
    #[expect(
        clippy::too_many_lines,
        reason = "one line of the table for each kind of outcome"
    )]
    pub(super) fn new(
        outcome: &Outcome,
        server: Option<ServerId>,
        level: Level,
    ) -> Option<Consequence> {
        Some(match outcome {
            // The line says so as its `after`.
            Outcome::Reported(_) => return None,
            Outcome::UnknownBelow(index) => Consequence::UnknownBelow {
                index: Number(*index),
            },
            Outcome::Decided(reason) => Consequence::Decided(Decision::new(reason, server)),
            Outcome::Noticed(notice) => Consequence::from(notice),
            Outcome::WriteBegan {
                ticket,
                writes,
                due,
            } => Consequence::WriteBegan {
                ticket: Number(ticket.0),
                writes: writes.iter().map(Write::from).collect(),
                due: due.map(|time| Number(time.0)),
            },
            Outcome::WriteDue { ticket, due } => Consequence::WriteDue {
                ticket: Number(ticket.0),
                due: Number(due.0),
            },
            Outcome::Waits { envelope, ticket } => Consequence::Waits {
                message: envelope.into(),
                ticket: Number(ticket.0),
            },
            Outcome::Sent {
                envelope,
                fate,
                copy_of,
            } => Consequence::Sent {
                message: envelope.into(),
                fate: Future::new(*fate),
                copy_of: copy_of.map(TraceName::from),
            },
            Outcome::FateChanged { name, fate } => Consequence::FateChanged {
                message: (*name).into(),
                fate: Future::new(*fate),
            },
            Outcome::NeverSent { name } => Consequence::NeverSent {
                message: (*name).into(),
            },
            Outcome::TimerArmed { timer, at } => Consequence::TimerArmed {
                timer: *timer,
                at: Number(at.0),
            },
            Outcome::TimerStopped(timer) => Consequence::TimerStopped { timer: *timer },
            Outcome::AppliedEntry {
                index,
                term,
                payload,
                content: _,
                answer,
                repeated,
            } => Consequence::Applied {
                entry: Entry::new(*index, *term, payload),
                answer: answer.map(|value| Answered { value }),
                repeated: *repeated,
            },
            Outcome::Restored(id) => Consequence::Restored(id.into()),
            Outcome::DiskHolds(held) => Consequence::DiskHolds {
                state: After::new(&held.facts, level),
                first: Number(held.first),
                entries: entries(held.first, &held.entries),
            },
            Outcome::Progress { leader, follower } => {
                Consequence::Progress(Progress::new(*leader, follower))
            }
            Outcome::Receiving { server, now } => {
                Consequence::Receiving(Receiving::new(*server, now.as_ref()))
            }
            Outcome::SnapshotChanged(snapshot) => {
                Consequence::SnapshotChanged(Saved::new(snapshot.as_deref()))
            }
            Outcome::SnapshotPlanned => Consequence::SnapshotPlanned,
            Outcome::Queued {
                client,
                serial,
                operation,
                server,
            } => Consequence::Queued {
                client: client.0,
                serial: Number(*serial),
                operation: Text(operation.clone()),
                server: server.map(Server),
            },
            Outcome::Replied {
                client,
                serial,
                arrives,
            } => Consequence::Replied {
                client: client.0,
                serial: Number(*serial),
                arrives: Number(arrives.0),
            },
            Outcome::NeverReplied { client, serial } => Consequence::NeverReplied {
                client: client.0,
                serial: Number(*serial),
            },
            Outcome::OperationEnded {
                client,
                serial,
                end,
            } => Consequence::OperationEnded {
                client: client.0,
                serial: Number(*serial),
                end: (*end).into(),
            },
            Outcome::CheckFailed { check, sentence } => Consequence::CheckFailed {
                check: check.to_string(),
                sentence: sentence.clone(),
            },
            Outcome::CheckUndecided(check) => Consequence::CheckUndecided {
                check: check.to_string(),
            },
        })
    }

    /// The outcome, if the line says enough of it; or what is wrong with it.
    #[expect(
        clippy::too_many_lines,
        reason = "one line of the table for each kind of outcome"
    )]
    pub(super) fn outcome(&self, level: Level) -> Result<Option<Outcome>, String> {
        Ok(Some(match self {
            Consequence::Decided(decision) => return Ok(decision.reason()?.map(Outcome::Decided)),
            Consequence::BecameCandidate { term } => {
                Outcome::Noticed(Notice::BecameCandidate(term.0))
            }
            Consequence::BecameLeader { term } => Outcome::Noticed(Notice::BecameLeader(term.0)),
            Consequence::SteppedDown { term } => Outcome::Noticed(Notice::SteppedDown(term.0)),
            Consequence::TermChanged { term } => Outcome::Noticed(Notice::TermChanged(term.0)),
            Consequence::CommitAdvanced { index } => {
                Outcome::Noticed(Notice::CommitAdvanced(index.0))
            }
            Consequence::Truncated { from, last } => Outcome::Noticed(Notice::Truncated {
                from: from.0,
                last: last.0,
            }),
            Consequence::Appended(entries) => {
                let first = entries.first().map_or(1, |entry| entry.index.0);
                Outcome::Noticed(Notice::Appended {
                    first,
                    entries: from_entries(first, entries)?,
                })
            }
            Consequence::ConfigAdopted { index } => {
                Outcome::Noticed(Notice::ConfigAdopted(index.0))
            }
            Consequence::ConfigRolledBack { index } => {
                Outcome::Noticed(Notice::ConfigRolledBack(index.0))
            }
            Consequence::SnapshotInstalled(id) => {
                Outcome::Noticed(Notice::SnapshotInstalled((*id).into()))
            }
            Consequence::Violation { sentence } => {
                Outcome::Noticed(Notice::Violation(sentence.clone().into()))
            }
            Consequence::WriteBegan {
                ticket,
                writes,
                due,
            } => Outcome::WriteBegan {
                ticket: Ticket(ticket.0),
                writes: writes.iter().copied().map(DiskWrite::from).collect(),
                due: due.map(|time| Time(time.0)),
            },
            Consequence::WriteDue { ticket, due } => Outcome::WriteDue {
                ticket: Ticket(ticket.0),
                due: Time(due.0),
            },
            Consequence::Waits { message, ticket } => Outcome::Waits {
                envelope: message.envelope(),
                ticket: Ticket(ticket.0),
            },
            Consequence::Sent {
                message,
                fate,
                copy_of,
            } => Outcome::Sent {
                envelope: message.envelope(),
                fate: fate.map_or(Fate::Unknown, Fate::from),
                copy_of: copy_of.map(MessageName::from),
            },
            Consequence::FateChanged { message, fate } => Outcome::FateChanged {
                name: (*message).into(),
                fate: fate.map_or(Fate::Unknown, Fate::from),
            },
            Consequence::NeverSent { message } => Outcome::NeverSent {
                name: (*message).into(),
            },
            Consequence::TimerArmed { timer, at } => Outcome::TimerArmed {
                timer: *timer,
                at: Time(at.0),
            },
            Consequence::TimerStopped { timer } => Outcome::TimerStopped(*timer),
            Consequence::Applied {
                entry,
                answer,
                repeated,
            } => applied(entry, *answer, *repeated),
            Consequence::Restored(id) => Outcome::Restored((*id).into()),
            Consequence::UnknownBelow { index } => Outcome::UnknownBelow(index.0),
            Consequence::DiskHolds {
                state,
                first,
                entries,
            } => {
                let entries = from_entries(first.0, entries)?;
                let Some(facts) = state.facts(level) else {
                    return Ok(None);
                };
                Outcome::DiskHolds(Box::new(DiskHeld {
                    facts,
                    first: first.0,
                    entries,
                }))
            }
            Consequence::Progress(progress) => progress.outcome(),
            Consequence::Receiving(receiving) => receiving.outcome(),
            Consequence::SnapshotChanged(saved) => saved.outcome(),
            Consequence::SnapshotPlanned => Outcome::SnapshotPlanned,
            Consequence::Queued {
                client,
                serial,
                operation,
                server,
            } => Outcome::Queued {
                client: ClientId(*client),
                serial: serial.0,
                operation: operation.0.clone(),
                server: server.map(|server| server.0),
            },
            Consequence::Replied {
                client,
                serial,
                arrives,
            } => Outcome::Replied {
                client: ClientId(*client),
                serial: serial.0,
                arrives: Time(arrives.0),
            },
            Consequence::NeverReplied { client, serial } => Outcome::NeverReplied {
                client: ClientId(*client),
                serial: serial.0,
            },
            Consequence::OperationEnded {
                client,
                serial,
                end,
            } => Outcome::OperationEnded {
                client: ClientId(*client),
                serial: serial.0,
                end: (*end).into(),
            },
            Consequence::CheckFailed { check, sentence } => Outcome::CheckFailed {
                check: check.clone().into(),
                sentence: sentence.clone(),
            },
            Consequence::CheckUndecided { check } => Outcome::CheckUndecided(check.clone().into()),
        }))
    }

    /// What one of the full level leaves out; none if nothing.
    pub(super) fn missing(&self) -> Option<&'static str> {
        match self {
            Consequence::Decided(decision) if !decision.is_known() => {
                Some("of a decision `reason` and `operands`")
            }
            Consequence::DiskHolds { state, .. } if state.facts(Level::Full).is_none() => {
                Some("in `state` something of what `after` says")
            }
            Consequence::Sent { fate: None, .. } | Consequence::FateChanged { fate: None, .. } => {
                Some("the `fate` of a message")
            }
            Consequence::Sent { message, .. } | Consequence::Waits { message, .. } => {
                message.missing()
            }
            _ => None,
        }
    }

    /// The message that it is about, where it says all of it.
    pub(super) fn message(&self) -> Option<&TraceMessage> {
        match self {
            Consequence::Waits { message, .. } | Consequence::Sent { message, .. } => Some(message),
            _ => None,
        }
    }
}

fn entries(first: u64, entries: &[raft::Entry]) -> Vec<Entry> {
    let entry = |(index, entry): (u64, &raft::Entry)| Entry::new(index, entry.term, &entry.payload);
    (first..).zip(entries).map(entry).collect()
}

/// Entries that stand one behind the other, from the first on.
fn from_entries(first: u64, entries: &[Entry]) -> Result<Entries, String> {
    if let Some((right, entry)) = (first..)
        .zip(entries)
        .find(|(right, entry)| entry.index.0 != *right)
    {
        let index = entry.index.0;
        return Err(format!(
            "entry {index} is appended where entry {right} would be the next"
        ));
    }
    let entries = entries.iter().map(|entry| raft::Entry {
        term: entry.term.0,
        payload: entry.payload(),
    });
    Ok(entries.collect())
}

fn applied(entry: &Entry, answer: Option<Answered>, repeated: bool) -> Outcome {
    let payload = entry.payload();
    Outcome::AppliedEntry {
        index: entry.index.0,
        term: entry.term.0,
        content: content_hash(&payload),
        payload,
        answer: answer.map(|answered| answered.value),
        repeated,
    }
}

impl From<&Notice> for Consequence {
    fn from(notice: &Notice) -> Consequence {
        match notice {
            Notice::BecameCandidate(term) => Consequence::BecameCandidate {
                term: Number(*term),
            },
            Notice::BecameLeader(term) => Consequence::BecameLeader {
                term: Number(*term),
            },
            Notice::SteppedDown(term) => Consequence::SteppedDown {
                term: Number(*term),
            },
            Notice::TermChanged(term) => Consequence::TermChanged {
                term: Number(*term),
            },
            Notice::CommitAdvanced(index) => Consequence::CommitAdvanced {
                index: Number(*index),
            },
            Notice::Truncated { from, last } => Consequence::Truncated {
                from: Number(*from),
                last: Number(*last),
            },
            Notice::Appended {
                first,
                entries: appended,
            } => Consequence::Appended(entries(*first, appended)),
            Notice::ConfigAdopted(index) => Consequence::ConfigAdopted {
                index: Number(*index),
            },
            Notice::ConfigRolledBack(index) => Consequence::ConfigRolledBack {
                index: Number(*index),
            },
            Notice::SnapshotInstalled(id) => Consequence::SnapshotInstalled(id.into()),
            Notice::Violation(sentence) => Consequence::Violation {
                sentence: sentence.to_string(),
            },
        }
    }
}

impl From<OperationEnd> for End {
    fn from(end: OperationEnd) -> End {
        match end {
            OperationEnd::Ok(value) => End::Ok(Answered { value }),
            OperationEnd::Failed => End::Failed,
            OperationEnd::Unknown => End::Unknown,
        }
    }
}

impl From<End> for OperationEnd {
    fn from(end: End) -> OperationEnd {
        match end {
            End::Ok(answered) => OperationEnd::Ok(answered.value),
            End::Failed => OperationEnd::Failed,
            End::Unknown => OperationEnd::Unknown,
        }
    }
}
