//! The course of a run when dials are turned: a copy of its world, with what is done in the run.

use super::variant::Variant;
use crate::action::Action;
use crate::dials::Dial;
use crate::timeline::Done;
use crate::world::{Position, World};
use raft::{Chunks, Time};
use record::{Control, Costs, Event, EventKind};

#[derive(Clone)]
pub(super) struct Course {
    pub(super) world: World,
    pub(super) costs: Costs,
    /// How many actions of the run have been done, or passed over.
    done: u64,
    /// How many events it has because its dials were turned.
    turns: u64,
    /// How many events of the run it has not, because their dials are kept.
    kept: u64,
    /// How many actions of the run were not possible in it.
    pub(super) refused: u64,
}

impl Course {
    pub(super) fn new(world: World, costs: Costs) -> Course {
        Course {
            world,
            costs,
            done: 0,
            turns: 0,
            kept: 0,
            refused: 0,
        }
    }

    /// Turns the dials of a variant now.
    pub(super) fn turn(&mut self, variant: &Variant) {
        for (dial, value) in &variant.0 {
            self.act(&Action::Set(*dial, *value));
            self.turns += 1;
        }
    }

    /// Lets the next event happen, be it due or an action of the run, unless it comes after `until`. Whether there was one.
    /// Dials that are kept stay where they are.
    pub(super) fn next(
        &mut self,
        actions: &Chunks<Done>,
        until: Time,
        is_kept: impl Fn(Dial) -> bool,
    ) -> bool {
        match actions.get(self.done) {
            Some((at, action)) if !self.comes_before(*at) => {
                if at.time > until {
                    return false;
                }
                self.wait(at.time);
                self.done += 1;
                match action {
                    Action::Set(dial, _) if is_kept(*dial) => self.kept += 1,
                    action => self.act(action),
                }
                true
            }
            _ => {
                let is_due = self.world.next_due().is_some_and(|due| due <= until);
                let event = is_due.then(|| self.world.step()).flatten();
                if let Some(event) = event {
                    self.costs.observe(event);
                }
                event.is_some()
            }
        }
    }

    /// Moves the clock, if it is not there yet; nothing is due before that time.
    pub(super) fn wait(&mut self, time: Time) {
        let events = self.world.events();
        self.world.run_to(Position { time, events }, &mut |_| {});
    }

    /// Whether the next event that is due comes before an action of the run. Where the copy has gone its own way, actions are
    /// done when they were, however many events came before.
    fn comes_before(&self, at: Position) -> bool {
        let events = self.world.events() + self.kept - self.turns;
        let due = self.world.next_due();
        due.is_some_and(|due| due < at.time || due == at.time && events < at.events)
    }

    fn act(&mut self, action: &Action) {
        let event: &Event = self.world.apply(action);
        self.costs.observe(event);
        let is_refused = matches!(event.kind, EventKind::Control(Control::Refused { .. }));
        self.refused += u64::from(is_refused);
    }
}
