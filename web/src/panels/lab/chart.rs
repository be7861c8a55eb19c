//! A chart: lines over the time of the run, with axes that say their units.

use crate::el::el;
use crate::panels::element::El;

/// A chart; every point is a time in microseconds and a value in its unit.
pub(super) struct Chart {
    pub(super) title: &'static str,
    pub(super) unit: Unit,
    pub(super) lines: Vec<Line>,
    /// Where the run had come to: what lies behind it is ahead.
    pub(super) now: u64,
}

pub(super) struct Line {
    pub(super) name: String,
    pub(super) points: Vec<(u64, u64)>,
    /// Whether its points stand for themselves, with no line between them.
    pub(super) is_dotted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Bytes,
    Micros,
}

impl Unit {
    /// A value to read, with its unit: `1.2 KB`.
    pub(super) fn show(self, value: u64) -> String {
        let (value, small, large) = match self {
            Unit::Bytes => (value, "B", "KB"),
            Unit::Micros => (value / 1_000, "ms", "s"),
        };
        match value {
            0..=999 => format!("{value} {small}"),
            1_000..=9_999 => format!("{}.{} {large}", value / 1_000, value % 1_000 / 100),
            _ => format!("{} {large}", value / 1_000),
        }
    }
}

/// The size of the drawing, and what of it the axes take, in its own units.
const WIDTH: u64 = 360;
const HEIGHT: u64 = 190;
const LEFT: u64 = 52;
const RIGHT: u64 = 66;
const TOP: u64 = 10;
const BOTTOM: u64 = 26;

/// The lines differ in how they are dashed as well as by their colour.
const LOOKS: usize = 4;

/// From values to places of the drawing.
struct Scale {
    from: u64,
    until: u64,
    most: u64,
}

impl Scale {
    fn of(chart: &Chart) -> Scale {
        let points = || chart.lines.iter().flat_map(|line| &line.points);
        let times = points().map(|(time, _)| *time).chain([chart.now]);
        Scale {
            from: times.clone().min().unwrap_or(0),
            until: times.max().unwrap_or(0),
            most: round_up(points().map(|(_, value)| *value).max().unwrap_or(0)),
        }
    }

    /// Tenths of a unit from the left.
    fn x(&self, time: u64) -> u64 {
        let all = (self.until - self.from).max(1);
        10 * LEFT + 10 * (WIDTH - LEFT - RIGHT) * (time - self.from) / all
    }

    /// Tenths of a unit from the top.
    fn y(&self, value: u64) -> u64 {
        let high = 10 * (HEIGHT - TOP - BOTTOM);
        10 * TOP + high - high * value.min(self.most) / self.most
    }
}

/// The next value of which the half is a round number, too.
fn round_up(value: u64) -> u64 {
    let value = value.max(2);
    let ten = 10_u64.pow(value.ilog10());
    let round = [ten, 2 * ten, 4 * ten, 6 * ten, 8 * ten, 10 * ten];
    let next = round.into_iter().find(|round| *round >= value);
    next.unwrap_or(value).max(2)
}

fn tenths(value: u64) -> String {
    format!("{}.{}", value / 10, value % 10)
}

pub(super) fn view(chart: &Chart) -> El {
    let scale = Scale::of(chart);
    let picture = el("svg")
        .attr("viewBox", format!("0 0 {WIDTH} {HEIGHT}"))
        .attr("aria-hidden", "true")
        .child(ahead(&scale, chart.now))
        .children(grid(&scale, chart.unit))
        .children(hours(&scale))
        .children(
            (0..)
                .zip(&chart.lines)
                .map(|(place, it)| line(&scale, place, it)),
        )
        .children(names(&scale, &chart.lines));
    el("figure")
        .class("lab-chart")
        .child(el("figcaption").text(chart.title))
        .child(picture)
}

/// What lies behind the moment that the run has come to.
fn ahead(scale: &Scale, now: u64) -> El {
    let x = scale.x(now);
    el("rect")
        .class("chart-ahead")
        .attr("x", tenths(x))
        .attr("y", TOP.to_string())
        .attr("width", tenths((10 * (WIDTH - RIGHT)).saturating_sub(x)))
        .attr("height", (HEIGHT - TOP - BOTTOM).to_string())
}

/// The lines at nothing, half and all, with their values.
fn grid(scale: &Scale, unit: Unit) -> impl Iterator<Item = El> {
    [0, scale.most / 2, scale.most]
        .into_iter()
        .map(move |value| {
            let y = scale.y(value);
            let line = el("path")
                .class("chart-grid")
                .attr("d", format!("M{LEFT} {}H{}", tenths(y), WIDTH - RIGHT));
            let words = el("text")
                .class("chart-end")
                .attr("x", (LEFT - 6).to_string())
                .attr("y", tenths(y + 35))
                .text(unit.show(value));
            el("g").child(line).child(words)
        })
}

/// Where the time axis begins, and where it ends.
fn hours(scale: &Scale) -> [El; 2] {
    [(scale.from, "chart-start"), (scale.until, "chart-middle")].map(|(time, class)| {
        el("text")
            .class(class)
            .attr("x", tenths(scale.x(time)))
            .attr("y", (HEIGHT - 8).to_string())
            .text(format!(
                "{}.{} s",
                time / 1_000_000,
                time % 1_000_000 / 100_000
            ))
    })
}

fn line(scale: &Scale, place: usize, line: &Line) -> El {
    let look = place % LOOKS;
    let at = |(time, value): &(u64, u64)| (tenths(scale.x(*time)), tenths(scale.y(*value)));
    if line.is_dotted {
        let dot = |point: &(u64, u64)| {
            let (x, y) = at(point);
            el("circle").attr("cx", x).attr("cy", y).attr("r", "3")
        };
        return el("g")
            .class(format!("chart-dots c{look}"))
            .children(line.points.iter().map(dot));
    }
    let mut path = String::new();
    for point in &line.points {
        let (x, y) = at(point);
        path += if path.is_empty() { "M" } else { "L" };
        path += &format!("{x} {y}");
    }
    el("path")
        .class(format!("chart-line c{look}"))
        .attr("d", path)
}

/// How far below each other two names stand at least, in tenths.
const LINE: u64 = 125;

/// The names of the lines at their ends, below each other where those are near.
fn names(scale: &Scale, lines: &[Line]) -> Vec<El> {
    let ends = (0..).zip(lines).filter_map(|(place, line)| {
        let (_, value) = line.points.last()?;
        Some((scale.y(*value), place, line))
    });
    let mut ends: Vec<(u64, usize, &Line)> = ends.collect();
    ends.sort_by_key(|(y, ..)| *y);
    let places = spread(ends.iter().map(|(y, ..)| *y).collect());
    let name = |(y, (_, place, line)): (u64, (u64, usize, &Line))| {
        el("text")
            .class(format!("chart-name c{}", place % LOOKS))
            .attr("x", (WIDTH - RIGHT + 5).to_string())
            .attr("y", tenths(y + 35))
            .text(line.name.clone())
    };
    places.into_iter().zip(ends).map(name).collect()
}

/// Ascending places, moved so that no two of them are nearer than a line: down first, and up from the axis.
fn spread(mut places: Vec<u64>) -> Vec<u64> {
    let mut least = 10 * TOP;
    for place in &mut places {
        *place = (*place).max(least);
        least = *place + LINE;
    }
    let mut most = 10 * (HEIGHT - BOTTOM);
    for place in places.iter_mut().rev() {
        *place = (*place).min(most);
        most = place.saturating_sub(LINE);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_at_a_round_value_that_no_point_exceeds() {
        for value in (0..2_000).chain([4_999_999, 7_000_001]) {
            let end = round_up(value);
            assert!(
                end >= value && end <= value.max(1) * 2 + 2,
                "{value}: {end}"
            );
            assert_eq!(end % 2, 0, "its half is shown as well");
        }
    }

    #[test]
    fn names_never_lie_on_each_other() {
        let (top, end) = (10 * TOP, 10 * (HEIGHT - BOTTOM));
        for places in [vec![top; 4], vec![end; 4], vec![top, top + 5, end - 5, end]] {
            let spread = spread(places);
            assert!(
                spread.windows(2).all(|two| two[1] - two[0] >= LINE),
                "{spread:?}"
            );
            assert!(spread[0] >= top && spread[3] <= end, "{spread:?}");
        }
    }

    #[test]
    fn a_value_is_read_with_two_digits_and_its_unit() {
        assert_eq!(Unit::Bytes.show(214), "214 B");
        assert_eq!(Unit::Bytes.show(1_250), "1.2 KB");
        assert_eq!(Unit::Micros.show(12_400), "12 ms");
        assert_eq!(Unit::Micros.show(3_400_000), "3.4 s");
    }
}
