//! How many bytes things take where they would be bytes: eight for a number, one for a choice, and what a command has.

use crate::durable::Durable;
use crate::log::{Entry, Log, Payload};
use crate::message::{AppendOutcome, Message};

/// The bytes of a message on the wire, with its kind.
pub fn of_message(message: &Message) -> u64 {
    1 + match message {
        Message::RequestVote(_) => 3 * 8,
        Message::RequestVoteReply(_) => 2 * 8 + 1,
        Message::AppendEntries(m) => 5 * 8 + 8 + m.entries.iter().map(of_entry).sum::<u64>(),
        Message::AppendEntriesReply(m) => 4 * 8 + 1 + of_outcome(&m.outcome),
        Message::InstallSnapshot(m) => 7 * 8 + 3 * 2 + 8 + m.data.len() as u64,
        Message::InstallSnapshotReply(_) => 6 * 8 + 2,
    }
}

fn of_outcome(outcome: &AppendOutcome) -> u64 {
    match outcome {
        AppendOutcome::Success { .. } => 8,
        AppendOutcome::StaleTerm => 0,
        AppendOutcome::Conflict { .. } => 3 * 8 + 1,
    }
}

/// The bytes of what the lab calls the state of Raft, as it lies on the disk: term, vote and log, without the snapshot.
pub fn of_persisted(disk: &Durable) -> u64 {
    8 + 1 + 2 * 8 + of_log(&disk.log)
}

/// The bytes of the entries of a log.
pub fn of_log(log: &Log) -> u64 {
    log.iter_from(log.first_index()).map(of_entry).sum()
}

/// The bytes of an entry, with its term; its index is its place.
pub fn of_entry(entry: &Entry) -> u64 {
    let content = match &entry.payload {
        Payload::Command(bytes) => 8 + bytes.len() as u64,
        Payload::Configuration(_) => 3 * 2,
        Payload::Noop => 0,
    };
    8 + 1 + content
}
