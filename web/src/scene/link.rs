//! Links: a bowed lane for each direction, keeping right. Quiet ones are there to be touched, but not drawn.

use crate::el::On;
use crate::scene::FAINT;
use crate::scene::ink::{El, circle, cross, group, letters, path, px, steps, words};
use crate::scene::layout::{Layout, Point};
use crate::scene::moment::Moment;
use crate::session::groups::{groups, letter};
use crate::session::{Say, Selection, Topic};
use raft::{ServerId, ServerSet};
use record::RoleName;
use record::view::{Process, ServerView};

/// The way of a message: a bow from the rim of one server to that of another.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Lane {
    pub(crate) start: Point,
    /// The control point of the curve.
    pub(crate) pull: Point,
    pub(crate) end: Point,
}

/// How many ways to either side are tried for one that is free.
const BENDS: i32 = 8;

/// At how many places of a way it is looked whether it is free.
const SAMPLES: u32 = 24;

impl Lane {
    /// The lane from one server to another, to the right of the straight line.
    pub(crate) fn new(layout: &Layout, from: ServerId, to: ServerId) -> Lane {
        let (a, b) = (layout.place(from), layout.place(to));
        let rim = layout.sizes.rim + 2.0;
        let length = a.distance(b).max(1.0);
        let (dx, dy) = ((b.x - a.x) / length, (b.y - a.y) / length);
        // A turn of some twenty degrees to the right, and the same to the left at the other end.
        let (ahead, aside) = (0.94 * rim, 0.34 * rim);
        let start = a.plus(dx * ahead - dy * aside, dy * ahead + dx * aside);
        let end = b.plus(-dx * ahead - dy * aside, -dy * ahead + dx * aside);
        let bow = (0.07 * length).clamp(8.0, 22.0);
        let pull = Point {
            x: (start.x + end.x) / 2.0 - dy * bow,
            y: (start.y + end.y) / 2.0 + dx * bow,
        };
        Lane { start, pull, end }
    }

    /// A way that is bent as little as it must be to pass beside all servers that are not at its ends; straight if none does.
    pub(crate) fn around(layout: &Layout, start: Point, end: Point) -> Lane {
        let bends = (0..=BENDS).flat_map(|bend| [bend, -bend]);
        let mut ways = bends.map(|bend| Lane::bent(start, end, 0.15 * f64::from(bend)));
        let passes = |way: &Lane| way.is_clear(layout);
        ways.find(passes)
            .unwrap_or_else(|| Lane::bent(start, end, 0.0))
    }

    /// A bow whose control point is so many times its length aside of it.
    fn bent(start: Point, end: Point, aside: f64) -> Lane {
        let (dx, dy) = (end.x - start.x, end.y - start.y);
        let pull = start.half_way(end).plus(-dy * aside, dx * aside);
        Lane { start, pull, end }
    }

    /// Whether it stays on the stage and off all servers, but for those at its ends.
    fn is_clear(&self, layout: &Layout) -> bool {
        let rim = layout.sizes.rim;
        let at_an_end = |place: &Point| {
            let nearest = self.start.distance(*place).min(self.end.distance(*place));
            nearest < 1.5 * rim
        };
        let others: Vec<Point> = (layout.places.iter().copied())
            .filter(|place| !at_an_end(place))
            .collect();
        (1..SAMPLES).all(|sample| {
            let at = self.at(f64::from(sample) / f64::from(SAMPLES));
            let inside =
                (0.0..layout.width).contains(&at.x) && (0.0..layout.height).contains(&at.y);
            inside && others.iter().all(|place| at.distance(*place) > 1.25 * rim)
        })
    }

    /// The place at `part` of it, of 1.
    pub(crate) fn at(&self, part: f64) -> Point {
        let rest = 1.0 - part;
        let (a, b, c) = (rest * rest, 2.0 * rest * part, part * part);
        Point {
            x: a * self.start.x + b * self.pull.x + c * self.end.x,
            y: a * self.start.y + b * self.pull.y + c * self.end.y,
        }
    }

    /// Its direction, as a vector of length 1.
    pub(crate) fn direction(&self) -> Point {
        let length = self.start.distance(self.end).max(1.0);
        Point {
            x: (self.end.x - self.start.x) / length,
            y: (self.end.y - self.start.y) / length,
        }
    }

    pub(crate) fn drawn(&self) -> String {
        steps(&[('M', &[self.start]), ('Q', &[self.pull, self.end])])
    }
}

/// What is seen of one direction of a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Link {
    pub(crate) from: ServerId,
    pub(crate) to: ServerId,
    /// Whether nothing arrives on it.
    pub(crate) cut: bool,
    /// Whether a leader is at either end.
    pub(crate) leads: bool,
    pub(crate) selected: bool,
    pub(crate) is_faint: bool,
}

/// All links, and the groups into which cuts divide the servers.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Links {
    pub(crate) links: Vec<Link>,
    pub(crate) groups: Vec<ServerSet>,
}

impl Links {
    pub(crate) fn of(moment: &Moment) -> Links {
        let servers = &moment.view.servers;
        let cuts = &moment.view.cuts;
        let ways = (servers.iter()).flat_map(|from| servers.iter().map(move |to| (from, to)));
        let ways = ways.filter(|(from, to)| from.id != to.id);
        let link = |(from, to): (&ServerView, &ServerView)| Link {
            from: from.id,
            to: to.id,
            cut: cuts.contains(&(from.id, to.id)),
            leads: leads(from) || leads(to),
            selected: moment.selected
                == Some(Selection::Link {
                    from: from.id,
                    to: to.id,
                }),
            is_faint: moment.is_faint(&[from.id, to.id]),
        };
        let all = servers.iter().map(|server| server.id).collect();
        Links {
            links: ways.map(link).collect(),
            groups: groups(all, cuts),
        }
    }

    pub(crate) fn draw<P>(&self, layout: &Layout) -> El<P> {
        let grouped = !self.groups.is_empty();
        let links = self.links.iter().map(|link| link.draw(layout, grouped));
        group("links")
            .children(hulls(&self.groups, layout))
            .children(links)
            .children(partings(&self.groups, layout))
    }
}

/// Around the servers of each group, with its letter at each.
fn hulls<P>(groups: &[ServerSet], layout: &Layout) -> Vec<El<P>> {
    let rim = layout.sizes.rim;
    let hull = |group: &ServerSet| {
        let mut around: Vec<Point> = group.iter().map(|id| layout.place(id)).collect();
        // A line of one point has no length, and would not be drawn.
        around.extend((group.len() == 1).then(|| around[0].plus(0.1, 0.0)));
        path("hull", steps(&[('M', &around), ('Z', &[])])).attr("stroke-width", px(2.9 * rim))
    };
    let name = |(place, group): (usize, &ServerSet)| {
        let letter = letter(place).to_string();
        let at = move |id| layout.place(id).plus(-1.02 * rim, -1.02 * rim);
        let names = group
            .iter()
            .map(move |id| letters("group-name", at(id), letter.clone()));
        names.collect::<Vec<El<P>>>()
    };
    let names = groups.iter().enumerate().flat_map(name);
    groups.iter().map(hull).chain(names).collect()
}

/// One cross between each two groups, where they are nearest to each other.
fn partings<P>(groups: &[ServerSet], layout: &Layout) -> Vec<El<P>> {
    let mut crosses = Vec::new();
    for (number, one) in groups.iter().enumerate() {
        for other in &groups[number + 1..] {
            let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (a, b)));
            let ends = pairs.map(|(a, b)| (layout.place(a), layout.place(b)));
            let nearest = ends.min_by_key(|(a, b)| a.distance(*b) as u32);
            crosses.extend(nearest.map(|(a, b)| cross("parting", a.half_way(b), 15.0)));
        }
    }
    crosses
}

impl Link {
    /// Draws it. Where cuts divide the servers into groups, the groups say which links are cut.
    fn draw<P>(&self, layout: &Layout, grouped: bool) -> El<P> {
        let lane = Lane::new(layout, self.from, self.to);
        let this = Selection::Link {
            from: self.from,
            to: self.to,
        };
        let shows_cut = self.cut && !grouped;
        let class = match (self.selected, self.cut) {
            (true, true) => "link cut selected",
            (false, true) if shows_cut => "link cut",
            (true, false) => "link selected",
            (false, false) if self.leads => "link leads",
            _ => "link",
        };
        let (from, to) = (self.from.to_string(), self.to.to_string());
        let middle = lane.at(0.5);
        // The button is the middle of the lane, so that a press on its middle meets it.
        let in_order = shows_cut || self.selected;
        let handle = group("handle")
            .id(this.id())
            .role("button")
            .attr("tabindex", if in_order { "0" } else { "-1" })
            .label(words(&["Link ", &from, " to ", &to]))
            .on(On::Click, Say::Menu(Topic::Thing(this)))
            .child(circle("hit", middle, 12.0))
            .child(cross("mark", middle, 13.0));
        let drawn = lane.drawn();
        group(class)
            .attr_if(self.is_faint, FAINT, "")
            .child(path("hit", drawn.clone()).on(On::Click, Say::Menu(Topic::Thing(this))))
            .child(path("lane", drawn))
            .child(handle)
    }
}

/// Whether a server leads and runs.
fn leads(server: &ServerView) -> bool {
    server.role == RoleName::Leader && server.process == Process::Running
}
