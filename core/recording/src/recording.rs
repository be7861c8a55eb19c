//! What a recording holds, and how one is taken of a run.

use raft::chunks::Chunks;
use record::Observer;
use sim::timeline::{self, BranchId, Timeline};
use sim::world::Position;
use sim::{Action, Settings};

/// A run with its branches, and what of it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recording {
    pub settings: Settings,
    pub seed: u64,
    /// At least one. A branch stands behind the one that it left; the first has left none.
    pub branches: Vec<Branch>,
    /// The place of the branch that is shown, among the branches.
    pub here: usize,
    /// The moment that is shown. It lies on that branch.
    pub at: Position,
    /// The fingerprint of the world at that moment.
    pub fingerprint: u64,
    pub shown: Shown,
    pub pause_points: Vec<PausePoint>,
}

/// One way that the run went.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Branch {
    /// Where it left another one; none if it is the first.
    pub left: Option<Fork>,
    /// The name that the user gave it.
    pub name: Option<String>,
    /// What was done in it since it left the other, in order.
    pub steps: Vec<Step>,
    /// The moments since then that have a name, in order.
    pub marks: Vec<(Position, String)>,
    /// Where it ends.
    pub head: Position,
}

/// Where a branch left another one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fork {
    /// The place of the other one, among the branches.
    pub from: usize,
    pub at: Position,
}

/// An action of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// When it was done.
    pub at: Position,
    pub action: Action,
    /// The low bits of the world's fingerprint right after it.
    pub fingerprint: u16,
}

/// How the run is looked at, in the words of the page; empty where it does not say.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Shown {
    pub view: String,
    pub selection: String,
}

/// A condition at which the run pauses, in the words of the script language.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct PausePoint {
    pub condition: String,
    /// Whether it pauses before the event after which the condition holds.
    pub is_before: bool,
    /// What is done then; empty if nothing.
    pub action: String,
    pub is_on: bool,
}

impl Recording {
    /// All of a run, at the moment at which it is.
    pub fn of<O: Observer + Clone>(
        run: &Timeline<O>,
        shown: Shown,
        pause_points: Vec<PausePoint>,
    ) -> Recording {
        let world = run.world();
        let ids: Vec<BranchId> = run.branches().iter().map(timeline::Branch::id).collect();
        let place = |id: BranchId| {
            let place = ids.iter().position(|other| *other == id);
            debug_assert!(place.is_some(), "no branch leaves one that is gone");
            place.unwrap_or_default()
        };
        Recording {
            settings: *world.settings(),
            seed: world.seed(),
            branches: run
                .branches()
                .iter()
                .map(|branch| Branch::of(run, branch, place))
                .collect(),
            here: place(run.here()),
            at: run.position(),
            fingerprint: world.fingerprint(),
            shown,
            pause_points,
        }
    }
}

impl Recording {
    /// All that was done in a branch, in order, also before it left another one; nothing if there is no such branch.
    pub fn journal(&self, place: usize) -> Chunks<timeline::Done> {
        let way = self.way(place, u64::MAX);
        let steps = way.into_iter().rev().flatten();
        let mut journal = Chunks::default();
        journal.extend(steps.map(|step| (step.at, step.action.clone())));
        journal
    }

    /// How many actions were done in a branch before a moment, also before it left another one.
    pub(crate) fn done_before(&self, place: usize, at: Position) -> u64 {
        let way = self.way(place, at.events);
        way.into_iter().map(|steps| steps.len() as u64).sum()
    }

    /// What was done in a branch before so many events; and before that in the one that it left, and so on.
    fn way(&self, place: usize, mut events: u64) -> Vec<&[Step]> {
        let (mut next, mut way) = (self.branches.get(place), Vec::new());
        while let Some(branch) = next {
            let done = branch.steps.partition_point(|step| step.at.events < events);
            way.push(&branch.steps[..done]);
            next = branch.left.and_then(|left| {
                events = events.min(left.at.events);
                self.branches.get(left.from)
            });
        }
        way
    }
}

impl Branch {
    fn of<O: Observer + Clone>(
        run: &Timeline<O>,
        branch: &timeline::Branch,
        place: impl Fn(BranchId) -> usize,
    ) -> Branch {
        let steps = steps(branch.journal(), branch.fingerprints(), branch.shared());
        let first = steps.first().map_or(branch.head(), |step| step.at);
        let left = branch.left().map(|timeline::Fork { from, at }| Fork {
            from: place(from),
            // Before anything happens in it, it can be gone back in to a time before it left.
            at: at.min(first),
        });
        // It has the marks of the branch that it left, and can have more at that very moment.
        let old = branch.left().and_then(|fork| run.find_branch(fork.from));
        let is_new = |mark: &(Position, String)| match left {
            Some(left) if mark.0 == left.at => old.is_none_or(|old| !old.marks().contains(mark)),
            Some(left) => mark.0 > left.at,
            None => true,
        };
        let is_own = |mark: &&(Position, String)| is_new(mark) && is_moment(branch, mark.0);
        Branch {
            left,
            name: branch.name().map(str::to_owned),
            steps,
            marks: branch.marks().iter().filter(is_own).cloned().collect(),
            head: branch.head(),
        }
    }
}

/// Whether a moment lies on a branch still: an action at its end may have been done at an earlier time.
fn is_moment(branch: &timeline::Branch, moment: Position) -> bool {
    let done = branch.done_before(moment);
    let time = |number: u64| Some(branch.journal().get(number)?.0.time);
    let last = done.checked_sub(1).and_then(time);
    last.is_none_or(|last| last <= moment.time)
        && time(done).is_none_or(|next| next >= moment.time)
        && moment <= branch.head()
}

/// What was done behind the first `shared` actions.
fn steps(journal: &Chunks<timeline::Done>, fingerprints: &Chunks<u64>, shared: u64) -> Vec<Step> {
    let done = journal.iter_from(shared);
    let done = done.zip(fingerprints.iter_from(shared));
    done.map(|((at, action), fingerprint)| Step {
        at: *at,
        action: action.clone(),
        fingerprint: low_bits(*fingerprint),
    })
    .collect()
}

/// What of a fingerprint is kept for each action.
pub(crate) fn low_bits(fingerprint: u64) -> u16 {
    fingerprint as u16
}
