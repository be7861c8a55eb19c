//! Entries and snapshots: who holds them, what their commitment waits for, where logs part.

use super::fact::{Fact, content, count, fact, ruled};
use super::missing::acknowledgements;
use super::picture::Picture;
use super::rows::{Seen, holding};
use raft::quorum::{Count, Tally};
use raft::{Configuration, Index, ServerId, ServerSet, Term};
use record::view::{Process, ServerView};
use record::{Answer, ClientId, ClusterView, RoleName, Serial};
use sim::World;
use sim::machine::Machine;

/// Who leads: of all running leaders the one of the highest term.
pub(crate) fn leader(view: &ClusterView) -> Option<&ServerView> {
    view.servers
        .iter()
        .filter(|server| server.role == RoleName::Leader && server.process != Process::Crashed)
        .max_by_key(|server| server.term)
}

/// The first index at which a log holds another entry than the leader's, or one that the leader's lacks.
pub(crate) fn disagreement(leader: &ServerView, other: &ServerView) -> Option<Index> {
    // What either has compacted was committed, so there the two agree; and where two logs part they stay parted,
    // so the place can be searched for by halves (Log Matching).
    let last = other.log.last_index();
    let parted = |index| {
        leader
            .log
            .term_at(index)
            .is_none_or(|term| other.log.term_at(index) != Some(term))
    };
    let (mut low, mut high) = (
        leader.log.first_index().max(other.log.first_index()),
        last + 1,
    );
    if last < low || !parted(last) {
        return None;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if parted(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}

/// Whose disks hold the entry of this index and term, in the log or in a snapshot.
pub(super) fn holders(view: &ClusterView, index: Index, term: Term) -> ServerSet {
    let holds = |server: &&ServerView| {
        let compacted = index < server.log.first_index();
        compacted || (server.durable >= index && server.log.term_at(index) == Some(term))
    };
    view.servers
        .iter()
        .filter(holds)
        .map(|server| server.id)
        .collect()
}

/// How many holders of a majority are still missing, of the one that lacks more while there are two.
pub(super) fn missing(configuration: &Configuration, holders: ServerSet) -> usize {
    let Count { incoming, outgoing } = Count::of(configuration, holders);
    let lacks = |tally: Tally| tally.needed.saturating_sub(tally.have);
    usize::from(lacks(incoming).max(outgoing.map_or(0, lacks)))
}

pub(super) fn entry(
    at: Picture<'_>,
    server: &ServerView,
    index: Index,
) -> Option<(String, Vec<Fact>)> {
    let view = at.view;
    let entry = server.log.get(index)?;
    let holders = holders(view, index, entry.term);
    let mut facts = vec![
        fact("holds", format!("`{}`", content(entry))),
        ruled(
            "term",
            format!("{}: a leader of that term received it", entry.term),
            "§5.3",
        ),
        fact("on disk", format!("at {holders}")),
        commitment(view, server, index, entry.term, holders),
        fact("applied", applied(view, index)),
    ];
    let waits = |leader: &&ServerView| {
        leader.commit < index && leader.log.term_at(index) == Some(entry.term)
    };
    if let Some(leader) = leader(view).filter(waits) {
        facts.extend(acknowledgements(at, leader, index));
    }
    Some((
        format!("{} entry {index}, term {}", server.id, entry.term),
        facts,
    ))
}

fn applied(view: &ClusterView, index: Index) -> String {
    let set: ServerSet = view
        .servers
        .iter()
        .filter(|server| server.applied >= index)
        .map(|server| server.id)
        .collect();
    format!("by {set}")
}

fn commitment(
    view: &ClusterView,
    server: &ServerView,
    index: Index,
    term: Term,
    holders: ServerSet,
) -> Fact {
    let id = server.id;
    if server.commit >= index {
        return ruled("committed", format!("yes, as {id} knows"), "§5.3");
    }
    if let Some(leader) = leader(view) {
        if leader.commit >= index && leader.log.term_at(index).is_none_or(|t| t == term) {
            let unknown = format!(
                "yes, but {id} has not received the commit index of {} yet",
                leader.id
            );
            return ruled("committed", unknown, "§5.3");
        }
        if leader.log.term_at(index) != Some(term) {
            let gone = format!("no, and {} leads without it: it will be deleted", leader.id);
            return ruled("committed", gone, "§5.3");
        }
        let missing = missing(&leader.configuration, holders);
        if missing == 0 && term < leader.term {
            let older = format!(
                "no: a majority holds it, but it commits only with an entry of term {}",
                leader.term
            );
            return ruled("committed", older, "§5.4.2");
        }
        return ruled(
            "committed",
            format!(
                "not yet: {}",
                waits(leader.id, missing, &leader.configuration, holders)
            ),
            "§5.3",
        );
    }
    ruled(
        "committed",
        "not as far as known: there is no leader",
        "§5.3",
    )
}

/// Whose acknowledgements an entry of the leader's own term lacks.
pub(super) fn waits(
    leader: ServerId,
    missing: usize,
    configuration: &Configuration,
    holders: ServerSet,
) -> String {
    if missing == 0 {
        return format!("a majority holds it, and {leader} is about to learn this");
    }
    let mut absent = configuration.voters.union(configuration.outgoing);
    holders.iter().for_each(|id| absent.remove(id));
    format!("{missing} more of {absent} must hold it on disk")
}

pub(super) fn snapshot(world: &World, server: &ServerView) -> Option<(String, Vec<Fact>)> {
    let snapshot = server.snapshot.as_ref()?;
    let last = snapshot.id.last_included_index;
    let mut facts = vec![
        ruled(
            "up to",
            format!("index {last}, term {}", snapshot.id.last_included_term),
            "§7",
        ),
        fact("size", count(snapshot.size, "byte")),
        fact("voters", snapshot.configuration.voters.to_string()),
    ];
    if snapshot.contents.is_empty() {
        facts.push(fact("values", "none"));
    }
    let values = snapshot.contents.iter();
    facts.extend(values.map(|(key, value)| fact("values", format!("`{key} = {value}`"))));
    facts.extend(sessions(world, server.id));
    let kept = (last + 1).saturating_sub(server.log.first_index());
    let still = format!("{} that it contains still in the log", count(kept, "entry"));
    let mut kept = fact("kept", still);
    let seen = Seen {
        lowest: 1,
        last: server.log.last_index().min(last + 3),
    };
    kept.logs = vec![seen.row(server, last, |index| holding(&server.log, index))];
    facts.push(kept);
    Some((format!("{} snapshot up to {last}", server.id), facts))
}

/// What a snapshot knows of clients, so that a retry does not run twice.
fn sessions(world: &World, id: ServerId) -> Vec<Fact> {
    let machine = world
        .snapshot(id)
        .and_then(|it| Machine::from_bytes(&it.data).ok());
    let Some(machine) = machine else {
        return Vec::new();
    };
    let session = |(client, heard, answers): (ClientId, Serial, _)| {
        let mut text = format!("{client} has all answers through serial {heard}");
        for (serial, answer) in answers {
            text += &match answer {
                Some(value) => format!("; {serial} gave {value}"),
                None => format!("; {serial} gave no value"),
            };
        }
        ruled("sessions", text, "§8")
    };
    machine
        .sessions()
        .map(|(client, heard, answers)| {
            session((client, heard, answers.collect::<Vec<(Serial, Answer)>>()))
        })
        .collect()
}
