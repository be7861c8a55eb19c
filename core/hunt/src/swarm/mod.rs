//! Random worlds: each seed draws the settings of a world and which faults it suffers, runs it under all checks, then
//! heals it and requires that it works again.
//!
//! That a world has only some of the faults, and not all of them a little, is what finds more (Groce et al., *Swarm
//! Testing*, ISSTA 2012).

mod coverage;
mod draw;
mod recovery;
mod report;
mod trouble;

pub use coverage::Coverage;
#[cfg(test)]
pub(crate) use report::Limits;
pub use report::{Batch, ReportError, Summary, Violation};

use crate::rng::Rng;
use raft::{ServerId, Time};
use record::view::CheckView;
use record::{Event, EventKind};
use sim::script::{Done, Position, Script};
use sim::{Action, Settings, World};

/// What became of one world.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Play {
    /// Its seed.
    pub seed: u64,
    /// What it was made of.
    pub settings: Settings,
    /// What was done to it, in order.
    pub done: Vec<Done>,
    /// Where it ended.
    pub end: Position,
    /// The fingerprint of the run.
    pub fingerprint: u64,
    /// What happened in it, counted.
    pub coverage: Coverage,
    /// What went wrong, as a sentence.
    pub finding: Option<String>,
}

impl Play {
    /// A script that plays this world again.
    pub fn script(&self) -> Script {
        Script::of_run(self.settings, self.seed, &self.done, self.end)
    }
}

/// What the world of a seed is made of.
pub fn settings(seed: u64) -> Settings {
    draw::settings(&mut Rng::new(seed))
}

/// Plays the world of a seed from its first event to its verdict, and tells every event.
pub fn play(seed: u64, tell: &mut dyn FnMut(&Event)) -> Play {
    let mut rng = Rng::new(seed);
    let settings = draw::settings(&mut rng);
    let mut run = Run::new(settings, seed, tell);
    let finding = trouble::suffer(&mut run, &mut rng)
        .and_then(|()| recovery::recover(&mut run))
        .err();
    let undecided = |check: &CheckView| check.undecided;
    if run.world.view().checks.iter().any(undecided) {
        run.coverage.count("histories undecided", 1);
    }
    Play {
        seed,
        settings,
        end: run.world.position(),
        fingerprint: run.world.fingerprint(),
        done: run.done,
        coverage: run.coverage,
        finding,
    }
}

/// A world at work, with who watches it.
struct Run<'a> {
    world: World,
    done: Vec<Done>,
    coverage: Coverage,
    tell: &'a mut dyn FnMut(&Event),
}

impl Run<'_> {
    fn new(settings: Settings, seed: u64, tell: &mut dyn FnMut(&Event)) -> Run<'_> {
        let world = World::new(settings, seed);
        let world = world.unwrap_or_else(|error| unreachable!("drawn settings: {error}"));
        Run {
            world,
            done: Vec::new(),
            coverage: Coverage::default(),
            tell,
        }
    }

    /// Does something, whether or not it is possible.
    fn act(&mut self, action: &Action) {
        let position = self.world.position();
        let event = self.world.apply(action);
        if !matches!(event.kind, EventKind::Refused { .. }) {
            self.coverage.note(event);
        }
        (self.tell)(event);
        self.done.push((position, action.clone()));
    }

    /// Lets the next event happen, and gives the server it happened to.
    fn step(&mut self) -> Option<ServerId> {
        let event = self.world.step()?;
        self.coverage.note(event);
        (self.tell)(event);
        event.server
    }

    /// Lets this much time pass, in microseconds.
    fn pass(&mut self, micros: u64) {
        let until = Time(self.world.now().0 + micros);
        let (coverage, tell) = (&mut self.coverage, &mut self.tell);
        self.world.run_until(until, &mut |event| {
            coverage.note(event);
            tell(event);
        });
    }

    /// The first check that is broken, as a sentence.
    fn checked(&self) -> Result<(), String> {
        let broken = self.world.view().checks.into_iter();
        let mut broken = broken.filter_map(|check| Some((check.name, check.broken?)));
        match broken.next() {
            Some((name, (event, sentence))) => Err(format!("{name}, event {event}: {sentence}")),
            None => Ok(()),
        }
    }
}

/// Heals a world, and says what does not work then.
#[cfg(test)]
pub(crate) fn recovered(world: World) -> Result<(), String> {
    recovery::recover(&mut Run {
        world,
        done: Vec::new(),
        coverage: Coverage::default(),
        tell: &mut |_| {},
    })
}
