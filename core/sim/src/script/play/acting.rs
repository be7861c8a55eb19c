//! What a play does to its world: actions, triggers, and what they may not go beyond.

use super::{Flow, Narration, Player, Stopped};
use crate::action::Action;
use crate::script::action::ScriptAction;
use crate::script::resolve;
use record::EventKind;

/// The most things that are done in a play.
const MAX_ACTIONS: usize = 10_000;

/// The most triggers, and the most goals, that are set at a time.
const MAX_TRIGGERS: usize = 100;

/// The most messages that are on their way at a time.
const MAX_MESSAGES: usize = 5_000;

impl Player<'_> {
    /// Does what a line says, and springs the triggers that it sets off.
    pub(super) fn perform(&mut self, action: &ScriptAction, is_try: bool) -> Flow {
        // Nobody has a timer before the servers start. What is only tried may well come too early.
        if !is_try && resolve::comes_too_early(action, self.world()) {
            self.start()?;
        }
        self.carry_out(action, is_try)?;
        self.fire_triggers()
    }

    /// Lets all servers start, which are the first events of every run.
    fn start(&mut self) -> Flow {
        while self.world().is_starting() {
            self.step()?;
        }
        Ok(())
    }

    /// Does an action. What cannot be done ends the play, unless it was only tried, or could be done to others of those
    /// that are meant.
    fn carry_out(&mut self, written: &ScriptAction, is_try: bool) -> Flow {
        // Where nothing is cut, all links are whole.
        let is_try = is_try || *written == ScriptAction::HealAll;
        let actions = match resolve::actions(written, self.world()) {
            Ok(actions) => actions,
            Err(_) if is_try => return Ok(()),
            Err(sentence) => return Err(self.give_up(sentence)),
        };
        let (mut is_done, mut refusal) = (is_try, None);
        for action in actions {
            match self.act(action)? {
                Ok(()) => is_done = true,
                Err(_) if is_try => {}
                Err(sentence) if written.is_to_several() => refusal = refusal.or(Some(sentence)),
                Err(sentence) => return Err(self.give_up(sentence)),
            }
        }
        match refusal.filter(|_| !is_done) {
            Some(sentence) => Err(self.give_up(sentence)),
            None => self.check_room(),
        }
    }

    /// Does one thing. The sentence says why it was not possible.
    fn act(&mut self, action: Action) -> Result<Result<(), String>, Stopped> {
        if self.report.done.len() == MAX_ACTIONS {
            let found = format!("The play has done {MAX_ACTIONS} things, and may do no more.");
            return Err(self.give_up(found));
        }
        let position = self.world().position();
        let event = self.report.world.apply(&action).clone();
        self.report.done.push((position, action));
        let done = match &event.kind {
            EventKind::Refused { sentence } => Err(sentence.clone()),
            _ => Ok(()),
        };
        self.note(event);
        self.reach()?;
        Ok(done)
    }

    /// Springs every trigger whose condition holds, one after the other, each once.
    pub(super) fn fire_triggers(&mut self) -> Flow {
        while let Some(place) = self.next_trigger()? {
            let (line, _, action) = self.triggers.remove(place);
            let waiting = std::mem::replace(&mut self.line, line);
            self.carry_out(action, false)?;
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

    /// Tells the goals that are reached.
    pub(super) fn reach(&mut self) -> Flow {
        let mut place = 0;
        while let Some((line, condition, text)) = self.goals.get(place).copied() {
            if self.holds(condition)? {
                self.goals.remove(place);
                let waiting = std::mem::replace(&mut self.line, line);
                self.tell(Narration::Reached(text.to_owned()));
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
        match self.world().network.in_flight().len() <= MAX_MESSAGES {
            true => Ok(()),
            false => Err(self.give_up(format!(
                "More than {MAX_MESSAGES} messages are on their way: a play may have no more."
            ))),
        }
    }
}
