//! What is left to see of a message that came to nothing: a burst at the place where it was.

use crate::el::El;
use crate::scene::ink::{group, path, steps, translate};
use crate::scene::layout::{Layout, Point};
use crate::scene::{Lane, message};
use raft::{Duration, ServerId, Time};
use record::{ClusterView, Event, EventKind, MessageId};

/// The end of a message on its way.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Burst {
    /// Which message.
    pub id: MessageId,
    /// From whom.
    pub from: ServerId,
    /// To whom.
    pub to: ServerId,
    /// How far it had come, of 1.
    pub along: f64,
    /// When it was lost.
    pub at: Time,
}

/// How long a burst is seen: less than a message takes.
const LASTS: Duration = Duration::from_millis(8);

impl Burst {
    /// What this event leaves to see, if it is the loss of a message that was on its way before.
    pub fn of(event: &Event, before: &ClusterView, latency: Duration) -> Option<Burst> {
        let EventKind::Lost { envelope, .. } = &event.kind else {
            return None;
        };
        let mut on_their_way = before.messages.iter();
        let message = on_their_way.find(|message| message.envelope.id == envelope.id)?;
        Some(Burst {
            id: envelope.id,
            from: envelope.from,
            to: envelope.to,
            along: message::along(message, latency, event.time),
            at: event.time,
        })
    }

    /// Whether it is still seen.
    pub fn is_seen(&self, now: Time) -> bool {
        self.at <= now && now.since(self.at) < LASTS
    }

    /// Tells it from the others.
    pub fn key(&self) -> String {
        ["b", &self.id.0.to_string()].concat()
    }

    /// Draws it.
    pub fn draw(&self, layout: &Layout) -> El {
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
