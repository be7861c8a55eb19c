//! Random worlds: each seed draws the settings of a world and its faults, runs it under all checks, then heals it and
//! requires that it works again.
//!
//! That a world has only some of the faults, and not all of them a little, is what finds more (Groce et al., *Swarm
//! Testing*, ISSTA 2012).

mod coverage;
mod draw;
mod load;
mod recovery;
mod report;
mod transfer;
mod trouble;

pub use coverage::Coverage;
#[cfg(test)]
pub(crate) use report::Limits;
pub use report::{Batch, ReportError, Summary, Violation};

use crate::rng::Rng;
use raft::{Notice, ServerId, Time};
use record::view::CheckView;
use record::{ClusterView, Event, EventKind, Outcome};
use script::{Done, Position, Script};
use sim::{Action, Settings, Timeline, World};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trial {
    pub seed: u64,
    pub settings: Settings,
    pub done: Vec<Done>,
    pub end: Position,
    pub fingerprint: u64,
    pub coverage: Coverage,
    pub finding: Option<String>,
}

impl Trial {
    /// A script that plays this world again.
    pub fn script(&self) -> Script {
        Script::of_run(self.settings, self.seed, &self.done, self.end)
    }
}

/// What the world of a seed is made of.
pub fn settings(seed: u64) -> Settings {
    draw::settings(&mut Rng::new(seed))
}

/// Plays the world of a seed from its first event to its verdict, and shows every event to `observe`.
pub fn play(seed: u64, observe: &mut dyn FnMut(&Event)) -> Trial {
    let mut rng = Rng::new(seed);
    let settings = draw::settings(&mut rng);
    let mut run = Run::new(settings, seed, observe);
    let finding = trouble::inflict(&mut run, &mut rng)
        .and_then(|()| recovery::recover(&mut run, &mut rng))
        .err();
    let undecided = |check: &CheckView| check.undecided;
    if run.world().view().checks.iter().any(undecided) {
        run.observer.coverage.count("histories undecided", 1);
    }
    Trial {
        seed,
        settings,
        end: run.timeline.position(),
        fingerprint: run.world().fingerprint(),
        done: run.timeline.branch().journal().iter().cloned().collect(),
        coverage: run.observer.coverage,
        finding,
    }
}

/// A world at work, with its observer.
struct Run<'a> {
    timeline: Timeline<()>,
    observer: Observer<'a>,
}

/// What observes every event of a run.
struct Observer<'a> {
    coverage: Coverage,
    /// The first invariant of a server that did not hold.
    violation: Option<String>,
    outer: &'a mut dyn FnMut(&Event),
}

impl Observer<'_> {
    fn observe(&mut self, event: &Event) {
        self.coverage.observe(event);
        let violation = event.outcomes.iter().find_map(|outcome| match outcome {
            Outcome::Noticed(Notice::Violation(rule)) => Some(rule),
            _ => None,
        });
        if let (Some(rule), None, Some(server)) = (violation, &self.violation, event.server) {
            self.violation = Some(format!("event {}: on {server}, {rule}", event.number));
        }
        (self.outer)(event);
    }
}

impl Run<'_> {
    fn new(settings: Settings, seed: u64, observe: &mut dyn FnMut(&Event)) -> Run<'_> {
        let timeline = Timeline::new(settings, seed, ());
        let timeline = timeline.unwrap_or_else(|error| unreachable!("drawn settings: {error}"));
        Run {
            timeline: timeline.remembering(0),
            observer: Observer {
                coverage: Coverage::default(),
                violation: None,
                outer: observe,
            },
        }
    }

    fn world(&self) -> &World {
        self.timeline.world()
    }

    /// Does something, whether or not it is possible.
    fn act(&mut self, action: &Action) {
        let event = self.timeline.act(action);
        self.observer.observe(event);
        if let (EventKind::Crashed { .. }, Some(server)) = (&event.kind, event.server) {
            let disk = self.timeline.world().disk(server);
            let partial = disk.and_then(|disk| disk.partial.as_ref());
            self.observer.coverage.crash_kept(server, partial);
        }
    }

    /// Lets the next event happen, and gives the server it happened to.
    fn step(&mut self) -> Option<ServerId> {
        let event = self.timeline.step()?;
        self.observer.observe(event);
        event.server
    }

    /// Lets this much time pass, in microseconds.
    fn pass(&mut self, micros: u64) {
        let until = Time(self.world().now().0 + micros);
        while self.world().next_due().is_some_and(|due| due <= until) {
            self.step();
        }
        self.timeline.advance(until);
    }

    /// Lets time pass until nothing is missing any more; each time before it looks, `meanwhile` acts. The error says
    /// what the cluster did not do in this many microseconds.
    fn wait(
        &mut self,
        (what, limit): (&str, u64),
        missing: impl Fn(&ClusterView) -> Option<String>,
        mut meanwhile: impl FnMut(&mut Self),
    ) -> Result<(), String> {
        let end = self.world().now().0 + limit;
        loop {
            meanwhile(self);
            let Some(still) = missing(&self.world().view()) else {
                return Ok(());
            };
            if self.world().now().0 >= end {
                self.checked()?;
                let seconds = limit / 1_000_000;
                return Err(format!(
                    "Recovery: the cluster did not {what} within {seconds} s: {still}."
                ));
            }
        }
    }

    /// The first check that is broken, or the first invariant.
    fn checked(&self) -> Result<(), String> {
        let broken = self.world().view().checks.into_iter();
        let mut broken = broken.filter_map(|check| Some((check.name, check.broken?)));
        if let Some((name, (event, message))) = broken.next() {
            return Err(format!("{name}, event {event}: {message}"));
        }
        match &self.observer.violation {
            Some(violation) => Err(format!("Invariant, {violation}")),
            None => Ok(()),
        }
    }
}

/// Heals the world of a script, and says what does not work then.
#[cfg(test)]
pub(crate) fn recovered(report: &script::Report) -> Result<(), String> {
    let observe = &mut |_: &Event| {};
    let mut run = Run::new(report.settings, report.seed, observe);
    run.timeline.replay(&report.done);
    run.timeline.run_to(report.world.position());
    recovery::recover(&mut run, &mut Rng::new(0))
}
