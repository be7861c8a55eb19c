//! The outline of a box, and its borders as lines.

use super::paint::Paint;
use super::{Area, Tag, number};

/// The radii of the corners, across and down: upper left, upper right, lower right, lower left.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Corners(pub(crate) [(f64, f64); 4]);

impl Corners {
    /// Those of the line in the middle of borders so wide: at the top, right, bottom and left.
    fn within(&self, [top, right, bottom, left]: [f64; 4]) -> Corners {
        let less = [(left, top), (right, top), (right, bottom), (left, bottom)];
        let mut corners = self.0;
        for (corner, less) in corners.iter_mut().zip(less) {
            *corner = ((corner.0 - less.0).max(0.0), (corner.1 - less.1).max(0.0));
        }
        Corners(corners)
    }

    /// No two of them overlap: where they would, all are smaller.
    fn fitting(&self, area: &Area) -> Corners {
        let [a, b, c, d] = self.0;
        let (across, down) = ((a.0 + b.0).max(d.0 + c.0), (a.1 + d.1).max(b.1 + c.1));
        let factor = (area.width() / across).min(area.height() / down).min(1.0);
        Corners(self.0.map(|(x, y)| (x * factor, y * factor)))
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Line {
    Solid,
    Dashed,
    Dotted,
}

/// A border on one side.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Side {
    pub(crate) width: f64,
    pub(crate) line: Line,
    pub(crate) paint: Paint,
}

impl Side {
    /// Of computed values; none if nothing is seen of it.
    pub(crate) fn of(width: f64, style: &str, paint: Paint) -> Option<Side> {
        let line = match style {
            "none" | "hidden" => return None,
            "dashed" => Line::Dashed,
            "dotted" => Line::Dotted,
            _ => Line::Solid,
        };
        (width > 0.0 && paint.is_seen()).then_some(Side { width, line, paint })
    }

    /// Dashes and gaps are those of browsers.
    fn on(&self, tag: Tag) -> Tag {
        let tag = self.paint.on("stroke", tag.attr("fill", "none"));
        let tag = tag.number("stroke-width", self.width);
        let times = |dash: f64, gap: f64| [dash, gap].map(|it| number(it * self.width)).join(" ");
        match self.line {
            Line::Solid => tag,
            Line::Dashed if self.width < 3.0 => tag.attr("stroke-dasharray", &times(3.0, 2.0)),
            Line::Dashed => tag.attr("stroke-dasharray", &times(2.0, 1.0)),
            Line::Dotted => tag
                .attr("stroke-dasharray", &times(0.0, 2.0))
                .attr("stroke-linecap", "round"),
        }
    }
}

/// The shape of a box.
pub(crate) fn shape(area: &Area, corners: &Corners) -> Tag {
    let Corners([first, rest @ ..]) = corners.fitting(area);
    if rest.iter().any(|other| *other != first) {
        let sides = Sides(*area, corners.fitting(area));
        return Tag::new("path").attr("d", &sides.path(0, 4));
    }
    let tag = Tag::new("rect")
        .number("x", area.left)
        .number("y", area.top)
        .number("width", area.width())
        .number("height", area.height());
    match first.0 > 0.0 && first.1 > 0.0 {
        true => tag.number("rx", first.0).number("ry", first.1),
        false => tag,
    }
}

/// The borders of a box, at its top, right, bottom and left, as shapes. Neighbours that are alike are one line.
pub(crate) fn lines(area: &Area, corners: &Corners, sides: &[Option<Side>; 4]) -> Vec<String> {
    let half = [0, 1, 2, 3].map(|it: usize| sides[it].as_ref().map_or(0.0, |it| it.width / 2.0));
    let middle = area.within(half);
    let corners = corners.within(half);
    let is_one = |side: usize| sides[side] == sides[(side + 3) % 4];
    let Some(first) = (0..4).find(|side| !is_one(*side)) else {
        let all = sides[0].as_ref();
        return all
            .map(|side| side.on(shape(&middle, &corners)).alone())
            .into_iter()
            .collect();
    };
    let mut lines = Vec::new();
    let mut begin = first;
    for end in first + 1..=first + 4 {
        if is_one(end % 4) {
            continue;
        }
        if let Some(side) = &sides[begin % 4] {
            let path = Sides(middle, corners.fitting(&middle)).path(begin, end - begin);
            lines.push(side.on(Tag::new("path").attr("d", &path)).alone());
        }
        begin = end;
    }
    lines
}

/// The sides of a box, clockwise from the top.
struct Sides(Area, Corners);

impl Sides {
    /// From the beginning of a side on along so many; all four are closed.
    fn path(&self, from: usize, count: usize) -> String {
        let mut path = format!("M{}", place(self.ends(from % 4).0));
        for side in from..from + count {
            path += &format!("L{}", place(self.ends(side % 4).1));
            let (across, down) = self.1.0[(side + 1) % 4];
            let goes_on = side + 1 < from + count || count == 4;
            if goes_on && across > 0.0 && down > 0.0 {
                let to = self.ends((side + 1) % 4).0;
                path += &format!("A{} {} 0 0 1 {}", number(across), number(down), place(to));
            }
        }
        if count == 4 {
            path.push('Z');
        }
        path
    }

    /// Where a side begins and ends, without the corners.
    fn ends(&self, side: usize) -> ((f64, f64), (f64, f64)) {
        let Area {
            left,
            top,
            right,
            bottom,
        } = self.0;
        let (begin, end) = (self.1.0[side], self.1.0[(side + 1) % 4]);
        match side {
            0 => ((left + begin.0, top), (right - end.0, top)),
            1 => ((right, top + begin.1), (right, bottom - end.1)),
            2 => ((right - begin.0, bottom), (left + end.0, bottom)),
            _ => ((left, bottom - begin.1), (left, top + end.1)),
        }
    }
}

fn place((x, y): (f64, f64)) -> String {
    [&number(x), " ", &*number(y)].concat()
}
