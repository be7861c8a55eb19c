//! What facts are made from: a moment, and what led there.

use crate::session::recent::{Ended, Recent};
use crate::session::run::{Moment, Run};
use record::{ClusterView, EventNumber, MessageName};
use sim::World;
use std::rc::Rc;

#[derive(Clone, Copy)]
pub(crate) struct Picture<'a> {
    pub(crate) world: &'a World,
    /// That of the world.
    pub(crate) view: &'a ClusterView,
    /// The run, and what of it had been observed by then; none of a world alone.
    pub(crate) past: Option<(&'a Run, &'a Recent)>,
}

impl<'a> Picture<'a> {
    pub(super) fn recent(&self) -> Option<&'a Recent> {
        self.past.map(|(_, recent)| recent)
    }

    pub(super) fn moment(&self, number: EventNumber) -> Option<Rc<Moment>> {
        self.past?.0.moment(number)
    }

    /// How a message ended.
    pub(super) fn end_of(&self, name: MessageName) -> Option<&'a Ended> {
        let (run, recent) = self.past?;
        let is_it = |kept: &&Ended| kept.envelope.name() == name && kept.event < self.view.events;
        recent.end_of(name).or(run.kept.as_ref().filter(is_it))
    }
}
