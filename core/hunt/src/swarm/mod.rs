//! Random worlds: each seed draws the settings of a world and which faults it suffers, runs it under all checks, then
//! heals it and requires that it works again.
//!
//! That a world has only some of the faults, and not all of them a little, is what finds more (Groce et al., *Swarm
//! Testing*, ISSTA 2012).

mod coverage;
mod draw;
mod recovery;
mod trouble;

pub use coverage::Coverage;

use crate::lots::Lots;
use raft::{ServerId, Time};
use record::view::CheckView;
use record::{Event, EventKind};
use sim::{Action, Settings, World};

/// What became of one world.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Play {
    /// Its seed.
    pub seed: u64,
    /// What it was made of.
    pub settings: Settings,
    /// What was done to it, in order.
    pub deeds: Vec<Deed>,
    /// How many events happened.
    pub events: u64,
    /// The fingerprint of the run.
    pub fingerprint: u64,
    /// What happened in it, counted.
    pub coverage: Coverage,
    /// What went wrong, as a sentence.
    pub finding: Option<String>,
}

/// An action with its moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deed {
    /// When.
    pub time: Time,
    /// How many events had happened before.
    pub events: u64,
    /// What.
    pub action: Action,
}

/// What the world of a seed is made of.
pub fn settings(seed: u64) -> Settings {
    draw::settings(&mut Lots::new(seed))
}

/// Plays the world of a seed from its first event to its verdict, and tells every event.
pub fn play(seed: u64, tell: &mut dyn FnMut(&Event)) -> Play {
    let mut lots = Lots::new(seed);
    let settings = draw::settings(&mut lots);
    let mut run = Run::new(settings, seed, tell);
    let finding = trouble::suffer(&mut run, &mut lots)
        .and_then(|()| recovery::recover(&mut run))
        .err();
    let undecided = |check: &CheckView| check.undecided;
    if run.world.view().checks.iter().any(undecided) {
        run.coverage.count("histories undecided", 1);
    }
    Play {
        seed,
        settings,
        events: run.world.events(),
        fingerprint: run.world.fingerprint(),
        deeds: run.deeds,
        coverage: run.coverage,
        finding,
    }
}

/// Plays a world that was found, again, from what was done to it.
pub fn replay(play: &Play, tell: &mut dyn FnMut(&Event)) -> World {
    let mut run = Run::new(play.settings, play.seed, tell);
    for deed in &play.deeds {
        while run.world.events() < deed.events && run.world.next_due().is_some() {
            run.step();
        }
        // What is due at the same moment came after the deed.
        if run.world.next_due().is_none_or(|due| due > deed.time) {
            run.world.run_until(deed.time, &mut |_| {});
        }
        run.act(&deed.action);
    }
    while run.world.events() < play.events && run.world.next_due().is_some() {
        run.step();
    }
    run.world
}

/// A world at work, with who watches it.
struct Run<'a> {
    world: World,
    deeds: Vec<Deed>,
    coverage: Coverage,
    tell: &'a mut dyn FnMut(&Event),
}

impl Run<'_> {
    fn new(settings: Settings, seed: u64, tell: &mut dyn FnMut(&Event)) -> Run<'_> {
        let world = World::new(settings, seed);
        let world = world.unwrap_or_else(|error| unreachable!("drawn settings: {error}"));
        Run {
            world,
            deeds: Vec::new(),
            coverage: Coverage::default(),
            tell,
        }
    }

    /// Does something, whether or not it is possible.
    fn act(&mut self, action: &Action) {
        let (time, events) = (self.world.now(), self.world.events());
        let event = self.world.apply(action);
        if !matches!(event.kind, EventKind::Refused { .. }) {
            self.coverage.note(event);
        }
        (self.tell)(event);
        self.deeds.push(Deed {
            time,
            events,
            action: action.clone(),
        });
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
