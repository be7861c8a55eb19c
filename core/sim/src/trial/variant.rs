//! Where dials stand in a copy of a run.

use crate::dials::{Dial, Dials};

/// The dials that are turned, each with its value in the dial's unit; without any, all stay as they are.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Variant(pub Vec<(Dial, u64)>);

/// What may let a follower catch up: fewer snapshots, more of the log behind them, larger pieces of them.
const REMEDIES: [Dial; 3] = [Dial::EntriesKept, Dial::ChunkSize, Dial::SnapshotThreshold];

/// How many times as much is tried of each.
const TIMES: [u64; 3] = [2, 4, 8];

impl Variant {
    /// Whether this dial is turned.
    pub fn turns(&self, dial: Dial) -> bool {
        self.0.iter().any(|(turned, _)| *turned == dial)
    }

    /// What may let a follower catch up that does not with these dials: one dial each, twice, four times and eight times as
    /// far, as its range allows. Of entries kept, none counts as one; a threshold of 0 stays, at which no snapshot is taken.
    pub fn remedies(dials: &Dials) -> Vec<Variant> {
        let mut remedies: Vec<Variant> = Vec::new();
        for dial in REMEDIES {
            let (value, info) = (dials.get(dial), dial.info());
            let least = u64::from(dial == Dial::EntriesKept);
            for times in TIMES {
                let turned = (value.max(least) * times).min(info.max);
                let remedy = Variant(vec![(dial, turned)]);
                if turned != value && !remedies.contains(&remedy) {
                    remedies.push(remedy);
                }
            }
        }
        remedies
    }
}
