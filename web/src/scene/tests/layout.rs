//! Everything has a place on every stage.

use crate::scene::layout::{Layout, Point, Rect};
use crate::scene::link::Lane;

const STAGES: [(f64, f64); 6] = [
    (828.0, 540.0),
    (1400.0, 800.0),
    (620.0, 420.0),
    (500.0, 244.0),
    (390.0, 420.0),
    (360.0, 380.0),
];

#[test]
fn nothing_overlaps_and_nothing_is_clipped_with_one_to_nine_servers_on_any_stage() {
    for_all_layouts(|layout, about| {
        let groups = layout.covered();
        for (number, group) in groups.iter().enumerate() {
            for rect in group {
                assert!(inside(rect, layout), "{rect:?} is clipped: {about}");
            }
            for other in &groups[number + 1..] {
                let meet = group.iter().any(|a| other.iter().any(|b| a.meets(b, 0.0)));
                assert!(!meet, "two things overlap: {about}");
            }
        }
    });
}

#[test]
fn letters_stay_large_enough_to_be_read() {
    for_all_layouts(|layout, about| {
        let sizes = &layout.sizes;
        let smallest = [
            sizes.name,
            sizes.label,
            sizes.digit,
            sizes.plate,
            sizes.chip,
        ];
        let smallest = smallest.into_iter().fold(f64::MAX, f64::min);
        assert!(smallest >= 8.5, "letters of {smallest} px: {about}");
    });
}

#[test]
fn there_is_room_between_two_servers_for_a_message_to_be_seen() {
    for_all_layouts(|layout, about| {
        for (number, one) in layout.places.iter().enumerate() {
            for other in &layout.places[number + 1..] {
                let between = one.distance(*other) - 2.0 * layout.sizes.rim;
                assert!(between > 1.9 * layout.sizes.rim, "{between} px: {about}");
            }
        }
    });
}

#[test]
fn the_first_of_five_servers_stands_at_the_top_and_the_others_follow_clockwise() {
    let layout = Layout::new((828.0, 540.0), 0.0, 5, 1);
    let [s1, s2, s3, s4, s5] = layout.places[..] else {
        panic!("five places");
    };
    assert!((s1.x - 414.0).abs() < 1.0);
    assert!(s1.y < s2.y && s2.y < s3.y);
    assert!(s2.x > s1.x && s5.x < s1.x && s4.x < s3.x);
}

#[test]
fn two_servers_stand_side_by_side_on_a_wide_stage_and_above_each_other_on_a_high_one() {
    let places = Layout::new((828.0, 540.0), 0.0, 2, 1).places;
    assert!(places[0].x < places[1].x && (places[0].y - places[1].y).abs() < 1.0);
    let places = Layout::new((260.0, 540.0), 0.0, 2, 1).places;
    assert!(places[0].y < places[1].y && (places[0].x - places[1].x).abs() < 1.0);
}

fn for_all_layouts(check: impl Fn(&Layout, &str)) {
    for (width, height) in STAGES {
        for servers in 1..=9 {
            // Nine clients beside nine servers need some height.
            let clients: &[usize] = if height < 300.0 {
                &[0, 1, 2, 3]
            } else {
                &[0, 1, 3, 9]
            };
            for &clients in clients {
                let layout = Layout::new((width, height), 0.0, servers, clients);
                let about = format!("{servers} servers, {clients} clients, {width} × {height}");
                check(&layout, &about);
            }
        }
    }
}

fn inside(rect: &Rect, layout: &Layout) -> bool {
    rect.at.x >= 0.0
        && rect.at.y >= 0.0
        && rect.at.x + rect.w <= layout.width
        && rect.at.y + rect.h <= layout.height
}

#[test]
fn what_a_client_asks_passes_beside_the_servers_that_it_does_not_ask() {
    let crosses = |layout: &Layout, lane: &Lane, asked: &Point| {
        let others = layout.places.iter().filter(|other| *other != asked);
        let mut near = others.map(|other| {
            let way = (1..40).map(|part| lane.at(f64::from(part) / 40.0).distance(*other));
            way.fold(f64::MAX, f64::min)
        });
        near.any(|near| near < layout.sizes.rim)
    };
    for_all_layouts(|layout, about| {
        let chips = layout.dock.chips.iter();
        let ways = chips.flat_map(|chip| layout.places.iter().map(|asked| (chip.middle(), asked)));
        let ways: Vec<_> = ways.collect();
        let crossing = ways
            .iter()
            .filter(|(chip, asked)| crosses(layout, &Lane::around(layout, *chip, **asked), asked))
            .count();
        // Where many stand close together, some have none that is free.
        let most = if layout.places.len() <= 5 {
            0
        } else {
            ways.len() / 5
        };
        assert!(crossing <= most, "{about}: {crossing} of {}", ways.len());
    });
}
