//! A message as `show messages` prints it: all that distinguishes it.

use raft::message::{AppendEntriesReply, AppendOutcome, InstallSnapshotReply};
use raft::{Entries, Index, Message};
use record::Body;
use std::fmt;

/// The kind and the fields of a message.
pub(super) struct Details<'a>(pub(super) &'a Body);

impl fmt::Display for Details<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}, term {}", self.0, self.0.term())?;
        let Body::Whole(message) = self.0 else {
            return Ok(());
        };
        match message {
            Message::RequestVote(m) => {
                write!(out, ", last {}.{}", m.last_log_term, m.last_log_index)
            }
            Message::RequestVoteReply(m) => write!(out, ", to term {}", m.request_term),
            Message::AppendEntries(m) => {
                let (prev, term) = (m.prev_log_index, m.prev_log_term);
                write!(out, ", request {}, prev {term}.{prev}", m.request)?;
                sent(prev + 1, &m.entries, out)?;
                write!(out, ", commit {}", m.leader_commit)
            }
            Message::AppendEntriesReply(m) => append_reply(m, out),
            Message::InstallSnapshot(m) => {
                let (id, end) = (&m.snapshot, m.offset + m.data.len() as u64);
                let (index, term) = (id.last_included_index, id.last_included_term);
                let (from, total) = (m.offset, m.total);
                write!(
                    out,
                    ", snapshot {term}.{index}, bytes {from}..{end} of {total}"
                )
            }
            Message::InstallSnapshotReply(m) => snapshot_reply(m, out),
        }
    }
}

/// `, entries 1.3..1.7 2.8`: of neighbours of one term only the ends.
fn sent(first: Index, entries: &Entries, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut all = (first..).zip(entries.iter()).peekable();
    if all.peek().is_some() {
        out.write_str(", entries")?;
    }
    while let Some((from, entry)) = all.next() {
        let mut to = from;
        while let Some((index, _)) = all.next_if(|(_, next)| next.term == entry.term) {
            to = index;
        }
        let term = entry.term;
        write!(out, " {term}.{from}")?;
        if to > from {
            write!(out, "..{term}.{to}")?;
        }
    }
    Ok(())
}

fn append_reply(reply: &AppendEntriesReply, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (request, term) = (reply.request, reply.request_term);
    write!(out, ", to request {request} of term {term}")?;
    match reply.outcome {
        AppendOutcome::Success { match_index } => write!(out, ", match {match_index}"),
        AppendOutcome::StaleTerm => out.write_str(", stale term"),
        AppendOutcome::Conflict {
            conflict_term,
            conflict_index,
            last_log_index,
        } => {
            write!(out, ", prev {}", reply.prev_log_index)?;
            match conflict_term {
                Some(term) => write!(out, ", conflict with term {term} from {conflict_index}")?,
                None => write!(out, ", nothing from {conflict_index}")?,
            }
            write!(out, ", last {last_log_index}")
        }
    }
}

fn snapshot_reply(reply: &InstallSnapshotReply, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (id, term) = (&reply.snapshot, reply.request_term);
    let (index, own) = (id.last_included_index, id.last_included_term);
    write!(out, ", to term {term}, snapshot {own}.{index}")?;
    match reply.installed {
        true => out.write_str(", installed"),
        false => write!(out, ", next byte {}", reply.next_offset),
    }
}
