//! What a picture of the stage is made from.

use crate::scene::layout::Layout;
use crate::session::{Lost, Selection};
use raft::{Duration, ServerId, ServerSet, Time};
use record::ClusterView;
use std::rc::Rc;

/// All that a picture of the stage is made from.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    /// The cluster at its last event.
    pub(crate) view: &'a ClusterView,
    /// What the branch that is compared says of servers, where it says something else.
    pub(crate) compared: &'a [(ServerId, String)],
    /// The moment to draw, not before that event.
    pub(crate) now: Time,
    pub(crate) layout: &'a Rc<Layout>,
    /// The shortest election timeout: a follower not heard for so long counts as silent.
    pub(crate) timeout_min: Duration,
    /// The longest election timeout: a full circle on every timer.
    pub(crate) timeout_max: Duration,
    /// How long a message takes, on the average.
    pub(crate) latency: Duration,
    pub(crate) selected: Option<Selection>,
    /// The servers to look at; all of them if none.
    pub(crate) focus: ServerSet,
    /// The messages that were lost recently.
    pub(crate) lost: &'a [Lost],
}

impl Moment<'_> {
    /// Whether none of these servers is to be looked at.
    pub(crate) fn is_faint(&self, servers: &[ServerId]) -> bool {
        !self.focus.is_empty() && !servers.iter().any(|id| self.focus.contains(*id))
    }
}
