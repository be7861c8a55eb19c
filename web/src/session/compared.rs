//! Another branch of the run at the same moment of model time, compared with the one that is shown.

use raft::ServerId;
use record::view::{Process, ServerView};
use record::{ClusterView, Observer, RoleName};
use sim::Timeline;
use sim::timeline::{Ahead, BranchId};
use sim::world::Position;
use std::rc::Rc;

pub(crate) struct Compared {
    pub(crate) branch: BranchId,
    /// What it has come to at the moment that is shown.
    pub(crate) view: Rc<ClusterView>,
    /// What it says of servers of which it says something else than the one that is shown.
    pub(crate) says: Vec<(ServerId, String)>,
    ahead: Ahead,
}

impl Compared {
    /// The branch at the moment that the timeline shows; beyond its end, what would happen there if nothing were done.
    pub(super) fn new<O: Observer + Clone>(timeline: &Timeline<O>, branch: BranchId) -> Compared {
        let ahead = copy(timeline, branch);
        let mut compared = Compared {
            branch,
            view: Rc::new(ahead.world().view()),
            says: Vec::new(),
            ahead,
        };
        compared.follow(timeline);
        compared
    }

    /// The timeline shows another moment.
    pub(crate) fn follow<O: Observer + Clone>(&mut self, timeline: &Timeline<O>) {
        let now = timeline.world().now();
        match now >= self.ahead.world().now() {
            true => self.ahead.advance(now),
            false => self.ahead = copy(timeline, self.branch),
        }
        self.view = Rc::new(self.ahead.world().view());
        let here = timeline.world().view();
        let servers = here.servers.iter().zip(&self.view.servers);
        let says = servers.filter_map(|(here, there)| Some((there.id, words(here, there)?)));
        self.says = says.collect();
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

/// What is to be said of a server there; nothing if it is the same here.
fn words(here: &ServerView, there: &ServerView) -> Option<String> {
    if (role(here), here.term) != (role(there), there.term) {
        return Some(format!("there: {}, term {}", role(there), there.term));
    }
    if !same_log(here, there) {
        return Some(format!("there: log to {}", there.log.last_index()));
    }
    (here.commit != there.commit).then(|| format!("there: commit {}", there.commit))
}

fn role(server: &ServerView) -> &'static str {
    match (server.process, server.role) {
        (Process::Crashed, _) => "crashed",
        (_, RoleName::Leader) => "leader",
        (_, RoleName::Follower) => "follower",
        (_, RoleName::Candidate | RoleName::PreCandidate) => "candidate",
    }
}

/// Whether two logs hold the same, as far as both still hold it.
pub(crate) fn same_log(one: &ServerView, other: &ServerView) -> bool {
    let (one, other) = (&one.log, &other.log);
    let first = one.first_index().max(other.first_index());
    let last = one.last_index();
    let mut indexes = first..=last;
    last == other.last_index() && indexes.all(|index| one.get(index) == other.get(index))
}
