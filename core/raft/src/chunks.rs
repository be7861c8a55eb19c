//! A growing sequence whose clones share all that they have in common, for logs and histories.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Items in a leaf, and children of a branch.
const WIDTH: usize = 32;
const BITS: u32 = WIDTH.trailing_zeros();

/// A sequence that grows at the end and may be cut at both ends.
///
/// Items keep their position for ever: cutting the front changes [`Chunks::first`], not the numbers of those that
/// stay. A clone costs the same however long the sequence is, and shares every item until one of the two is changed;
/// a change after a clone copies at most one leaf and the way to it.
#[derive(Clone)]
pub struct Chunks<T> {
    /// Position of the first slot of the tree. Positions below `first` may still have one.
    origin: u64,
    /// Position of the first item that has not been dropped.
    first: u64,
    /// All full leaves; absent while there is none.
    root: Option<Arc<Branch<T>>>,
    /// Levels of branches. The root has `WIDTH.pow(height)` slots for leaves.
    height: u32,
    /// Position of the first item of the tail: the number of items that the tree has room for so far, from `origin`.
    tail_start: u64,
    /// The items after the last full leaf, always fewer than `WIDTH`.
    tail: Arc<Vec<T>>,
}

/// An inner node; a child that was dropped with the front is absent.
#[derive(Clone)]
struct Branch<T> {
    children: Vec<Option<Child<T>>>,
}

#[derive(Clone)]
enum Child<T> {
    Leaf(Arc<Vec<T>>),
    Branch(Arc<Branch<T>>),
}

impl<T: Clone> Default for Chunks<T> {
    fn default() -> Chunks<T> {
        Chunks::starting_at(0)
    }
}

impl<T: Clone> Chunks<T> {
    /// The empty sequence whose first item will have this position.
    pub fn starting_at(position: u64) -> Chunks<T> {
        Chunks {
            origin: position,
            first: position,
            root: None,
            height: 0,
            tail_start: position,
            tail: Arc::new(Vec::new()),
        }
    }

    /// Position of the first item; that of the next one if there is none.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// One past the position of the last item: where the next one will stand.
    pub fn end(&self) -> u64 {
        self.tail_start + self.tail.len() as u64
    }

    pub fn len(&self) -> u64 {
        self.end() - self.first
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, position: u64) -> Option<&T> {
        if position < self.first || position >= self.end() {
            return None;
        }
        let leaf = self.leaf(position);
        leaf.get(self.slot(position))
    }

    pub fn last(&self) -> Option<&T> {
        self.get(self.end().wrapping_sub(1))
    }

    pub fn push(&mut self, item: T) {
        let tail = Arc::make_mut(&mut self.tail);
        tail.push(item);
        if tail.len() == WIDTH {
            let leaf = std::mem::take(&mut self.tail);
            self.push_leaf(leaf);
        }
    }

    /// Cuts everything from position `end` on; nothing if there is nothing.
    pub fn truncate(&mut self, end: u64) {
        if end >= self.end() {
            return;
        }
        if end <= self.first {
            *self = Chunks::starting_at(self.first);
        } else if end >= self.tail_start {
            let keep = (end - self.tail_start) as usize;
            Arc::make_mut(&mut self.tail).truncate(keep);
        } else {
            self.truncate_tree(end);
        }
    }

    /// Drops everything before position `first`, at most all there is.
    pub fn drop_front(&mut self, first: u64) {
        let first = first.min(self.end());
        if first <= self.first {
            return;
        }
        if first == self.end() {
            *self = Chunks::starting_at(first);
            return;
        }
        let leaf_of = |position: u64| (position - self.origin) as usize >> BITS;
        let (forget, forgotten) = (leaf_of(first), leaf_of(self.first));
        self.first = first;
        if first >= self.tail_start {
            (self.origin, self.root, self.height) = (self.tail_start, None, 0);
        } else if forget > forgotten
            && let Some(root) = &mut self.root
        {
            Arc::make_mut(root).forget(forget, self.height);
        }
    }

    /// The items from `position` on, or from the first if that is later.
    pub fn iter_from(&self, position: u64) -> Iter<'_, T> {
        Iter {
            chunks: self,
            next: position.max(self.first),
            leaf: &[],
        }
    }

    pub fn iter(&self) -> Iter<'_, T> {
        self.iter_from(self.first)
    }

    /// Copies of the items at these positions, as far as they exist, in one piece that can be shared.
    pub fn slice(&self, positions: Range<u64>) -> Arc<[T]> {
        let start = positions.start.max(self.first);
        let end = positions.end.min(self.end());
        if start >= end {
            return Arc::default();
        }
        let leaf = &self.leaf(start)[self.slot(start)..];
        match leaf.get(..(end - start) as usize) {
            Some(within_one_leaf) => Arc::from(within_one_leaf),
            None => self
                .iter_from(start)
                .take((end - start) as usize)
                .cloned()
                .collect(),
        }
    }

    /// The first position whose item does not satisfy `before`, given that all that do come first; `end` if all do.
    pub fn partition_point(&self, before: impl Fn(&T) -> bool) -> u64 {
        self.search((self.first, self.end()), before)
    }

    /// The same, given that all items before `from` come first. It is found at once where it lies near that.
    pub fn partition_point_from(&self, from: u64, before: impl Fn(&T) -> bool) -> u64 {
        let from = from.clamp(self.first, self.end());
        let near = &self.leaf(from)[self.slot(from)..];
        if near.last().is_some_and(|last| !before(last)) {
            return from + near.partition_point(before) as u64;
        }
        self.search((from + near.len() as u64, self.end()), before)
    }

    fn search(&self, (mut low, mut high): (u64, u64), before: impl Fn(&T) -> bool) -> u64 {
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle).is_some_and(&before) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn slot(&self, position: u64) -> usize {
        (position - self.origin) as usize % WIDTH
    }

    /// The leaf that holds `position`, which must exist.
    fn leaf(&self, position: u64) -> &[T] {
        if position >= self.tail_start {
            return &self.tail;
        }
        let number = (position - self.origin) as usize >> BITS;
        let mut level = self.height;
        let mut branch = self.root.as_deref();
        while let Some(here) = branch {
            level -= 1;
            match here.children.get(child_at(number, level)) {
                Some(Some(Child::Leaf(leaf))) => return leaf,
                Some(Some(Child::Branch(below))) => branch = Some(below),
                _ => break,
            }
        }
        debug_assert!(false, "position {position} has a leaf");
        &[]
    }

    fn push_leaf(&mut self, leaf: Arc<Vec<T>>) {
        let number = (self.tail_start - self.origin) as usize >> BITS;
        if number >> (BITS * self.height) > 0 || self.root.is_none() {
            let children = Vec::from_iter(self.root.take().map(|root| Some(Child::Branch(root))));
            self.root = Some(Arc::new(Branch { children }));
            self.height += 1;
        }
        if let Some(root) = &mut self.root {
            Arc::make_mut(root).push(number, self.height, leaf);
        }
        self.tail_start += WIDTH as u64;
    }

    /// Cuts inside the tree: the leaf that holds `end` becomes the tail.
    fn truncate_tree(&mut self, end: u64) {
        let keep = self.slot(end);
        let tail = self.leaf(end)[..keep].to_vec();
        let leaves = (end - self.origin) as usize >> BITS;
        self.tail = Arc::new(tail);
        self.tail_start = end - keep as u64;
        if leaves == 0 {
            (self.root, self.height) = (None, 0);
        } else if let Some(root) = &mut self.root {
            Arc::make_mut(root).truncate(leaves, self.height);
        }
    }
}

/// Which child of a branch, whose children have `level` levels below them, leads to leaf `number`.
fn child_at(number: usize, level: u32) -> usize {
    (number >> (BITS * level)) % WIDTH
}

impl<T: Clone> Branch<T> {
    /// Puts leaf `number` at its place in a tree of this height. The leaves before it are there or were dropped.
    fn push(&mut self, number: usize, height: u32, leaf: Arc<Vec<T>>) {
        let at = child_at(number, height - 1);
        if height == 1 {
            self.children.push(Some(Child::Leaf(leaf)));
            return;
        }
        if at == self.children.len() {
            let children = Vec::new();
            self.children
                .push(Some(Child::Branch(Arc::new(Branch { children }))));
        }
        match &mut self.children[at] {
            Some(Child::Branch(below)) => Arc::make_mut(below).push(number, height - 1, leaf),
            _ => debug_assert!(
                false,
                "the last branch is there until its leaves are dropped"
            ),
        }
    }

    /// Keeps the first `leaves` leaves, at least one.
    fn truncate(&mut self, leaves: usize, height: u32) {
        let last = child_at(leaves - 1, height - 1);
        self.children.truncate(last + 1);
        if let Some(Some(Child::Branch(below))) = self.children.get_mut(last) {
            Arc::make_mut(below).truncate(leaves, height - 1);
        }
    }

    /// Forgets the leaves before number `leaf`.
    fn forget(&mut self, leaf: usize, height: u32) {
        let at = child_at(leaf, height - 1);
        self.children[..at].fill_with(|| None);
        if let Some(Some(Child::Branch(below))) = self.children.get_mut(at) {
            Arc::make_mut(below).forget(leaf, height - 1);
        }
    }
}

/// Iterates over a [`Chunks`], leaf by leaf.
pub struct Iter<'a, T> {
    chunks: &'a Chunks<T>,
    next: u64,
    leaf: &'a [T],
}

impl<'a, T: Clone> Iterator for Iter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        if self.leaf.is_empty() {
            if self.next >= self.chunks.end() {
                return None;
            }
            self.leaf = &self.chunks.leaf(self.next)[self.chunks.slot(self.next)..];
        }
        let (item, rest) = self.leaf.split_first()?;
        self.leaf = rest;
        self.next += 1;
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.chunks.end().saturating_sub(self.next) as usize;
        (left, Some(left))
    }
}

impl<T: Clone> ExactSizeIterator for Iter<'_, T> {}

impl<T: Clone + PartialEq> PartialEq for Chunks<T> {
    fn eq(&self, other: &Chunks<T>) -> bool {
        self.first == other.first && self.end() == other.end() && self.iter().eq(other.iter())
    }
}

impl<T: Clone + Eq> Eq for Chunks<T> {}

impl<T: Clone + fmt::Debug> fmt::Debug for Chunks<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbered = self.iter().zip(self.first..);
        out.debug_map()
            .entries(numbered.map(|(item, position)| (position, item)))
            .finish()
    }
}

impl<T: Clone> Extend<T> for Chunks<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        for item in items {
            self.push(item);
        }
    }
}
