//! A message: its fields, and what its receiver would do with it as things stand now, as the protocol itself says.

use super::fact::{Fact, content, fact, in_flight, ruled, server};
use super::picture::Picture;
use super::refused;
use crate::session::Selection;
use crate::session::recent::Ended;
use raft::message::{AppendEntries, AppendOutcome, InstallSnapshot};
use raft::{Index, Message, ServerId, Term};
use record::story::sentence;
use record::view::{DiskView, Process, ServerView};
use record::{
    ClusterView, Envelope, EventKind, Fate, LossReason, MessageKind, MessageName, Outcome, RoleName,
};
use sim::{Action, MessageAction, World};

pub(super) fn explain(at: Picture<'_>, name: MessageName) -> Option<(String, Vec<Fact>)> {
    let view = at.view;
    let flying = in_flight(view, name);
    if let (None, Some(ended)) = (flying, at.end_of(name)) {
        let mut facts = vec![end(at, ended)];
        fields(at, &ended.envelope, &mut facts);
        return Some((title(&ended.envelope), facts));
    }
    let (envelope, waits) = match flying {
        Some(message) => (&message.envelope, None),
        None => waiting(view, name)?,
    };
    let receiver = server(view, envelope.to)?;
    let mut facts: Vec<Fact> = waits.into_iter().collect();
    fields(at, envelope, &mut facts);
    if let Some(message) = flying {
        facts.push(arrival(receiver, message.fate));
        if message.copy_of.is_some() {
            facts.push(fact(
                "copy",
                "of another message: the receiver may get both",
            ));
        }
        facts.extend(delivered_now(at.world, name));
    }
    Some((title(envelope), facts))
}

/// How it ended, and what came of that.
fn end(at: Picture<'_>, ended: &Ended) -> Fact {
    let to = ended.envelope.to;
    let why = match ended.lost {
        None => {
            let moment = at.moment(ended.event);
            let said = moment.map(|moment| sentence(&moment.event));
            let (text, section) = said.map_or((String::new(), None), |it| (it.text, it.section));
            let text = format!("at {}: {text}", ended.at);
            let event = Selection::Event(ended.event);
            return ruled("arrived", text, section.unwrap_or_default()).to(event);
        }
        Some(LossReason::Chance) => "on the way".to_owned(),
        Some(LossReason::Cut) => "the link is cut".to_owned(),
        Some(LossReason::Down) => format!("{to} is down"),
        Some(LossReason::Manual) => "it was dropped".to_owned(),
    };
    fact("lost", format!("at {}: {why}", ended.at)).to(Selection::Event(ended.event))
}

/// What it says; first of all why it refuses, if it does.
fn fields(at: Picture<'_>, envelope: &Envelope, facts: &mut Vec<Fact>) {
    if let Some(decision) = refused::behind(at, envelope.name()) {
        facts.push(refused::decision("refused", decision));
        facts.extend(refused::comparison(at, decision));
    }
    if envelope.body.kind() == MessageKind::InstallSnapshot {
        facts.extend(refused::snapshot(at, envelope.from, envelope.to));
    }
    let term = envelope.body.term().to_string();
    facts.push(ruled("term", term, "§5.1"));
    if let Some(message) = envelope.message() {
        contents(message, facts);
    }
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
    let Envelope { from, to, body, .. } = envelope;
    format!("{body}, {from} to {to}")
}

fn arrival(receiver: &ServerView, fate: Fate) -> Fact {
    let id = receiver.id;
    match fate {
        Fate::Unknown => fact("arrives", "or not: that is not known yet"),
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

/// What delivering it now would bring about, in the order in which it would.
fn delivered_now(world: &World, name: MessageName) -> Vec<Fact> {
    let event = world.foresee(&Action::Message(MessageAction::Deliver, name));
    let (EventKind::Delivered { .. }, Some(receiver)) = (&event.kind, event.server) else {
        // It waits, or is lost, as its arrival says.
        return Vec::new();
    };
    let outcomes = event.outcomes.iter();
    let facts: Vec<Fact> = outcomes
        .filter_map(|outcome| brought_about(NOW, receiver, outcome))
        .collect();
    if facts.is_empty() {
        return vec![fact(NOW, format!("{receiver} takes note of it."))];
    }
    facts
}

/// The name of what delivering a message now would bring about.
const NOW: &str = "if now";

/// What an outcome at this server is, as a fact of this name.
pub(super) fn brought_about(
    name: &'static str,
    receiver: ServerId,
    outcome: &Outcome,
) -> Option<Fact> {
    match outcome {
        Outcome::Decided(reason) => Some(ruled(name, reason.sentence(receiver), reason.section())),
        Outcome::Sent { envelope, .. } => {
            Some(fact(name, format!("{receiver} sends {}.", sent(envelope))))
        }
        Outcome::Waits { envelope, .. } => Some(fact(
            name,
            format!(
                "{receiver} sends {}, once that is on its disk.",
                sent(envelope)
            ),
        )),
        _ => None,
    }
}

/// `AppendEntries reply ok to S2`.
fn sent(envelope: &Envelope) -> String {
    format!("{} to {}", envelope.body, envelope.to)
}

fn contents(message: &Message, facts: &mut Vec<Fact>) {
    match message {
        Message::RequestVote(m) => {
            let last = place(m.last_log_index, m.last_log_term);
            facts.push(ruled("last entry", last, "§5.4.1"));
        }
        Message::RequestVoteReply(m) => {
            let vote = if m.vote_granted { "granted" } else { "refused" };
            let text = format!("{vote}, in answer to term {}", m.request_term);
            facts.push(ruled("vote", text, "§5.2"));
        }
        Message::AppendEntries(m) => append(m, facts),
        Message::AppendEntriesReply(m) => {
            let after = format!("the append after {}", m.prev_log_index);
            facts.push(fact("answers", after));
            facts.push(append_outcome(&m.outcome));
        }
        Message::InstallSnapshot(m) => chunk(m, facts),
        Message::InstallSnapshotReply(m) => {
            let up_to = format!("up to index {}", m.snapshot.last_included_index);
            facts.push(ruled("snapshot", up_to, "§7"));
            let result = if m.stale {
                "refused: the chunk came from an older term".into()
            } else if m.installed {
                "installed, or not needed".into()
            } else {
                format!("wants byte {} next", m.next_offset)
            };
            facts.push(ruled("result", result, "§7"));
        }
    }
}

fn append(m: &AppendEntries, facts: &mut Vec<Fact>) {
    let previous = match m.prev_log_index {
        0 => "the log's beginning".into(),
        index => place(index, m.prev_log_term),
    };
    facts.push(ruled("previous", previous, "§5.3"));
    if !m.entries.is_empty() {
        facts.push(ruled("entries", entries(m), "§5.3"));
    }
    facts.push(ruled("commit", m.leader_commit.to_string(), "§5.3"));
}

fn entries(m: &AppendEntries) -> String {
    const SHOWN: usize = 6;
    let numbered = (m.prev_log_index + 1..).zip(m.entries.iter());
    let mut list: Vec<String> = numbered
        .take(SHOWN)
        .map(|(index, entry)| format!("{index} `{}`", content(entry)))
        .collect();
    if m.entries.len() > SHOWN {
        list.push(format!("and {} more", m.entries.len() - SHOWN));
    }
    list.join(", ")
}

fn append_outcome(outcome: &AppendOutcome) -> Fact {
    match outcome {
        AppendOutcome::Success { match_index } => ruled("match", match_index.to_string(), "§5.3"),
        AppendOutcome::StaleTerm => ruled("refused", "the request came from an older term", "§5.1"),
        AppendOutcome::Conflict {
            conflict_term: None,
            last_log_index,
            ..
        } => ruled(
            "refused",
            format!("the log ends at {last_log_index}"),
            "§5.3",
        ),
        AppendOutcome::Conflict {
            conflict_term: Some(term),
            conflict_index,
            ..
        } => {
            let text = format!("term {term} stands there, from {conflict_index} on");
            ruled("refused", text, "§5.3")
        }
    }
}

fn chunk(m: &InstallSnapshot, facts: &mut Vec<Fact>) {
    let last = place(
        m.snapshot.last_included_index,
        m.snapshot.last_included_term,
    );
    facts.push(ruled("snapshot", format!("up to {last}"), "§7"));
    let (k, n) = m.chunk_of();
    let end = m.offset + m.data.len() as u64;
    let bytes = format!("{k} of {n}, bytes {} to {end} of {}", m.offset, m.total);
    facts.push(fact("chunk", bytes));
}

fn place(index: Index, term: Term) -> String {
    format!("index {index}, term {term}")
}

pub(super) fn role(role: RoleName) -> &'static str {
    match role {
        RoleName::Follower => "follower",
        RoleName::PreCandidate => "pre-candidate",
        RoleName::Candidate => "candidate",
        RoleName::Leader => "leader",
    }
}
