//! Another branch of the run at the same moment of model time, to be compared with the one that is shown.

use record::{ClusterView, Observer};
use sim::Timeline;
use sim::timeline::{Ahead, BranchId};
use sim::world::Position;
use std::rc::Rc;

pub(crate) struct Compared {
    pub(crate) branch: BranchId,
    /// What it has come to at the moment that is shown.
    pub(crate) view: Rc<ClusterView>,
    ahead: Ahead,
}

impl Compared {
    /// The branch at the moment that the timeline shows; beyond its end, what would happen there if nothing were done.
    pub(super) fn new<O: Observer + Clone>(timeline: &Timeline<O>, branch: BranchId) -> Compared {
        let ahead = copy(timeline, branch);
        Compared {
            branch,
            view: Rc::new(ahead.world().view()),
            ahead,
        }
    }

    /// The timeline shows another moment.
    pub(super) fn follow<O: Observer + Clone>(&mut self, timeline: &Timeline<O>) {
        let now = timeline.world().now();
        match now >= self.ahead.world().now() {
            true => self.ahead.advance(now),
            false => self.ahead = copy(timeline, self.branch),
        }
        self.view = Rc::new(self.ahead.world().view());
    }
}

fn copy<O: Observer + Clone>(timeline: &Timeline<O>, branch: BranchId) -> Ahead {
    let time = timeline.world().now();
    let moment = Position {
        time,
        events: u64::MAX,
    };
    let mut ahead = timeline.before(branch, moment);
    ahead.advance(time);
    ahead
}
