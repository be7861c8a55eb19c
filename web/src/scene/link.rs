//! Links: a bowed lane for each direction, keeping right. Quiet ones are there to be touched, but not drawn.

use crate::el::On;
use crate::scene::ink::{El, circle, cross, group, path, steps, words};
use crate::scene::layout::{Layout, Point};
use crate::scene::moment::Moment;
use crate::session::{Say, Selection, Topic};
use raft::ServerId;
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

    pub(crate) fn straight(start: Point, end: Point) -> Lane {
        let pull = Point {
            x: (start.x + end.x) / 2.0,
            y: (start.y + end.y) / 2.0,
        };
        Lane { start, pull, end }
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
}

pub(crate) fn all(moment: &Moment) -> Vec<Link> {
    let servers = &moment.view.servers;
    let ways = (servers.iter()).flat_map(|from| servers.iter().map(move |to| (from, to)));
    let ways = ways.filter(|(from, to)| from.id != to.id);
    ways.map(|(from, to)| Link {
        from: from.id,
        to: to.id,
        cut: moment.view.cuts.contains(&(from.id, to.id)),
        leads: leads(from) || leads(to),
        selected: moment.selected
            == Some(Selection::Link {
                from: from.id,
                to: to.id,
            }),
    })
    .collect()
}

pub(crate) fn draw<P>(links: &[Link], layout: &Layout) -> El<P> {
    group("links").children(links.iter().map(|link| link.draw(layout)))
}

impl Link {
    fn draw<P>(&self, layout: &Layout) -> El<P> {
        let lane = Lane::new(layout, self.from, self.to);
        let this = Selection::Link {
            from: self.from,
            to: self.to,
        };
        let class = match (self.selected, self.cut) {
            (true, true) => "link cut selected",
            (false, true) => "link cut",
            (true, false) => "link selected",
            (false, false) if self.leads => "link leads",
            (false, false) => "link",
        };
        let (from, to) = (self.from.to_string(), self.to.to_string());
        let middle = lane.at(0.5);
        // The button is the middle of the lane, so that a press on its middle meets it.
        let in_order = self.cut || self.selected;
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
            .child(path("hit", drawn.clone()).on(On::Click, Say::Menu(Topic::Thing(this))))
            .child(path("lane", drawn))
            .child(handle)
    }
}

/// Whether a server leads and runs.
fn leads(server: &ServerView) -> bool {
    server.role == RoleName::Leader && server.process == Process::Running
}
