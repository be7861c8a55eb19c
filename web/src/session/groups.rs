//! Groups of servers that reach only each other.

use raft::{ServerId, ServerSet};

/// The groups into which cuts divide the servers, by their lowest member; none if they do not: if all reach each other, or if some
/// reach others in part.
pub(crate) fn groups(servers: ServerSet, cuts: &[(ServerId, ServerId)]) -> Vec<ServerSet> {
    let is_cut = |from, to| cuts.contains(&(from, to));
    let apart = |a, b| is_cut(a, b) && is_cut(b, a);
    let together = |a, b| a == b || !is_cut(a, b) && !is_cut(b, a);
    let mut groups: Vec<ServerSet> = Vec::new();
    for id in servers.iter() {
        let own = |group: &&mut ServerSet| group.iter().any(|other| !apart(id, other));
        match groups.iter_mut().find(own) {
            Some(group) => {
                group.insert(id);
            }
            None => groups.push([id].into_iter().collect()),
        }
    }
    let whole = |group: &ServerSet| {
        servers.iter().all(|id| match group.contains(id) {
            true => group.iter().all(|other| together(id, other)),
            false => group.iter().all(|other| apart(id, other)),
        })
    };
    match groups.len() {
        2.. if groups.iter().all(whole) => groups,
        _ => Vec::new(),
    }
}

/// What the group at this place is called.
pub(crate) fn letter(place: usize) -> char {
    char::from(b'A' + place.min(25) as u8)
}
