//! What a script does to its world: actions, triggers, and what they may not go beyond.

use super::narration::Narration;
use super::player::{EVENT, Player, Stop};
use super::run::Run;
use super::task::{Actions, Doing, Task};
use crate::action::Instruction;
use crate::resolve;
use record::{Control, EventKind};
use sim::World;

/// The most things that a script may do.
const MAX_ACTIONS: usize = 10_000;

/// The most messages that are on their way at a time.
const MAX_MESSAGES: usize = 5_000;

impl Player {
    pub(super) fn performs(&mut self, instruction: &Instruction, world: &World) {
        self.tasks.push(Task::Again(Doing {
            line: self.line,
            turn: 0,
            is_trigger: false,
        }));
        // No server has a timer before it starts. What is only tried may well come too early.
        if !instruction.is_try && resolve::comes_too_early(&instruction.action, world) {
            self.tasks.push(Task::Start);
        }
    }

    pub(super) fn does_again(&mut self, doing: Doing, run: &mut dyn Run) -> Option<Stop> {
        let script = self.script.clone();
        let instruction = script.instruction(doing.line)?;
        if doing.turn == instruction.times {
            return None;
        }
        self.cost += EVENT;
        match resolve::actions(&instruction.action, run.world()) {
            Ok(actions) => {
                self.tasks.push(Task::Act(Box::new(Actions {
                    doing,
                    is_done: actions.is_empty(),
                    rest: actions.into(),
                    refusal: None,
                })));
                None
            }
            Err(_) if instruction.is_try => {
                self.was_done(doing, false);
                None
            }
            Err(sentence) => Some(self.cannot_do(doing, sentence, run.world())),
        }
    }

    /// Does the next thing that doing it once comes to. What is not possible ends the script, unless it was only tried, or
    /// could be done to others of those that are meant.
    pub(super) fn acts(&mut self, mut actions: Box<Actions>, run: &mut dyn Run) -> Option<Stop> {
        let script = self.script.clone();
        let instruction = script.instruction(actions.doing.line)?;
        let is_to_several = instruction.action.is_to_several();
        let goes_on = actions.refusal.is_none() || is_to_several;
        let Some(action) = actions.rest.pop_front().filter(|_| goes_on) else {
            return self.has_acted(*actions, is_to_several, run.world());
        };
        if let Err(stop) = self.does_one_more(actions.doing.line, run.world()) {
            return Some(stop);
        }
        let is_tolerant = instruction.is_try || resolve::is_about_links(&action, run.world());
        run.act(&action);
        match run.world().last_event().map(|event| &event.kind) {
            Some(EventKind::Control(Control::Refused { .. })) if is_tolerant => {}
            Some(EventKind::Control(Control::Refused { sentence })) => {
                actions.refusal.get_or_insert_with(|| sentence.clone());
            }
            _ => actions.is_done = true,
        }
        self.tasks.push(Task::Act(actions));
        self.happened(run);
        self.tasks.push(Task::Goals(0));
        Some(Stop::Event)
    }

    /// Counts something that a line does, or its trigger or its pause point. The script is over if that is too much.
    pub(super) fn does_one_more(&mut self, line: usize, world: &World) -> Result<(), Stop> {
        if self.actions == MAX_ACTIONS {
            let found = format!("The script has done {MAX_ACTIONS} things, and may do no more.");
            return Err(self.gives_up_at(line, found, world));
        }
        self.actions += 1;
        Ok(())
    }

    fn has_acted(&mut self, actions: Actions, is_to_several: bool, world: &World) -> Option<Stop> {
        let Actions {
            doing,
            is_done,
            refusal,
            ..
        } = actions;
        if let Some(sentence) = refusal.filter(|_| !is_done || !is_to_several) {
            return Some(self.cannot_do(doing, sentence, world));
        }
        let stop = self.is_crowded(doing.line, world);
        if stop.is_none() {
            self.was_done(doing, is_done);
        }
        stop
    }

    /// What comes after doing it once: what was not possible is not tried again.
    fn was_done(&mut self, doing: Doing, is_done: bool) {
        if is_done {
            let turn = doing.turn + 1;
            self.tasks.push(Task::Again(Doing { turn, ..doing }));
        }
        if !doing.is_trigger {
            self.tasks.push(Task::Triggers(0));
        }
    }

    /// Every trigger whose condition holds fires, one after the other, each once.
    pub(super) fn fires(&mut self, place: usize, run: &mut dyn Run) -> Option<Stop> {
        let script = self.script.clone();
        let line = *self.triggers.get(place)?;
        match self.holds(script.condition(line)?, run.world()) {
            Err(stop) => return Some(stop),
            Ok(false) => self.tasks.push(Task::Triggers(place + 1)),
            Ok(true) => {
                self.triggers.remove(place);
                self.tasks.push(Task::Triggers(0));
                self.tasks.push(Task::Again(Doing {
                    line,
                    turn: 0,
                    is_trigger: true,
                }));
            }
        }
        None
    }

    /// Narrates the goals that are reached.
    pub(super) fn reaches(&mut self, place: usize, run: &mut dyn Run) -> Option<Stop> {
        let script = self.script.clone();
        let line = *self.goals.get(place)?;
        match self.holds(script.condition(line)?, run.world()) {
            Err(stop) => Some(stop),
            Ok(false) => {
                self.tasks.push(Task::Goals(place + 1));
                None
            }
            Ok(true) => {
                self.goals.remove(place);
                self.tasks.push(Task::Goals(place));
                let text = script.goal(line)?.to_owned();
                Some(Stop::Narrates(line, Narration::Reached(text)))
            }
        }
    }

    pub(super) fn is_crowded(&mut self, line: usize, world: &World) -> Option<Stop> {
        (record::ClusterState::messages(world).len() > MAX_MESSAGES).then(|| {
            let found =
                format!("More than {MAX_MESSAGES} messages are on their way, which is the most.");
            self.gives_up_at(line, found, world)
        })
    }

    fn cannot_do(&mut self, doing: Doing, sentence: String, world: &World) -> Stop {
        let times =
            (self.script.instruction(doing.line)).map_or(1, |instruction| instruction.times);
        self.gives_up_at(doing.line, in_turn(sentence, times, doing.turn), world)
    }
}

/// Why an action was not possible; and how often it was, if it was asked for several times.
fn in_turn(sentence: String, times: u64, turn: u64) -> String {
    match times {
        1 => sentence,
        times => format!("{sentence} It was done {turn} of {times} times."),
    }
}
