//! What a run costs at some moments of it.

use raft::Time;

/// What there is right after all that happened up to a time.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Sample {
    pub time: Time,
    /// Bytes of the log that takes most.
    pub log_bytes: u64,
    /// Entries of the log that has most: it need not be the same one.
    pub log_entries: u64,
    /// Bytes of the largest snapshot.
    pub snapshot_bytes: u64,
    /// Bytes of InstallSnapshot and its replies that were sent since the run began.
    pub sent_by_snapshot: u64,
    /// Bytes of AppendEntries and its replies that were sent since the run began.
    pub sent_by_append: u64,
}

/// When samples are taken, and those that were.
#[derive(Clone, Default, Debug)]
pub struct Sampling {
    from: Time,
    until: Time,
    /// How many are taken in all.
    points: u64,
    /// When the next one is taken; none if all were.
    next: Option<Time>,
    taken: Vec<Sample>,
}

impl Sampling {
    /// At most so many, the first one at `from`, the last one at `until`, at equal distances up to a microsecond. Times of a
    /// microsecond are not divided, so there are fewer where less time lies between the two.
    pub fn between(from: Time, until: Time, most: u64) -> Sampling {
        let points = most.min(until.since(from).as_micros().saturating_add(1));
        let mut sampling = Sampling {
            from,
            until,
            points,
            next: None,
            taken: Vec::new(),
        };
        sampling.next = sampling.time_of(0);
        sampling
    }

    pub(super) fn taken(&self) -> &[Sample] {
        &self.taken
    }

    /// Whether one is to be taken before something that happens at this time.
    pub(super) fn is_due_before(&self, time: Time) -> bool {
        self.next.is_some_and(|next| next < time)
    }

    /// Nothing has changed since the last event, and nothing will before this time: takes what is due until then.
    pub(super) fn take(&mut self, before: Time, now: Sample) {
        while let Some(time) = self.next.filter(|next| *next < before) {
            self.taken.push(Sample { time, ..now });
            self.next = self.time_of(self.taken.len() as u64);
        }
    }

    fn time_of(&self, number: u64) -> Option<Time> {
        let steps = u128::from(self.points.saturating_sub(1).max(1));
        let length = u128::from(self.until.since(self.from).as_micros());
        let into = length * u128::from(number) / steps;
        (number < self.points).then(|| Time(self.from.0 + into as u64))
    }
}
