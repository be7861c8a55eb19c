//! What other dials would cost: the run so far, played in copies in which dials were turned at some time, and a little ahead.
//!
//! ```
//! use raft::{Chunks, Time};
//! use sim::trial::{Progress, Run, Trial, Variant};
//! use sim::{Dial, Settings};
//!
//! let run = Run {
//!     settings: Settings::default(),
//!     seed: 7,
//!     journal: Chunks::default(),
//!     from: Time::ZERO,
//!     now: Time(1_000_000),
//!     until: Time(2_000_000),
//!     samples: 200,
//! };
//! let variants = vec![Variant::default(), Variant(vec![(Dial::EntriesKept, 100)])];
//! let mut trial = Trial::new(run, variants).expect("possible settings");
//! while trial.go_on(1_000) != Progress::Ended {}
//! assert_eq!(trial.tried().len(), 2);
//! ```

mod course;
mod numbers;
mod tried;
mod variant;

pub use numbers::{from_numbers, to_numbers, variants_from_numbers, variants_to_numbers};
pub use tried::{Tried, remedies_that_help};
pub use variant::Variant;

use crate::action::Action;
use crate::settings::{Settings, SettingsError};
use crate::timeline::Done;
use crate::world::{Position, World};
use course::Course;
use raft::{Chunks, Duration, Time};
use record::Costs;
use record::costs::Sampling;

/// What lies ahead of a run is under the load of so much time before its end.
pub const LOAD: Duration = Duration(2_000_000);

/// The run whose costs are asked for.
#[derive(Clone)]
pub struct Run {
    pub settings: Settings,
    pub seed: u64,
    /// All that was done in it, as in the journal of a branch.
    pub journal: Chunks<Done>,
    /// When the dials are turned in the copies: before anything that happens or is done at this time. At time zero that is
    /// before the servers start.
    pub from: Time,
    /// How far the run has gone. What the journal has behind it is not done.
    pub now: Time,
    /// How far the copies go. Behind `now`, clients submit again and again what they submitted in the last [`LOAD`] before it
    /// (in the whole run, if that is shorter), at the same distances: so what lies ahead is under the load of before.
    pub until: Time,
    /// The most samples that are taken of each, at equal distances between `from` and `until`.
    pub samples: u64,
}

/// How far a trial has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// So many microseconds of the model have passed, in all copies together, of so many.
    SoFar {
        done: u64,
        of: u64,
    },
    Ended,
}

/// Plays a run up to a time, and from there once for each variant. What is done in the run is done in each copy at the same
/// time, but no dial is turned again that the variant has turned. A copy without changes costs exactly what the run does.
///
/// Copies are not checked against the safety properties, which changes nothing that happens in them.
pub struct Trial {
    /// What is done in the copies.
    actions: Chunks<Done>,
    from: Time,
    until: Time,
    /// The run at `from`, once it is there.
    origin: Course,
    /// The copy that is being played; none before the run is at `from`.
    here: Option<Course>,
    variants: Vec<Variant>,
    /// Those that are done, in the order of the variants.
    tried: Vec<Tried>,
}

impl Trial {
    /// At the beginning of the run.
    ///
    /// # Errors
    /// If the settings allow no such world.
    pub fn new(run: Run, variants: Vec<Variant>) -> Result<Trial, SettingsError> {
        debug_assert!(run.from <= run.now && run.now <= run.until);
        let settings = Settings {
            checks: false,
            ..run.settings
        };
        let world = World::new(settings, run.seed)?;
        let sampling = Sampling::between(run.from, run.until, run.samples);
        let costs = Costs::new(settings.servers).sampling(sampling);
        Ok(Trial {
            actions: with_load(&run),
            from: run.from,
            until: run.until,
            origin: Course::new(world, costs),
            here: None,
            variants,
            tried: Vec::new(),
        })
    }

    /// Lets so many events happen, and one at least; an action of the run counts as one.
    pub fn go_on(&mut self, events: u64) -> Progress {
        let mut left = events.max(1);
        while left > 0 && self.tried.len() < self.variants.len() {
            match self.next() {
                true => left -= 1,
                false => self.end_copy(),
            }
        }
        self.progress()
    }

    /// The costs of the variants that are done, in the order of the variants.
    pub fn tried(&self) -> &[Tried] {
        &self.tried
    }

    /// Whether something happened in the copy that is being played.
    fn next(&mut self) -> bool {
        match &mut self.here {
            Some(copy) => {
                let variant = &self.variants[self.tried.len()];
                copy.next(&self.actions, self.until, |dial| variant.turns(dial))
            }
            None => {
                let before = self.from.0.checked_sub(1).map(Time);
                before.is_some_and(|before| self.origin.next(&self.actions, before, |_| false))
            }
        }
    }

    /// Nothing more happens in the copy that was played: the next one begins, if there is one.
    fn end_copy(&mut self) {
        match self.here.take() {
            Some(mut copy) => {
                copy.costs.pass(self.until);
                let variant = &self.variants[self.tried.len()];
                let tried = Tried::of(variant, &copy, &self.origin, self.from);
                self.tried.push(tried);
            }
            None => self.origin.wait(self.from),
        }
        self.here = self.variants.get(self.tried.len()).map(|variant| {
            let mut copy = self.origin.clone();
            copy.turn(variant);
            copy
        });
    }

    fn progress(&self) -> Progress {
        let (each, all) = (self.until.since(self.from).0, self.variants.len() as u64);
        let ended = self.tried.len() as u64;
        if ended == all {
            return Progress::Ended;
        }
        let done = match &self.here {
            Some(copy) => self.from.0 + ended * each + copy.world.now().since(self.from).0,
            None => self.origin.world.now().0,
        };
        let of = self.from.0 + all * each;
        Progress::SoFar { done, of }
    }
}

/// What is done in the run, and what clients submit behind it.
fn with_load(run: &Run) -> Chunks<Done> {
    let mut actions = run.journal.clone();
    let is_done = |done: &Done| done.0.time <= run.now;
    actions.truncate(actions.partition_point(is_done));
    let period = LOAD.0.min(run.now.0);
    let begin = actions.partition_point(|(at, _)| at.time.0 <= run.now.0 - period);
    let is_load = |(_, action): &&Done| matches!(action, Action::Submit(..) | Action::SubmitAt(..));
    let load: Vec<Done> = actions.iter_from(begin).filter(is_load).cloned().collect();
    let mut later = 0;
    while later <= run.until.since(run.now).0 && !load.is_empty() {
        later += period;
        for (at, action) in &load {
            let time = at.time + Duration(later);
            // Before what happens by itself at that time, so that those of one moment stay together.
            let events = 0;
            if time <= run.until {
                actions.push((Position { time, events }, action.clone()));
            }
        }
    }
    actions
}
