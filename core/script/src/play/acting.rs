//! What a script does to its world: actions, triggers, and what they may not go beyond.

use super::{Flow, Narration, Player, Stopped};
use crate::action::Instruction;
use crate::resolve;
use record::{ClusterState, Control, EventKind};
use sim::Action;

/// The most things that a script may do.
const MAX_ACTIONS: usize = 10_000;

/// The most triggers, and the most goals, that are set at a time.
const MAX_TRIGGERS: usize = 100;

/// The most messages that are on their way at a time.
const MAX_MESSAGES: usize = 5_000;

impl Player<'_> {
    /// Does what a line asks for, and fires the triggers that it sets off.
    pub(super) fn perform(&mut self, instruction: &Instruction) -> Flow {
        // No server has a timer before it starts. What is only tried may well come too early.
        if !instruction.is_try && resolve::comes_too_early(&instruction.action, self.world()) {
            self.start()?;
        }
        for turn in 0..instruction.times {
            let is_done = self.carry_out(instruction, turn)?;
            self.fire_triggers()?;
            if !is_done {
                break;
            }
        }
        Ok(())
    }

    /// Lets all servers start, which are the first events of every run.
    fn start(&mut self) -> Flow {
        while self.world().is_starting() {
            self.step()?;
        }
        Ok(())
    }

    /// Does an action once, and says whether it was possible. What is not possible ends the run, unless it was only
    /// tried, or could be done to others of those that are meant.
    fn carry_out(&mut self, instruction: &Instruction, turn: u64) -> Result<bool, Stopped> {
        let action = &instruction.action;
        let actions = match resolve::actions(action, self.world()) {
            Ok(actions) => actions,
            Err(_) if instruction.is_try => return Ok(false),
            Err(sentence) => return Err(self.give_up(in_turn(sentence, instruction, turn))),
        };
        let (mut is_done, mut refusal) = (actions.is_empty(), None);
        for each in actions {
            let is_tolerant = instruction.is_try || resolve::is_about_links(&each, self.world());
            match self.act(each)? {
                Ok(()) => is_done = true,
                Err(_) if is_tolerant => {}
                Err(sentence) => refusal = refusal.or(Some(sentence)),
            }
            if refusal.is_some() && !action.is_to_several() {
                break;
            }
        }
        match refusal.filter(|_| !is_done || !action.is_to_several()) {
            Some(sentence) => Err(self.give_up(in_turn(sentence, instruction, turn))),
            None => self.check_room().map(|()| is_done),
        }
    }

    /// Does one thing. The sentence says why it was not possible.
    fn act(&mut self, action: Action) -> Result<Result<(), String>, Stopped> {
        if self.report.done.len() == MAX_ACTIONS {
            let found = format!("The script has done {MAX_ACTIONS} things, and may do no more.");
            return Err(self.give_up(found));
        }
        let position = self.world().position();
        let done = match &self.report.world.apply(&action).kind {
            EventKind::Control(Control::Refused { sentence }) => Err(sentence.clone()),
            _ => Ok(()),
        };
        self.report.done.push((position, action));
        self.note();
        self.reach()?;
        Ok(done)
    }

    /// Fires every trigger whose condition holds, one after the other, each once.
    pub(super) fn fire_triggers(&mut self) -> Flow {
        while let Some(place) = self.next_trigger()? {
            let (line, _, instruction) = self.triggers.remove(place);
            let waiting = std::mem::replace(&mut self.line, line);
            for turn in 0..instruction.times {
                if !self.carry_out(instruction, turn)? {
                    break;
                }
            }
            self.line = waiting;
        }
        Ok(())
    }

    fn next_trigger(&mut self) -> Result<Option<usize>, Stopped> {
        for place in 0..self.triggers.len() {
            let (_, condition, _) = self.triggers[place];
            if self.holds(condition)? {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// Narrates the goals that are reached.
    pub(super) fn reach(&mut self) -> Flow {
        let mut place = 0;
        while let Some((line, condition, text)) = self.goals.get(place).copied() {
            if self.holds(condition)? {
                self.goals.remove(place);
                let waiting = std::mem::replace(&mut self.line, line);
                self.narrate(Narration::Reached(text.to_owned()));
                self.line = waiting;
            } else {
                place += 1;
            }
        }
        Ok(())
    }

    pub(super) fn make_room(&mut self, set: usize) -> Flow {
        match set < MAX_TRIGGERS {
            true => Ok(()),
            false => {
                Err(self.give_up(format!("{MAX_TRIGGERS} are set already: that is the most.")))
            }
        }
    }

    pub(super) fn check_room(&mut self) -> Flow {
        let messages = self.world().messages().len();
        match messages <= MAX_MESSAGES {
            true => Ok(()),
            false => Err(self.give_up(format!(
                "More than {MAX_MESSAGES} messages are on their way, which is the most."
            ))),
        }
    }
}

/// Why an action was not possible; and how often it was, if it was asked for several times.
fn in_turn(sentence: String, instruction: &Instruction, turn: u64) -> String {
    match instruction.times {
        1 => sentence,
        times => format!("{sentence} It was done {turn} of {times} times."),
    }
}
