//! Who takes part: server names, and small sets of them.

use std::fmt;

/// The name of a server, 1 to 15; `S1` in print.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ServerId(pub u8);

impl fmt::Display for ServerId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "S{}", self.0)
    }
}

/// A set of servers, kept as one bit each: copying and comparing cost nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct ServerSet(u16);

impl ServerSet {
    /// The largest server number a set can hold.
    pub const MAX_ID: u8 = 15;

    pub const EMPTY: ServerSet = ServerSet(0);

    /// `S1` to `Sn`.
    pub fn first(n: u8) -> ServerSet {
        (1..=n).map(ServerId).collect()
    }

    pub fn contains(self, id: ServerId) -> bool {
        self.0 & bit(id) != 0
    }

    /// Adds `id`; true if it was not there before.
    pub fn insert(&mut self, id: ServerId) -> bool {
        let new = !self.contains(id);
        self.0 |= bit(id);
        new
    }

    pub fn remove(&mut self, id: ServerId) {
        self.0 &= !bit(id);
    }

    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn union(self, other: ServerSet) -> ServerSet {
        ServerSet(self.0 | other.0)
    }

    pub fn without(self, other: ServerSet) -> ServerSet {
        ServerSet(self.0 & !other.0)
    }

    pub fn intersection(self, other: ServerSet) -> ServerSet {
        ServerSet(self.0 & other.0)
    }

    /// The servers in ascending order.
    pub fn iter(self) -> impl Iterator<Item = ServerId> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let id = left.trailing_zeros() as u8;
            left &= left.wrapping_sub(1);
            (id <= Self::MAX_ID).then_some(ServerId(id))
        })
    }

    /// Whether a set can hold a server of this name: 1 to [`ServerSet::MAX_ID`].
    pub fn has_room_for(id: ServerId) -> bool {
        (1..=Self::MAX_ID).contains(&id.0)
    }

    /// The set as bits, bit `n` for server `n`.
    pub fn bits(self) -> u16 {
        self.0
    }

    /// The set whose bits are `bits`, as [`ServerSet::bits`] gives them.
    pub fn from_bits(bits: u16) -> ServerSet {
        ServerSet(bits & !1)
    }
}

fn bit(id: ServerId) -> u16 {
    debug_assert!(ServerSet::has_room_for(id), "no such server: {}", id.0);
    1 << (id.0 & 15)
}

impl FromIterator<ServerId> for ServerSet {
    fn from_iter<I: IntoIterator<Item = ServerId>>(ids: I) -> ServerSet {
        let mut set = ServerSet::EMPTY;
        for id in ids {
            set.insert(id);
        }
        set
    }
}

impl fmt::Display for ServerSet {
    /// `S1, S3, S4`, or `nobody`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return out.write_str("nobody");
        }
        for (position, id) in self.iter().enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(out, "{comma}{id}")?;
        }
        Ok(())
    }
}
