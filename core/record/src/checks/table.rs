//! What the checks remember: values under numbers, in a tree whose clones share all that they have in common.

use std::array;
use std::sync::Arc;

/// Bits of a key that each level of the tree decides.
const BITS: u32 = 4;
const WIDTH: usize = 1 << BITS;

/// A map from terms or indexes to values. A clone costs the same however much is in it; a change after a clone copies
/// the way to one value. Keys may lie anywhere, but are meant to lie close together.
#[derive(Clone)]
pub(super) struct Table<V> {
    root: Option<Node<V>>,
    /// Levels below the root.
    height: u32,
}

#[derive(Clone)]
enum Node<V> {
    Branch(Arc<[Option<Node<V>>; WIDTH]>),
    Leaf(Arc<[Option<V>; WIDTH]>),
}

impl<V> Default for Table<V> {
    fn default() -> Table<V> {
        Table {
            root: None,
            height: 0,
        }
    }
}

impl<V: Clone> Table<V> {
    pub(super) fn get(&self, key: u64) -> Option<&V> {
        if !self.reaches(key) {
            return None;
        }
        let mut node = self.root.as_ref()?;
        let mut height = self.height;
        loop {
            match node {
                Node::Leaf(values) => return values[slot(key, 0)].as_ref(),
                Node::Branch(children) => node = children[slot(key, height)].as_ref()?,
            }
            height -= 1;
        }
    }

    /// The place of `key`, to fill or to change.
    pub(super) fn entry(&mut self, key: u64) -> &mut Option<V> {
        while !self.reaches(key) {
            self.rise();
        }
        let mut height = self.height;
        let mut node = self.root.get_or_insert_with(|| Node::empty(height));
        loop {
            match node {
                Node::Leaf(values) => return &mut Arc::make_mut(values)[slot(key, 0)],
                Node::Branch(children) => {
                    let child = &mut Arc::make_mut(children)[slot(key, height)];
                    height -= 1;
                    node = child.get_or_insert_with(|| Node::empty(height));
                }
            }
        }
    }

    /// Takes out the value of `key`, and what there was only to lead to it.
    pub(super) fn remove(&mut self, key: u64) {
        if self.get(key).is_some()
            && let Some(root) = &mut self.root
            && root.remove(key, self.height)
        {
            self.root = None;
        }
    }

    /// The highest key that has a value and is not above `key`.
    pub(super) fn last_through(&self, key: u64) -> Option<u64> {
        let key = if self.reaches(key) { key } else { u64::MAX };
        self.root.as_ref()?.last_through(key, self.height)
    }

    /// Whether a tree of this height has a place for `key`.
    fn reaches(&self, key: u64) -> bool {
        key.checked_shr(BITS * (self.height + 1)).unwrap_or(0) == 0
    }

    /// Puts a level above the root.
    fn rise(&mut self) {
        self.height += 1;
        if let Some(below) = self.root.take() {
            let mut children = array::from_fn(|_| None);
            children[0] = Some(below);
            self.root = Some(Node::Branch(Arc::new(children)));
        }
    }
}

impl<V> Node<V> {
    fn empty(height: u32) -> Node<V> {
        match height {
            0 => Node::Leaf(Arc::new(array::from_fn(|_| None))),
            _ => Node::Branch(Arc::new(array::from_fn(|_| None))),
        }
    }

    /// Takes out the value of a key that has one. Returns whether nothing is left.
    fn remove(&mut self, key: u64, height: u32) -> bool
    where
        V: Clone,
    {
        match self {
            Node::Leaf(values) => {
                let values = Arc::make_mut(values);
                values[slot(key, 0)] = None;
                values.iter().all(Option::is_none)
            }
            Node::Branch(children) => {
                let children = Arc::make_mut(children);
                let child = &mut children[slot(key, height)];
                if child
                    .as_mut()
                    .is_none_or(|child| child.remove(key, height - 1))
                {
                    *child = None;
                }
                children.iter().all(Option::is_none)
            }
        }
    }

    /// The highest key below this node that has a value and is not above `key`, of which only the bits count that are
    /// decided here and below.
    fn last_through(&self, key: u64, height: u32) -> Option<u64> {
        let top = slot(key, height);
        (0..=top).rev().find_map(|place| {
            let rest = match self {
                Node::Leaf(values) => values[place].as_ref().map(|_| 0)?,
                Node::Branch(children) => {
                    let within = if place == top { key } else { u64::MAX };
                    let child = children[place].as_ref()?;
                    child.last_through(within, height - 1)?
                }
            };
            Some((place as u64) << (BITS * height) | rest)
        })
    }
}

fn slot(key: u64, height: u32) -> usize {
    (key >> (BITS * height)) as usize % WIDTH
}
