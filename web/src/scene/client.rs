//! The clients in their dock, and their requests and replies on the way.

use crate::el::On;
use crate::scene::ink::{El, circle, cross, group, letters, rect, tick, translate, words};
use crate::scene::layout::{Layout, Point, Rect};
use crate::scene::link::Lane;
use crate::scene::moment::Moment;
use crate::scene::travel::Travel;
use crate::session::{Msg, Say, Selection};
use raft::{ServerId, Time};
use record::view::OperationView;
use record::{ClientId, Held, Operation, OperationEnd, Serial};

/// A client's request or its reply on the way.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Transit {
    pub(crate) client: ClientId,
    /// Which of its operations.
    pub(crate) serial: Serial,
    /// The server at the other end.
    pub(crate) server: ServerId,
    /// The operation, as it is typed.
    pub(crate) operation: String,
    pub(crate) reply: bool,
    pub(crate) travel: Travel,
}

/// All requests and replies on their way, by client.
pub(crate) fn transits(moment: &Moment) -> Vec<Transit> {
    let clients = moment.view.clients.iter().enumerate();
    debug_assert_eq!(
        clients.len(),
        moment.layout.dock.chips.len(),
        "a chip for each client"
    );
    let all = clients.flat_map(|(number, client)| {
        let chip = moment.layout.dock.chips.get(number).copied();
        (client.operations.iter())
            .filter_map(move |operation| transit(client.id, operation, chip?, moment))
    });
    all.collect()
}

fn transit(
    client: ClientId,
    operation: &OperationView,
    chip: Rect,
    moment: &Moment,
) -> Option<Transit> {
    let way = operation.transit?;
    let id = operation.server?;
    let server = moment.layout.place(id);
    let middle = chip.middle();
    let far = middle.distance(server).max(1.0);
    let (dx, dy) = ((server.x - middle.x) / far, (server.y - middle.y) / far);
    // From the edge of the chip to the rim of the server.
    let edge = (chip.w / 2.0 / dx.abs().max(0.01)).min(chip.h / 2.0 / dy.abs().max(0.01));
    let dock = middle.plus(dx * edge, dy * edge);
    let rim = moment.layout.sizes.rim + 4.0;
    let rim = server.plus(-dx * rim, -dy * rim);
    let lane = if way.reply {
        Lane::around(moment.layout, rim, dock)
    } else {
        Lane::around(moment.layout, dock, rim)
    };
    Some(Transit {
        client,
        serial: operation.serial,
        server: id,
        operation: operation.operation.to_string(),
        reply: way.reply,
        travel: match moment.view.holds.contains(Held::Clients) {
            true => Travel::parked(lane, 0.5),
            false => Travel {
                lane,
                left: way.sent_at,
                ends: way.arrives_at,
                reach: 1.0,
            },
        },
    })
}

impl Transit {
    pub(crate) fn key(&self) -> String {
        words(&[&self.client.to_string(), ".", &self.serial.to_string()])
    }

    /// Draws it where it is now.
    pub(crate) fn draw<P>(&self, layout: &Layout, now: Time) -> El<P> {
        let sizes = &layout.sizes;
        let class = if self.reply {
            "transit reply"
        } else {
            "transit request"
        };
        let middle = Point { x: 0.0, y: 0.0 };
        let w = self.operation.chars().count() as f64 * sizes.plate * 0.6 + 10.0;
        let h = sizes.plate_h * 0.9;
        let plate = Rect::new(-w / 2.0, -h / 2.0, w, h);
        group(class)
            .attr("aria-hidden", "true")
            .on(On::Click, select(self.client, self.serial))
            .attr("transform", translate(self.travel.at(now)))
            .child(rect("plate", plate).attr("ry", "9"))
            .child(letters("said", middle, self.operation.clone()))
    }
}

/// What is seen of a client: what it asked last, and how that ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Chip {
    pub(crate) client: ClientId,
    /// The operation, if it ever asked for any, and how it ended; none while it is pending.
    pub(crate) last: Option<(Serial, Operation, Option<OperationEnd>)>,
}

/// All clients, in the order of the view.
pub(crate) fn all(moment: &Moment) -> Vec<Chip> {
    let clients = moment.view.clients.iter();
    clients
        .map(|client| Chip {
            client: client.id,
            last: (client.operations.last()).map(|it| (it.serial, it.operation.clone(), it.end)),
        })
        .collect()
}

pub(crate) fn draw<P>(chips: &[Chip], layout: &Layout) -> El<P> {
    let dock = &layout.dock;
    let heading = (dock.heading).map(|at| letters("heading", at, "Clients"));
    let places = chips.iter().zip(&dock.chips);
    group("dock")
        .attr("aria-hidden", "true")
        .maybe(heading)
        .children(places.map(|(chip, at)| chip.draw(*at, dock.wide, layout.sizes.chip)))
}

impl Chip {
    fn draw<P>(&self, at: Rect, wide: bool, size: f64) -> El<P> {
        let left = |x: f64| at.at.plus(x, at.h / 2.0);
        let drawn = group("chip").child(rect("", at)).child(letters(
            "who",
            left(0.8 * size + 3.0),
            self.client.to_string(),
        ));
        let Some((serial, operation, end)) = &self.last else {
            return drawn;
        };
        let drawn = drawn.on(On::Click, select(self.client, *serial));
        let mark = left(at.w - 0.9 * size);
        let drawn = drawn.child(match end {
            None => circle("waits", mark, 0.28 * size),
            Some(OperationEnd::Ok(_)) => tick("said", mark, 0.8 * size),
            Some(OperationEnd::Failed) => cross("said", mark, 0.8 * size),
            Some(OperationEnd::Unknown) => letters("said", mark, "?"),
        });
        if !wide {
            return drawn;
        }
        let room = ((at.w - 3.8 * size) / (0.61 * size)) as usize;
        let words = shortened(operation.to_string(), room);
        drawn.child(letters("asked", left(2.3 * size), words))
    }
}

fn select(client: ClientId, serial: Serial) -> Say {
    Say::Msg(Msg::Select(Selection::Operation { client, serial }))
}

/// The words, or as many letters of them as there is room for.
fn shortened(words: String, room: usize) -> String {
    if words.chars().count() <= room {
        return words;
    }
    let mut short: String = words.chars().take(room.saturating_sub(1)).collect();
    short.push('…');
    short
}
