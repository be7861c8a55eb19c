//! What a copy of a run cost.

use super::course::Course;
use super::variant::Variant;
use raft::{ServerSet, Time};
use record::costs::{Episode, Sample, Sent};

/// What a variant of a run costs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tried {
    /// The dials that were turned.
    pub variant: Variant,
    /// At equal distances, from when the dials were turned until the end.
    pub samples: Vec<Sample>,
    /// How followers caught up, in the order in which that began: what had ended before the dials were turned is left out.
    pub episodes: Vec<Episode>,
    /// Bytes that were sent since the dials were turned, with what was sent at that very moment.
    pub sent: Sent,
    /// How many events have happened since then, with the turns of the dials.
    pub events: u64,
    /// How many actions of the run were not possible since then, or had been refused in the run already.
    pub refused: u64,
}

impl Tried {
    pub(super) fn of(variant: &Variant, copy: &Course, origin: &Course, from: Time) -> Tried {
        let costs = &copy.costs;
        let mut episodes = costs.episodes();
        episodes.retain(|episode| episode.ended.is_none_or(|ended| ended >= from));
        Tried {
            variant: variant.clone(),
            samples: costs.samples().to_vec(),
            episodes,
            sent: costs.sent().since(&origin.costs.sent()),
            events: copy.world.events() - origin.world.events(),
            refused: copy.refused - origin.refused,
        }
    }

    /// The followers that have not caught up when it ends.
    pub fn behind(&self) -> ServerSet {
        let open = self.episodes.iter().filter(|it| it.ended.is_none());
        open.map(|episode| episode.server).collect()
    }
}

/// Those of the remedies with which all followers have caught up that had not without: `tried` is the run as it is, and then
/// those of [`Variant::remedies`]. None if there is nothing to remedy.
pub fn remedies_that_help(tried: &[Tried]) -> Vec<&Tried> {
    let Some((as_it_is, remedies)) = tried.split_first() else {
        return Vec::new();
    };
    let behind = as_it_is.behind();
    let helps =
        |tried: &&Tried| !behind.is_empty() && tried.behind().intersection(behind).is_empty();
    remedies.iter().filter(helps).collect()
}
