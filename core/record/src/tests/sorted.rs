//! The small map, against the one of the standard library.

use crate::SortedMap;
use std::collections::BTreeMap;

#[test]
fn whatever_is_done_to_it_it_holds_what_another_map_holds() {
    let (mut own, mut other) = (SortedMap::default(), BTreeMap::new());
    let mut random = 7_u64;
    for step in 0..2_000_u64 {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let key = (random >> 33) % 12;
        match (random >> 60) % 5 {
            0 => {
                own.insert(key, step);
                other.insert(key, step);
            }
            1 => assert_eq!(own.remove(&key), other.remove(&key)),
            2 => {
                *own.or_default(key) += step;
                *other.entry(key).or_default() += step;
            }
            3 => assert_eq!(own.get_mut(&key), other.get_mut(&key)),
            _ => own
                .values_mut()
                .zip(other.values_mut())
                .for_each(|(own, other)| {
                    *own += 1;
                    *other += 1;
                }),
        }
        assert!(own.iter().eq(other.iter()), "step {step}");
        assert_eq!(own.len(), other.len());
        assert_eq!(own.is_empty(), other.is_empty());
        assert_eq!(own.get(&key), other.get(&key));
        assert_eq!(own.contains_key(&key), other.contains_key(&key));
    }
    own.retain(|key| key % 2 == 0);
    other.retain(|key, _| key % 2 == 0);
    assert!(own.iter().eq(other.iter()));
}
