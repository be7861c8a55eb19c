//! What has just changed in a machine, while that is seen.

use raft::{Duration, ServerId, Time};
use record::ClusterView;
use std::sync::Arc;

/// A key whose value has changed, or that is new.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Changed {
    pub(crate) server: ServerId,
    pub(crate) key: Arc<str>,
    at: Time,
}

/// How long that is seen: about as long as a message takes there and back.
const LASTS: Duration = Duration::from_millis(25);

/// Adds what differs between two pictures, and forgets what is not seen any more.
pub(super) fn note(changes: &mut Vec<Changed>, before: &ClusterView, now: &ClusterView) {
    let is_old = |change: &Changed| change.at > now.time || now.time.since(change.at) >= LASTS;
    changes.retain(|change| !is_old(change));
    for (was, is) in before.servers.iter().zip(&now.servers) {
        if Arc::ptr_eq(&was.machine, &is.machine) {
            continue;
        }
        for (key, value) in is.machine.iter() {
            if was.machine.get(key) != Some(value) {
                changes.retain(|change| change.server != is.id || change.key != *key);
                changes.push(Changed {
                    server: is.id,
                    key: key.clone(),
                    at: now.time,
                });
            }
        }
    }
}
