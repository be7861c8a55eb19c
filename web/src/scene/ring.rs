//! The ring around a server: a leader's second ring, or the election timer, which is broad just after it was reset.
//!
//! It is a part of its own, because a heartbeat changes nothing else of a follower.

use crate::scene::disk::bars;
use crate::scene::ink::{El, circle, group, px, term_class, translate, words};
use crate::scene::layout::{Layout, Point};
use crate::scene::moment::Moment;
use crate::scene::node::{role, role_word};
use raft::{Duration, ServerId, Term, Time};
use record::view::{Process, ServerView, TimerView};
use record::{Held, RoleName};

/// What is seen of a ring.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ring {
    pub(crate) id: ServerId,
    pub(crate) role: Option<RoleName>,
    /// Whether its process is stopped.
    pub(crate) paused: bool,
    pub(crate) term: Term,
    /// When its election timer was started, and when it runs out.
    pub(crate) timer: Option<TimerView>,
    /// Whether it stands still until the reader lets it run out.
    pub(crate) held: bool,
    /// The longest time that such a timer may take.
    pub(crate) longest: Duration,
}

impl PartialEq for Ring {
    /// Two rings are equal if they look the same but for how much is left on their timers, which is moved and not drawn again.
    fn eq(&self, other: &Ring) -> bool {
        let look = |ring: &Ring| {
            let Ring {
                id,
                role,
                paused,
                term,
                timer,
                held,
                longest: _,
            } = *ring;
            (id, role, paused, term, timer.is_some(), held)
        };
        look(self) == look(other)
    }
}

pub(crate) fn all(moment: &Moment) -> Vec<Ring> {
    let servers = moment.view.servers.iter();
    servers
        .map(|server| Ring {
            id: server.id,
            role: role(server),
            paused: server.process == Process::Paused,
            term: server.term,
            timer: timer(server),
            held: is_held(moment),
            longest: moment.timeout_max,
        })
        .collect()
}

/// The election timer that is drawn around a server.
pub(crate) fn timer(server: &ServerView) -> Option<TimerView> {
    server.election_timer.filter(|_| role(server).is_some())
}

/// Whether timers stand still.
pub(crate) fn is_held(moment: &Moment) -> bool {
    moment.view.holds.contains(Held::Timers)
}

/// How much of a full circle is left on a timer: a circle is the longest election timeout.
pub(crate) fn time_left(timer: &TimerView, now: Time, longest: Duration) -> f64 {
    let left = timer.due.since(now).0 as f64 / longest.0.max(1) as f64;
    left.min(1.0)
}

/// The value of `stroke-dasharray` that shows so much of a circle; the circle's length is 100. In steps of half a
/// hundredth, about a pixel, so that most frames find an arc as it is and need not paint it.
pub(crate) fn arc(left: f64) -> String {
    words(&[&px((200.0 * left).round() / 2.0), " 200"])
}

/// The class of a timer's arc: it is fresh for the first eighth of its time, so that a reset is seen.
pub(crate) fn arc_class(timer: &TimerView, now: Time) -> &'static str {
    let (passed, whole) = (now.since(timer.armed_at), timer.due.since(timer.armed_at));
    if passed.0 * 8 < whole.0 {
        "arc fresh"
    } else {
        "arc"
    }
}

impl Ring {
    pub(crate) fn key(&self) -> String {
        self.id.to_string()
    }

    /// Draws it, with its timer as it is now.
    pub(crate) fn draw<P>(&self, layout: &Layout, now: Time) -> El<P> {
        let rim = layout.sizes.rim;
        let middle = Point { x: 0.0, y: 0.0 };
        let paused = if self.paused { " paused" } else { "" };
        let class = [
            "ring ",
            role_word(self.role),
            " ",
            term_class(self.term),
            paused,
        ];
        let ring = group(words(&class))
            .attr("transform", translate(layout.place(self.id)))
            .child(circle("rim", middle, rim));
        let Some(timer) = &self.timer else {
            return ring;
        };
        if self.held {
            let above = Point { x: 0.0, y: -rim };
            return ring.child(circle("arc-held", middle, rim)).child(bars(
                above.x,
                above.y,
                0.3 * rim,
            ));
        }
        let arc = circle(arc_class(timer, now), middle, rim)
            .attr("pathLength", "100")
            .attr("transform", "rotate(-90)")
            .attr("stroke-dasharray", arc(time_left(timer, now, self.longest)));
        ring.child(arc)
    }
}
