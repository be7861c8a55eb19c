//! What is written is read again by everyone.

use super::borders::{Corners, Line, Side, lines, shape};
use super::matrix::Matrix;
use super::paint::Paint;
use super::{Area, Tag, bands, decimal, escape, leading, number, pieces};

const BOX: Area = Area {
    left: 0.0,
    top: 0.0,
    right: 20.0,
    bottom: 10.0,
};

fn side(width: f64, line: Line) -> Side {
    let paint = Paint::Colour([0, 0, 0], 1.0);
    Side { width, line, paint }
}

#[test]
fn text_is_escaped_and_has_nothing_that_xml_cannot_hold() {
    assert_eq!(
        escape("a < b & \"c\" > d"),
        "a &lt; b &amp; &quot;c&quot; &gt; d"
    );
    assert_eq!(escape("≤ 12\u{1}\u{b}\u{ffff}\n"), "≤ 12\n");
    let tag = Tag::new("text").attr("x", "1").saying("<S1>");
    assert_eq!(tag, "<text x=\"1\">&lt;S1&gt;</text>\n");
}

#[test]
fn numbers_are_exact_to_a_hundredth_and_no_longer_than_they_must_be() {
    let written = [0.0, 1.0, -0.001, 2.344, -2.346, 10.5, 100.04, -0.07].map(number);
    let wanted = ["0", "1", "0", "2.34", "-2.35", "10.5", "100.04", "-0.07"];
    assert_eq!(written, wanted);
    assert_eq!(decimal(0.123_456, 4), "0.1235");
}

#[test]
fn the_number_that_a_computed_value_begins_with_is_read() {
    let read = [
        "4.5px", "-12px", "50%", "1e-05", "2.5e2", "auto", "", "0.25",
    ]
    .map(leading);
    let wanted = [4.5, -12.0, 50.0, 0.000_01, 250.0, 0.0, 0.0, 0.25];
    for (read, wanted) in read.iter().zip(wanted) {
        assert!((read - wanted).abs() < 1e-9, "{read} is not {wanted}");
    }
    assert_eq!(
        pieces("rgb(1, 2, 3) 4px, b(c, (d, e))"),
        ["rgb(1, 2, 3) 4px", "b(c, (d, e))"]
    );
}

#[test]
fn colours_are_written_as_every_program_reads_them() {
    let written = |value| Paint::of(value).on("fill", Tag::new("g")).alone();
    let hex = |digits: &str| ["<g fill=\"", "#", digits, "\"/>\n"].concat();
    assert_eq!(written("rgb(34, 37, 43)"), hex("22252b"));
    assert_eq!(written("color(srgb 1 0.5 0)"), hex("ff8000"));
    let half = hex("010203").replace("/>", " fill-opacity=\"0.5\"/>");
    assert_eq!(written("rgba(1, 2, 3, 0.5)"), half);
    assert_eq!(written("rgba(0, 0, 0, 0)"), "<g fill=\"none\"/>\n");
    assert_eq!(written("none"), "<g fill=\"none\"/>\n");
    assert_eq!(written("url(\"#hatch\")"), "<g fill=\"url(#hatch)\"/>\n");
}

#[test]
fn what_is_moved_twice_is_moved_back_by_the_way_back() {
    let one = Matrix([2.0, 0.5, -1.0, 3.0, 7.0, -4.0]);
    let other = Matrix::moved(10.0, 20.0);
    let both = one.after(&other);
    let back = one.back().map(|back| back.after(&both));
    assert_eq!(back.and_then(|it| it.words()), other.words());
    assert_eq!(other.words().as_deref(), Some("translate(10 20)"));
    assert_eq!(Matrix::SAME.words(), None);
    assert_eq!(Matrix([0.0; 6]).back(), None);
}

#[test]
fn a_box_is_a_rectangle_unless_its_corners_differ() {
    let even = shape(&BOX, &Corners([(3.0, 3.0); 4])).alone();
    assert!(
        even.starts_with("<rect ") && even.contains("rx=\"3\""),
        "{even}"
    );
    let (round, none) = ((3.0, 3.0), (0.0, 0.0));
    let path = shape(&BOX, &Corners([none, round, round, none])).alone();
    assert!(
        path.contains("M0 0L17 0A3 3 0 0 1 20 3L20 7A3 3 0 0 1 17 10L0 10L0 0Z"),
        "{path}"
    );
    // Corners that would overlap are smaller.
    let pill = shape(&BOX, &Corners([(40.0, 40.0); 4])).alone();
    assert!(pill.contains("rx=\"5\""), "{pill}");
}

#[test]
fn borders_that_are_alike_are_one_line_in_the_middle_of_them() {
    let dashed = [0; 4].map(|_| Some(side(2.0, Line::Dashed)));
    let [all] = &lines(&BOX, &Corners([(0.0, 0.0); 4]), &dashed)[..] else {
        panic!("one line goes around");
    };
    assert!(
        all.contains("x=\"1\" y=\"1\" width=\"18\" height=\"8\""),
        "{all}"
    );
    assert!(all.contains("stroke-dasharray=\"6 4\""), "{all}");
    let solid = || Some(side(2.0, Line::Solid));
    let open = [solid(), solid(), solid(), None];
    let lines_of_open = lines(&BOX, &Corners([(0.0, 0.0); 4]), &open);
    assert_eq!(lines_of_open.len(), 1);
    assert!(
        lines_of_open[0].contains("M0 1L19 1L19 9L0 9\""),
        "{lines_of_open:?}"
    );
    let two = [solid(), None, Some(side(1.0, Line::Dotted)), None];
    assert_eq!(lines(&BOX, &Corners([(0.0, 0.0); 4]), &two).len(), 2);
    assert!(lines(&BOX, &Corners([(0.0, 0.0); 4]), &[None, None, None, None]).is_empty());
}

#[test]
fn a_background_of_two_colours_is_two_areas() {
    let corner = bands::of(
        "linear-gradient(315deg, rgb(255, 255, 255) 4px, rgba(0, 0, 0, 0) 4px)",
        &BOX,
    );
    let [corner] = &corner[..] else {
        panic!("what is not seen is not drawn: {corner:?}");
    };
    assert!(
        corner.contains("20,10") && corner.contains("14.34,10"),
        "{corner}"
    );
    let halves = "linear-gradient(90deg, rgb(1, 2, 3) 25%, rgb(4, 5, 6) 0px)";
    let halves = bands::of(halves, &BOX);
    assert!(
        halves[0].contains("points=\"0,0 5,0 5,10 0,10\""),
        "{halves:?}"
    );
    assert!(halves[1].contains("5,0"), "{halves:?}");
}
