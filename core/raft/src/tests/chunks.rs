//! The shared sequence, compared with a plain vector.

use crate::Chunks;
use proptest::collection::vec;
use proptest::prelude::*;

/// What [`Chunks`] should be: the items and the position of the first.
#[derive(Clone, Default)]
struct Model {
    first: u64,
    items: Vec<u64>,
}

impl Model {
    fn end(&self) -> u64 {
        self.first + self.items.len() as u64
    }
}

fn assert_same(chunks: &Chunks<u64>, model: &Model) {
    assert_eq!((chunks.first(), chunks.end()), (model.first, model.end()));
    assert_eq!(chunks.len(), model.items.len() as u64);
    assert_eq!(chunks.is_empty(), model.items.is_empty());
    assert!(chunks.iter().eq(&model.items));
    assert_eq!(chunks.iter().len(), model.items.len());
    assert_eq!(chunks.last(), model.items.last());
    for position in model.first.saturating_sub(2)..model.end() + 2 {
        let place = position.checked_sub(model.first);
        let expected = place.and_then(|place| model.items.get(place as usize));
        assert_eq!(chunks.get(position), expected);
    }
}

/// Something done to one of a few sequences that share their items; sizes are taken modulo what is there.
#[derive(Clone, Debug)]
enum Step {
    Push(usize, u64),
    Truncate(usize, u64),
    DropFront(usize, u64),
    Clone(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..4_usize, 0..80_u64).prop_map(|(of, count)| Step::Push(of, count)),
        1 => (0..4_usize, 0..5_000_u64).prop_map(|(of, end)| Step::Truncate(of, end)),
        1 => (0..4_usize, 0..5_000_u64).prop_map(|(of, count)| Step::DropFront(of, count)),
        1 => (0..4_usize).prop_map(Step::Clone),
    ]
}

/// Does a step to the sequence and to its model; a clone joins the others, of which four are kept.
fn take(all: &mut Vec<(Chunks<u64>, Model)>, step: &Step) {
    let (Step::Push(of, _) | Step::Truncate(of, _) | Step::DropFront(of, _) | Step::Clone(of)) =
        step;
    let of = of % all.len();
    let (chunks, model) = &mut all[of];
    let length = model.items.len() as u64;
    match step {
        Step::Push(_, count) => {
            for item in length..length + count {
                chunks.push(item);
                model.items.push(item);
            }
        }
        Step::Truncate(_, end) => {
            let keep = end % (length + 3);
            chunks.truncate(model.first + keep);
            model.items.truncate(keep as usize);
        }
        Step::DropFront(_, count) => {
            let count = count % (length + 1);
            chunks.drop_front(model.first + count);
            model.items.drain(..count as usize);
            model.first += count;
        }
        Step::Clone(_) => {
            let copy = all[of].clone();
            all.push(copy);
            all.drain(..all.len().saturating_sub(4));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_behaves_like_a_vector_whatever_is_done_to_it_and_to_its_clones(
        start in prop_oneof![Just(0_u64), Just(1), Just(31), Just(1_000_000)],
        steps in vec(step(), 1..300),
    ) {
        let model = Model { first: start, items: Vec::new() };
        let mut all = vec![(Chunks::starting_at(start), model)];
        for step in &steps {
            take(&mut all, step);
        }
        for (chunks, model) in &all {
            assert_same(chunks, model);
        }
    }
}

#[test]
fn many_levels_of_branches_hold_together() {
    const MANY: u64 = 32 * 32 * 32 + 77;
    let mut chunks = Chunks::default();
    chunks.extend(0..MANY);
    assert!(chunks.iter().copied().eq(0..MANY));
    chunks.drop_front(32 * 32 * 5 + 3);
    assert_eq!(chunks.get(32 * 32 * 5 + 2), None);
    assert_eq!(chunks.get(32 * 32 * 5 + 3), Some(&(32 * 32 * 5 + 3)));
    chunks.truncate(32 * 32 * 20 + 1);
    assert_eq!(chunks.last(), Some(&(32 * 32 * 20)));
    chunks.extend(32 * 32 * 20 + 1..MANY);
    assert!(chunks.iter().copied().eq(32 * 32 * 5 + 3..MANY));
}

#[test]
fn a_change_to_a_clone_leaves_the_original_alone() {
    let mut original = Chunks::default();
    original.extend(0..100);
    let mut copy = original.clone();
    copy.truncate(40);
    copy.push(7);
    copy.drop_front(33);
    assert!(original.iter().copied().eq(0..100));
    assert!(copy.iter().copied().eq((33..40).chain([7])));
}

/// Items that are counted while they exist.
#[test]
fn what_is_dropped_is_freed() {
    let item = std::sync::Arc::new(());
    let mut chunks = Chunks::default();
    for _ in 0..5_000 {
        chunks.push(item.clone());
    }
    chunks.drop_front(4_990);
    let alive = std::sync::Arc::strong_count(&item);
    assert!(alive < 100, "{alive} are still there");
}

#[test]
fn a_slice_is_cut_to_what_exists() {
    let mut chunks = Chunks::starting_at(10);
    chunks.extend(10..100u64);
    assert_eq!(chunks.slice(12..15)[..], [12, 13, 14]);
    assert_eq!(chunks.slice(0..12)[..], [10, 11]);
    assert_eq!(chunks.slice(98..300)[..], [98, 99]);
    assert!(
        chunks.slice(30..90).iter().copied().eq(30..90),
        "across leaves"
    );
    assert!(chunks.slice(100..100).is_empty());
}

#[test]
fn the_partition_point_is_found_by_halving() {
    let mut chunks = Chunks::starting_at(5);
    chunks.extend([1, 1, 2, 2, 2, 7]);
    let below = |limit| chunks.partition_point(|item| *item < limit);
    assert_eq!([0, 1, 2, 3, 7, 8].map(below), [5, 5, 7, 10, 10, 11]);
}

#[test]
fn the_partition_point_is_the_same_wherever_the_search_begins() {
    let mut chunks = Chunks::starting_at(5);
    chunks.extend((0..200).map(|number| number / 3));
    for limit in 0..70 {
        let below = |item: &u64| *item < limit;
        let point = chunks.partition_point(below);
        for from in 0..=point {
            assert_eq!(chunks.partition_point_from(from, below), point, "{limit}");
        }
    }
}

#[test]
fn equality_looks_at_positions_and_items() {
    let with = |first, items: &[u64]| {
        let mut chunks = Chunks::starting_at(first);
        chunks.extend(items.iter().copied());
        chunks
    };
    let mut cut = with(0, &[9, 1, 2]);
    cut.drop_front(1);
    assert_eq!(cut, with(1, &[1, 2]));
    assert_ne!(with(0, &[1, 2]), with(1, &[1, 2]));
    assert_ne!(with(0, &[1, 2]), with(0, &[1, 3]));
    assert_ne!(with(0, &[1, 2]), with(0, &[1]));
}

#[test]
fn it_is_printed_with_its_positions() {
    let mut chunks = Chunks::starting_at(5);
    chunks.extend([7, 8]);
    assert_eq!(format!("{chunks:?}"), "{5: 7, 6: 8}");
}
