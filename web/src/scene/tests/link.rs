//! Each direction of a link has a lane of its own.

use super::sample::{cluster, lead, s};
use super::{attribute, moment, wide, with_class};
use crate::scene::Layout;
use crate::scene::link::{Lane, Links};
use crate::session::Selection;
use record::ClusterView;

#[test]
fn the_two_lanes_of_a_link_keep_right_and_never_meet() {
    for (width, height) in [(828.0, 540.0), (500.0, 260.0), (390.0, 420.0)] {
        for servers in 2..=9 {
            let layout = Layout::new((width, height), 0.0, servers, 1);
            for_all_pairs(servers as u8, |from, to| {
                let (there, back) = (
                    Lane::new(&layout, s(from), s(to)),
                    Lane::new(&layout, s(to), s(from)),
                );
                let (ahead, middle) = (there.direction(), there.at(0.5));
                let chord = layout.place(s(from));
                let aside = (middle.y - chord.y) * ahead.x - (middle.x - chord.x) * ahead.y;
                assert!(aside > 0.0, "S{from} to S{to} keeps left");
                for step in 0..=10 {
                    let part = f64::from(step) / 10.0;
                    let between = there.at(part).distance(back.at(1.0 - part));
                    let least = 0.6 * layout.sizes.rim;
                    assert!(between > least, "the lanes of S{from} and S{to} meet");
                }
            });
        }
    }
}

#[test]
fn a_lane_begins_and_ends_at_the_rims() {
    let layout = Layout::new((828.0, 540.0), 0.0, 5, 1);
    let rim = layout.sizes.rim;
    for_all_pairs(5, |from, to| {
        let lane = Lane::new(&layout, s(from), s(to));
        for (end, server) in [(lane.at(0.0), from), (lane.at(1.0), to)] {
            let away = end.distance(layout.place(s(server)));
            assert!((away - rim).abs() < 4.0, "{away} px from S{server}");
        }
    });
}

#[test]
fn a_link_is_a_button_with_its_name_and_shows_itself_when_cut_or_selected_or_the_leaders() {
    let mut view = cluster(3, 1, &[]);
    lead(&mut view, 1);
    view.cuts.push((s(2), s(3)));
    let layout = wide(&view);
    let mut moment = moment(&view, &layout);
    moment.selected = Some(Selection::Link {
        from: s(3),
        to: s(2),
    });
    let lanes = Links::of(&moment).draw(&layout);
    let buttons = with_class(&lanes, "handle");
    let names = buttons
        .iter()
        .map(|it| attribute(it, "aria-label").unwrap());
    let names: Vec<&str> = names.collect();
    assert_eq!(names.len(), 6);
    assert!(names.contains(&"Link S1 to S3") && names.contains(&"Link S3 to S1"));
    assert_eq!(with_class(&lanes, "leads").len(), 4);
    assert_eq!(with_class(&lanes, "cut").len(), 1);
    assert_eq!(with_class(&lanes, "selected").len(), 1);
    let in_tab_order = buttons
        .iter()
        .filter(|it| attribute(it, "tabindex") == Some("0"));
    assert_eq!(in_tab_order.count(), 2);
}

#[test]
fn groups_are_drawn_as_groups_with_one_cross_between_two_of_them() {
    let mut view = cluster(5, 1, &[]);
    let group = |id: u8| if id <= 2 { 0 } else { 1 };
    for_all_pairs(5, |from, to| {
        if group(from) != group(to) {
            view.cuts.push((s(from), s(to)));
        }
    });
    let layout = wide(&view);
    let draw = |view: &ClusterView| Links::of(&moment(view, &layout)).draw(&layout);
    let lanes = draw(&view);
    assert_eq!(with_class(&lanes, "hull").len(), 2);
    assert_eq!(with_class(&lanes, "parting").len(), 1);
    assert_eq!(with_class(&lanes, "group-name").len(), 5);
    assert!(with_class(&lanes, "cut").is_empty());
    // One link more, and the other cuts are no partition any more.
    view.cuts.retain(|cut| *cut != (s(1), s(3)));
    let lanes = draw(&view);
    assert!(with_class(&lanes, "hull").is_empty());
    assert_eq!(with_class(&lanes, "cut").len(), 11);
}

fn for_all_pairs(servers: u8, mut check: impl FnMut(u8, u8)) {
    for from in 1..=servers {
        for to in (1..=servers).filter(|to| *to != from) {
            check(from, to);
        }
    }
}
