//! What a play does to its world: deeds, traps, and what they may not go beyond.

use super::{Goes, Over, Play, Told};
use crate::action::Action;
use crate::script::deed::Deed;
use crate::script::resolve;
use record::EventKind;

/// The most things that are done in a play.
const MOST_DEEDS: usize = 10_000;

/// The most traps, and the most goals, that are set at a time.
const MOST_TRAPS: usize = 100;

/// The most messages that are on their way at a time.
const MOST_MESSAGES: usize = 5_000;

impl Play<'_> {
    /// Does what a line says, and springs the traps that it sets off.
    pub(super) fn perform(&mut self, deed: &Deed, is_try: bool) -> Goes {
        // Nobody has a timer before the servers start. What is only tried may well come too early.
        if !is_try && resolve::comes_too_early(deed, self.world()) {
            self.start()?;
        }
        self.carry_out(deed, is_try)?;
        self.spring()
    }

    /// Lets all servers start, which are the first events of every run.
    fn start(&mut self) -> Goes {
        while self.world().is_starting() {
            self.step()?;
        }
        Ok(())
    }

    /// Does a deed. What cannot be done ends the play, unless it was only tried, or could be done to others of those
    /// that are meant.
    fn carry_out(&mut self, deed: &Deed, is_try: bool) -> Goes {
        // Where nothing is cut, all links are mended.
        let is_try = is_try || *deed == Deed::HealAll;
        let actions = match resolve::actions(deed, self.world()) {
            Ok(actions) => actions,
            Err(_) if is_try => return Ok(()),
            Err(sentence) => return Err(self.give_up(sentence)),
        };
        let (mut is_done, mut refusal) = (is_try, None);
        for action in actions {
            match self.act(action)? {
                Ok(()) => is_done = true,
                Err(_) if is_try => {}
                Err(sentence) if deed.is_to_several() => refusal = refusal.or(Some(sentence)),
                Err(sentence) => return Err(self.give_up(sentence)),
            }
        }
        match refusal.filter(|_| !is_done) {
            Some(sentence) => Err(self.give_up(sentence)),
            None => self.check_room(),
        }
    }

    /// Does one thing. The sentence says why it was not possible.
    fn act(&mut self, action: Action) -> Result<Result<(), String>, Over> {
        if self.report.done.len() == MOST_DEEDS {
            let found = format!("The play has done {MOST_DEEDS} things, and may do no more.");
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

    /// Springs every trap whose condition holds, one after the other, each once.
    pub(super) fn spring(&mut self) -> Goes {
        while let Some(place) = self.sprung()? {
            let (line, _, deed) = self.traps.remove(place);
            let waiting = std::mem::replace(&mut self.line, line);
            self.carry_out(deed, false)?;
            self.line = waiting;
        }
        Ok(())
    }

    fn sprung(&mut self) -> Result<Option<usize>, Over> {
        for place in 0..self.traps.len() {
            let (_, condition, _) = self.traps[place];
            if self.holds(condition)? {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// Tells the goals that are reached.
    pub(super) fn reach(&mut self) -> Goes {
        let mut place = 0;
        while let Some((line, condition, text)) = self.goals.get(place).copied() {
            if self.holds(condition)? {
                self.goals.remove(place);
                let waiting = std::mem::replace(&mut self.line, line);
                self.tell(Told::Reached(text.to_owned()));
                self.line = waiting;
            } else {
                place += 1;
            }
        }
        Ok(())
    }

    pub(super) fn make_room(&mut self, set: usize) -> Goes {
        match set < MOST_TRAPS {
            true => Ok(()),
            false => Err(self.give_up(format!("{MOST_TRAPS} are set already: that is the most."))),
        }
    }

    pub(super) fn check_room(&mut self) -> Goes {
        match self.world().network.in_flight().len() <= MOST_MESSAGES {
            true => Ok(()),
            false => Err(self.give_up(format!(
                "More than {MOST_MESSAGES} messages are on their way: a play may have no more."
            ))),
        }
    }
}
