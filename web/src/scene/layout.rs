//! Where everything on the stage has its place: servers on an ellipse, clients in their dock, sizes that fit.

use raft::ServerId;

/// A place on the stage, in pixels from its upper left corner.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Rect {
    pub(crate) at: Point,
    pub(crate) w: f64,
    pub(crate) h: f64,
}

/// Which side of a server something is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    Left,
    Right,
    /// At its right and up, where a server at the top has no lanes.
    Above,
}

/// How large things are, in pixels. Letters never get smaller than can be read; they drop out instead.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Sizes {
    /// Radius of the ring around a server, which carries its timer.
    pub(crate) rim: f64,
    pub(crate) disc: f64,
    /// Letters of a server's name.
    pub(crate) name: f64,
    /// Letters of its role; inside the disc if `role_inside`, else beside the term.
    pub(crate) role: f64,
    /// Whether the role has room inside the disc.
    pub(crate) role_inside: bool,
    /// Letters of the term above it.
    pub(crate) label: f64,
    pub(crate) cell_w: f64,
    /// Height of a log cell and of the snapshot block.
    pub(crate) cell_h: f64,
    /// Digits in a log cell.
    pub(crate) digit: f64,
    /// Width of the snapshot block.
    pub(crate) block_w: f64,
    /// How many log cells have room.
    pub(crate) cells: usize,
    /// Whether a snapshot on its way in has room for its words.
    pub(crate) words_below: bool,
    pub(crate) disk_w: f64,
    /// Height of what a message shows.
    pub(crate) plate_h: f64,
    /// Letters and digits on it.
    pub(crate) plate: f64,
    /// Height of a client's chip.
    pub(crate) chip_h: f64,
    /// Letters in it.
    pub(crate) chip: f64,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Dock {
    pub(crate) chips: Vec<Rect>,
    /// Whether a chip has room for the operation, or for the name alone.
    pub(crate) wide: bool,
    /// Where its heading stands, if it has one.
    pub(crate) heading: Option<Point>,
}

/// What a dock may look like.
struct DockShape {
    in_corner: bool,
    /// Whether a chip has room for the operation.
    wide: bool,
    /// How many chips are in a row.
    in_a_row: usize,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Layout {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) sizes: Sizes,
    /// The middle of each server, `S1` first.
    pub(crate) places: Vec<Point>,
    pub(crate) dock: Dock,
}

/// Between things that belong together.
const GAP: f64 = 5.0;

/// Between things that must not touch.
const LEAST: f64 = 2.0;

/// Around all of them.
const EDGE: f64 = 7.0;

/// The largest scale, of a stage of this height in pixels: on a higher one all grows with it, so that a message has as far to go.
const LARGEST: (f64, f64) = (1.06, 540.0);

impl Point {
    /// The place that is so much further.
    pub(crate) fn plus(self, dx: f64, dy: f64) -> Point {
        Point {
            x: self.x + dx,
            y: self.y + dy,
        }
    }

    pub(crate) fn half_way(self, to: Point) -> Point {
        self.plus((to.x - self.x) / 2.0, (to.y - self.y) / 2.0)
    }

    pub(crate) fn distance(self, other: Point) -> f64 {
        (self.x - other.x).hypot_of(self.y - other.y)
    }
}

/// The length of a vector, without the mathematical library of the platform.
trait Hypot {
    fn hypot_of(self, other: f64) -> f64;
}

impl Hypot for f64 {
    fn hypot_of(self, other: f64) -> f64 {
        (self * self + other * other).sqrt()
    }
}

impl Rect {
    /// The rectangle from `(x, y)` on, `w` wide and `h` high.
    pub(crate) fn new(x: f64, y: f64, w: f64, h: f64) -> Rect {
        Rect {
            at: Point { x, y },
            w,
            h,
        }
    }

    pub(crate) fn moved(self, by: Point) -> Rect {
        Rect {
            at: self.at.plus(by.x, by.y),
            ..self
        }
    }

    /// Whether the two come closer than `gap`.
    pub(crate) fn meets(&self, other: &Rect, gap: f64) -> bool {
        self.at.x < other.at.x + other.w + gap
            && other.at.x < self.at.x + self.w + gap
            && self.at.y < other.at.y + other.h + gap
            && other.at.y < self.at.y + self.h + gap
    }

    pub(crate) fn middle(&self) -> Point {
        self.at.plus(self.w / 2.0, self.h / 2.0)
    }
}

impl Sizes {
    /// The sizes at a scale; 1 is comfortable for five servers on a wide screen.
    fn at(scale: f64, least: f64) -> Sizes {
        let rim = 46.0 * scale;
        let disc = 0.87 * rim;
        let role = (11.5 * scale).max(9.0);
        let cell_w = (16.0 * scale).max(9.5);
        let block_w = (31.0 * scale).max(22.0);
        Sizes {
            rim,
            disc,
            name: (19.0 * scale).max(11.0).max(least),
            role,
            role_inside: 4.9 * role < 2.0 * disc,
            label: (12.5 * scale).max(9.5),
            cell_w,
            cell_h: (16.0 * scale).max(12.0),
            digit: (10.5 * scale).max(8.5),
            block_w,
            cells: (((3.1 * rim - block_w) / (cell_w + 1.0)) as usize).clamp(2, 6),
            words_below: scale >= 0.75,
            disk_w: (20.0 * scale).max(12.0),
            plate_h: (20.0 * scale).max(14.0),
            plate: (11.0 * scale).max(9.0),
            chip_h: (25.0 * scale).max(18.0),
            chip: (12.0 * scale).max(10.0),
        }
    }

    /// Width of the longest row of log cells with the block before it.
    pub(crate) fn row_w(&self) -> f64 {
        self.block_w + self.cells as f64 * (self.cell_w + 1.0) + 6.0
    }

    /// Where the row of log cells begins below a server's middle.
    pub(crate) fn row_y(&self) -> f64 {
        self.rim + 7.0
    }

    /// Where the disk is beside a server's middle: its left edge, and its middle from top to bottom.
    pub(crate) fn disk_at(&self, side: Side) -> Point {
        let beside = self.rim + 8.0;
        let (x, y) = match side {
            Side::Left => (-beside - self.disk_w, 0.0),
            Side::Right => (beside, 0.0),
            Side::Above => (beside, -0.5 * self.rim),
        };
        Point { x, y }
    }

    /// What a server covers, around its middle: the label, the disc, the row below, the disk beside.
    fn covers(&self, side: Side) -> [Rect; 4] {
        let label = 9.0 * 0.56 * self.label;
        let disc = self.rim + 4.0;
        let words = if self.words_below {
            self.role + 2.0
        } else {
            0.0
        };
        let row = self.row_w();
        let disk = self.disk_at(side);
        [
            Rect::new(-label / 2.0, -disc - 3.0 - self.label, label, self.label),
            Rect::new(-disc, -disc, 2.0 * disc, 2.0 * disc),
            Rect::new(-row / 2.0, self.row_y(), row, self.cell_h + 5.0 + words),
            Rect::new(
                disk.x,
                disk.y - 1.25 * self.disk_w,
                self.disk_w,
                2.6 * self.disk_w,
            ),
        ]
    }
}

impl Layout {
    /// The largest layout of so many servers and clients that fits without anything touching. A stage too small for
    /// any gets the smallest one. Names have at least so many pixels.
    pub(crate) fn new(
        (width, height): (f64, f64),
        least: f64,
        servers: usize,
        clients: usize,
    ) -> Layout {
        let (largest, usual) = LARGEST;
        let mut scale = largest * (height / usual).max(1.0);
        loop {
            let sizes = Sizes::at(scale, least);
            let last = scale < 0.26;
            for shape in Dock::shapes(clients) {
                let dock = Dock::new(clients, &sizes, &shape);
                // A dock in the corner must find it free; one along the edge has that for itself.
                let top = if shape.in_corner { 0.0 } else { dock.bottom() };
                // Two servers stand side by side where there is width for it.
                let flat = servers == 2 && width > height;
                for turned in [flat, !flat] {
                    let places = places(width, height, top, servers, turned, &sizes);
                    let layout = Layout {
                        width,
                        height,
                        sizes,
                        places,
                        dock: dock.clone(),
                    };
                    if last || layout.fits() {
                        return layout;
                    }
                }
            }
            scale -= 0.02 * (1.0 + scale);
        }
    }

    /// The middle of a server.
    pub(crate) fn place(&self, id: ServerId) -> Point {
        let middle = Point {
            x: self.width / 2.0,
            y: self.height / 2.0,
        };
        let number = usize::from(id.0).wrapping_sub(1);
        debug_assert!(number < self.places.len(), "{id} has no place");
        self.places.get(number).copied().unwrap_or(middle)
    }

    /// The side on which a server has its disk: outward.
    pub(crate) fn side(&self, place: Point) -> Side {
        if place.x < self.width / 2.0 - 10.0 {
            Side::Left
        } else if place.x < self.width / 2.0 + 10.0 && place.y < self.height / 2.0 - 10.0 {
            Side::Above
        } else {
            Side::Right
        }
    }

    /// The areas that must not overlap: for each server what it covers, and the clients' chips.
    pub(crate) fn covered(&self) -> Vec<Vec<Rect>> {
        let mut groups: Vec<Vec<Rect>> = (self.places.iter())
            .map(|place| {
                let around = self.sizes.covers(self.side(*place));
                around.iter().map(|rect| rect.moved(*place)).collect()
            })
            .collect();
        groups.push(self.dock.chips.clone());
        groups
    }

    fn fits(&self) -> bool {
        let groups = self.covered();
        let stage = Rect::new(0.0, 0.0, self.width, self.height);
        let inside = |rect: &Rect| {
            rect.at.x >= 0.0
                && rect.at.y >= 0.0
                && rect.at.x + rect.w <= stage.w
                && rect.at.y + rect.h <= stage.h
        };
        let apart = |one: &[Rect], other: &[Rect]| {
            !one.iter().any(|a| other.iter().any(|b| a.meets(b, LEAST)))
        };
        let room = 4.0 * self.sizes.rim;
        groups.iter().flatten().all(inside)
            && pairs(&groups).all(|(one, other)| apart(one, other))
            && pairs(&self.places).all(|(one, other)| one.distance(*other) > room)
    }
}

impl Dock {
    /// What it may look like, best first.
    fn shapes(clients: usize) -> Vec<DockShape> {
        let shape = |in_corner, wide, in_a_row| DockShape {
            in_corner,
            wide,
            in_a_row,
        };
        let mut shapes = Vec::new();
        if clients <= 2 {
            shapes.push(shape(true, true, 1));
        }
        let all = clients.max(1);
        shapes.extend([
            shape(true, false, 3),
            shape(false, true, all),
            shape(false, false, all),
            shape(false, false, all.div_ceil(2)),
        ]);
        shapes
    }

    fn new(clients: usize, sizes: &Sizes, shape: &DockShape) -> Dock {
        let DockShape { wide, in_a_row, .. } = *shape;
        let w = if wide { 11.5 } else { 3.6 } * sizes.chip;
        let heading = (sizes.words_below && clients > 0).then_some(Point {
            x: 14.0,
            y: 12.0 + sizes.role,
        });
        let top = heading.map_or(2.0 * GAP, |at| at.y + 7.0);
        let chips = (0..clients).map(|number| {
            let (row, column) = (number / in_a_row, number % in_a_row);
            Rect::new(
                3.0 * GAP + column as f64 * (w + GAP),
                top + row as f64 * (sizes.chip_h + GAP),
                w,
                sizes.chip_h,
            )
        });
        Dock {
            chips: chips.collect(),
            wide,
            heading,
        }
    }

    /// Where what lies below it may begin.
    fn bottom(&self) -> f64 {
        self.chips.last().map_or(0.0, |chip| chip.at.y + chip.h)
    }
}

/// The servers' middles on the largest ellipse on which all that they cover is inside the stage below `top`.
fn places(
    width: f64,
    height: f64,
    top: f64,
    servers: usize,
    turned: bool,
    sizes: &Sizes,
) -> Vec<Point> {
    let around = sizes.covers(Side::Right);
    let right = |rect: &Rect| rect.at.x + rect.w;
    let below = |rect: &Rect| rect.at.y + rect.h;
    let reach_x = around.iter().map(right).fold(0.0, f64::max) + EDGE;
    let reach_up = EDGE - around[0].at.y + top;
    let reach_down = around.iter().map(below).fold(0.0, f64::max) + EDGE;
    let room = Rect::new(
        reach_x,
        reach_up,
        width - 2.0 * reach_x,
        height - reach_up - reach_down,
    );
    let units = on_ellipse(servers, room.w.max(1.0) / room.h.max(1.0), turned);
    spread(&units, room)
}

/// Moves and stretches the places so that they fill the room, without making the ellipse too flat.
fn spread(units: &[Point], room: Rect) -> Vec<Point> {
    let span = |of: fn(&Point) -> f64| {
        let low = units.iter().map(of).fold(f64::MAX, f64::min);
        let high = units.iter().map(of).fold(f64::MIN, f64::max);
        ((low + high) / 2.0, (high - low).max(0.01))
    };
    let (middle_x, wide) = span(|unit| unit.x);
    let (middle_y, high) = span(|unit| unit.y);
    let (mut a, mut b) = (room.w / wide, room.h / high);
    a = a.min(1.9 * b).min(room.w);
    b = b.min(1.5 * a).min(room.h);
    let middle = room.middle();
    let place = |unit: &Point| middle.plus((unit.x - middle_x) * a, (unit.y - middle_y) * b);
    units.iter().map(place).collect()
}

/// `count` places at equal distances along an ellipse `aspect` times as wide as high, clockwise. The first is at
/// the top; if `turned`, the top is between the first and the second.
fn on_ellipse(count: usize, aspect: f64, turned: bool) -> Vec<Point> {
    const STEPS: usize = 360;
    // One degree: turning by it again and again walks around the circle without sine and cosine.
    const TURN: (f64, f64) = (0.999_847_695_156_391_3, 0.017_452_406_437_283_51);
    let aspect = aspect.clamp(0.6, 2.0);
    let mut around = Vec::with_capacity(STEPS + 1);
    let mut lengths = Vec::with_capacity(STEPS + 1);
    let mut unit = Point { x: 0.0, y: -1.0 };
    let mut length = 0.0;
    for _ in 0..=STEPS {
        let place = Point {
            x: unit.x * aspect,
            y: unit.y,
        };
        length += around.last().map_or(0.0, |before| place.distance(*before));
        around.push(place);
        lengths.push(length);
        unit = Point {
            x: unit.x * TURN.0 - unit.y * TURN.1,
            y: unit.x * TURN.1 + unit.y * TURN.0,
        };
    }
    let start = if turned { -0.5 } else { 0.0 };
    (0..count)
        .map(|number| {
            let wanted = length * (number as f64 + start) / count as f64;
            let wanted = if wanted < 0.0 {
                wanted + length
            } else {
                wanted
            };
            let step = lengths.partition_point(|walked| *walked < wanted);
            let (before, after) = (step.saturating_sub(1), step.min(STEPS));
            let part = (wanted - lengths[before]) / (lengths[after] - lengths[before]).max(0.001);
            let (a, b) = (around[before], around[after]);
            a.plus((b.x - a.x) * part, (b.y - a.y) * part)
        })
        .collect()
}

fn pairs<T>(all: &[T]) -> impl Iterator<Item = (&T, &T)> {
    let each = all.iter().enumerate();
    each.flat_map(|(place, one)| all[place + 1..].iter().map(move |other| (one, other)))
}
