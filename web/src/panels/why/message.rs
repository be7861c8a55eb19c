//! A message: its fields, and what its receiver will do with it as things stand now.

use super::log::missing;
use super::{Fact, content, fact, ruled, server};
use raft::message::{
    AppendEntries, AppendEntriesReply, AppendOutcome, InstallSnapshot, InstallSnapshotReply,
    RequestVote, RequestVoteReply,
};
use raft::{Index, Message, Term};
use record::view::{DiskView, Process, ServerView};
use record::{ClusterView, Envelope, Fate, MessageName, RoleName};

pub(super) fn explain(view: &ClusterView, name: MessageName) -> Option<(String, Vec<Fact>)> {
    let flying = super::in_flight(view, name);
    let (envelope, waits) = match flying {
        Some(message) => (&message.envelope, None),
        None => waiting(view, name)?,
    };
    let receiver = server(view, envelope.to)?;
    let mut facts: Vec<Fact> = waits.into_iter().collect();
    facts.push(term(receiver, &envelope.message));
    contents(receiver, envelope, &mut facts);
    if let Some(message) = flying {
        facts.push(arrival(receiver, message.fate));
        if message.copy_of.is_some() {
            facts.push(fact(
                "copy",
                "of another message: the receiver may get both",
            ));
        }
    }
    Some((title(envelope), facts))
}

/// A message that has not left yet, and which write must be durable before.
fn waiting(view: &ClusterView, name: MessageName) -> Option<(&Envelope, Option<Fact>)> {
    view.servers.iter().find_map(|server| {
        let DiskView { queue, waiting, .. } = &server.disk;
        let (ticket, envelope) = waiting
            .iter()
            .find(|(_, envelope)| envelope.name() == name)?;
        let write = queue.iter().find(|write| write.ticket == *ticket)?;
        let (whose, what) = (server.id, write.what());
        let until = match write.due {
            Some(due) => format!("until this is on {whose}'s disk, at {due}: {what}"),
            None => format!("until this is on {whose}'s disk, which is stalled: {what}"),
        };
        Some((envelope, Some(ruled("waits", until, "Figure 2"))))
    })
}

/// `AppendEntries, 2 entries, S1 to S3`.
pub(crate) fn title(envelope: &Envelope) -> String {
    let Envelope {
        from, to, message, ..
    } = envelope;
    format!("{message}, {from} to {to}")
}

fn arrival(receiver: &ServerView, fate: Fate) -> Fact {
    let id = receiver.id;
    match fate {
        Fate::Lost(time) => fact("lost", format!("on the way, at {time}")),
        Fate::Arrives(time) => match receiver.process {
            Process::Running => fact("arrives", format!("at {time}, unless you drop it")),
            Process::Paused => fact(
                "arrives",
                format!("at {time}, and waits until {id} is resumed"),
            ),
            Process::Crashed => fact(
                "arrives",
                format!("at {time}, but {id} is down: it will be lost"),
            ),
        },
    }
}

fn term(receiver: &ServerView, message: &Message) -> Fact {
    let (theirs, ours, id) = (message.term(), receiver.term, receiver.id);
    let text = if theirs > ours {
        format!("{theirs}, newer than {id}'s {ours}: {id} will adopt it and follow")
    } else if theirs == ours {
        theirs.to_string()
    } else if message.is_reply() {
        format!("{theirs}, older than {id}'s {ours}: {id} will ignore it")
    } else {
        format!("{theirs}, older than {id}'s {ours}: {id} will refuse it")
    };
    ruled("term", text, "§5.1")
}

fn contents(to: &ServerView, envelope: &Envelope, facts: &mut Vec<Fact>) {
    match &envelope.message {
        Message::RequestVote(m) => request_vote(to, envelope, m, facts),
        Message::RequestVoteReply(m) => vote(to, envelope, m, facts),
        Message::AppendEntries(m) => append(to, m, facts),
        Message::AppendEntriesReply(m) => append_reply(to, envelope, m, facts),
        Message::InstallSnapshot(m) => chunk(to, m, facts),
        Message::InstallSnapshotReply(m) => chunk_reply(to, m, facts),
    }
}

fn request_vote(to: &ServerView, envelope: &Envelope, m: &RequestVote, facts: &mut Vec<Fact>) {
    let (id, candidate) = (to.id, envelope.from);
    let theirs = (m.last_log_term, m.last_log_index);
    let ours = (to.log.last_term(), to.log.last_index());
    facts.push(ruled("last entry", place(theirs.1, theirs.0), "§5.4.1"));
    let same_term = m.term == to.term;
    let other = to
        .voted_for
        .filter(|voted| same_term && *voted != candidate);
    let (text, section) = if m.term < to.term {
        return;
    } else if let Some(other) = other.filter(|_| to.role == RoleName::Follower) {
        (format!("no: {id} voted for {other} in this term"), "§5.2")
    } else if same_term && to.role != RoleName::Follower {
        (
            format!("no: {id} is {} of this term itself", role(to.role)),
            "§5.2",
        )
    } else if theirs < ours {
        (
            format!("no: {id}'s log ends later, at {}", place(ours.1, ours.0)),
            "§5.4.1",
        )
    } else {
        (
            format!(
                "yes: {id}'s log ends at {}, no later",
                place(ours.1, ours.0)
            ),
            "§5.4.1",
        )
    };
    facts.push(ruled("vote", text, section));
}

fn vote(to: &ServerView, envelope: &Envelope, m: &RequestVoteReply, facts: &mut Vec<Fact>) {
    let id = to.id;
    let counts = to.role == RoleName::Candidate && m.request_term == to.term;
    let text = if !counts {
        format!(
            "answers term {}: {id} no longer collects votes for it",
            m.request_term
        )
    } else if !m.vote_granted {
        format!("refused: {id} keeps the votes of {}", to.votes_granted)
    } else {
        let mut votes = to.votes_granted;
        votes.insert(envelope.from);
        match missing(&to.configuration, votes) {
            0 => format!("granted: {id} will have a majority and lead"),
            more => format!("granted: {id} will then need {more} more"),
        }
    };
    facts.push(ruled("vote", text, "§5.2"));
}

/// Whether the receiver holds what an append builds on.
enum Previous {
    Held,
    Missing,
    Conflict(Term),
}

fn previous(to: &ServerView, index: Index, term: Term) -> Previous {
    match to.log.term_at(index) {
        Some(ours) if ours != term => Previous::Conflict(ours),
        None if index > to.log.last_index() => Previous::Missing,
        // What was compacted here is committed, so the leader holds the same.
        _ => Previous::Held,
    }
}

fn append(to: &ServerView, m: &AppendEntries, facts: &mut Vec<Fact>) {
    let id = to.id;
    let at = place(m.prev_log_index, m.prev_log_term);
    let stale = m.term < to.term;
    let previous = previous(to, m.prev_log_index, m.prev_log_term);
    let accepted = !stale && matches!(previous, Previous::Held);
    facts.push(ruled(
        "previous",
        match previous {
            _ if stale => at,
            _ if m.prev_log_index == 0 => "the log's beginning, so it will accept".into(),
            Previous::Held => format!("{at} — {id} holds it, so it will accept"),
            Previous::Missing => format!(
                "{at} — {id}'s log ends at {}, so it will refuse",
                to.log.last_index()
            ),
            Previous::Conflict(ours) => {
                format!("{at} — {id} holds term {ours} there, so it will refuse")
            }
        },
        "§5.3",
    ));
    if !m.entries.is_empty() {
        facts.push(ruled("entries", entries(to, m, accepted), "§5.3"));
    }
    if !stale {
        facts.push(ruled("commit", commit(to, m, accepted), "§5.3"));
    }
}

fn entries(to: &ServerView, m: &AppendEntries, accepted: bool) -> String {
    const SHOWN: usize = 6;
    let numbered = || (m.prev_log_index + 1..).zip(m.entries.iter());
    let mut list: Vec<String> = numbered()
        .take(SHOWN)
        .map(|(index, entry)| format!("{index} `{}`", content(entry)))
        .collect();
    if m.entries.len() > SHOWN {
        list.push(format!("and {} more", m.entries.len() - SHOWN));
    }
    let mut text = list.join(", ");
    let cut = numbered().find(|(index, entry)| {
        to.log
            .term_at(*index)
            .is_some_and(|ours| ours != entry.term)
    });
    let last = m.prev_log_index + m.entries.len() as Index;
    if let (true, Some((index, _))) = (accepted, cut) {
        text += &format!(
            "; {} holds other entries from {index} on and will delete them",
            to.id
        );
    } else if accepted && last <= to.log.last_index() {
        text += &format!("; {} holds them already", to.id);
    }
    text
}

fn commit(to: &ServerView, m: &AppendEntries, accepted: bool) -> String {
    let (id, theirs) = (to.id, m.leader_commit);
    // A follower trusts the leader's commit index only as far as this message shows that the logs agree.
    let reach = theirs.min(m.prev_log_index + m.entries.len() as Index);
    if theirs <= to.commit {
        format!("{theirs}, known to {id}")
    } else if !accepted || reach <= to.commit {
        format!("{theirs}, new to {id}, which stays at {}", to.commit)
    } else if reach == to.commit + 1 {
        let held = to.log.get(reach).filter(|_| reach <= m.prev_log_index);
        let entry = held.or_else(|| {
            m.entries
                .get((reach.checked_sub(m.prev_log_index + 1)?) as usize)
        });
        let what = entry.map_or_else(
            || reach.to_string(),
            |entry| format!("`{}`", content(entry)),
        );
        format!("{theirs}, new to {id}: it will apply {what}")
    } else {
        format!(
            "{theirs}, new to {id}: it will apply {} to {reach}",
            to.commit + 1
        )
    }
}

fn append_reply(
    to: &ServerView,
    envelope: &Envelope,
    m: &AppendEntriesReply,
    facts: &mut Vec<Fact>,
) {
    let (id, follower) = (to.id, envelope.from);
    if to.role != RoleName::Leader || m.request_term != to.term {
        let text = format!(
            "a request of term {}, which {id} no longer leads: it will be ignored",
            m.request_term
        );
        facts.push(ruled("answers", text, "§5.1"));
        return;
    }
    facts.push(fact(
        "answers",
        format!("the append after {}", m.prev_log_index),
    ));
    match m.outcome {
        AppendOutcome::Success { match_index } => {
            facts.push(ruled("match", matched(to, follower, match_index), "§5.3"));
            let advance = would_commit(to, envelope, match_index);
            facts.extend(advance.map(|text| ruled("commit", text, "§5.3, §5.4.2")));
        }
        AppendOutcome::StaleTerm => facts.push(ruled(
            "refused",
            "the request came from an older term",
            "§5.1",
        )),
        AppendOutcome::Conflict {
            conflict_term,
            conflict_index,
            last_log_index,
        } => {
            let text = match conflict_term {
                None => format!(
                    "{follower}'s log ends at {last_log_index}; {id} will back up nextIndex to {conflict_index} or before"
                ),
                Some(term) => format!(
                    "{follower} holds term {term} there, from {conflict_index} on; {id} will back up nextIndex in one step"
                ),
            };
            facts.push(ruled("refused", text, "§5.3"));
        }
    }
}

fn matched(to: &ServerView, follower: raft::ServerId, match_index: Index) -> String {
    let known = to
        .progress
        .iter()
        .find(|progress| progress.peer == follower);
    match known {
        Some(known) if match_index > known.match_index => {
            format!("{match_index}, up from {}", known.match_index)
        }
        _ => format!("{match_index}, known to {}", to.id),
    }
}

fn would_commit(to: &ServerView, envelope: &Envelope, match_index: Index) -> Option<String> {
    let reach = match_index.min(to.log.last_index());
    if reach <= to.commit || to.log.term_at(reach) != Some(to.term) {
        return None;
    }
    let acknowledged = to
        .progress
        .iter()
        .filter(|progress| progress.match_index >= reach);
    let mut holders: raft::ServerSet = acknowledged.map(|progress| progress.peer).collect();
    holders.insert(envelope.from);
    if to.durable >= reach {
        holders.insert(to.id);
    }
    Some(match missing(&to.configuration, holders) {
        0 => format!(
            "{reach} will be held by {holders}, a majority: {} will commit it",
            to.id
        ),
        more => format!("{reach} will be held by {holders}; {more} more needed"),
    })
}

fn chunk(to: &ServerView, m: &InstallSnapshot, facts: &mut Vec<Fact>) {
    let (id, last) = (to.id, m.snapshot.last_included_index);
    let (k, n) = m.chunk_of();
    facts.push(ruled(
        "snapshot",
        format!("up to {}", place(last, m.snapshot.last_included_term)),
        "§7",
    ));
    let bytes = format!(
        "{k} of {n}, bytes {} to {} of {}",
        m.offset,
        m.offset + m.data.len() as u64,
        m.total
    );
    facts.push(fact("chunk", bytes));
    if m.term < to.term {
        return;
    }
    let held = match &to.receiving {
        Some(receiving) if receiving.id == m.snapshot => receiving.held,
        _ => 0,
    };
    let text = if last <= to.commit {
        format!("{id} has committed up to {}: it will ignore it", to.commit)
    } else if m.offset != held {
        format!("{id} expects byte {held} next: it will not store this one")
    } else if m.is_last() {
        format!("the last one {id} needs: it will install the snapshot once it is on disk")
    } else {
        format!("the one {id} needs next: it will store it")
    };
    facts.push(ruled("use", text, "§7"));
}

fn chunk_reply(to: &ServerView, m: &InstallSnapshotReply, facts: &mut Vec<Fact>) {
    let id = to.id;
    facts.push(ruled(
        "snapshot",
        format!("up to index {}", m.snapshot.last_included_index),
        "§7",
    ));
    let text = if to.role != RoleName::Leader || m.request_term != to.term {
        format!(
            "answers term {}, which {id} no longer leads: it will be ignored",
            m.request_term
        )
    } else if m.stale {
        "refused: the chunk came from an older term".into()
    } else if m.installed {
        format!("installed, or not needed: {id} will continue with entries")
    } else {
        format!(
            "stored so far: {} bytes; the next chunk starts there",
            m.next_offset
        )
    };
    facts.push(ruled("result", text, "§7"));
}

fn place(index: Index, term: Term) -> String {
    format!("index {index}, term {term}")
}

pub(super) fn role(role: RoleName) -> &'static str {
    match role {
        RoleName::Follower => "follower",
        RoleName::Candidate => "candidate",
        RoleName::Leader => "leader",
    }
}
