//! Why one follower gets entries and another a snapshot: what it needs next, and what the leader's log still holds.

use super::{remark, wide};
use crate::el::el;
use crate::panels::element::{El, button};
use crate::panels::why::{self, count};
use crate::session::lab::transfer::Transfer;
use crate::session::lab::{InLab, Lab};
use crate::session::{Msg, Session};
use raft::Index;
use record::view::{ProgressMode, ProgressView, ServerView};
use sim::Dial;

pub(super) fn view(session: &Session, lab: &Lab) -> Vec<El> {
    let Some(leader) = why::leader(&session.run.view) else {
        return vec![remark("There is no leader now, so no server decides.")];
    };
    let first = leader.log.first_index();
    let snapshot = leader
        .snapshot
        .as_ref()
        .map_or(0, |it| it.id.last_included_index);
    let begin = match snapshot {
        0 => format!(
            "{} has compacted nothing: every follower gets entries.",
            leader.id
        ),
        _ => format!(
            "The log of {} begins at entry {first}; what was before it is in its snapshot up to {snapshot}. Who needs an entry before {first} gets the snapshot, all others get entries (§7).",
            leader.id
        ),
    };
    let rows = leader
        .progress
        .iter()
        .map(|it| row(session, lab, leader, it));
    let head = ["follower", "needs next", "gets", "what would change that"];
    let head = head.map(|words| el("th").attr("scope", "col").text(words));
    let table = el("table")
        .class("lab-table")
        .label("What each follower gets")
        .child(el("thead").child(el("tr").children(head)))
        .child(el("tbody").children(rows));
    vec![remark(begin), wide(table)]
}

fn row(session: &Session, lab: &Lab, leader: &ServerView, it: &ProgressView) -> El {
    let (needs, gets, change) = match it.mode {
        ProgressMode::Snapshot {
            acknowledged,
            total,
        } => {
            let needs = needed(session, lab, leader, it);
            let gets = format!("the snapshot, {acknowledged} of {total} bytes");
            (needs, gets, keep(session, lab, leader, needs))
        }
        ProgressMode::Probe | ProgressMode::Replicate => {
            (it.next, "entries".to_owned(), spare(leader, it.next))
        }
    };
    el("tr")
        .child(el("th").attr("scope", "row").text(it.peer.to_string()))
        .child(el("td").text(format!("entry {needs}")))
        .child(el("td").text(gets))
        .child(el("td").child(change))
}

/// The entry that a follower needed when it was decided that it gets a snapshot.
fn needed(session: &Session, lab: &Lab, leader: &ServerView, it: &ProgressView) -> Index {
    let events = session.run.world().events();
    let mut all = lab.chronicle().transfers(events);
    let is_it = |(_, of): &(usize, &Transfer)| (of.leader, of.follower) == (leader.id, it.peer);
    all.find(is_it).map_or(it.next, |(_, of)| of.needs)
}

/// How many entries kept behind the snapshot would have been enough; and a door to see that.
fn keep(session: &Session, lab: &Lab, leader: &ServerView, needs: Index) -> El {
    let snapshot = leader
        .snapshot
        .as_ref()
        .map_or(0, |it| it.id.last_included_index);
    let enough = (snapshot + 1).saturating_sub(needs);
    let kept = session.run.world().dials().get(Dial::EntriesKept);
    let words = format!("{} kept instead of {kept}", count(enough, "entry"));
    let events = session.run.world().events();
    let dropped = lab.chronicle().dropped(leader.id, needs, events);
    let dropped = dropped.filter(|_| enough <= Dial::EntriesKept.info().max);
    let see = dropped.map(|it| {
        button(
            format!("Keep {enough} and see"),
            Msg::Lab(InLab::Keep(enough, it.event)),
        )
    });
    el("span").text(words).maybe(see)
}

/// How far the leader may compact until this follower needs a snapshot.
fn spare(leader: &ServerView, needs: Index) -> El {
    let first = leader.log.first_index();
    let spare = needs.saturating_sub(first);
    el("span").text(match spare {
        0 => "the next compaction of the log would".to_owned(),
        spare => format!("compacting {} more would", count(spare + 1, "entry")),
    })
}
