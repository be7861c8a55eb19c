//! A server: its state in the paper's words, its timers and its disk, and what it waits for.

use super::disk::writes;
use super::fact::{Fact, count, fact, ruled};
use super::log::{holders, missing, waits};
use super::message::{role, title};
use super::missing::acknowledgements;
use super::picture::Picture;
use super::refused;
use crate::session::Selection;
use crate::session::recent::Ended;
use record::view::{Process, ProgressMode, ProgressView, ServerView};
use record::{ClusterView, RoleName};

pub(super) fn explain(at: Picture<'_>, server: &ServerView) -> Option<(String, Vec<Fact>)> {
    let mut facts = vec![waits_for(at.view, server)];
    if server.role == RoleName::Leader && server.process != Process::Crashed {
        facts.extend(commit_lacks(at, server));
    }
    refused::by(at, server.id, server.term, &mut facts);
    state(server, &mut facts);
    if server.role == RoleName::Candidate {
        votes(at, server, &mut facts);
    }
    storage(server, &mut facts);
    timers(at, server, &mut facts);
    writes(server, &mut facts);
    facts.extend(server.progress.iter().map(follower));
    let peers = server.progress.iter();
    facts.extend(peers.filter_map(|it| trouble(at, server, it)));
    let what = match server.process {
        Process::Crashed => "crashed",
        _ => role(server.role),
    };
    Some((
        format!("{}, {what}, term {}", server.id, server.term),
        facts,
    ))
}

/// Where the acknowledgements are that the next commit lacks: older entries are committed with the first of the leader's term.
fn commit_lacks(at: Picture<'_>, leader: &ServerView) -> Vec<Fact> {
    let own = leader.log.first_index_since(leader.term);
    let index = own.max(leader.commit + 1);
    match index <= leader.log.last_index() {
        true => acknowledgements(at, leader, index),
        false => Vec::new(),
    }
}

/// Who voted for a candidate, and who refused to, and why.
fn votes(at: Picture<'_>, server: &ServerView, facts: &mut Vec<Fact>) {
    let granted = server.votes_granted.to_string();
    facts.push(ruled("granted by", granted, "§5.2"));
    let mut explained = false;
    for voter in server.votes_refused.iter() {
        let Some(found) = refused::of(at, voter, (server.id, server.term)) else {
            facts.push(ruled("refused by", voter.to_string(), "§5.2"));
            continue;
        };
        facts.push(refused::decision("refused by", found));
        // One comparison is enough to see the rule; the others are a link away.
        if !explained {
            facts.extend(refused::comparison(at, found));
        }
        explained = true;
    }
}

/// Why a follower does not get the next entries.
fn trouble(at: Picture<'_>, leader: &ServerView, known: &ProgressView) -> Option<Fact> {
    match known.mode {
        ProgressMode::Replicate => None,
        ProgressMode::Snapshot { .. } => refused::snapshot(at, leader.id, known.peer),
        ProgressMode::Probe => {
            let found = refused::of(at, known.peer, (leader.id, leader.term))?;
            Some(refused::decision("refused by", found))
        }
    }
}

/// Whether the last message restarted the election timer, and why.
fn heard_last(at: Picture<'_>, server: &ServerView) -> Option<Fact> {
    let arrived = |it: &&Ended| it.envelope.to == server.id && it.lost.is_none();
    let last = at.recent()?.ended().find(arrived)?;
    let what = format!("{}, at {}", title(&last.envelope), last.at);
    let reply = last.envelope.body.kind().is_reply();
    let text = match (last.resets, &last.reason) {
        (true, Some(reason)) => format!("restarted by {what}: {}", reason.sentence(server.id)),
        (true, None) => format!("restarted by {what}"),
        (false, _) if reply => format!(
            "not restarted by {what}: only AppendEntries of the leader and a granted vote do that"
        ),
        (false, Some(reason)) => {
            format!("not restarted by {what}: {}", reason.sentence(server.id))
        }
        (false, None) => format!("not restarted by {what}"),
    };
    Some(ruled("election timer", text, "§5.2").to(Selection::Event(last.event)))
}

fn state(server: &ServerView, facts: &mut Vec<Fact>) {
    if server.process == Process::Crashed {
        facts.push(fact("memory", "lost: what follows is on its disk"));
    }
    let someone = |id: Option<raft::ServerId>| id.map_or("none".into(), |id| id.to_string());
    facts.push(ruled("term", server.term.to_string(), "§5.1"));
    facts.push(ruled("voted for", someone(server.voted_for), "§5.2"));
    if server.process != Process::Crashed {
        let leader = fact("leader", someone(server.leader));
        facts.push(match server.leader {
            Some(id) => leader.to(Selection::Server(id)),
            None => leader,
        });
    }
    facts.push(ruled(
        "committed",
        format!("up to {}", server.commit),
        "§5.3",
    ));
    facts.push(fact("applied", format!("up to {}", server.applied)));
    facts.push(fact("voters", server.configuration.voters.to_string()));
}

fn storage(server: &ServerView, facts: &mut Vec<Fact>) {
    let (log, durable) = (&server.log, server.durable);
    let (first, last) = (log.first_index(), log.last_index());
    let held = if last < first {
        "no entries".into()
    } else if durable < last {
        format!("{first} to {last}, on disk up to {durable}")
    } else {
        format!("{first} to {last}, all on disk")
    };
    facts.push(fact("log", held));
    if let Some(snapshot) = &server.snapshot {
        let id = snapshot.id;
        let text = format!(
            "up to {}, term {}, {} B",
            id.last_included_index, id.last_included_term, snapshot.size
        );
        facts.push(ruled("snapshot", text, "§7"));
    }
    if let Some(coming) = &server.receiving {
        let text = format!(
            "up to {}: {} of {} B held",
            coming.id.last_included_index, coming.held, coming.total
        );
        facts.push(ruled("receiving", text, "§7"));
    }
}

fn timers(at: Picture<'_>, server: &ServerView, facts: &mut Vec<Fact>) {
    if let Some(timer) = server.election_timer {
        let text = format!("runs out at {}, started at {}", timer.due, timer.armed_at);
        facts.push(ruled("election timer", text, "§5.2"));
        facts.extend(heard_last(at, server));
    }
    if let Some(timer) = server.heartbeat_timer {
        let (name, section) = match server.role {
            RoleName::Candidate => ("retries RequestVote", "§5.1"),
            _ => ("next heartbeat", "§5.2"),
        };
        facts.push(ruled(name, format!("at {}", timer.due), section));
    }
}

fn follower(progress: &ProgressView) -> Fact {
    let ProgressView {
        peer,
        next,
        match_index,
        ..
    } = progress;
    let how = match progress.mode {
        ProgressMode::Probe => "probing".into(),
        ProgressMode::Replicate => "pipelined".into(),
        ProgressMode::Snapshot {
            acknowledged,
            total,
        } => format!("snapshot {acknowledged} of {total} B"),
    };
    let heard = match progress.last_heard {
        Some(time) => format!("heard at {time}"),
        None => "not heard yet".into(),
    };
    ruled(
        "follower",
        format!("{peer}: next {next}, match {match_index}, {how}, {heard}"),
        "§5.3",
    )
    .to(Selection::Server(*peer))
}

fn waits_for(view: &ClusterView, server: &ServerView) -> Fact {
    let (text, section) = match (server.process, server.role) {
        (Process::Crashed, _) => ("to be restarted".into(), ""),
        (Process::Paused, _) => ("to be resumed; what comes in meanwhile is kept".into(), ""),
        (_, RoleName::Leader) => return leader_waits(view, server),
        (_, RoleName::Candidate) => (candidate_waits(server), "§5.2"),
        (_, RoleName::Follower) if server.leader.is_some() => (
            "its leader; it starts an election if its election timer runs out first".into(),
            "§5.2",
        ),
        _ => (
            "a leader or a candidate; it starts an election if its election timer runs out first"
                .into(),
            "§5.2",
        ),
    };
    ruled("waits for", text, section)
}

fn candidate_waits(server: &ServerView) -> String {
    if !server.votes_granted.contains(server.id) {
        return "its own vote to become durable; it sends no RequestVote before that".into();
    }
    let mut silent = server.configuration.members();
    let answered = server.votes_granted.union(server.votes_refused);
    answered.iter().for_each(|id| silent.remove(id));
    match missing(&server.configuration, server.votes_granted) {
        more if silent.is_empty() => format!(
            "its election timer: all have answered, and {} short",
            count(more as u64, "vote")
        ),
        more => format!(
            "{} ({silent} {} not answered)",
            count(more as u64, "more vote"),
            if silent.len() == 1 { "has" } else { "have" }
        ),
    }
}

fn leader_waits(view: &ClusterView, server: &ServerView) -> Fact {
    let (index, log) = (server.commit + 1, &server.log);
    if index > log.last_index() {
        return ruled(
            "waits for",
            "a command: all its entries are committed",
            "§5.3",
        );
    }
    let term = log.term_at(index).unwrap_or(server.term);
    let holders = holders(view, index, term);
    let missing = missing(&server.configuration, holders);
    if missing == 0 && term < server.term {
        let text = format!(
            "an entry of term {} to commit: only then does {index} of term {term}",
            server.term
        );
        return ruled("waits for", text, "§5.4.2");
    }
    let text = format!(
        "entry {index} to commit: {}",
        waits(server.id, missing, &server.configuration, holders)
    );
    ruled("waits for", text, "§5.3")
}
