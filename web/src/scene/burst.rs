//! What is left to see of a message that came to nothing: a burst at the place where it was.

use crate::el::El;
use crate::scene::ink::{group, path, steps, translate};
use crate::scene::layout::{Layout, Point};
use crate::scene::{Lane, message};
use crate::session::Selection;
use raft::{Duration, ServerId, Time};
use record::{ClusterView, MessageName};

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Burst {
    pub(crate) name: MessageName,
    pub(crate) from: ServerId,
    pub(crate) to: ServerId,
    /// How far it had come, of 1.
    pub(crate) along: f64,
    pub(crate) at: Time,
}

/// How long a burst is seen: less than a message takes.
const LASTS: Duration = Duration::from_millis(8);

impl Burst {
    /// The burst of a message that was on its way before and was lost at this time.
    pub(crate) fn of(
        (name, at): (MessageName, Time),
        before: &ClusterView,
        latency: Duration,
    ) -> Option<Burst> {
        let mut on_their_way = before.messages.iter();
        let message = on_their_way.find(|message| message.envelope.name() == name)?;
        Some(Burst {
            name,
            from: name.from,
            to: name.to,
            along: message::along(message, latency, at),
            at,
        })
    }

    pub(crate) fn is_seen(&self, now: Time) -> bool {
        self.at <= now && now.since(self.at) < LASTS
    }

    pub(crate) fn key(&self) -> String {
        ["b", &Selection::Message(self.name).id()].concat()
    }

    pub(crate) fn draw(&self, layout: &Layout) -> El {
        let place = Lane::new(layout, self.from, self.to).at(self.along);
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
