//! Scripts on the page: this run written down, and a written run played while the reader looks on and acts.

use super::Session;
use super::caption::Caption;
use super::forms::ScriptForm;
use super::page_event::PageEvent;
use super::playing::Playing;
use super::slice::{PIECE, Slice};
use crate::on_demand;
use ::script::{Narration, Stop};
use raft::Time;

impl Session {
    /// Shows the script that was played last; this run, if none was.
    pub(super) fn open_script(&mut self) {
        match self.run.text.clone() {
            Some(text) => self.forms.script = ScriptForm::of(text),
            None => self.write_run(),
        }
    }

    /// Writes this run into the form.
    pub(super) fn write_run(&mut self) {
        let Some(language) = on_demand::language() else {
            return debug_assert!(false, "there is no form without the language");
        };
        let world = self.run.world();
        let journal = self.run.recorded.timeline.branch().journal();
        let done: Vec<_> = journal.iter().cloned().collect();
        let text = (language.write)(*world.settings(), world.seed(), &done, world.position());
        self.forms.script = ScriptForm {
            is_run: true,
            ..ScriptForm::of(text)
        };
    }

    /// Begins the run of the script in the form, and plays it there. A script with mistakes changes nothing; and what the
    /// reader has done in the run that is shown is not thrown away without being asked about.
    pub(super) fn play_script(&mut self) {
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
        let mut run = self.run.another(&world);
        run.text = Some(text);
        run.playing = Some(Playing::new(player));
        self.start(run);
        self.screen.show_stage();
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.run.is_asked()
    }

    /// The reader has seen the question, and goes on.
    pub(super) fn answer(&mut self) {
        if let Some(playing) = &mut self.run.playing {
            playing.asks = false;
        }
    }

    /// Lets the script say and do what it does at this moment.
    pub(super) fn follow_script(&mut self) {
        if self.run.playing.is_some() {
            self.run_until(self.now());
        }
    }

    /// Plays the script on until a time, or until so many events have happened, as far as a frame allows: false if it does not.
    pub(super) fn play_on(&mut self, until: Time, events: Option<u64>) -> bool {
        let (mut slice, mut budget) = (Slice::new(self.stopwatch), 0);
        loop {
            let is_there = events.is_some_and(|events| self.run.world().events() >= events);
            let Some(playing) = self.run.playing.as_mut().filter(|it| !it.asks && !is_there) else {
                return true;
            };
            match playing
                .player
                .next(&mut self.run.recorded, until, &mut budget)
            {
                Stop::Event => {
                    self.happened();
                    if self.stops_at_violation() {
                        return false;
                    }
                }
                Stop::Waits => return true,
                Stop::Busy if slice.goes_on() => budget = PIECE,
                Stop::Busy => return false,
                Stop::Narrates(_, narration) => self.narrates(narration),
                Stop::Failed(failure) => {
                    playing.failure.get_or_insert(failure);
                }
                Stop::Ended => {
                    self.end_script();
                    return true;
                }
            }
        }
    }

    /// What the script does is to be seen, like what the reader does.
    fn happened(&mut self) {
        if self.run.was_acted() {
            self.run.recall_scout();
            self.clock.calm_down();
        }
    }

    /// The script says something. At a question time stops.
    fn narrates(&mut self, narration: Narration) {
        let asks = matches!(narration, Narration::Ask(_));
        let reached = matches!(narration, Narration::Reached(_));
        let words = match narration {
            Narration::Say(words) => words,
            Narration::Ask(words) => {
                self.page_events.push(PageEvent::Ask {
                    words: words.clone(),
                });
                words
            }
            Narration::Goal(words) | Narration::Reached(words) => {
                let goal = words.clone();
                self.page_events.push(PageEvent::Goal {
                    words: goal,
                    reached,
                });
                if reached {
                    format!("Reached: {words}")
                } else {
                    words
                }
            }
            Narration::Mark(name) => return self.run.recorded.timeline.mark(name),
            Narration::Focus(_) | Narration::Show(_) => return,
        };
        self.screen.caption = Some(Caption::remark(words, self.run.world().events()));
        self.version += 1;
        if asks {
            self.run
                .playing
                .iter_mut()
                .for_each(|playing| playing.asks = true);
            self.clock.play(false);
            self.screen.show_stage();
        }
    }

    /// At the end of its script time stops, and its result is shown.
    fn end_script(&mut self) {
        if let Some((playing, language)) = self.run.playing.take().zip(on_demand::language()) {
            self.clock.play(false);
            self.run.look();
            let acted = self.run.own_actions > 0;
            let words = (language.verdict)(playing.failure.as_ref(), acted, self.run.broken());
            self.page_events.push(PageEvent::Ended {
                words: words.clone(),
                passed: playing.failure.is_none(),
            });
            self.screen.alert = Some(words);
            self.version += 1;
        }
    }
}
