//! A map from keys of any kind, in buckets by a hash of the key, whose clones share all that they have in common.

use super::table::Table;

/// How many buckets there are: enough that each stays short with as many keys as a trace has lines.
const BUCKETS: u64 = 1 << 12;

/// A map in no particular order, but in the same one on every machine. Every key comes with the same hash each time. A
/// clone costs the same however much is in it.
#[derive(Clone)]
pub(super) struct Buckets<K, V>(Table<Vec<(K, V)>>);

impl<K, V> Default for Buckets<K, V> {
    fn default() -> Buckets<K, V> {
        Buckets(Table::default())
    }
}

impl<K: Clone + Eq, V: Clone> Buckets<K, V> {
    /// The value of a key, to change.
    pub(super) fn get_mut(&mut self, hash: u64, key: &K) -> Option<&mut V> {
        self.0.get(hash % BUCKETS)?;
        let bucket = self.bucket(hash);
        let place = bucket.iter().position(|(other, _)| other == key)?;
        Some(&mut bucket[place].1)
    }

    /// The value of a key, to change; a new one if it had none.
    pub(super) fn or_insert_with(&mut self, hash: u64, key: &K, new: impl FnOnce() -> V) -> &mut V {
        let bucket = self.bucket(hash);
        let place = bucket.iter().position(|(other, _)| other == key);
        let place = place.unwrap_or_else(|| {
            bucket.push((key.clone(), new()));
            bucket.len() - 1
        });
        &mut bucket[place].1
    }

    /// Gives a key a value, in place of the one it may have had.
    pub(super) fn insert(&mut self, hash: u64, key: &K, value: V) {
        self.remove(hash, key);
        self.bucket(hash).push((key.clone(), value));
    }

    /// Takes a key out, if it is there.
    pub(super) fn remove(&mut self, hash: u64, key: &K) {
        self.bucket(hash).retain(|(other, _)| other != key);
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
        self.0.entry(hash % BUCKETS).get_or_insert_default()
    }
}
