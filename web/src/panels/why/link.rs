//! A link: what may pass on it, and what is passing.

use super::fact::{Fact, fact};
use raft::ServerId;
use record::ClusterView;

pub(super) fn explain(
    view: &ClusterView,
    from: ServerId,
    to: ServerId,
) -> Option<(String, Vec<Fact>)> {
    let mut facts = vec![direction(view, from, to), direction(view, to, from)];
    for message in &view.messages {
        let envelope = &message.envelope;
        if (envelope.from, envelope.to) == (from, to) || (envelope.from, envelope.to) == (to, from)
        {
            let way = format!("{}, {} to {}", envelope.body, envelope.from, envelope.to);
            facts.push(fact("on its way", way));
        }
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
