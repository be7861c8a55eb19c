//! Backgrounds that go over from one colour into another, as areas of one colour: all on the page do so within a pixel, and some
//! programs read no gradients.

use super::paint::Paint;
use super::{Area, Tag, leading, number, pieces};

/// The areas of a computed `linear-gradient(315deg, COLOUR 4.5px, COLOUR 5px)` in a box, as shapes; none of a background of
/// another kind, such as a hatching, which is not drawn.
pub(crate) fn of(gradient: &str, area: &Area) -> Vec<String> {
    let inside = gradient.strip_prefix("linear-gradient(");
    let Some(inside) = inside.and_then(|it| it.strip_suffix(')')) else {
        return Vec::new();
    };
    let mut stops = pieces(inside);
    let degrees = match stops.first().is_some_and(|it| it.ends_with("deg")) {
        true => leading(stops.remove(0)),
        false => 180.0,
    };
    let (x, y) = direction(degrees);
    let length = (area.width() * x).abs() + (area.height() * y).abs();
    let stops = places(&stops, length);
    let middle = (
        f64::midpoint(area.left, area.right),
        f64::midpoint(area.top, area.bottom),
    );
    // How far a point lies along the line.
    let along = |at: &(f64, f64)| (at.0 - middle.0) * x + (at.1 - middle.1) * y + length / 2.0;
    let mut begin = f64::NEG_INFINITY;
    let mut shapes = Vec::new();
    for (number, (paint, at)) in stops.iter().enumerate() {
        let next = stops.get(number + 1);
        let end = next.map_or(f64::INFINITY, |(_, next)| f64::midpoint(*at, *next));
        let band = cut(&corners(area), |it| along(it) - begin);
        let band = cut(&band, |it| end - along(it));
        if paint.is_seen() && band.len() > 2 {
            shapes.push(polygon(&band, paint));
        }
        begin = end;
    }
    shapes
}

/// Where each colour stands, in pixels. What says nothing stands at an end, and none before the one in front of it.
fn places(stops: &[&str], length: f64) -> Vec<(Paint, f64)> {
    let mut least = 0.0;
    let last = stops.len().saturating_sub(1);
    let place = |(number, stop): (usize, &&str)| {
        let colour = stop.find(')').map_or(stop.len(), |end| end + 1);
        let (colour, at) = stop.split_at(colour);
        let at = match at.trim() {
            "" if number == last => length,
            "" => 0.0,
            at if at.ends_with('%') => leading(at) * length / 100.0,
            at => leading(at),
        };
        least = at.max(least);
        (Paint::of(colour), least)
    };
    stops.iter().enumerate().map(place).collect()
}

/// Of an angle from the top, clockwise. All on the page are eighths of a turn.
fn direction(degrees: f64) -> (f64, f64) {
    const HALF: f64 = std::f64::consts::FRAC_1_SQRT_2;
    match (degrees / 45.0).round_ties_even().rem_euclid(8.0) as u8 {
        0 => (0.0, -1.0),
        1 => (HALF, -HALF),
        2 => (1.0, 0.0),
        3 => (HALF, HALF),
        4 => (0.0, 1.0),
        5 => (-HALF, HALF),
        6 => (-1.0, 0.0),
        _ => (-HALF, -HALF),
    }
}

fn corners(area: &Area) -> Vec<(f64, f64)> {
    vec![
        (area.left, area.top),
        (area.right, area.top),
        (area.right, area.bottom),
        (area.left, area.bottom),
    ]
}

/// What of a polygon lies where `side` is not negative.
fn cut(polygon: &[(f64, f64)], side: impl Fn(&(f64, f64)) -> f64) -> Vec<(f64, f64)> {
    let mut left = Vec::new();
    for (number, from) in polygon.iter().enumerate() {
        let to = &polygon[(number + 1) % polygon.len()];
        let (here, there) = (side(from), side(to));
        if here >= 0.0 {
            left.push(*from);
        }
        if (here < 0.0) != (there < 0.0) {
            let share = here / (here - there);
            left.push((
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            ));
        }
    }
    left
}

fn polygon(places: &[(f64, f64)], paint: &Paint) -> String {
    let places = places
        .iter()
        .map(|(x, y)| [number(*x), number(*y)].join(","));
    let places: Vec<String> = places.collect();
    let tag = Tag::new("polygon").attr("points", &places.join(" "));
    paint.on("fill", tag).alone()
}
