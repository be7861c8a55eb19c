//! What is left to see of a message that came to nothing: a burst at the place where it was.

use crate::scene::ink::{El, group, path, steps, translate};
use crate::scene::layout::{Layout, Point};
use crate::scene::link::Lane;
use crate::scene::message;
use crate::scene::moment::Moment;
use crate::session::{Lost, Selection};
use record::MessageName;

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Burst {
    pub(crate) name: MessageName,
    /// How far it had come, of 1.
    pub(crate) along: f64,
}

pub(crate) fn all(moment: &Moment) -> Vec<Burst> {
    let lost = moment.lost.iter();
    lost.map(|Lost { message, at }| Burst {
        name: message.envelope.name(),
        along: message::along(message, moment.latency, *at),
    })
    .collect()
}

impl Burst {
    pub(crate) fn key(&self) -> String {
        ["b", &Selection::Message(self.name).id()].concat()
    }

    pub(crate) fn draw<P>(&self, layout: &Layout) -> El<P> {
        let place = Lane::new(layout, self.name.from, self.name.to).at(self.along);
        let size = 0.5 * layout.sizes.plate_h;
        let ray = |(x, y): (f64, f64)| {
            let at = |far: f64| Point {
                x: x * far * size,
                y: y * far * size,
            };
            path("", steps(&[('M', &[at(0.55), at(1.1)])]))
        };
        const EIGHT: [(f64, f64); 8] = [
            (1.0, 0.0),
            (0.7, 0.7),
            (0.0, 1.0),
            (-0.7, 0.7),
            (-1.0, 0.0),
            (-0.7, -0.7),
            (0.0, -1.0),
            (0.7, -0.7),
        ];
        group("burst")
            .attr("aria-hidden", "true")
            .attr("transform", translate(place))
            .children(EIGHT.map(ray))
    }
}
