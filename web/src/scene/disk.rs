//! The disk beside a server: a drum, the writes that queue above it, the envelopes that wait below it.

use crate::el::On;
use crate::scene::ink::{El, group, letters, path, pressable_as, px, rect, words};
use crate::scene::layout::{Point, Rect, Side, Sizes};
use crate::session::{Say, Selection, Topic};
use raft::ServerId;
use record::MessageName;
use record::view::DiskView;

/// What is seen of a disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Tray {
    pub(crate) server: ServerId,
    /// Writes that are not yet durable.
    pub(crate) queue: usize,
    /// Messages that wait for one of them: how many, and the one that is to leave first.
    pub(crate) waiting: Option<(usize, MessageName)>,
    /// Whether it completes no write.
    pub(crate) stalled: bool,
}

impl Tray {
    pub(crate) fn of(server: ServerId, disk: &DiskView) -> Tray {
        let first = disk.waiting.first();
        Tray {
            server,
            queue: disk.queue.len(),
            waiting: first.map(|(_, envelope)| (disk.waiting.len(), envelope.name())),
            stalled: disk.stalled,
        }
    }

    /// Draws it beside its server's middle.
    pub(crate) fn draw<P>(&self, sizes: &Sizes, side: Side) -> El<P> {
        let w = sizes.disk_w;
        let Point { x, y } = sizes.disk_at(side);
        let top = y - 0.3 * w;
        let class = if self.stalled { "disk stalled" } else { "disk" };
        let this = Say::Menu(Topic::Thing(Selection::Disk(self.server)));
        let mut tray = group(class).on(On::Click, this).child(drum(x, top, w));
        for number in 0..self.queue.min(3) {
            let y = top - 0.2 * w - (number + 1) as f64 * 0.24 * w;
            tray = tray.child(rect("write", Rect::new(x, y, w, 0.17 * w)));
        }
        if self.stalled {
            tray = tray.child(bars(x + w / 2.0, top + 0.5 * w, 0.3 * w));
        }
        match self.waiting {
            Some((count, first)) => {
                tray.child(self.envelopes(x, top + 1.1 * w, w, count, Selection::Message(first)))
            }
            None => tray,
        }
    }

    /// What waits, as one button: its menu leads to each.
    fn envelopes<P>(&self, x: f64, y: f64, w: f64, count: usize, first: Selection) -> El<P> {
        let wait = if count == 1 {
            " message waits"
        } else {
            " messages wait"
        };
        let (server, number) = (self.server.to_string(), count.to_string());
        let name = words(&[&server, " disk, ", &number, wait]);
        let around = Rect::new(x + w / 2.0 - 12.0, y - 2.0, 24.0, 24.0);
        // What waits and what flies are two elements, and the focus goes from one to the other.
        let id = words(&["w", &first.id()]);
        let shape = pressable_as(id, name).child(rect("halo", around));
        envelope(
            group("waiting")
                .on(On::Click, Say::Menu(Topic::Thing(first)))
                .child(shape),
            x,
            y,
            w,
            count,
        )
    }
}

/// The two bars of what is held up, around a place.
pub(crate) fn bars<P>(x: f64, y: f64, size: f64) -> El<P> {
    let (x, y, h) = (px(x - size / 3.0), px(y - size / 2.0), px(size));
    let (apart, back) = (px(size * 0.66), px(-size));
    path(
        "bars",
        words(&["M", &x, " ", &y, "v", &h, "m", &apart, " ", &back, "v", &h]),
    )
}

fn drum<P>(x: f64, y: f64, w: f64) -> El<P> {
    let (rx, ry) = (px(w / 2.0), px(0.17 * w));
    let (x, y, w, back, h) = (px(x), px(y), px(w), px(-w), px(0.72 * w));
    let (rim, over) = (
        words(&["a", &rx, " ", &ry, " 0 0 0 "]),
        words(&["a", &rx, " ", &ry, " 0 0 1 "]),
    );
    let body = [
        "M", &x, " ", &y, "v", &h, &rim, &w, " 0v-", &h, &rim, &back, " 0", &over, &w, " 0", &over,
        &back, " 0",
    ];
    path("drum", words(&body))
}

fn envelope<P>(drawn: El<P>, x: f64, y: f64, w: f64, count: usize) -> El<P> {
    let at = Rect::new(x + 0.14 * w, y, 0.72 * w, 0.5 * w);
    let (left, top) = (px(at.at.x), px(at.at.y));
    let (half, down) = (px(at.w / 2.0), px(0.3 * w));
    let flap = [
        "M", &left, " ", &top, "l", &half, " ", &down, " ", &half, " -", &down,
    ];
    let drawn = drawn
        .child(rect("envelope", at))
        .child(path("envelope", words(&flap)));
    if count < 2 {
        return drawn;
    }
    let below = Point {
        x: x + w / 2.0,
        y: y + 0.5 * w + 6.0,
    };
    drawn.child(letters("digit", below, words(&["×", &count.to_string()])))
}
