//! A server: its state in the paper's words, its timers and its disk, and what it waits for.

use super::disk::writes;
use super::fact::{Fact, count, fact, ruled};
use super::log::{holders, missing, waits};
use super::message::role;
use record::view::{Process, ProgressMode, ProgressView, ServerView};
use record::{ClusterView, RoleName};

pub(super) fn explain(view: &ClusterView, server: &ServerView) -> Option<(String, Vec<Fact>)> {
    let mut facts = vec![waits_for(view, server)];
    state(server, &mut facts);
    storage(server, &mut facts);
    timers(server, &mut facts);
    writes(server, &mut facts);
    facts.extend(server.progress.iter().map(follower));
    let what = match server.process {
        Process::Crashed => "crashed",
        _ => role(server.role),
    };
    Some((
        format!("{}, {what}, term {}", server.id, server.term),
        facts,
    ))
}

fn state(server: &ServerView, facts: &mut Vec<Fact>) {
    if server.process == Process::Crashed {
        facts.push(fact("memory", "lost: what follows is on its disk"));
    }
    let someone = |id: Option<raft::ServerId>| id.map_or("none".into(), |id| id.to_string());
    facts.push(ruled("term", server.term.to_string(), "§5.1"));
    facts.push(ruled("voted for", someone(server.voted_for), "§5.2"));
    if server.process != Process::Crashed {
        facts.push(fact("leader", someone(server.leader)));
    }
    if server.role == RoleName::Candidate {
        facts.push(ruled(
            "granted by",
            server.votes_granted.to_string(),
            "§5.2",
        ));
        facts.push(ruled(
            "refused by",
            server.votes_refused.to_string(),
            "§5.2",
        ));
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

fn timers(server: &ServerView, facts: &mut Vec<Fact>) {
    if let Some(timer) = server.election_timer {
        let text = format!("runs out at {}, started at {}", timer.due, timer.armed_at);
        facts.push(ruled("election timer", text, "§5.2"));
    }
    if let Some(timer) = server.heartbeat_timer {
        facts.push(ruled("heartbeat", format!("next at {}", timer.due), "§5.2"));
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
}

fn waits_for(view: &ClusterView, server: &ServerView) -> Fact {
    let (text, section) = match (server.process, server.role) {
        (Process::Crashed, _) => ("to be restarted".into(), ""),
        (Process::Paused, _) => ("to be resumed; what comes in meanwhile is kept".into(), ""),
        (_, RoleName::Leader) => return leader_waits(view, server),
        (_, RoleName::Candidate) => (candidate_waits(server), "§5.2"),
        (_, RoleName::Follower) if server.leader.is_some() => (
            "its leader; it starts an election if its timer runs out first".into(),
            "§5.2",
        ),
        _ => (
            "a leader or a candidate; it starts an election if its timer runs out first".into(),
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
            "its timer: all have answered, and {} short",
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
