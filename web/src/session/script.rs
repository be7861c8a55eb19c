//! Scripts on the page: this run written down, and a written run played while the reader looks on and acts.

use super::caption::{Caption, reading_time};
use super::forms::ScriptForm;
use super::msg::Msg;
use super::page_event::PageEvent;
use super::playback::LONGEST_FRAME;
use super::playing::{Pause, Playing, Seeks};
use super::slice::{PIECE, Slice};
use super::{Session, View};
use crate::on_demand::{self, Plays};
use ::script::{Narration, Stop};
use raft::Time;
use sim::{Action, World};

impl Session {
    /// Takes the messages about the script in the form.
    pub(crate) fn take_script(&mut self, msg: Msg) {
        match msg {
            Msg::PlayScript => self.play_script(),
            Msg::CheckScript => self.check_script(),
            Msg::CheckHere => self.check_here(),
            Msg::Checked(checked) => self.checked(checked),
            Msg::WriteRun => self.write_run(),
            msg => debug_assert!(false, "{msg:?} is not about a script"),
        }
    }

    /// Shows the script that was played last; this run, if none was.
    pub(crate) fn open_script(&mut self) {
        match self.run.text.clone() {
            Some(text) => self.forms.script = ScriptForm::of(text),
            None => self.write_run(),
        }
    }

    /// Writes this run into the form.
    fn write_run(&mut self) {
        self.forms.script = ScriptForm {
            is_run: true,
            ..ScriptForm::of(self.run_in_words())
        };
    }

    /// This run as a script.
    pub(super) fn run_in_words(&self) -> String {
        let Some(language) = on_demand::language() else {
            debug_assert!(false, "what writes it came with the language");
            return String::new();
        };
        let world = self.run.world();
        let journal = self.run.recorded.timeline.branch().journal();
        let done: Vec<_> = journal.iter().cloned().collect();
        let points = self.run.points.to_write(&self.run.recorded);
        let (settings, seed) = (*world.settings(), world.seed());
        (language.write)(settings, seed, &done, world.position(), &points)
    }

    /// Begins the run of the script in the form, and plays it there. A script with mistakes changes nothing; and what the
    /// reader has done in the run that is shown is not thrown away without being asked about.
    fn play_script(&mut self) {
        let Some(language) = on_demand::language() else {
            return debug_assert!(false, "there is no form without the language");
        };
        let text = self.forms.script.text.clone();
        let (player, world) = match (language.read)(&text) {
            Ok(read) => read,
            Err(mistakes) => return self.forms.script.mistakes = mistakes,
        };
        let is_sure = self.forms.script.would_lose.is_some() || self.forms.script.is_run;
        if self.run.own_actions > 0 && !is_sure {
            return self.forms.script.would_lose = Some(self.run.own_actions);
        }
        self.begin_script(text, player, &world);
        self.screen.view = View::Stage;
        self.screen.show_stage();
    }

    /// Begins the run of a script that was read.
    pub(super) fn begin_script(&mut self, text: String, player: Box<dyn Plays>, world: &World) {
        let mut run = self.run.another(world);
        run.text = Some(text);
        run.playing = Some(Playing::new(player));
        // It can be gone back to its beginning.
        run.note_stop(None);
        self.start(run);
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.run.is_asked()
    }

    /// The reader goes on: what the script asked is answered, and what it said is read.
    pub(super) fn answer(&mut self) {
        if let Some(playing) = &mut self.run.playing {
            (playing.pause, playing.seeks) = (None, Seeks::Events);
        }
    }

    /// Whether a frame of so many microseconds is spent with reading what the script said, and time stands still for it.
    pub(super) fn reads(&mut self, elapsed: u32) -> bool {
        let Some(Pause::Reading(left)) = self.run.pause() else {
            return false;
        };
        let left = left.saturating_sub(elapsed.min(LONGEST_FRAME));
        let pause = Some(Pause::Reading(left)).filter(|_| left > 0);
        self.run
            .playing
            .iter_mut()
            .for_each(|playing| playing.pause = pause);
        true
    }

    /// Lets the script say and do what it does at this moment.
    pub(super) fn follow_script(&mut self) {
        if self.run.playing.is_some() {
            self.run_until(self.now());
        }
    }

    /// Plays the script on until a time, or until so many events have happened, as far as a frame allows and what it says is read.
    pub(crate) fn play_on(&mut self, until: Time, events: Option<u64>) -> Played {
        let (mut slice, mut budget) = (Slice::new(self.stopwatch), 0);
        loop {
            let happened = events.is_some_and(|events| self.run.world().events() >= events);
            let Some(playing) = self.run.playing.as_mut().filter(|it| it.pause.is_none()) else {
                return Played::There;
            };
            if happened && playing.seeks == Seeks::Events {
                return Played::There;
            }
            if self.run.own_comes_next(until) {
                self.run.do_own_again();
                if self.has_happened() {
                    return Played::NotYet;
                }
                continue;
            }
            let Some(playing) = &mut self.run.playing else {
                return Played::There;
            };
            match playing
                .player
                .next(&mut self.run.recorded, until, &mut budget)
            {
                Stop::Event => {
                    if self.has_happened() {
                        return Played::NotYet;
                    }
                }
                Stop::Waits => return Played::There,
                Stop::Busy if slice.goes_on() => budget = PIECE,
                Stop::Busy => return Played::NotYet,
                Stop::Narrates(_, narration) => {
                    if self.narrates(narration) && !self.runs_by_itself() {
                        self.answer_at_rest();
                        return Played::Said;
                    }
                }
                Stop::Failed(failure) => {
                    playing.failure.get_or_insert(failure);
                }
                Stop::Ended => {
                    self.end_script();
                    return Played::There;
                }
            }
        }
    }

    /// Something has happened; whether time stops at it.
    fn has_happened(&mut self) -> bool {
        self.note_way();
        self.happened();
        self.stops_at_violation() || self.comes_to_points(false)
    }

    /// Whether time runs, and not as a step.
    pub(super) fn runs_by_itself(&self) -> bool {
        self.clock.is_playing() && !self.clock.is_gliding()
    }

    /// Where time rests, what is said waits for the reader by itself; only a question is to be answered.
    fn answer_at_rest(&mut self) {
        if let Some(playing) = &mut self.run.playing {
            playing.pause = playing.pause.filter(|pause| *pause == Pause::Answer);
            playing.seeks = Seeks::Events;
        }
    }

    /// What the script does is to be seen, like what the reader does: one action after the other, though the run's time stands
    /// still between them.
    fn happened(&mut self) {
        let Some(action) = self.run.last_action() else {
            return;
        };
        let is_seen = !matches!(
            action,
            Action::Set(..)
                | Action::Hold(_)
                | Action::Release(_)
                | Action::GiveLog(..)
                | Action::AlignTimers
        );
        let now = self.now();
        self.run.recall_scout();
        self.clock.calm_down();
        let look = self.clock.look();
        let runs = self.runs_by_itself();
        if let Some(playing) = &mut self.run.playing
            && is_seen
            && runs
        {
            // Of many at one moment each is shown, but not for as long as one alone.
            let look = look / (1 + playing.count_action(now) / 8);
            playing.pause = Some(Pause::Reading(look)).filter(|_| look > 0);
        }
    }

    /// The script says something; whether that is to be read before it goes on. At a question time stops.
    fn narrates(&mut self, narration: Narration) -> bool {
        (self.run.playing.iter_mut()).for_each(|playing| playing.hears(&narration));
        let words = match narration {
            Narration::Say(words) => words,
            Narration::Ask(words) => return self.asks(words),
            Narration::Goal(words) => {
                self.goal(&words, false);
                words
            }
            Narration::Reached(words) => {
                self.goal(&words, true);
                format!("Reached: {words}")
            }
            Narration::Mark(name) => return self.marks(name),
            Narration::Watches(point) => {
                self.sets_point(&point);
                return false;
            }
            Narration::Focus(_) => {
                self.look_at();
                self.version += 1;
                return false;
            }
            Narration::Show(_) | Narration::Pauses(_) => return false,
        };
        let pause = Pause::Reading(reading_time(&words));
        self.remark(words, pause);
        true
    }

    /// Those servers are to be looked at that the script says, or else the page around the mount.
    pub(super) fn look_at(&mut self) {
        let said = self.run.playing.as_ref().and_then(|it| it.focus);
        self.screen.focus = said.unwrap_or(self.screen.outfit.focus);
    }

    /// A pause point of the script is one of the run.
    fn sets_point(&mut self, point: &::script::PausePoint) {
        if let Some(language) = on_demand::language()
            && let Err(sentence) = self.add_point(&(language.set)(point))
        {
            self.complain(sentence);
        }
    }

    fn asks(&mut self, words: String) -> bool {
        self.page_events.push(PageEvent::Ask {
            words: words.clone(),
        });
        self.remark(words, Pause::Answer);
        self.clock.play(false);
        self.screen.show_stage();
        true
    }

    fn goal(&mut self, words: &str, reached: bool) {
        let words = words.to_owned();
        self.page_events.push(PageEvent::Goal { words, reached });
    }

    /// A moment has a name. A step that looks for one ends there, unless something is said of it.
    fn marks(&mut self, name: String) -> bool {
        let position = self.run.world().position();
        // What else is done at that time, when the script is played again, makes no other moment of it.
        let mut marks = self.run.recorded.timeline.branch().marks().iter();
        let is_new = !marks.any(|(at, noted)| at.time == position.time && *noted == name);
        if is_new {
            self.run.recorded.timeline.mark(name.clone());
        }
        let Some(playing) = &self.run.playing else {
            return false;
        };
        let was_said = self
            .run
            .stops
            .iter()
            .any(|stop| stop.position == position && stop.says_other(&name));
        if was_said || playing.player.says_next() {
            return false;
        }
        let ends = playing.seeks == Seeks::Mark;
        if ends {
            self.screen.caption = Some(Caption::remark(name, position.events));
        }
        self.note_stop();
        ends
    }

    fn remark(&mut self, words: String, pause: Pause) {
        self.screen.caption = Some(Caption::remark(words, self.run.world().events()));
        if let Some(playing) = &mut self.run.playing {
            playing.pause = Some(pause);
        }
        self.note_stop();
        self.version += 1;
    }

    /// The reader can come back to this moment.
    fn note_stop(&mut self) {
        let said = self.screen.caption.clone();
        self.run.note_stop(said);
    }

    /// The way that a script has come is noted from time to time, so that going back does not play all of it again.
    fn note_way(&mut self) {
        let last = self.run.stops.last().map_or(0, |stop| stop.position.events);
        if self.run.world().events().abs_diff(last) >= WAY {
            self.run.note_stop(None);
        }
    }

    /// On to the next mark of the script, or to what it says next.
    pub(super) fn next_stop(&mut self) {
        match self.run.playing {
            Some(_) => self.seek(None, true),
            None => self.complain("No mark or remark of a script ahead.".to_owned()),
        }
    }

    /// Back to the mark of the script before, or to what it said before.
    pub(super) fn previous_stop(&mut self) {
        let Some(stop) = self.run.said_before(self.screen.caption.as_ref()) else {
            self.answer();
            return self.complain("No mark or remark of a script before.".to_owned());
        };
        self.leave_moment();
        let caption = stop.caption.clone();
        self.run.take_up(stop);
        self.arrive();
        self.screen.caption = caption;
    }

    /// At the end of its script time stops, and its result is shown.
    fn end_script(&mut self) {
        if let Some((playing, language)) = self.run.playing.take().zip(on_demand::language()) {
            self.clock.play(false);
            self.run.look();
            let acted = self.run.own_actions > 0;
            let mut words = (language.verdict)(playing.failure.as_ref(), acted, self.run.broken());
            for goal in &playing.goals {
                words += &format!(" Goal not reached: {goal}.");
            }
            self.page_events.push(PageEvent::Ended {
                words: words.clone(),
                passed: playing.failure.is_none(),
            });
            // At the end of a clip the reader is offered how to go on.
            if self.door.clip.is_none() || playing.failure.is_some() {
                self.screen.alert = Some(words.into());
            }
            self.version += 1;
        }
    }
}

/// How far a script was played.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Played {
    /// As far as it was to be, or as it can be for now.
    There,
    /// The next frame goes on.
    NotYet,
    /// To what it says, which is to be read.
    Said,
}

/// After how many events the way of a script is noted.
const WAY: u64 = 1_000;
