//! A link: what may pass on it, and what is passing.

use super::fact::{Fact, fact};
use super::message::title;
use crate::session::Selection;
use raft::ServerId;
use record::{ClusterView, Envelope};

/// The most messages that are listed.
const MOST: usize = 20;

pub(super) fn explain(
    view: &ClusterView,
    from: ServerId,
    to: ServerId,
) -> Option<(String, Vec<Fact>)> {
    let mut facts = vec![direction(view, from, to), direction(view, to, from)];
    let on_it = |envelope: &&Envelope| {
        let way = (envelope.from, envelope.to);
        way == (from, to) || way == (to, from)
    };
    let mut messages = view.messages.iter().map(|it| &it.envelope).filter(on_it);
    let some = messages.by_ref().take(MOST);
    facts.extend(some.map(|envelope| {
        fact("on its way", title(envelope)).to(Selection::Message(envelope.name()))
    }));
    match messages.count() {
        0 => {}
        more => facts.push(fact("on its way", format!("and {more} more"))),
    }
    Some((format!("Link {from} to {to}"), facts))
}

fn direction(view: &ClusterView, from: ServerId, to: ServerId) -> Fact {
    let state = if view.cuts.contains(&(from, to)) {
        "is cut: nothing arrives until it is healed"
    } else {
        "is open"
    };
    fact("way", format!("{from} to {to} {state}"))
}
