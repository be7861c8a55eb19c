//! A map from keys of any kind, in buckets by a hash of the key, whose clones share all that they have in common.

use super::table::Table;
use std::sync::Arc;

/// How many buckets there are: enough that each stays short with as many keys as a trace has lines.
const BUCKETS: u64 = 1 << 12;

/// A map in no particular order, but in the same one on every machine. Every key comes with the same hash each time. A
/// clone costs the same however much is in it, and only the buckets that have keys are there.
#[derive(Clone)]
pub(super) struct Buckets<K, V>(Table<Bucket<K, V>>);

/// Shared, since a change after a clone copies what stands beside it in the table.
type Bucket<K, V> = Arc<Vec<(K, V)>>;

impl<K, V> Default for Buckets<K, V> {
    fn default() -> Buckets<K, V> {
        Buckets(Table::default())
    }
}

impl<K: Clone + Eq, V: Clone> Buckets<K, V> {
    /// The value of a key, to change.
    pub(super) fn get_mut(&mut self, hash: u64, key: &K) -> Option<&mut V> {
        let bucket = self.0.get(hash % BUCKETS)?;
        let place = bucket.iter().position(|(other, _)| other == key)?;
        Some(&mut self.bucket(hash)[place].1)
    }

    /// The value of a key, to change; a new one if it had none.
    pub(super) fn or_insert_with(&mut self, hash: u64, key: &K, new: impl FnOnce() -> V) -> &mut V {
        let bucket = self.bucket(hash);
        let place = bucket.iter().position(|(other, _)| other == key);
        let place = place.unwrap_or_else(|| {
            push(bucket, (key.clone(), new()));
            bucket.len() - 1
        });
        &mut bucket[place].1
    }

    /// Gives a key a value, in place of the one it may have had.
    pub(super) fn insert(&mut self, hash: u64, key: &K, value: V) {
        let bucket = self.bucket(hash);
        bucket.retain(|(other, _)| other != key);
        push(bucket, (key.clone(), value));
    }

    /// Takes a key out, if it is there.
    pub(super) fn remove(&mut self, hash: u64, key: &K) {
        let bucket = self.bucket(hash);
        bucket.retain(|(other, _)| other != key);
        if bucket.is_empty() {
            self.0.remove(hash % BUCKETS);
        }
    }

    /// Every value, to change.
    pub(super) fn for_each(&mut self, mut change: impl FnMut(&mut V)) {
        for hash in 0..BUCKETS {
            if self.0.get(hash).is_some() {
                let values = self.bucket(hash).iter_mut();
                values.for_each(|(_, value)| change(value));
            }
        }
    }

    fn bucket(&mut self, hash: u64) -> &mut Vec<(K, V)> {
        Arc::make_mut(self.0.entry(hash % BUCKETS).get_or_insert_default())
    }
}

/// Most buckets have one key, so there is no room for more until they come.
fn push<T>(bucket: &mut Vec<T>, new: T) {
    bucket.reserve_exact(1);
    bucket.push(new);
}
