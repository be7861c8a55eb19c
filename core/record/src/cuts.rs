//! Which links carry nothing, as events have it.

use crate::control::Control;
use raft::{ServerId, ServerSet};

/// One direction between two servers.
type Link = (ServerId, ServerId);

/// Takes in what was done to the links between these servers. `cuts` has each once, in order.
pub fn observe_cuts(cuts: &mut Vec<Link>, control: &Control, servers: ServerSet) {
    match control {
        Control::Cut { links } => {
            for link in links {
                if let Err(place) = cuts.binary_search(link) {
                    cuts.insert(place, *link);
                }
            }
        }
        Control::Healed { links } => cuts.retain(|link| !links.contains(link)),
        Control::Partitioned { groups } => *cuts = between(groups, servers),
        _ => {}
    }
}

/// All links but those inside a group.
fn between(groups: &[ServerSet], servers: ServerSet) -> Vec<Link> {
    let apart = |(from, to): &Link| {
        let mut groups = groups.iter();
        from != to && !groups.any(|group| group.contains(*from) && group.contains(*to))
    };
    let from_each = |from| servers.iter().map(move |to| (from, to));
    servers.iter().flat_map(from_each).filter(apart).collect()
}
