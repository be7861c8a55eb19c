//! What a server keeps: its disk, with what is on it and on its way there, and its machine.

use super::fact::{Fact, count, fact, ruled};
use super::message::title;
use crate::session::Selection;
use record::view::ServerView;
use sim::World;

pub(super) fn explain(world: &World, server: &ServerView) -> Option<(String, Vec<Fact>)> {
    let mut facts = Vec::new();
    if let Some((min, max)) = world.disk_override(server.id) {
        facts.push(fact(
            "takes",
            format!("{min} to {max} for a write, unlike the others"),
        ));
    }
    if server.disk.stalled {
        facts.push(fact("stalled", "it finishes no write until it is released"));
    }
    writes(server, &mut facts);
    if facts.is_empty() {
        facts.push(fact("writing", "nothing: all is durable"));
    }
    let entries = format!("up to {}", server.durable);
    facts.push(ruled("entries", entries, "Figure 2"));
    if let Some(snapshot) = &server.snapshot {
        let last = snapshot.id.last_included_index;
        facts.push(ruled("snapshot", format!("up to {last}"), "§7"));
    }
    let also = "its term and its vote; all else is lost in a crash";
    facts.push(ruled("keeps", also, "Figure 2"));
    Some((format!("{} disk", server.id), facts))
}

/// What is on its way to the disk, and which messages wait for that.
pub(super) fn writes(server: &ServerView, facts: &mut Vec<Fact>) {
    for write in &server.disk.queue {
        let text = match write.due {
            Some(due) => format!("{}: durable at {due}", write.what()),
            None => format!("{}: until the disk is released", write.what()),
        };
        facts.push(fact("writing", text));
    }
    for (_, envelope) in &server.disk.waiting {
        let text = format!("{}, until that is on disk", title(envelope));
        facts.push(fact("held back", text).to(Selection::Message(envelope.name())));
    }
}

pub(super) fn machine(server: &ServerView) -> Option<(String, Vec<Fact>)> {
    let pair =
        |(key, value): (&std::sync::Arc<str>, &i64)| fact("holds", format!("`{key} = {value}`"));
    let mut facts: Vec<Fact> = server.machine.iter().map(pair).collect();
    if facts.is_empty() {
        facts.push(fact("holds", "nothing"));
    }
    let applied = format!(
        "{}: all before it are, in order",
        count(server.applied, "entry")
    );
    facts.push(ruled("applied", applied, "§5.3"));
    Some((format!("{} machine", server.id), facts))
}
