//! Sentences about events that no user caused, where no rule had anything to decide.

use super::{Sentence, Sort, Weight};
use crate::control::{Control, ServerControl};
use crate::event::{Envelope, Event, EventKind, LossReason, OperationEnd, Outcome};
use crate::message::{Body, MessageKind};
use crate::operation::ClientId;
use raft::{Index, Message, Notice, ServerId, TimerKind};

/// What happened, whatever it was.
pub(super) fn sentence(event: &Event) -> Sentence {
    let text = match (&event.kind, event.server) {
        (EventKind::Started { .. }, Some(server)) => format!("{server} starts as a follower."),
        (EventKind::Persisted { .. }, Some(server)) => persisted(event, server),
        (EventKind::Applied { last }, Some(server)) => return applied(event, server, *last),
        (EventKind::RequestArrived { client, serial }, Some(server)) => match appended(event) {
            Some(index) => {
                format!("{server} appends operation {serial} of {client} as entry {index}.")
            }
            None => format!("Operation {serial} of {client} reaches {server}."),
        },
        (EventKind::ReplyArrived { client, serial }, _) => replied(event, *client, *serial),
        (EventKind::ConnectionLost { client, serial }, Some(server)) => {
            format!("{client} finds {server} down and retries operation {serial} elsewhere.")
        }
        (EventKind::ClientTimedOut { client, serial }, _) => match end(event) {
            Some(_) => format!(
                "{client} gives up operation {serial}: it may have been done, or may yet be."
            ),
            None => format!("{client} times out on operation {serial} and retries it."),
        },
        (
            EventKind::ClientSent {
                client,
                serial,
                operation,
                retries,
                ..
            },
            server,
        ) => {
            let (sends, to) = match retries {
                0 => ("sends", "to"),
                _ => ("retries", "at"),
            };
            let to = server.map_or(String::new(), |server| format!(" {to} {server}"));
            format!("{client} {sends} operation {serial}{to}: `{operation}`.")
        }
        (EventKind::Delivered { envelope, .. }, _) => {
            let Envelope { from, to, body, .. } = envelope;
            format!("The {} of {from} reaches {to}.", message_name(body))
        }
        (EventKind::Lost { envelope, why, .. }, _) => lost(envelope, *why),
        (
            EventKind::TimerFired {
                timer: TimerKind::Heartbeat,
                ..
            },
            Some(server),
        ) => format!("{server} sends heartbeats."),
        (EventKind::TimerFired { .. }, Some(server)) => format!("A timer of {server} runs out."),
        (
            EventKind::SnapshotDue
            | EventKind::Control(Control::Server(ServerControl::SnapshotRequested)),
            Some(server),
        ) => {
            format!("{server} is asked for a snapshot.")
        }
        (_, Some(server)) => format!("Something happens to {server}."),
        (_, None) => "Something happens.".into(),
    };
    Sentence::new(Weight::Normal, text)
}

fn persisted(event: &Event, server: ServerId) -> String {
    let leaves = |outcome: &&Outcome| matches!(outcome, Outcome::Sent { .. });
    let mut leaving = event.outcomes.iter().filter(leaves);
    let more = leaving.clone().count().saturating_sub(1) as u64;
    let Some(Outcome::Sent { envelope, .. }) = leaving.next() else {
        return format!("A write of {server} is on its disk.");
    };
    let (name, to) = (message_name(&envelope.body), envelope.to);
    let more = match more {
        0 => String::new(),
        more => format!(" and {}", count(more, "other message", "other messages")),
    };
    format!("A write of {server} is on its disk: now it sends the {name} to {to}{more}.")
}

fn applied(event: &Event, server: ServerId, last: Index) -> Sentence {
    let mut first = None;
    for outcome in &event.outcomes {
        match outcome {
            Outcome::AppliedEntry {
                index,
                repeated: true,
                ..
            } => {
                let text = format!(
                    "{server} applies entry {index} and recognises a retry: it answers as before and runs nothing twice."
                );
                return Sentence {
                    section: Some("§8"),
                    ..Sentence::new(Weight::Normal, text)
                };
            }
            Outcome::AppliedEntry { index, .. } => first = first.or(Some(*index)),
            Outcome::Restored(id) => {
                let index = id.last_included_index;
                let text = format!(
                    "{server} replaces its state machine by the snapshot up to entry {index}."
                );
                return Sentence {
                    section: Some("§7"),
                    ..Sentence::new(Weight::Major, text)
                };
            }
            _ => {}
        }
    }
    let first = first.unwrap_or(last);
    let text = match first < last {
        true => format!("{server} applies entries {first} to {last}."),
        false => format!("{server} applies entry {last}."),
    };
    Sentence {
        sort: Some(Sort::Apply(first, last)),
        ..Sentence::new(Weight::Normal, text)
    }
}

fn appended(event: &Event) -> Option<Index> {
    event.outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Noticed(Notice::Appended { first, .. }) => Some(*first),
        _ => None,
    })
}

fn end(event: &Event) -> Option<OperationEnd> {
    event.outcomes.iter().find_map(|outcome| match outcome {
        Outcome::OperationEnded { end, .. } => Some(*end),
        _ => None,
    })
}

fn replied(event: &Event, client: ClientId, serial: u64) -> String {
    match end(event) {
        Some(OperationEnd::Ok(Some(value))) => {
            format!("{client} hears that its operation {serial} is done: {value}.")
        }
        Some(OperationEnd::Ok(None)) => {
            format!("{client} hears that its operation {serial} is done: there is no such key.")
        }
        Some(OperationEnd::Failed) => {
            format!("{client} hears that its operation {serial} was not done.")
        }
        Some(OperationEnd::Unknown) => {
            format!("{client} gives up operation {serial}: it may have been done, or may yet be.")
        }
        None => format!("{client} hears that it must retry operation {serial}."),
    }
}

/// A message that does not arrive.
fn lost(envelope: &Envelope, why: LossReason) -> String {
    let Envelope { from, to, body, .. } = envelope;
    let name = message_name(body);
    match why {
        LossReason::Chance => format!("The {name} from {from} to {to} is lost on the way."),
        LossReason::Cut => format!("The {name} from {from} to {to} is lost: the link is cut."),
        LossReason::Down => format!("The {name} from {from} to {to} is lost: {to} is down."),
        LossReason::Manual => format!("The {name} from {from} to {to} was dropped."),
    }
}

/// A message in a few words, without its way.
pub(super) fn message_name(body: &Body) -> String {
    if body.kind().is_reply() && body.is_refusal().is_none() {
        return body.to_string();
    }
    let refused = body.is_refusal() == Some(true);
    match body.kind() {
        MessageKind::RequestVote => "vote request".into(),
        MessageKind::RequestVoteReply if refused => "refusal of a vote".into(),
        MessageKind::RequestVoteReply => "vote".into(),
        MessageKind::AppendEntries => match body.entries() {
            None => "append".into(),
            Some(0) => "heartbeat".into(),
            Some(entries) => format!("append of {}", count(entries, "entry", "entries")),
        },
        MessageKind::AppendEntriesReply if refused => "refusal of an append".into(),
        MessageKind::AppendEntriesReply => "acknowledgement".into(),
        MessageKind::InstallSnapshot => match body {
            Body::Whole(Message::InstallSnapshot(m)) => {
                let (chunk, of) = m.chunk_of();
                format!("chunk {chunk} of {of} of a snapshot")
            }
            _ => "snapshot".into(),
        },
        MessageKind::InstallSnapshotReply if refused => "refusal of a chunk".into(),
        MessageKind::InstallSnapshotReply => "answer to a chunk".into(),
    }
}

/// `1 write`, `2 writes`.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
